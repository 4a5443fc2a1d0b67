// The keys of the section localAccounts.
#include <gtest/gtest.h>

#include "app/config/build/load_fixture.h"

namespace sallyport::app::config {
namespace {

LoadedConfig with_accounts(const std::string& accounts) {
  return load(std::string(kConfidential) + (accounts.empty() ? "" : "localAccounts:\n" + accounts));
}

TEST(ConfigLocalAccounts, TheCostOfAHashCanBeRaised) {
  RecordProperty("covers", "LOC-04");
  EXPECT_EQ(with_accounts("").settings->local_accounts.hash, (crypto::PasswordCost{19456, 2}));
  EXPECT_EQ(with_accounts("  hashMemory: 64m\n  hashPasses: 8\n").settings->local_accounts.hash,
            (crypto::PasswordCost{65536, 8}));
}

TEST(ConfigLocalAccounts, BesideAProviderTheyAreOnlyThereIfChosen) {
  RecordProperty("covers", "LOC-09");
  EXPECT_FALSE(with_accounts("").settings->local_accounts.allowed);
  EXPECT_TRUE(with_accounts("  besideProvider: true\n").settings->local_accounts.allowed);
  EXPECT_TRUE(load("authenticationConfiguration: {provider: basic}\n").settings->local_accounts.allowed);
}

TEST(ConfigLocalAccounts, ASecondFactorIsAskedFromWhomTheConfigurationSays) {
  RecordProperty("covers", "LOC-12");
  using gateway::SecondFactorFor;
  EXPECT_EQ(with_accounts("").settings->local_accounts.second_factor_for, SecondFactorFor::nobody);
  for (const auto& [word, meant] :
       {std::pair("nobody", SecondFactorFor::nobody), std::pair("administrators", SecondFactorFor::administrators),
        std::pair("everyone", SecondFactorFor::everyone)})
    EXPECT_EQ(
        with_accounts("  secondFactorFor: " + std::string(word) + "\n").settings->local_accounts.second_factor_for,
        meant);
  for (const char* const word : {"somebody", "true", "everybody", "administrators everyone"})
    EXPECT_FALSE(with_accounts("  secondFactorFor: " + std::string(word) + "\n").settings) << word;
}

LoadedConfig with_sign_up(const std::string& domains, const std::string& more) {
  return load("authenticationConfiguration: {provider: basic}\nlocalAccounts: {signUpDomains: " + domains + "}\n" +
              more);
}

TEST(ConfigLocalAccounts, PeopleMakeThemOnlyWhereDomainsAreNamedAndMailCanConfirm) {
  RecordProperty("covers", "LOC-09");
  const std::string mail = "mail: {url: \"smtps://mail.example:465\", from: us@contoso.example}\n";
  EXPECT_TRUE(with_accounts("").settings->local_accounts.sign_up_domains.empty());
  EXPECT_EQ(with_sign_up("[Contoso.example]", mail).settings->local_accounts.sign_up_domains,
            std::vector<std::string>{"contoso.example"});
  EXPECT_FALSE(with_sign_up("[contoso.example]", "").settings) << "no mail";
  for (const char* const wrong : {"[all]", "['*']", "['*.contoso.example']", "[ann@contoso.example]", "['']"})
    EXPECT_FALSE(with_sign_up(wrong, mail).settings) << wrong;
  EXPECT_FALSE(load(std::string(kConfidential) +
                    "localAccounts: {besideProvider: true, signUpDomains: [contoso.example]}\n" + mail)
                   .settings)
      << "the provider's names are not for strangers to take";
}

TEST(ConfigLocalAccounts, ACostOutOfBoundsIsRefused) {
  RecordProperty("covers", "LOC-04");
  for (const auto& [key, value] :
       {std::pair("hashMemory", "18m"), std::pair("hashMemory", "65m"), std::pair("hashMemory", "0"),
        std::pair("hashPasses", "1"), std::pair("hashPasses", "9"), std::pair("hashPasses", "0")}) {
    const auto loaded = with_accounts(std::string("  ") + key + ": " + value + "\n");
    EXPECT_FALSE(loaded.settings) << key << " " << value;
    EXPECT_NE(print_all(loaded).find(std::string("localAccounts.") + key), std::string::npos) << print_all(loaded);
  }
}

}  // namespace
}  // namespace sallyport::app::config
