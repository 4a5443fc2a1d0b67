// The configurations in deploy/examples load as they are: nothing is refused, corrected or warned of.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "app/config/build/load_fixture.h"
#include "crypto/certificate.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kFolder = "deploy/examples";

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The variables and files that the examples refer to.
Variables example_variables() {
  return {{"OIDC_CLIENT_SECRET", "the-Value"},
          {"AZURE_TENANT_ID", std::string(kTenant)},
          {"AZURE_CLIENT_ID", std::string(kClientId)},
          {"CREDENTIALS_DIRECTORY", "/run/credentials/sallyport.service"}};
}

Files example_files() {
  static const auto key = crypto::PrivateKey::generate_rsa(2048);
  static const auto certificate = *crypto::make_self_signed({"client", {}, {}, {1'700'000'000}, {2'000'000'000}}, key);
  return {{"/run/credentials/sallyport.service/client_secret", {"the-Value\n", false}},
          {"/etc/sallyport/client.crt", {certificate.to_pem(), true}},
          {"/etc/sallyport/client.key", {std::string(key.to_pem().reveal()), false}}};
}

TEST(Examples, EachIsReadWithoutAWord) {
  int examples = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".yaml") continue;
    ++examples;
    const auto text = text_of(entry.path());
    auto variables = example_variables();
    if (text.find("OIDC_CLIENT_SECRET") == std::string::npos) variables.erase("OIDC_CLIENT_SECRET");
    const auto loaded =
        load_config_text(text, entry.path().string(), surroundings(variables, example_files()), {.strict = true});
    EXPECT_TRUE(loaded.settings) << print_all(loaded);
    EXPECT_TRUE(beyond_notices(loaded).empty()) << print_all(loaded);
    EXPECT_TRUE(loaded.settings && loaded.settings->sign_in_configured) << entry.path();
  }
  EXPECT_GE(examples, 5);
}

// As pasted, it reports the ids and hosts that must be replaced, and nothing else.
TEST(Examples, TheOneOfTheReadmeIsFullOfPlaceholdersAsPasted) {
  RecordProperty("covers", "B4");
  const auto readme = text_of("README.md");
  const auto begin = readme.find("```yaml\n");
  ASSERT_NE(begin, std::string::npos);
  const auto text = readme.substr(begin + 8, readme.find("```\n", begin + 8) - begin - 8);
  const auto loaded = load_config_text(text, "README.md", surroundings(example_variables()));
  EXPECT_FALSE(loaded.settings);
  std::set<std::string> keys;
  for (const auto& finding : loaded.findings)
    if (finding.rule == "placeholder") keys.insert(finding.key);
  for (const std::string_view key :
       {"server.publicUrl", "authenticationConfiguration.clientId", "authenticationConfiguration.authority",
        "authorizerConfiguration.principalDomain"})
    EXPECT_TRUE(keys.contains(std::string(key))) << key << "\n" << print_all(loaded);
}

TEST(Examples, TheConfidentialOneNeedsItsSecret) {  // otherwise the test above could pass on defaults alone
  auto variables = example_variables();
  variables.erase("OIDC_CLIENT_SECRET");
  const auto loaded =
      load(text_of(std::filesystem::path(kFolder) / "azure-confidential.yaml"), variables, example_files());
  EXPECT_NE(find_finding(loaded, "variable"), nullptr) << print_all(loaded);
}

}  // namespace
}  // namespace sallyport::app::config
