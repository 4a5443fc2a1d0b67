// The directory under the names of Entra ID's clouds, of External ID and of Microsoft Graph: issuers, addresses, and
// who is served there. Source: docs/entra.md, Clouds and authorities.
#include "directory/directory_test.h"

namespace sallyport::directory {
namespace {

const std::string kTid(kTenant);
const std::string kCiamHost = "contoso.ciamlogin.com";
const std::string kCiamIssuer = "https://" + kTid + ".ciamlogin.com/" + kTid + "/v2.0";

class Clouds : public DirectoryTest {
 protected:
  Clouds() {
    settings.host_names = names();
    handler = make_handler(at_clouds);
    EXPECT_TRUE(store.change_tenant(TenantId(kTid), [](entra::Tenant& tenant) {
      tenant.domains.emplace_back("contoso.onmicrosoft.com");
      return Result<void>();
    }));
    EXPECT_TRUE(published.refresh());
  }

  static std::vector<std::string> names() {
    return {"localhost",
            "login.microsoftonline.com",
            "login.windows.net",
            "login.microsoftonline.us",
            "login.partner.microsoftonline.cn",
            "login.chinacloudapi.cn",
            "graph.microsoft.com",
            "graph.microsoft.us",
            kCiamHost,
            kTid + ".ciamlogin.com",
            "fabrikam.ciamlogin.com"};
  }

  json::Object discovery(std::string_view version = "/v2.0") {
    return body_of(send("GET", path(std::string(version) + "/.well-known/openid-configuration")));
  }

  // What the person's browser and the Web app get at a host: the answer of the token endpoint.
  json::Object tokens_at(const std::string& name, const std::string& scope = "openid profile offline_access") {
    host = name;
    cookies.clear();
    const auto code = code_for(with(authorize_fields(), "scope", scope));
    EXPECT_FALSE(code.empty()) << name;
    return body_of(token(redemption(code)));
  }

  int me(const std::string& name, const std::string& access_token) {
    host = name;
    return send("GET", "/v1.0/me", "", {{"Authorization", "Bearer " + access_token}}).status;
  }

  Fields for_itself(const std::string& scope) {
    return {{"grant_type", "client_credentials"},
            {"client_id", std::string(kWeb)},
            {"client_secret", std::string(kSecret)},
            {"scope", scope}};
  }

