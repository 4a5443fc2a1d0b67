// Sign-ins at the other clouds of Entra ID and at External ID: whose metadata, keys and tokens the gateway accepts
// there.
#include <gtest/gtest.h>

#include "entra/authority.h"
#include "gateway/sign_in/sign_in.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::kTenant;
using testing::World;

constexpr std::string_view kOther = "22222222-3333-4444-8555-666666666666";

struct CloudCase {
  std::string authority;  // as the configuration has it
  std::string login;      // where the metadata says that the endpoints are
  std::string issuer;     // of the metadata and the tokens
  std::string key_issuer;
};

std::string ciam(std::string_view host, std::string_view tenant) {
  return "https://" + std::string(host) + ".ciamlogin.com/" + std::string(tenant);
}

CloudCase external_id() {
  return {ciam("contoso", kTenant), ciam("contoso", kTenant), ciam(kTenant, kTenant) + "/v2.0",
          "https://{tenantid}.ciamlogin.com/{tenantid}/v2.0"};
}

// A gateway that is configured with the authority of a case, and a provider that answers like the case.
class CloudWorld {
 public:
  explicit CloudWorld(const CloudCase& at)
      : world([&](Settings& settings) {
          ProviderSettings& provider = settings.provider;
          provider.authority = entra::parse_authority(at.authority)->authority;
          provider.metadata.discovery_uri = provider.authority.discovery_uri();
          provider.metadata.expect = entra::metadata_expectation(provider.authority);
          provider.allowed_tenants.clear();
          if (!provider.authority.tenant_is_domain()) provider.allowed_tenants = {TenantId(std::string(kTenant))};
        }) {
    world.provider.login = at.login;
    world.provider.issuer = at.issuer;
    world.provider.key_issuer = at.key_issuer;
  }

  bool signs_in() {
    world.sign_in();
    return !world.session_cookie().empty();
  }

  World world;
};

TEST(SignInAtClouds, WorksAtEachWithTheIssuerAndTheHostsOfItsOwn) {
  RecordProperty("covers", "D11, D14");
  const std::string tenant(kTenant);
  const std::string us = "https://login.microsoftonline.us/" + tenant;
  const std::string china = "https://login.partner.microsoftonline.cn/" + tenant;
  CloudCase named = external_id();
  named.authority = "https://contoso.ciamlogin.com/";  // the tenant's domain follows from the host
  CloudCase by_guid = external_id();
  by_guid.login = ciam(kTenant, kTenant);  // the metadata may name the endpoints at the host of the issuer
  for (const CloudCase& at :
       {CloudCase{us, us, us + "/v2.0", "https://login.microsoftonline.us/{tenantid}/v2.0"},
        CloudCase{china, china, china + "/v2.0", "https://login.partner.microsoftonline.cn/{tenantid}/v2.0"},
        CloudCase{china, "https://login.chinacloudapi.cn/" + tenant, china + "/v2.0", ""}, external_id(), named,
        by_guid}) {
    CloudWorld cloud(at);
    EXPECT_TRUE(cloud.signs_in()) << at.authority << " " << at.login;
  }
}

TEST(SignInAtClouds, MetadataOfAnotherPlaceAreRefused) {
  CloudCase name_in_issuer = external_id();
  name_in_issuer.issuer = ciam("contoso", kTenant) + "/v2.0";  // External ID names the tenant by its GUID
  CloudCase two_tenants = external_id();
  two_tenants.issuer = ciam(kOther, kTenant) + "/v2.0";
  CloudCase public_issuer = external_id();
  public_issuer.issuer = "https://login.microsoftonline.com/" + std::string(kTenant) + "/v2.0";
  CloudCase other_endpoints = external_id();
  other_endpoints.login = ciam("fabrikam", kTenant);
  CloudCase below = external_id();
  below.login = "https://contoso.ciamlogin.com.evil.example/" + std::string(kTenant);
  for (const CloudCase& at : {name_in_issuer, two_tenants, public_issuer, other_endpoints, below}) {
    CloudWorld cloud(at);
    EXPECT_NE(cloud.world.get("/api/v1/auth/login").status, 302) << at.issuer << " " << at.login;
    EXPECT_TRUE(cloud.world.session_cookie().empty());
  }
}

TEST(SignInAtClouds, TokensOfAnotherTenantAreRefusedAlsoAtTheirOwnHost) {
  CloudWorld cloud(external_id());
  cloud.world.provider.edit = [](json::Object& claims) {
    claims.set("iss", ciam(kOther, kOther) + "/v2.0");
    claims.set("tid", kOther);
  };
  EXPECT_FALSE(cloud.signs_in());
}

TEST(SignInAtClouds, TokensOfTheNeighbouringCloudAreRefused) {
  CloudWorld cloud(external_id());
  cloud.world.provider.edit = [](json::Object& claims) {
    claims.set("iss", "https://login.microsoftonline.com/" + std::string(kTenant) + "/v2.0");
  };
  EXPECT_FALSE(cloud.signs_in());
}

TEST(SignInAtClouds, AKeyOfAnotherTenantIsRefused) {
  CloudCase at = external_id();
  at.key_issuer = ciam(kOther, kOther) + "/v2.0";
  EXPECT_FALSE(CloudWorld(at).signs_in());
}

}  // namespace
}  // namespace sallyport::gateway
