// Whose bearer token it is, on a route that also carries those of the application.
#include "gateway/caller/bearer.h"

#include <gtest/gtest.h>

#include "entra/authority.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::kTenant;
using testing::World;

// Whether a gateway with this authority takes a token with this issuer for one of its provider's.
bool is_ours(const std::string& authority, const std::string& issuer, std::string_view tid = kTenant) {
  World world([&](Settings& settings) {
    settings.provider.authority = entra::parse_authority(authority)->authority;
    settings.provider.metadata.expect = entra::metadata_expectation(settings.provider.authority);
  });
  json::Object claims{{"iss", issuer}, {"sub", "s"}};
  if (!tid.empty()) claims.set("tid", tid);
  return claims_to_be_ours(world.parts->callers, world.provider.sign(claims));
}

const std::string kTid(kTenant);
const std::string kPublic = "https://login.microsoftonline.com/" + kTid;
const std::string kExternalIssuer = "https://" + kTid + ".ciamlogin.com/" + kTid + "/v2.0";

TEST(BearerOfTheProvider, IsKnownByItsIssuer) {
  EXPECT_TRUE(is_ours(kPublic, kPublic + "/v2.0"));
  EXPECT_TRUE(is_ours(kPublic, "https://sts.windows.net/" + kTid + "/"));
  EXPECT_TRUE(is_ours("https://contoso.ciamlogin.com/" + kTid, kExternalIssuer));
}

TEST(BearerOfTheProvider, OfExternalIdIsKnownWhereTheAuthorityNamesADomain) {
  EXPECT_TRUE(is_ours("https://contoso.ciamlogin.com/contoso.onmicrosoft.com", kExternalIssuer));
  EXPECT_FALSE(is_ours("https://contoso.ciamlogin.com/contoso.onmicrosoft.com", kExternalIssuer, ""));
  EXPECT_FALSE(is_ours("https://contoso.ciamlogin.com/contoso.onmicrosoft.com", kExternalIssuer, "another-tenant"));
}

TEST(BearerOfTheProvider, IsNotWhatAnotherIssuerSigned) {
  for (const std::string& authority : {kPublic, "https://contoso.ciamlogin.com/" + kTid})
    for (const std::string issuer : {"https://git.example", "https://sts.windows.net.evil.example/", ""})
      EXPECT_FALSE(is_ours(authority, issuer)) << authority << " " << issuer;
}

}  // namespace
}  // namespace sallyport::gateway