  Origins named{names()};
  Services at_clouds{store,       grants, sign_ins, published, lockout, counters, setup_counter,
                     issuer_keys, named,  settings, clock,     random,  log,      sign_in_log};
};

struct AtCloud {
  std::string host;
  std::string v2_issuer;
  std::string v1_issuer;
  std::string instance;
  std::string graph;
};

std::vector<AtCloud> clouds_expected() {
  const std::string sts = "https://sts.windows.net/" + kTid + "/";
  return {
      {"login.microsoftonline.com", "https://login.microsoftonline.com/" + kTid + "/v2.0", sts, "microsoftonline.com",
       "graph.microsoft.com"},
      {"login.windows.net", "https://login.microsoftonline.com/" + kTid + "/v2.0", sts, "microsoftonline.com",
       "graph.microsoft.com"},
      {"login.microsoftonline.us", "https://login.microsoftonline.us/" + kTid + "/v2.0", sts, "microsoftonline.us",
       "graph.microsoft.us"},
      // China's Graph host is none of the directory's here, so the metadata must not send tokens there.
      {"login.partner.microsoftonline.cn", "https://login.partner.microsoftonline.cn/" + kTid + "/v2.0",
       "https://sts.chinacloudapi.cn/" + kTid + "/", "partner.microsoftonline.cn", "login.partner.microsoftonline.cn"},
      {"login.chinacloudapi.cn", "https://login.partner.microsoftonline.cn/" + kTid + "/v2.0",
       "https://sts.chinacloudapi.cn/" + kTid + "/", "partner.microsoftonline.cn", "login.chinacloudapi.cn"},
      {kCiamHost, kCiamIssuer, "https://" + kTid + ".ciamlogin.com/" + kTid + "/", "microsoftonline.com",
       "graph.microsoft.com"},
      {kTid + ".ciamlogin.com", kCiamIssuer, "https://" + kTid + ".ciamlogin.com/" + kTid + "/", "microsoftonline.com",
       "graph.microsoft.com"}};
}

TEST_F(Clouds, MetadataHaveTheIssuerAndTheHostsOfTheCloud) {
  RecordProperty("covers", "D11, D14");
  for (const AtCloud& at : clouds_expected()) {
    host = at.host;
    const auto document = discovery();
    const std::string base = "https://" + at.host + "/" + kTid;
    EXPECT_EQ(text_of(document, "issuer"), at.v2_issuer) << at.host;
    EXPECT_EQ(text_of(document, "token_endpoint"), base + "/oauth2/v2.0/token");
    EXPECT_EQ(text_of(document, "authorization_endpoint"), base + "/oauth2/v2.0/authorize");
    EXPECT_EQ(text_of(document, "jwks_uri"), base + "/discovery/v2.0/keys");
    EXPECT_EQ(text_of(document, "userinfo_endpoint"), "https://" + at.graph + "/oidc/userinfo");
    EXPECT_EQ(text_of(document, "msgraph_host"), at.graph);
    EXPECT_EQ(text_of(document, "cloud_graph_host_name"), at.host);  // the retired Graph is at no host of its own
    EXPECT_EQ(text_of(document, "cloud_instance_name"), at.instance);
    EXPECT_EQ(text_of(discovery(""), "issuer"), at.v1_issuer) << at.host;
  }
}

TEST_F(Clouds, KeysNameTheIssuerOfTheCloud) {
  for (const AtCloud& at : clouds_expected()) {
    host = at.host;
    const auto body = body_of(send("GET", path("/discovery/v2.0/keys")));
    const json::Object& key = *body.find("keys")->as_array()->front().as_object();
    std::string issuer = text_of(key, "issuer");
    for (std::size_t begin; (begin = issuer.find("{tenantid}")) != std::string::npos;) issuer.replace(begin, 10, kTid);
    EXPECT_EQ(issuer, at.v2_issuer) << at.host;
    EXPECT_EQ(text_of(key, "cloud_instance_name"), at.instance);
  }
}

TEST_F(Clouds, TokensHaveTheIssuersOfTheCloud) {
  RecordProperty("covers", "D11, D14");
  change_app(kWeb, [](auto& app) { app.requested_access_token_version = 1; });
  for (const AtCloud& at : clouds_expected()) {
    const auto body = tokens_at(at.host);
    EXPECT_EQ(text_of(claims_of(text_of(body, "id_token")), "iss"), at.v2_issuer) << at.host;
    const auto own = body_of(token(for_itself(std::string(kWeb) + "/.default")));
    EXPECT_EQ(text_of(claims_of(text_of(own, "access_token")), "iss"), at.v1_issuer) << at.host;
  }
}

TEST_F(Clouds, GraphOfTheCloudTakesItsTokensAndNoOthers) {
  const std::string of_public = text_of(tokens_at("login.microsoftonline.com"), "access_token");
  const std::string of_external = text_of(tokens_at(kCiamHost), "access_token");
  const std::string of_china = text_of(tokens_at("login.partner.microsoftonline.cn"), "access_token");
  const std::string of_localhost = text_of(tokens_at("localhost:8443"), "access_token");
  EXPECT_EQ(me("graph.microsoft.com", of_public), 200);
  EXPECT_EQ(me("graph.microsoft.com", of_external), 200);
  EXPECT_EQ(me("login.microsoftonline.com", of_public), 200);
  EXPECT_EQ(me("graph.microsoft.com", of_china), 401);
  EXPECT_EQ(me("graph.microsoft.us", of_china), 401);
  EXPECT_EQ(me("graph.microsoft.us", of_external), 401);
  EXPECT_EQ(me("graph.microsoft.com", of_localhost), 401);
}

TEST_F(Clouds, GraphOfAnotherCloudIsNoApiHere) {
  RecordProperty("covers", "D14");
  const Fields of_us = for_itself("https://graph.microsoft.us/.default");
  host = "login.microsoftonline.us";
  EXPECT_EQ(token(of_us).status, 200);
  host = "login.microsoftonline.com";
  EXPECT_EQ(text_of(body_of(token(of_us)), "error_description").substr(0, 12), "AADSTS500011");
  EXPECT_EQ(token(for_itself("https://graph.microsoft.com/.default")).status, 200);
  host = "localhost:8443";  // stands in for every cloud
  EXPECT_EQ(token(of_us).status, 200);
}

TEST_F(Clouds, ATokenForTheGraphOfAnotherCloudIsRefusedThere) {
  host = "login.microsoftonline.us";
  const auto issued = text_of(body_of(token(for_itself("https://graph.microsoft.us/.default"))), "access_token");
  const auto status = [&](const std::string& name) {
    host = name;
    return send("GET", "/v1.0/organization", "", {{"Authorization", "Bearer " + issued}}).status;
  };
  EXPECT_EQ(status("graph.microsoft.us"), 403) << "known, and without a permission";
  EXPECT_EQ(status("graph.microsoft.com"), 401) << "although both clouds have one issuer of v1.0 tokens";
}

TEST_F(Clouds, AnIdTokenOfExternalIdIsAHintAtTheSignOut) {
  host = kCiamHost;
  const auto hint = text_of(tokens_at(kCiamHost), "id_token");
  const auto page =
      send("GET", path("/oauth2/v2.0/logout?") +
                      print({{"id_token_hint", hint}, {"post_logout_redirect_uri", std::string(kWebCallback)}}));
  EXPECT_NE((page.body + location(page)).find(kWebCallback), std::string::npos);
}

TEST_F(Clouds, ExternalIdServesTheTenantThatItsHostNames) {
  RecordProperty("covers", "D11");
  host = kCiamHost;
  EXPECT_EQ(text_of(body_of(send("GET", "/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration")), "issuer"),
            kCiamIssuer);
  EXPECT_EQ(send("GET", "/contoso.example/v2.0/.well-known/openid-configuration").status, 200);
  host = "Contoso.CIAMLogin.com";
  EXPECT_EQ(text_of(discovery(), "issuer"), kCiamIssuer);
  host = kTid + ".ciamlogin.com";
  EXPECT_EQ(text_of(discovery(), "issuer"), kCiamIssuer);
}

TEST_F(Clouds, ExternalIdRefusesOtherTenantsAndTheSharedOnes) {
  RecordProperty("covers", "D11");
  const auto refused = [&](const std::string& name, std::string_view tenant) {
    host = name;
    const auto answer = send("GET", "/" + std::string(tenant) + "/v2.0/.well-known/openid-configuration");
    return answer.status == 400 && text_of(body_of(answer), "error_description").starts_with("AADSTS90002");
  };
  for (const std::string& tenant : {std::string("common"), std::string("organizations"), std::string("consumers"),
                                    std::string("Common"), std::string(kOtherTenant), std::string("fabrikam.example")})
    EXPECT_TRUE(refused(kCiamHost, tenant)) << tenant;
  EXPECT_TRUE(refused(kTid + ".ciamlogin.com", kOtherTenant));
  EXPECT_TRUE(refused("fabrikam.ciamlogin.com", kTenant));
  EXPECT_TRUE(refused("fabrikam.ciamlogin.com", kOtherTenant));  // Fabrikam has no domain fabrikam.onmicrosoft.com
  host = kCiamHost;
  EXPECT_EQ(token(for_itself(std::string(kWeb) + "/.default"), {}, kOtherTenant).status, 400);
  EXPECT_NE(authorize(authorize_fields(), "common").body.find("AADSTS90002"), std::string::npos);
}

TEST_F(Clouds, HostsThatOnlyLookLikeExternalIdAreNoneOfTheDirectorys) {
  for (const std::string name : {"ciamlogin.com", "a.contoso.ciamlogin.com", "contoso.ciamlogin.com.evil.example"}) {
    host = name;
    EXPECT_EQ(send("GET", path("/v2.0/.well-known/openid-configuration")).status, 421) << name;
  }
}

TEST_F(Clouds, InstanceDiscoveryNamesTheHostsOfTheCloudAndSendsToTheDirectory) {
  host = "login.microsoftonline.us";
  const auto ask = [&](const std::string& url) {
    return send("GET",
                "/common/discovery/instance?" + print({{"api-version", "1.1"}, {"authorization_endpoint", url}}));
  };
  const auto known = ask("https://login.usgovcloudapi.net/" + kTid + "/oauth2/v2.0/authorize");
  ASSERT_EQ(known.status, 200) << known.body;
  const auto body = body_of(known);
  EXPECT_EQ(text_of(body, "tenant_discovery_endpoint"),
            "https://login.microsoftonline.us/" + kTid + "/v2.0/.well-known/openid-configuration");
  const json::Object& network = *body.find("metadata")->as_array()->front().as_object();
  EXPECT_EQ(text_of(network, "preferred_network"), "login.microsoftonline.us");
  EXPECT_EQ(text_of(network, "preferred_cache"), "login.microsoftonline.us");
  EXPECT_EQ(json::print(*network.find("aliases")), R"(["login.microsoftonline.us","login.usgovcloudapi.net"])");
  for (const std::string url : {"https://login.microsoftonline.com/", "https://login.evil.example/",
                                "http://login.usgovcloudapi.net/", "https://login.microsoftonline.us.evil.example/"})
    EXPECT_EQ(text_of(body_of(ask(url + kTid + "/oauth2/v2.0/authorize")), "error"), "invalid_instance") << url;
}

TEST_F(Clouds, InstanceDiscoveryOfThePublicCloudHasTheNameOfItsCaches) {
  host = "login.microsoftonline.com";
  const auto body = body_of(send(
      "GET", "/common/discovery/instance?" + print({{"authorization_endpoint", "https://login.microsoftonline.com/" +
                                                                                   kTid + "/oauth2/authorize"}})));
  const json::Object& network = *body.find("metadata")->as_array()->front().as_object();
  EXPECT_EQ(text_of(network, "preferred_network"), "login.microsoftonline.com");
  EXPECT_EQ(text_of(network, "preferred_cache"), "login.windows.net");
}

}  // namespace
}  // namespace sallyport::directory
