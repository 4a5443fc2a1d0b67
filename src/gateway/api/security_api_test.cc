#include "gateway/api/security_api.h"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

#include "gateway/operation/health_listener.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Reply;
using testing::World;

json::Object body_of(const Reply& reply) {
  auto parsed = json::parse_object(reply.body);
  return parsed ? *std::move(parsed) : json::Object{};
}

std::string text(const json::Object& body, std::string_view name) {
  const json::Value* const value = body.find(name);
  return value && value->as_string() ? *value->as_string() : std::string();
}

TEST(SecurityApi, LoggedInUserIsInOpenMetadatasShape) {
  World world([](Settings& settings) { settings.authorizer.admin_principals = {"ann"}; });
  world.sign_in();
  const Reply reply = world.get("/api/v1/users/loggedInUser");
  EXPECT_EQ(reply.status, 200);
  const json::Object body = body_of(reply);
  EXPECT_EQ(text(body, "name"), "ann");
  EXPECT_EQ(text(body, "email"), "ann@contoso.example");
  EXPECT_EQ(text(body, "displayName"), "Ann Example");
  EXPECT_EQ(*body.find("isAdmin"), json::Value(true));
  EXPECT_EQ(text(*body.find("roles")->as_array()->front().as_object(), "name"), "Reader");
  EXPECT_EQ(reply.header("Cache-Control"), "no-store");
}

// The SDK for Python refuses a member that the schema does not have, such as `groups`.
// Source: OpenMetadata, entity/teams/user.json.
TEST(SecurityApi, LoggedInUserHasOnlyMembersOfOpenMetadatasSchema) {
  RecordProperty("covers", "P16");
  const std::set<std::string_view> known{"id",
                                         "name",
                                         "fullyQualifiedName",
                                         "description",
                                         "externalId",
                                         "scimUserName",
                                         "displayName",
                                         "version",
                                         "updatedAt",
                                         "updatedBy",
                                         "email",
                                         "personas",
                                         "defaultPersona",
                                         "href",
                                         "timezone",
                                         "isBot",
                                         "isAdmin",
                                         "authenticationMechanism",
                                         "profile",
                                         "teams",
                                         "owns",
                                         "follows",
                                         "changeDescription",
                                         "incrementalChangeDescription",
                                         "deleted",
                                         "roles",
                                         "inheritedRoles",
                                         "isEmailVerified",
                                         "domains",
                                         "lastLoginTime",
                                         "lastActivityTime",
                                         "personaPreferences"};
  World world([](Settings& settings) { settings.authorizer.admin_principals = {"ann"}; });
  world.provider.edit = [](json::Object& claims) { claims.set("groups", json::Array{"g1", "g2"}); };
  world.sign_in();
  for (const auto& [name, value] : body_of(world.get("/api/v1/users/loggedInUser")))
    EXPECT_TRUE(known.contains(name)) << name;
}

TEST(SecurityApi, LoggedInUserOfNobodyIs401InOpenMetadatasShape) {
  World world;
  const Reply reply = world.send("GET", "/api/v1/users/loggedInUser");
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(*body_of(reply).find("code"), json::Value(401));
  EXPECT_NE(text(body_of(reply), "message"), "");
}

