#include "app/config/reading/spelling.h"

#include <gtest/gtest.h>

namespace sallyport::app::config {
namespace {

TEST(Spelling, TheNearestWordIsOfferedAndAFarOneIsNot) {
  const std::vector<std::string> words{"clientId", "clientType", "callbackUrl"};
  EXPECT_EQ(nearest("clientID", words), "clientId");
  EXPECT_EQ(nearest("clinetId", words), "clientId");
  EXPECT_EQ(nearest("callbackURL", words), "callbackUrl");
  EXPECT_EQ(nearest("database", words), "");
  EXPECT_EQ(nearest(std::string(10'000, 'a'), words), "");
}

TEST(Spelling, TheBeginningOfOneWordIsThatWord) {
  RecordProperty("covers", "B18");
  EXPECT_EQ(nearest("authorizerConfig", {"authorizerConfiguration", "authenticationConfiguration"}),
            "authorizerConfiguration");
  EXPECT_EQ(nearest("callback", {"callbackUrl", "callbackUri"}), "");
  EXPECT_EQ(nearest("call", {"callbackUrl"}), "");
}

TEST(Spelling, AProviderIsKnownByItsOtherNames) {
  RecordProperty("covers", "B18");
  const std::vector<std::string> choices{"basic", "azure", "custom-oidc"};
  for (const std::string_view name : {"Azure AD", "azure_ad", "Entra ID", "Microsoft Entra ID", "AAD", "azrue"})
    EXPECT_EQ(nearest_choice(name, choices), "azure") << name;
  EXPECT_EQ(nearest_choice("Keycloak", choices), "custom-oidc");
  EXPECT_EQ(nearest_choice("OpenID Connect", choices), "custom-oidc");
  EXPECT_EQ(nearest_choice("something", choices), "");
}

TEST(Spelling, AKeyIsKnownByItsOtherNamesAndWithoutQuotes) {
  RecordProperty("covers", "Q14");
  EXPECT_EQ(nearest_key("keys\"\"", {"keys", "other"}), "keys");
  EXPECT_EQ(nearest_key("initialAdmins", {"adminPrincipals"}), "adminPrincipals");
  EXPECT_EQ(nearest_key("initialAdmins", {"routes"}), "");
}

}  // namespace
}  // namespace sallyport::app::config
