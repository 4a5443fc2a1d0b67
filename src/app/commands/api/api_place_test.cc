#include "app/commands/api/api_place.h"

#include <gtest/gtest.h>

#include <map>

#include "base/reason_of.h"

namespace sallyport::app {
namespace {

struct Machine {
  std::map<std::string, std::string, std::less<>> variables{};
  std::map<std::string, config::FileText> files{};

  config::Surroundings surroundings() const {
    return {[this](std::string_view name) -> std::optional<std::string> {
              const auto found = variables.find(name);
              return found == variables.end() ? std::nullopt : std::optional(found->second);
            },
            [this](const std::string& path) -> Result<config::FileText> {
              const auto found = files.find(path);
              if (found == files.end()) return failure(Kind::unavailable, "config_file", {}, "No such file");
              return found->second;
            }};
  }
};

std::string said(const ApiPlace& place, const Machine& machine) {
  const auto api = open_api(place, machine.surroundings());
  return api ? "opened" : api.error().detail;
}

TEST(ApiPlace, AUrlAndATokenInAPrivateFileOrAVariable) {
  const Machine machine{.files = {{"/t", {"eyJ.x.y\n", false}}}};
  EXPECT_EQ(said({.url = "https://gw.example", .token_file = "/t"}, machine), "opened");
  EXPECT_EQ(said({.url = "https://gw.example/tools/"}, {.variables = {{"SALLYPORT_TOKEN", "eyJ"}}}), "opened");
  EXPECT_EQ(said({}, {.variables = {{"SALLYPORT_TOKEN", "eyJ"}, {"SALLYPORT_URL", "https://gw.example"}}}), "opened");
}

TEST(ApiPlace, ATokenThatOthersMayReadIsRefused) {
  const Machine machine{.files = {{"/t", {"eyJ", true}}}};
  EXPECT_EQ(said({.url = "https://gw.example", .token_file = "/t"}, machine),
            "Other users may read /t. Run chmod 600 /t");
}

TEST(ApiPlace, ATokenIsOneLineWithoutBlanks) {
  for (const std::string token : {"a b", "a\nb", "a\x7f", "\xc3\xa4"}) {
    const Machine machine{.files = {{"/t", {token, false}}}};
    EXPECT_EQ(said({.url = "https://gw.example", .token_file = "/t"}, machine),
              "The token must be one line without blanks.")
        << token;
  }
  EXPECT_EQ(reason_of(open_api({.url = "https://gw.example"}, Machine{}.surroundings())), "api_place") << "none";
}

TEST(ApiPlace, ATokenGoesOverPlainHttpToThisMachineAlone) {
  const Machine machine{.variables = {{"SALLYPORT_TOKEN", "eyJ"}}};
  EXPECT_NE(said({.url = "http://gw.example"}, machine).find("Write https://"), std::string::npos);
  EXPECT_NE(said({.url = "http://10.0.0.1"}, machine).find("Write https://"), std::string::npos);
  EXPECT_EQ(said({.url = "http://127.0.0.1:8585"}, machine), "opened");
  EXPECT_EQ(said({.url = "http://localhost:8585"}, machine), "opened");
}

TEST(ApiPlace, WhatIsNoUrlIsUsage) {
  const Machine machine{.variables = {{"SALLYPORT_TOKEN", "eyJ"}}};
  for (const char* const url : {"gw.example", "https://gw.example/?x", "ftp://gw.example", "https://u:p@gw.example"}) {
    const auto api = open_api({.url = url}, machine.surroundings());
    ASSERT_FALSE(api) << url;
    EXPECT_EQ(exit_code_of(api.error()), ExitCode::usage) << url;
  }
}

TEST(ApiPlace, OneGatewayIsNamed) {
  EXPECT_NE(said({.config = "/c", .url = "https://gw.example"}, {}).find("not both"), std::string::npos);
  EXPECT_NE(said({.config = "/c", .token_file = "/t"}, {}).find("takes no token"), std::string::npos);
  EXPECT_NE(said({}, {}).find("Which gateway?"), std::string::npos);
}

TEST(ApiPlace, AConfigurationLeadsToTheSocketOfARunningGateway) {
  const Machine off{.files = {{"/c", {"server: {operatorSocket: off}\n", false}}}};
  EXPECT_NE(said({.config = "/c"}, off).find("is off"), std::string::npos);
  const Machine stopped{.files = {{"/c", {"server: {dataDir: /nowhere}\n", false}}}};
  const auto api = open_api({.config = "/c"}, stopped.surroundings());
  ASSERT_FALSE(api);
  EXPECT_EQ(api.error().detail, "/nowhere/operator.sock is not there: is the gateway running?");
  EXPECT_EQ(exit_code_of(api.error()), ExitCode::failed);
  EXPECT_EQ(reason_of(open_api({.config = "/missing"}, Machine{}.surroundings())), "api_place");
}

TEST(ApiPlace, ThePackagedConfigurationIsTheDefault) {
  const Machine machine{.files = {{"/etc/sallyport/sallyport.yaml", {"server: {dataDir: /nowhere}\n", false}}}};
  EXPECT_NE(said({}, machine).find("/nowhere/operator.sock"), std::string::npos);
}

}  // namespace
}  // namespace sallyport::app
