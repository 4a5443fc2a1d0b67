// Tests of discovery, keys, sign-out and Graph, and of what the handler refuses before an endpoint runs.
#include "directory/directory_test.h"
#include "entra/graph_application.h"

namespace sallyport::directory {
namespace {

class Endpoints : public DirectoryTest {
 protected:
  std::string graph_token(std::string_view user = "alice@contoso.example") {
    return text_of(body_of(token(redemption(code_for(authorize_fields(), user)))), "access_token");
  }
  // Gives the application permissions of Graph that let an app read the groups of people.
  void allow_groups(std::string_view client) {
    for (const char* value : {"User.Read.All", "GroupMember.Read.All"}) {
      const std::string id = entra::find_role(entra::graph_registration(), value)->id;
      ASSERT_TRUE(store.add_assignment({.id = random_uuid(random),
                                        .principal = principal_of(client).id,
                                        .resource = principal_of(entra::kGraphClientId).id,
                                        .role_id = id,
                                        .created = clock.now()}));
    }
  }
  static std::vector<http::Header> bearer(std::string_view token_text) {
    return {{"Authorization", "Bearer " + std::string(token_text)}};
  }
};

TEST_F(Endpoints, DiscoveryIsEntrasUnderOurOrigin) {
  const auto response = send("GET", "/contoso.example/v2.0/.well-known/openid-configuration");
  const auto document = body_of(response);
  const std::string base = std::string(kOrigin) + "/" + std::string(kTenant);
  EXPECT_EQ(text_of(document, "issuer"), base + "/v2.0");  // the request names a domain, the issuer has the GUID
  EXPECT_EQ(text_of(document, "token_endpoint"), base + "/oauth2/v2.0/token");
  EXPECT_EQ(text_of(document, "jwks_uri"), base + "/discovery/v2.0/keys");
  EXPECT_EQ(text_of(document, "end_session_endpoint"), base + "/oauth2/v2.0/logout");
  EXPECT_FALSE(document.contains("code_challenge_methods_supported"));  // as at Entra
  EXPECT_EQ(response.body.find("microsoft"), std::string::npos) << "no client is sent to a host of Microsoft's";
  EXPECT_EQ(*response.find("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(*response.find("Cache-Control"), "max-age=86400, private");
}

// The documents as Entra ID served them in July 2026, member for member.
TEST_F(Endpoints, DiscoveryHasEntrasMembersInTheirOrder) {
  RecordProperty("covers", "P19");
  const auto names = [&](const std::string& target) {
    std::string all;
    for (const auto& member : body_of(send("GET", target))) all += member.name + " ";
    return all;
  };
  const std::string v2 =
      "token_endpoint token_endpoint_auth_methods_supported jwks_uri response_modes_supported "
      "subject_types_supported id_token_signing_alg_values_supported response_types_supported scopes_supported issuer "
      "request_uri_parameter_supported userinfo_endpoint authorization_endpoint device_authorization_endpoint "
      "http_logout_supported frontchannel_logout_supported end_session_endpoint claims_supported kerberos_endpoint "
      "mtls_endpoint_aliases tls_client_certificate_bound_access_tokens tenant_region_scope cloud_instance_name "
      "cloud_graph_host_name msgraph_host rbac_url ";
  const std::string v1 =
      "token_endpoint token_endpoint_auth_methods_supported jwks_uri response_modes_supported "
      "subject_types_supported id_token_signing_alg_values_supported response_types_supported scopes_supported issuer "
      "microsoft_multi_refresh_token authorization_endpoint device_authorization_endpoint http_logout_supported "
      "frontchannel_logout_supported end_session_endpoint claims_supported check_session_iframe userinfo_endpoint "
      "tenant_region_scope cloud_instance_name cloud_graph_host_name msgraph_host rbac_url ";
  for (const std::string& tenant : {std::string(kTenant), std::string("contoso.example"), std::string("common"),
                                    std::string("organizations"), std::string("consumers")}) {
    EXPECT_EQ(names("/" + tenant + "/v2.0/.well-known/openid-configuration"), v2) << tenant;
    EXPECT_EQ(names("/" + tenant + "/.well-known/openid-configuration"), v1) << tenant;
  }
}

TEST_F(Endpoints, TheDocumentsOfAnAudienceDifferInIssuerRegionAndAddresses) {
  const auto read = [&](const std::string& tenant, const std::string& version) {
    return body_of(send("GET", "/" + tenant + version + "/.well-known/openid-configuration"));
  };
  const std::string origin(kOrigin);
  const std::string personal = "9188040d-6c67-4c5b-b112-36a304b66dad";
  for (const auto& [path_name, issuer] : {std::pair{std::string("common"), std::string("{tenantid}")},
                                          std::pair{std::string("organizations"), std::string("{tenantid}")},
                                          std::pair{std::string("consumers"), personal}}) {
    const auto v2 = read(path_name, "/v2.0");
    EXPECT_EQ(text_of(v2, "issuer"), origin + "/" + issuer + "/v2.0");
    EXPECT_EQ(text_of(v2, "token_endpoint"), origin + "/" + path_name + "/oauth2/v2.0/token");
    EXPECT_TRUE(v2.find("tenant_region_scope")->is_null());
    EXPECT_EQ(text_of(read(path_name, ""), "issuer"), origin + "/" + issuer + "/");
  }
  const auto v2 = read("contoso.example", "/v2.0");
  EXPECT_EQ(text_of(v2, "tenant_region_scope"), "WW");
  EXPECT_EQ(json::print(*v2.find("token_endpoint_auth_methods_supported")),
            R"(["client_secret_post","private_key_jwt","client_secret_basic","self_signed_tls_client_auth"])");
  EXPECT_EQ(*v2.find("tls_client_certificate_bound_access_tokens"), json::Value(true));
  const auto v1 = read("contoso.example", "");
  EXPECT_EQ(text_of(v1, "jwks_uri"), origin + "/common/discovery/keys");
  EXPECT_EQ(text_of(v1, "check_session_iframe"), origin + path("/oauth2/checksession"));
}

TEST_F(Endpoints, DiscoveryRepeatsTheAppInTheAddressOfTheKeys) {
  const std::string target = path("/v2.0/.well-known/openid-configuration?appid=");
  EXPECT_EQ(text_of(body_of(send("GET", target + std::string(kWeb))), "jwks_uri"),
            std::string(kOrigin) + path("/discovery/v2.0/keys?appid=") + std::string(kWeb));
  EXPECT_EQ(text_of(body_of(send("GET", target + "x%26y")), "jwks_uri"),
            std::string(kOrigin) + path("/discovery/v2.0/keys"));
}

// Whatever a document names is served: none of its addresses is unknown.
TEST_F(Endpoints, EveryAddressThatDiscoveryNamesIsServed) {
  RecordProperty("covers", "P5");
  for (const char* document : {"/v2.0/.well-known/openid-configuration", "/.well-known/openid-configuration"}) {
    int addresses = 0;
    const auto expect_served = [&](std::string_view name, const json::Value& value) {
      if (value.as_string() == nullptr || !value.as_string()->starts_with(kOrigin)) return;
      if (name == "issuer" || name == "rbac_url") return;
      ++addresses;
      const std::string target = value.as_string()->substr(kOrigin.size());
      EXPECT_NE(send("GET", target).status, 404) << document << " " << name;
    };
    for (const auto& [name, value] : body_of(send("GET", path(document)))) {
      expect_served(name, value);
      if (value.as_object() != nullptr)
        for (const auto& [inner, address] : *value.as_object()) expect_served(inner, address);
    }
    EXPECT_GE(addresses, 7) << document;
  }
}

TEST_F(Endpoints, WhatTheDirectoryLacksIsRefusedInJson) {
  for (const std::string& target : {path("/kerberos"), "/mtlsauth" + path("/oauth2/v2.0/token")}) {
    const auto response = send("POST", target, "grant_type=client_credentials");
    EXPECT_EQ(response.status, 400) << target;
    EXPECT_EQ(text_of(body_of(response), "error"), "invalid_request") << target;
    EXPECT_TRUE(text_of(body_of(response), "error_description").starts_with("AADSTS90023: Invalid STS request. "));
  }
}

TEST_F(Endpoints, TheRealmOfAUserNameIsManagedWhereATenantHasItsDomain) {
  RecordProperty("covers", "P6");
  for (const char* target :
       {"/common/userrealm/alice@contoso.example?api-version=1.0", "/common/UserRealm/alice%40Contoso.example",
        "/Common/USERREALM?user=x@contoso.example", "/common/userrealm?user=alice%40contoso.example&api-version=1.0"}) {
    const auto response = send("GET", target);
    EXPECT_EQ(response.status, 200) << target << response.body;
    const auto body = body_of(response);
    EXPECT_EQ(text_of(body, "account_type"), "Managed") << target;
    EXPECT_EQ(text_of(body, "domain_name"), "contoso.example") << target;
    EXPECT_EQ(text_of(body, "ver"), "1.0") << target;
    EXPECT_EQ(text_of(body, "cloud_audience_urn"), "urn:federation:MicrosoftOnline") << target;
    EXPECT_FALSE(text_of(body, "cloud_instance_name").empty()) << target;
  }
  for (const char* target : {"/common/userrealm/alice@elsewhere.example", "/common/userrealm/contoso.example"})
    EXPECT_EQ(text_of(body_of(send("GET", target)), "account_type"), "Unknown") << target;
  EXPECT_EQ(text_of(body_of(send("GET", "/common/userrealm")), "error"), "invalid_request");
}

TEST_F(Endpoints, PathsAreComparedWithoutCase) {
  RecordProperty("covers", "P6");
  EXPECT_EQ(send("GET", "/Contoso.example/V2.0/.Well-Known/OpenID-Configuration").status, 200);
  EXPECT_EQ(send("GET", "/COMMON/discovery/KEYS").status, 200);
  EXPECT_EQ(send("GET", "/COMMON/discovery/KEYS/x").status, 404);
}

TEST_F(Endpoints, CommonNamesATemplate) {
  const auto issuer = [&] {
    return text_of(body_of(send("GET", "/common/v2.0/.well-known/openid-configuration")), "issuer");
  };
  EXPECT_EQ(issuer(), std::string(kOrigin) + "/{tenantid}/v2.0");
  settings.concrete_common_issuer = true;
  EXPECT_EQ(issuer(), std::string(kOrigin) + "/" + std::string(kTenant) + "/v2.0");
}

TEST_F(Endpoints, TheV1DocumentHasItsOwnIssuer) {
  const auto document = body_of(send("GET", path("/.well-known/openid-configuration")));
  EXPECT_EQ(text_of(document, "issuer"), std::string(kOrigin) + "/" + std::string(kTenant) + "/");
}

TEST_F(Endpoints, SeveralKeysArePublishedWithTheirCertificates) {
  const auto document = body_of(send("GET", path("/discovery/v2.0/keys")));
  const auto& all = *document.find("keys")->as_array();
  ASSERT_EQ(all.size(), 2U);
  for (const auto& each : all) {
    const auto& key = *each.as_object();
    EXPECT_EQ(text_of(key, "kid"), text_of(key, "x5t"));
    EXPECT_EQ(text_of(key, "issuer"), std::string(kOrigin) + "/{tenantid}/v2.0");
    EXPECT_EQ(key.find("x5c")->as_array()->size(), 1U);
    EXPECT_FALSE(key.contains("d"));
  }
  EXPECT_EQ(send("GET", "/common/discovery/keys").status, 200);
}

TEST_F(Endpoints, ARotationReachesARunningDirectory) {
  const auto old_token = text_of(body_of(token(redemption(code_for(authorize_fields())))), "id_token");
  const auto old_kid = published.snapshot()->signing.kid;
  ASSERT_TRUE(rotate_keys(keys, clock.now(), random));
  clock.advance(Seconds(5));
  EXPECT_EQ(body_of(send("GET", path("/discovery/v2.0/keys"))).find("keys")->as_array()->size(), 3U);
  const auto new_token = text_of(body_of(token(redemption(code_for(authorize_fields())))), "id_token");
  EXPECT_NE(jose::CompactJws::parse(new_token)->header.kid, old_kid);
  EXPECT_FALSE(claims_of(old_token).empty()) << "tokens of the key before still verify";
}

TEST_F(Endpoints, InstanceDiscoveryKnowsOurselvesAlone) {
  const std::string start = "/common/discovery/instance?api-version=1.1&authorization_endpoint=";
  const auto ours =
      body_of(send("GET", start + http::percent_encode(std::string(kOrigin) + "/common/oauth2/v2.0/authorize")));
  EXPECT_EQ(text_of(ours, "tenant_discovery_endpoint"),
            std::string(kOrigin) + "/common/v2.0/.well-known/openid-configuration");
  const auto foreign = send("GET", start + http::percent_encode("https://evil.example/common/oauth2/v2.0/authorize"));
  EXPECT_EQ(foreign.status, 400);
  EXPECT_EQ(text_of(body_of(foreign), "error"), "invalid_instance");
}

TEST_F(Endpoints, TheIssuerFollowsTheListener) {
  peer->tls = false;
  const auto document =
      body_of(send("GET", path("/v2.0/.well-known/openid-configuration"), "", {{"Host", "127.0.0.1:8080"}}));
  EXPECT_EQ(text_of(document, "issuer"), "http://127.0.0.1:8080/" + std::string(kTenant) + "/v2.0");
}

TEST_F(Endpoints, ForeignNamesGetNothing) {  // against DNS rebinding
  origins.set_ports(8080, 8443);
  const auto status = [&](const char* host) { return send("GET", "/", "", {{"Host", host}}).status; };
  EXPECT_EQ(status("localhost:8443"), 200);
  EXPECT_EQ(status("[::1]:8443"), 200);
  for (const char* host :
       {"evil.example", "localhost.evil.example:8443", "localhost:8444", "localhost", "", "localhost:8443x", "[::1"})
    EXPECT_EQ(status(host), 421) << host;
}

TEST_F(Endpoints, AmbiguousPathsAreRefused) {
  EXPECT_EQ(send("GET", "/x/../common/discovery/keys").status, 400);
  EXPECT_EQ(send("GET", "/nothing/here").status, 404);
}

TEST_F(Endpoints, GraphTellsWhoSomebodyIs) {
  const auto me = body_of(send("GET", "/v1.0/me", "", bearer(graph_token())));
  EXPECT_EQ(text_of(me, "id"), kAlice);
  EXPECT_EQ(text_of(me, "mail"), "alice@contoso.example");
}

TEST_F(Endpoints, GraphResolvesAnOverage) {
  const auto access = graph_token("dave@contoso.example");
  const auto mine = send("POST", "/v1.0/me/getMemberObjects", "{}", bearer(access));
  ASSERT_EQ(mine.status, 200) << mine.body;
  EXPECT_EQ(body_of(mine).find("value")->as_array()->size(), 201U);
  const std::string dave = "/v1.0/users/" + std::string(kDave) + "/getMemberObjects";
  const std::string alice = "/v1.0/users/" + std::string(kAlice) + "/getMemberObjects";
  EXPECT_EQ(send("POST", dave, "{}", bearer(access)).status, 200);
  EXPECT_EQ(send("POST", alice, "{}", bearer(access)).status, 403);
  allow_groups(kWeb);
  const auto app = body_of(token({{"grant_type", "client_credentials"},
                                  {"client_id", std::string(kWeb)},
                                  {"client_secret", std::string(kSecret)},
                                  {"scope", "https://graph.microsoft.com/.default"}}));
  const auto told = send("POST", dave, "{}", bearer(text_of(app, "access_token")));
  ASSERT_EQ(told.status, 200) << told.body;
  EXPECT_EQ(body_of(told).find("value")->as_array()->size(), 201U);
}

TEST_F(Endpoints, GraphRefusesEveryOtherToken) {
  const auto body = body_of(token(redemption(code_for(authorize_fields()))));
  const auto access = text_of(body, "access_token");
  EXPECT_EQ(send("GET", "/v1.0/me").status, 401);
  EXPECT_EQ(send("GET", "/v1.0/me", "", bearer(text_of(body, "id_token"))).status, 401);  // another audience
  std::string forged = access;
  forged[forged.size() - 5] = forged[forged.size() - 5] == 'A' ? 'B' : 'A';
  EXPECT_EQ(send("GET", "/v1.0/me", "", bearer(forged)).status, 401);
  clock.advance(Seconds(6000));
  const auto late = send("GET", "/v1.0/me", "", bearer(access));
  EXPECT_EQ(late.status, 401);
  EXPECT_NE(late.find("WWW-Authenticate"), nullptr);
}

TEST_F(Endpoints, ADisabledPersonGetsNoAnswerWithAGoodToken) {
  const auto access = graph_token();
  const std::string own = "/v1.0/users/" + std::string(kAlice) + "/getMemberObjects";
  const auto statuses = [&] {
    return std::vector{send("GET", "/v1.0/me", "", bearer(access)).status,
                       send("POST", "/v1.0/me/getMemberObjects", "{}", bearer(access)).status,
                       send("POST", own, "{}", bearer(access)).status,
                       send("GET", "/oidc/userinfo", "", bearer(access)).status};
  };
  EXPECT_EQ(statuses(), (std::vector{200, 200, 200, 200}));
  change_user("alice@contoso.example", [](auto& user) { user.enabled = false; });
  EXPECT_EQ(statuses(), (std::vector{401, 401, 401, 401}));
}

TEST_F(Endpoints, UserinfoHasTheSubjectOfTheIdToken) {
  const auto body = body_of(token(redemption(code_for(authorize_fields()))));
  const auto info = body_of(send("GET", "/oidc/userinfo", "", bearer(text_of(body, "access_token"))));
  EXPECT_EQ(text_of(info, "sub"), text_of(claims_of(text_of(body, "id_token")), "sub"));
}

TEST_F(Endpoints, SignOutEndsTheSessionAndTellsTheApps) {
  const auto sid = answered(sign_in(authorize(authorize_fields())), "session_state");
  const auto page =
      send("GET", path("/oauth2/v2.0/logout?") + print({{"client_id", std::string(kWeb)},
                                                        {"post_logout_redirect_uri", std::string(kWebCallback)},
                                                        {"state", "x"}}));
  EXPECT_EQ(page.status, 200);
  const std::string frame = unescape(between(page.body, "<iframe src=\"", "\""));
  EXPECT_TRUE(frame.starts_with("https://app.example/front-channel?sid=" + sid + "&iss=")) << frame;
  EXPECT_NE(page.find("Content-Security-Policy")->find("frame-src https://app.example"), std::string::npos);
  EXPECT_NE(page.body.find("href=\"https://app.example/cb?state=x\""), std::string::npos);
  EXPECT_TRUE(cookies.find("__Host-ESTSAUTH") == cookies.end());
  EXPECT_EQ(authorize(authorize_fields()).status, 200) << "the next sign-in asks again";
}

TEST_F(Endpoints, ACopyOfTheCookieIsWorthlessAfterSignOut) {
  EXPECT_FALSE(code_for(authorize_fields()).empty());
  const auto copy = cookies;
  send("GET", path("/oauth2/v2.0/logout"));
  cookies = copy;
  EXPECT_EQ(authorize(authorize_fields()).status, 200);
}

TEST_F(Endpoints, SignOutLeadsOnlyToRegisteredAddresses) {
  RecordProperty("covers", "AS-10");
  const auto leads = [&](const Fields& fields) {
    const auto response = send("GET", path("/oauth2/v2.0/logout?") + print(fields));
    return response.find("Refresh") != nullptr || response.find("Location") != nullptr;
  };
  const std::string registered(kWebCallback);
  EXPECT_FALSE(leads({{"post_logout_redirect_uri", registered}})) << "nobody is signed in, and no client is named";
  EXPECT_TRUE(leads({{"post_logout_redirect_uri", registered}, {"client_id", std::string(kWeb)}}));
  EXPECT_FALSE(leads({{"post_logout_redirect_uri", registered}, {"client_id", std::string(kSpa)}}));
  EXPECT_FALSE(leads({{"post_logout_redirect_uri", "https://evil.example/"}, {"client_id", std::string(kWeb)}}));
  EXPECT_FALSE(leads({{"post_logout_redirect_uri", registered}, {"id_token_hint", "eyJhbGciOiJub25lIn0.e30."}}));
  const auto id_token = text_of(body_of(token(redemption(code_for(authorize_fields())))), "id_token");
  EXPECT_TRUE(leads({{"post_logout_redirect_uri", registered}, {"id_token_hint", id_token}}));
  EXPECT_FALSE(code_for(authorize_fields()).empty());
  EXPECT_TRUE(leads({{"post_logout_redirect_uri", registered}})) << "an app of this session";
}

TEST_F(Endpoints, SignOutNamesAnAddressThatIsNotRegistered) {
  const auto page = send(
      "GET", path("/oauth2/v2.0/logout?") +
                 print({{"post_logout_redirect_uri", "https://evil.example/<b>"}, {"client_id", std::string(kWeb)}}));
  EXPECT_NE(page.body.find("https://evil.example/&lt;b&gt;"), std::string::npos) << page.body;
  EXPECT_NE(page.body.find("which is not registered for it."), std::string::npos) << page.body;
  EXPECT_EQ(send("GET", path("/oauth2/v2.0/logout")).body.find("not registered"), std::string::npos);
}

TEST_F(Endpoints, ALogoutHintForSomebodyElseEndsNothing) {
  RecordProperty("covers", "AS-10");
  EXPECT_FALSE(code_for(authorize_fields()).empty());
  send("GET", path("/oauth2/v2.0/logout?logout_hint=bob%40contoso.example"));
  EXPECT_EQ(authorize(authorize_fields()).status, 302);
  send("GET", path("/oauth2/v2.0/logout?logout_hint=O.") + base64url_encode("alice@contoso.example"));
  EXPECT_EQ(authorize(authorize_fields()).status, 200);
}

TEST_F(Endpoints, ErrorUriExplainsACode) {
  const auto page = send("GET", "/error?code=700025");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("Move the redirect URI to the Web platform"), std::string::npos);
  EXPECT_EQ(send("GET", "/error?code=1").status, 404);
  EXPECT_EQ(send("GET", "/error?code=99999999999999").status, 404);
}

TEST_F(Endpoints, AnExplanationIsHeadedByItsCodeAndNamesItsValues) {
  const auto page = send("GET", "/error?code=50011");
  EXPECT_NE(page.body.find("<h1>AADSTS50011</h1>"), std::string::npos) << page.body;
  EXPECT_NE(page.body.find("<title>AADSTS50011"), std::string::npos) << page.body;
  EXPECT_NE(page.body.find("{redirect URI}"), std::string::npos) << page.body;
  EXPECT_NE(page.body.find("{client id}"), std::string::npos) << page.body;
  EXPECT_NE(page.body.find("Who can help"), std::string::npos) << page.body;
  const auto none = send("GET", "/error");
  EXPECT_EQ(none.status, 404);
  EXPECT_NE(none.body.find("<title>No code"), std::string::npos) << none.body;
}

TEST_F(Endpoints, AnErrorPageShowsTheCodeOnceAndEachIdOnItsLine) {
  RecordProperty("covers", "B22");
  const auto page = authorize(with(authorize_fields(), "redirect_uri", "https://app.example/other"));
  const std::string id = *page.find("x-ms-request-id");
  const std::string main = between(page.body, "<h1>", "</main>");
  EXPECT_EQ(main.find("AADSTS50011"), main.rfind("AADSTS50011")) << main;
  EXPECT_NE(main.find("<br>Trace ID: " + id + "<br>Correlation ID: "), std::string::npos) << main;
  EXPECT_NE(main.find("<br>Timestamp: 2027-01-15 08:00:00Z</p>"), std::string::npos) << main;
  const auto refused = sign_in(authorize(authorize_fields()), "alice@contoso.example", "wrong");
  EXPECT_NE(refused.body.find("AADSTS50126: "), std::string::npos) << refused.body;
  EXPECT_NE(refused.body.find("<br>Trace ID: "), std::string::npos) << refused.body;
}

TEST_F(Endpoints, TheStartPageTellsWhoCanSignInAndHowToAddMore) {
  const auto page = send("GET", "/");
  for (const char* const part :
       {"@contoso.example", "@fabrikam.example", "sallyport directory user add", "sallyport directory app create"})
    EXPECT_NE(page.body.find(part), std::string::npos) << part;
  EXPECT_EQ(page.body.find("<h1>Local directory"), std::string::npos);
}

TEST_F(Endpoints, AnUnknownPageLinksToTheStartPage) {
  const auto page = send("GET", "/nowhere.html");
  EXPECT_EQ(page.status, 404);
  EXPECT_NE(page.body.find("href=\"/\""), std::string::npos) << page.body;
}

}  // namespace
}  // namespace sallyport::directory
