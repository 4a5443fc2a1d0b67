// Replays real answers of Entra ID's token endpoint at the directory. They must be equal, except for what the captures
// replace by a name in braces: GUIDs, times and tokens. Skipped where the folder of captures is absent.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "base/text.h"
#include "directory/directory_test.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kCaptures = "../shared/vectors/entra-captures";

class Captures : public DirectoryTest {
 protected:
  void SetUp() override {
    if (!std::filesystem::is_directory(kCaptures)) GTEST_SKIP() << kCaptures << " is not there";
  }

  static json::Object read(const std::string& name) {
    std::ifstream file(std::string(kCaptures) + "/" + name + ".json");
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    auto parsed = json::parse_object(text);
    EXPECT_TRUE(parsed) << name;
    return parsed ? *parsed : json::Object();
  }

  // The text with everything replaced that the captures replace.
  static std::string fold(std::string text) {
    const auto replace = [&](const std::string& pattern, const std::string& with) {
      text = std::regex_replace(text, std::regex(pattern), with);
    };
    replace(std::string(kOrigin), "https://login.microsoftonline.com");
    replace(std::string(kTenant), "{tenant-id}");
    replace(std::string(kWeb), "{daemon-app-id}");
    replace("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "{guid}");
    replace("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}Z", "{timestamp}");
    return text;
  }

  static Fields app_request() {
    return {{"grant_type", "client_credentials"},
            {"client_id", std::string(kWeb)},
            {"client_secret", std::string(kSecret)},
            {"scope", std::string(kWeb) + "/.default"}};
  }

  void expect_equal(const std::string& name, const Fields& request) {
    const auto capture = read(name);
    const auto* const real = capture.find("response");
    ASSERT_NE(real, nullptr) << name;
    const auto response = token(request);
    EXPECT_EQ(*real->as_object()->find("status"), json::Value(response.status)) << name;
    EXPECT_EQ(fold(response.body), json::print(*real->as_object()->find("body"))) << name;
  }
};

TEST_F(Captures, Refusals) {
  RecordProperty("covers", "P8, P9");
  expect_equal("token-error-invalid-client", with(app_request(), "client_secret", "wrong"));
  expect_equal("token-error-invalid-scope", with(app_request(), "scope", "api://not-a-registered-resource/.default"));
  expect_equal("token-error-unknown-client", with(app_request(), "client_id", "00000000-0000-0000-0000-000000000000"));
  expect_equal("token-error-unsupported-grant-type", with(app_request(), "grant_type", "no_such_grant"));
}

TEST_F(Captures, AnAppsToken) {
  const auto capture = read("token-client-credentials");
  const auto response = token(app_request());
  const auto& real = *capture.find("response")->as_object()->find("body")->as_object();
  const auto body = body_of(response);
  ASSERT_EQ(body.size(), real.size()) << response.body;
  for (std::size_t i = 0; i < real.size(); ++i) EXPECT_EQ(body.begin()[i].name, real.begin()[i].name);
  EXPECT_EQ(text_of(body, "token_type"), "Bearer");
}

TEST_F(Captures, TheClaimsOfAnAppsToken) {
  RecordProperty("covers", "P10");
  const auto capture = read("token-claims-client-credentials");
  const auto access = text_of(body_of(token(app_request())), "access_token");
  const auto claims = claims_of(access);
  std::vector<std::string> names;
  for (const auto& claim : claims) names.push_back(claim.name);
  std::ranges::sort(names);
  std::vector<std::string> expected;
  for (const auto& name : *capture.find("claimNames")->as_array()) expected.push_back(*name.as_string());
  EXPECT_EQ(names, expected);
  for (const auto& [name, value] : *capture.find("structural")->as_object()) {
    if (value.is_null())
      EXPECT_FALSE(claims.contains(name)) << name;
    else
      EXPECT_EQ(fold(text_of(claims, name)), *value.as_string()) << name;
  }
  const auto header = json::parse_object(*base64url_decode(access.substr(0, access.find('.'))));
  for (const auto& [name, value] : *capture.find("header")->as_object())
    EXPECT_EQ(header->contains(name), !value.is_null()) << name;
}

}  // namespace
}  // namespace sallyport::directory
