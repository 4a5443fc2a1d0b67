// What the tokens say, by resource, by endpoint and by what the client asks for.
#include <type_traits>

#include "directory/directory_test.h"
#include "directory/token/claims.h"
#include "entra/graph_application.h"

namespace sallyport::directory {
namespace {

// The facts refer to the application, so they must not be made of one that is gone at the end of the line.
static_assert(std::is_constructible_v<TokenFacts, const entra::AppRegistration&>);
static_assert(!std::is_constructible_v<TokenFacts, entra::AppRegistration>);
static_assert(!std::is_constructible_v<TokenFacts, const entra::AppRegistration>);

using Tokens = DirectoryTest;

TEST_F(Tokens, TheVersionOfAnAccessTokenIsThatOfItsResource) {
  RecordProperty("covers", "P14");
  change_app(kWeb, [](auto& app) { app.requested_access_token_version = 1; });
  const auto code = code_for(with(spa_fields(), "scope", "openid api://" + std::string(kWeb) + "/read"));
  const auto body = body_of(token(spa_redemption(code), from_spa()));
  EXPECT_EQ(text_of(body, "scope"), "api://" + std::string(kWeb) + "/read");
  const auto claims = claims_of(text_of(body, "access_token"));
  EXPECT_EQ(text_of(header_of(text_of(body, "access_token")), "x5t"), published.snapshot()->signing.kid);
  EXPECT_FALSE(header_of(text_of(body, "id_token")).contains("x5t"));
  EXPECT_EQ(text_of(claims, "ver"), "1.0");
  EXPECT_EQ(text_of(claims, "aud"), "api://" + std::string(kWeb));
  EXPECT_EQ(text_of(claims, "iss"), std::string(kOrigin) + "/" + std::string(kTenant) + "/");
  EXPECT_EQ(text_of(claims, "scp"), "read");
  EXPECT_EQ(text_of(claims, "appid"), kSpa);
}

TEST_F(Tokens, AResponseRepeatsTheScopeDefault) {
  RecordProperty("covers", "P2");
  const std::string api = "api://" + std::string(kWeb);
  const auto body =
      body_of(token(spa_redemption(code_for(with(spa_fields(), "scope", "openid " + api + "/.default"))), from_spa()));
  EXPECT_EQ(text_of(body, "scope"), api + "/read " + api + "/.default");
  EXPECT_EQ(text_of(claims_of(text_of(body, "access_token")), "scp"), "read");
}

// The libraries look in their caches for the names that they asked for.
TEST_F(Tokens, AResponseNamesTheScopesOfGraphAsTheRequestDoes) {
  const auto refresh = text_of(body_of(token(redemption(code_for(authorize_fields())))), "refresh_token");
  const auto listed = [&](std::string_view scope) {
    const auto body = body_of(token({{"grant_type", "refresh_token"},
                                     {"client_id", std::string(kWeb)},
                                     {"client_secret", std::string(kSecret)},
                                     {"refresh_token", refresh},
                                     {"scope", std::string(scope)}}));
    return text_of(body, "scope");
  };
  const std::string graph = "https://graph.microsoft.com";
  EXPECT_EQ(listed("openid User.Read"), "openid User.Read");
  EXPECT_EQ(listed("openid " + graph + "/User.Read"), "openid " + graph + "/User.Read");
  EXPECT_EQ(listed(std::string(entra::kGraphClientId) + "/User.Read"),
            std::string(entra::kGraphClientId) + "/User.Read");
  const std::string all = listed(graph + "/.default");
  EXPECT_NE(all.find(graph + "/User.Read "), std::string::npos) << all;
  EXPECT_TRUE(all.ends_with(" " + graph + "/.default")) << all;
}

TEST_F(Tokens, AResponseMayNameTheScopesOfGraphByItsAddressAlways) {
  settings.graph_scope_addresses = true;
  const std::string user_read = "https://graph.microsoft.com/User.Read";
  const auto body = body_of(token(redemption(code_for(with(authorize_fields(), "scope", "openid User.Read")))));
  EXPECT_EQ(text_of(body, "scope"), "openid " + user_read);
  const auto asked = body_of(token(redemption(code_for(with(authorize_fields(), "scope", "openid " + user_read)))));
  EXPECT_EQ(text_of(asked, "scope"), "openid " + user_read);
}

TEST_F(Tokens, ClientCredentialsGiveAnAppToken) {
  const auto response = token({{"grant_type", "client_credentials"},
                               {"client_id", std::string(kWeb)},
                               {"client_secret", std::string(kSecret)},
                               {"scope", "api://" + std::string(kWeb) + "/.default"}});
  ASSERT_EQ(response.status, 200) << response.body;
  const auto body = body_of(response);
  EXPECT_EQ(body.size(), 4U) << "token_type, expires_in, ext_expires_in, access_token";
  const auto claims = claims_of(text_of(body, "access_token"));
  EXPECT_EQ(text_of(claims, "oid"), text_of(claims, "sub"));
  EXPECT_EQ(text_of(claims, "aud"), kWeb);
  EXPECT_EQ(text_of(claims, "azp"), kWeb);
  EXPECT_EQ(text_of(claims, "azpacr"), "1");
  EXPECT_FALSE(claims.contains("scp"));
  EXPECT_FALSE(claims.contains("idtyp"));
  change_app(kWeb, [](auto& app) { app.access_token_claims = {{"idtyp"}}; });
  const auto typed = body_of(token({{"grant_type", "client_credentials"},
                                    {"client_id", std::string(kWeb)},
                                    {"client_secret", std::string(kSecret)},
                                    {"scope", std::string(kWeb) + "/.default"}}));
  EXPECT_EQ(text_of(claims_of(text_of(typed, "access_token")), "idtyp"), "app");
}

TEST_F(Tokens, ScopesOfOpenIdBesideDefaultDoNothingForAnApp) {  // MSAL for Go and Java send them
  RecordProperty("covers", "P1");
  const std::string own = std::string(kWeb) + "/.default";
  for (const std::string& scope :
       {own + " openid offline_access profile", "openid " + own, "profile email " + own + " openid"}) {
    const auto response = token({{"grant_type", "client_credentials"},
                                 {"client_id", std::string(kWeb)},
                                 {"client_secret", std::string(kSecret)},
                                 {"scope", scope}});
    ASSERT_EQ(response.status, 200) << scope << response.body;
    EXPECT_FALSE(body_of(response).contains("refresh_token")) << scope;
    EXPECT_FALSE(body_of(response).contains("id_token")) << scope;
  }
}

TEST_F(Tokens, TwoHundredAndOneGroupsAreAnOverage) {
  const auto claims =
      claims_of(text_of(body_of(token(redemption(code_for(authorize_fields(), "dave@contoso.example")))), "id_token"));
  EXPECT_FALSE(claims.contains("groups"));
  EXPECT_EQ(text_of(*claims.find("_claim_names")->as_object(), "groups"), "src1");
  EXPECT_NE(json::print(*claims.find("_claim_sources")).find("/users/" + std::string(kDave) + "/getMemberObjects"),
            std::string::npos);
}

TEST_F(Tokens, SevenGroupsInAUrlAreOnlyAHint) {
  const auto done = sign_in(authorize(with(authorize_fields(), "response_type", "id_token")), "dave@contoso.example");
  const auto claims = claims_of(answered(done, "id_token"));
  EXPECT_FALSE(claims.contains("groups"));
  EXPECT_EQ(*claims.find("hasgroups"), json::Value(true));
}

TEST_F(Tokens, AClientLearnsNothingFromATokenForGraph) {
  const auto access = text_of(body_of(token(redemption(code_for(authorize_fields())))), "access_token");
  EXPECT_FALSE(text_of(header_of(access), "nonce").empty());
  const auto set = jose::parse_jwk_set(send("GET", path("/discovery/v2.0/keys")).body);
  const auto jws = jose::CompactJws::parse(access);
  ASSERT_TRUE(set && jws);
  const auto verified = jose::verify(*jws, *set, {crypto::SignatureAlgorithm::rs256});
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().reason, "jws_signature");
  EXPECT_EQ(send("GET", "/v1.0/me", "", {{"Authorization", "Bearer " + access}}).status, 200);
}

TEST_F(Tokens, AnImplicitAnswerHasTheAccessTokenAndItsHash) {
  change_app(kWeb, [](auto& app) { app.access_token_implicit = true; });
  const std::string api = std::string(kWeb) + "/read";
  const auto fields = with(with(authorize_fields(), "response_type", "id_token token"), "scope", "openid " + api);
  const auto done = sign_in(authorize(fields));
  EXPECT_TRUE(location(done).starts_with(std::string(kWebCallback) + "#"));
  for (const auto& [name, value] : Fields{{"token_type", "Bearer"}, {"scope", api}, {"state", "s1"}, {"code", ""}})
    EXPECT_EQ(answered(done, name), value) << name;
  EXPECT_FALSE(answered(done, "expires_in").empty());
  const std::string access = answered(done, "access_token");
  EXPECT_EQ(text_of(claims_of(access), "scp"), "read");
  const auto claims = claims_of(answered(done, "id_token"));
  EXPECT_EQ(text_of(claims, "at_hash"), base64url_encode(crypto::view(crypto::sha256(access)).substr(0, 16)));
  EXPECT_FALSE(claims.contains("c_hash"));
  const auto alone = authorize(with(with(fields, "response_type", "token"), "response_mode", "form_post"));
  EXPECT_NE(alone.body.find("name=\"access_token\""), std::string::npos) << alone.body;
  EXPECT_EQ(alone.body.find("name=\"id_token\""), std::string::npos);
}

TEST_F(Tokens, TheClaimsParameterTellsCapabilitiesAndContexts) {
  const std::string wanted =
      R"({"access_token":{"xms_cc":{"values":["cp1"]},"acrs":{"essential":true,"value":"c1"},"nbf":{"value":"1"}}})";
  const auto claims = [&] {
    const auto code = code_for(with(authorize_fields(), "scope", "openid " + std::string(kWeb) + "/read"));
    return claims_of(text_of(body_of(token(with(redemption(code), "claims", wanted))), "access_token"));
  };
  const auto first = claims();
  EXPECT_EQ(*first.find("acrs"), json::Value(json::Array{"c1"}));
  EXPECT_FALSE(first.contains("xms_cc")) << "the API has not asked for it";
  change_app(kWeb, [](auto& app) { app.access_token_claims = {{"xms_cc"}}; });
  EXPECT_EQ(*claims().find("xms_cc"), json::Value(json::Array{"cp1"}));
}

TEST_F(Tokens, ATokenThatItsApiLooksAtWithEachRequestLivesLonger) {
  const auto lifetime = [&](const std::string& scope, std::string_view claims) {
    const auto code = code_for(with(authorize_fields(), "scope", scope));
    const auto body = body_of(token(with(redemption(code), "claims", claims)));
    const std::int64_t seconds = *body.find("expires_in")->as_integer();
    return seconds >= 20 * 3600 && seconds < 28 * 3600 ? "long" : seconds >= 3600 && seconds < 5400 ? "short" : "wrong";
  };
  constexpr std::string_view kCapable = R"({"access_token":{"xms_cc":{"values":["cp1"]}}})";
  const std::string own = "openid " + std::string(kWeb) + "/read";
  EXPECT_EQ(lifetime("openid User.Read", kCapable), "long");
  EXPECT_EQ(lifetime("openid User.Read", ""), "short") << "the client does not understand a challenge";
  EXPECT_EQ(lifetime(own, kCapable), "short") << "the API does not look";
  settings.sign_in_frequency = Seconds(7200);
  EXPECT_EQ(lifetime("openid User.Read", kCapable), "short") << "a policy bounds the sign-in";
}

TEST_F(Tokens, TheLimitsOfGroupsMayBeSet) {
  settings.groups_in_token = 3;
  const auto groups_of = [&](std::string_view name) {
    const auto body = body_of(token(redemption(code_for(with(authorize_fields(), "prompt", "login"), name))));
    return claims_of(text_of(body, "id_token"));
  };
  EXPECT_TRUE(groups_of("alice@contoso.example").contains("groups"));
  EXPECT_TRUE(groups_of("dave@contoso.example").contains("_claim_names"));
  settings.groups_in_token = 201;
  EXPECT_EQ(groups_of("dave@contoso.example").find("groups")->as_array()->size(), 201U);
}

}  // namespace
}  // namespace sallyport::directory