TEST(SecurityApi, TheIdTokenOfMsalOpensIt) {
  World world([](Settings& settings) { settings.provider.confidential = false; });
  const std::string token = world.provider.sign(world.provider.id_token_claims());
  const Reply reply = world.send("GET", "/api/v1/users/loggedInUser", {{"Authorization", "Bearer " + token}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(text(body_of(reply), "name"), "ann");
}

TEST(SecurityApi, ConfigSaysWhatABrowserMayKnowAndNoSecret) {
  World world;
  const Reply reply = world.send("GET", "/api/v1/system/config/auth");
  const json::Object body = body_of(reply);
  EXPECT_EQ(text(body, "provider"), "azure");
  EXPECT_EQ(text(body, "clientType"), "confidential");
  EXPECT_EQ(text(body, "clientId"), testing::kClient);
  EXPECT_EQ(text(body, "callbackUrl"), "https://app.example/callback");
  EXPECT_EQ(text(body, "responseType"), "code");
  EXPECT_EQ(reply.body.find("canary"), std::string::npos);
  EXPECT_EQ(text(body_of(world.send("GET", "/api/v1/system/config/authorizer")), "principalDomain"), "contoso.example");
}

TEST(SecurityApi, OwnKeysAreHeldBackToTheirPublicHalf) {
  World world;
  const Reply reply = world.send("GET", "/api/v1/system/config/jwks");
  const auto keys = jose::parse_jwk_set(reply.body);
  ASSERT_TRUE(keys);
  ASSERT_EQ(keys->keys.size(), 1U);
  EXPECT_EQ(keys->keys[0].kid, world.own_keys->kid());
  EXPECT_EQ(reply.body.find("\"d\""), std::string::npos);
}

TEST(SecurityApi, TheVersionIsInOpenMetadatasShapeWithMilliseconds) {
  World world([](Settings& settings) { settings.program = {"1.2.3", "0a1b2c", UnixTime{1'700'000'000}}; });
  const json::Object body = body_of(world.send("GET", "/api/v1/system/version"));
  EXPECT_EQ(json::print(body), R"({"version":"1.2.3","revision":"0a1b2c","timestamp":1700000000000})");
}

TEST(SecurityApi, TheVersionMayBeTheOneThatOpenMetadatasSdksWant) {
  RecordProperty("covers", "P15");
  World world([](Settings& settings) {
    settings.program = {"1.2.3", "0a1b2c", UnixTime{1'700'000'000}};
    settings.server.openmetadata_version = "2.0.7";
  });
  const json::Object body = body_of(world.send("GET", "/api/v1/system/version"));
  EXPECT_EQ(json::print(body),
            R"({"version":"2.0.7","revision":"0a1b2c","timestamp":1700000000000,"sallyport":"1.2.3"})");
}

TEST(SecurityApi, OpenMetadataBehindUsAnswersForItself) {
  World world([](Settings& settings) {
    Route route;
    route.path = "/";
    route.identity = IdentityForm::jwt;
    route.upstream = std::make_shared<const http::Upstream>();
    settings.routes = {route};
  });
  world.sign_in();
  EXPECT_TRUE(world.get("/api/v1/users/loggedInUser").forward);
  EXPECT_TRUE(world.get("/api/v1/system/version").forward);
  EXPECT_EQ(world.get("/api/v1/system/config/jwks").status, 200) << "ours, or nobody could verify our tokens";
}

TEST(SecurityApi, AMethodThatIsNotServedIs405WithAllow) {
  World world;
  const Reply reply = world.send("DELETE", "/api/v1/system/config/auth");
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.header("Allow"), "GET, HEAD");
}

TEST(Refresh, GivesATokenOfOurOwnThatOpensTheApi) {
  World world;
  world.sign_in();
  const Reply reply = world.get("/api/v1/auth/refresh", {{"Sec-Fetch-Site", "same-origin"}});
  ASSERT_EQ(reply.status, 200);
  const json::Object body = body_of(reply);
  EXPECT_EQ(text(body, "tokenType"), "Bearer");
  EXPECT_EQ(*body.find("expiryDuration"), json::Value(world.clock.now().seconds + 300));
  EXPECT_EQ(reply.body.find("canary"), std::string::npos);  // RP-21
  const testing::Headers headers{{"Authorization", "Bearer " + text(body, "accessToken")}};
  EXPECT_EQ(world.send("GET", "/check", headers).header("X-Auth-Request-User"), "ann");
  EXPECT_EQ(world.send("GET", "/check", headers).status, 204) << "and from the cache";
}

TEST(Refresh, ItsTokenEndsWithTheSession) {
  World world;
  world.sign_in();
  const std::string token =
      text(body_of(world.get("/api/v1/auth/refresh", {{"Sec-Fetch-Site", "same-origin"}})), "accessToken");
  const testing::Headers headers{{"Authorization", "Bearer " + token}};
  world.send("GET", "/check", headers);
  world.send("GET", "/check", headers);
  world.post("/api/v1/auth/logout", {}, {{"Sec-Fetch-Site", "same-origin"}});
  EXPECT_EQ(world.send("GET", "/check", headers).status, 401);
}

TEST(Refresh, ATokenRenewsNothingNotEvenItself) {
  RecordProperty("covers", "JWT-24");
  World world;
  world.sign_in();
  const std::string token =
      text(body_of(world.get("/api/v1/auth/refresh", {{"Sec-Fetch-Site", "same-origin"}})), "accessToken");
  const testing::Headers headers{{"Authorization", "Bearer " + token}};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(world.send("GET", "/api/v1/auth/refresh", headers).status, 401) << i;
  EXPECT_EQ(world.send("GET", "/check", headers).status, 204) << "elsewhere it is good";
  EXPECT_EQ(world.send("GET", "/api/v1/auth/refresh", headers).status, 401) << "also once it is in the cache";
  EXPECT_EQ(world.get("/api/v1/auth/refresh", {{"Sec-Fetch-Site", "same-origin"}}).status, 200) << "by cookie";
}

TEST(Refresh, ItsTokenExpires) {
  World world;
  world.sign_in();
  const std::string token =
      text(body_of(world.get("/api/v1/auth/refresh", {{"Sec-Fetch-Site", "same-origin"}})), "accessToken");
  const testing::Headers headers{{"Authorization", "Bearer " + token}};
  EXPECT_EQ(world.send("GET", "/check", headers).status, 204);
  world.clock.advance(Seconds(300));
  EXPECT_EQ(world.send("GET", "/check", headers).status, 401);
}

TEST(Refresh, AnotherSiteGetsNothing) {
  RecordProperty("covers", "SES-09");
  World world;
  world.sign_in();
  EXPECT_EQ(world.get("/api/v1/auth/refresh", {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
  EXPECT_EQ(world.get("/api/v1/auth/refresh", {{"Origin", "https://evil.example"}}).status, 403);
  EXPECT_EQ(world.get("/api/v1/auth/refresh", {{"Origin", "null"}}).status, 403);
}

TEST(Refresh, WithoutASessionIs401AndTheDeadCookieGoes) {
  World world;
  world.jar["__Host-sallyport"] = std::string(43, 'A');
  world.start();
  const Reply reply = world.get("/api/v1/auth/refresh", {{"Sec-Fetch-Site", "same-origin"}});
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(world.session_cookie(), "");
  EXPECT_EQ(world.jar.size(), 1U) << "a sign-in under way in another tab is left alone";
}

TEST(SecurityHeaders, StandOnEveryStatus) {
  RecordProperty("covers", "HTTP-14, UI-02");
  World world;
  world.sign_in();
  for (const std::string_view target : {"/", "/check", "/check?role=x", "/nowhere", "/%00", "/api/v1/auth/login",
                                        "/callback", "/api/v1/system/config/jwks", "/signed-out"}) {
    const Reply reply = world.get(target, {{"Accept", "text/html"}});
    EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff") << target;
    EXPECT_EQ(reply.header("Referrer-Policy"), "same-origin") << target;
    EXPECT_EQ(reply.header("Cross-Origin-Opener-Policy"), "same-origin") << target;
    EXPECT_EQ(reply.header("Strict-Transport-Security"), "max-age=31536000") << target;
    EXPECT_EQ(reply.header("Cache-Control"), "no-store") << target;
    EXPECT_EQ(reply.header("Content-Security-Policy").empty(), reply.status == 204) << target;
  }
}

TEST(Home, SaysNameAndRoles) {
  World world;
  EXPECT_NE(world.get("/").body.find("not signed in"), std::string::npos);
  world.provider.edit = [](json::Object& claims) { claims.set("name", "<b>Ann</b>"); };
  world.sign_in();
  const Reply reply = world.get("/");
  EXPECT_NE(reply.body.find("Reader"), std::string::npos);
  EXPECT_EQ(reply.body.find("<b>"), std::string::npos);  // UI-01
}

TEST(OtherPaths, AreNotFound) {
  World world;
  EXPECT_EQ(world.get("/metrics").status, 404);  // HTTP-16
  EXPECT_EQ(world.get("/healthz").status, 404);
}

TEST(AdminListener, TellsHealthReadinessAndCounts) {
  RecordProperty("covers", "HTTP-16");
  World world;
  const auto admin = make_health_handler(
      [&world] { return std::shared_ptr<const OperationParts>(world.parts, &world.parts->operation); });
  EXPECT_EQ(world.send("GET", "/healthz", {}, {}, admin.get()).status, 200);
  EXPECT_EQ(world.send("GET", "/readyz", {}, {}, admin.get()).status, 503) << "the provider was not asked yet";
  world.sign_in();
  world.get("/check");
  world.get("/check");
  EXPECT_EQ(world.send("GET", "/readyz", {}, {}, admin.get()).body, "ready\nidp=ok\n");
  const Reply reply = world.send("GET", "/metrics", {}, {}, admin.get());
  EXPECT_NE(reply.body.find("sallyport_sign_ins_total 1\n"), std::string::npos) << reply.body;
  EXPECT_NE(reply.body.find("sallyport_answers_total{route=\"check\",status=\"2xx\"} 2\n"), std::string::npos)
      << reply.body;
  EXPECT_NE(reply.body.find("sallyport_cache_lookups_total{credential=\"session\",found=\"yes\"} 1\n"),
            std::string::npos);
  EXPECT_NE(reply.body.find("sallyport_deferred_total{route=\"check\"} 1\n"), std::string::npos)
      << "the second one was answered from the cache\n"
      << reply.body;
  EXPECT_NE(reply.body.find("sallyport_provider_healthy 1\n"), std::string::npos);
  EXPECT_EQ(world.send("GET", "/check", {}, {}, admin.get()).status, 404);
}

}  // namespace
}  // namespace sallyport::gateway
