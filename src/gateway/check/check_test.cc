#include "gateway/check/check.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::Reply;
using testing::World;

TEST(CheckRole, OneOfTheNamedRolesIsEnough) {
  World world;
  world.sign_in();
  EXPECT_EQ(world.get("/check?role=Writer&role=Reader").status, 204);
}

TEST(CheckRole, WithoutTheRoleIts403AndNamesIt) {
  World world;
  world.sign_in();
  const Reply page = world.get("/check?role=Writer");
  EXPECT_EQ(page.status, 403);
  EXPECT_NE(page.body.find("Writer"), std::string::npos);
  const Reply json = world.get("/check?role=Writer", {{"Accept", "application/json"}});
  EXPECT_EQ(json.status, 403);
  EXPECT_TRUE(json.body.starts_with("{\"code\":403,")) << json.body;
  EXPECT_TRUE(world.log.has("forbidden"));
}

TEST(CheckRole, AQueryThatCannotBeReadIsNever204) {
  World world;
  world.sign_in();
  EXPECT_EQ(world.get("/check?role=%zz").status, 400);
}

TEST(CheckRole, AMisspeltRuleLetsNobodyPass) {
  RecordProperty("covers", "A9");
  World world;
  world.sign_in();
  for (const std::string_view query : {"roles=Admin", "Role=Admin", "role[]=Admin", "admin=1", "role=Reader&x=y",
                                       "role=", "redirect=yes", "Redirect=1"})
    EXPECT_EQ(world.get("/check?" + std::string(query)).status, 400) << query;
  const Reply reply = world.get("/check?roles=Admin", {{"Accept", "*/*"}});
  EXPECT_NE(reply.body.find("write role."), std::string::npos) << reply.body;
  EXPECT_EQ(world.get("/check?").status, 204) << "nothing asked";
}

TEST(CheckHeaders, ANameThatApplicationsTakeForAnIdentityHeaderIsRefused) {
  World world;
  world.sign_in();
  for (const std::string_view path : {"/check", "/check?role=Reader", "/check/reports", "/%63heck"})
    for (const std::string_view name : {"X_Auth_Request_User", "x-auth_request-roles", "X.Auth.Request.Email",
                                        "X-Auth-Request-Groups_Incomplete", "X-Auth-Request-Preferred.Username"})
      EXPECT_EQ(world.get(path, {{std::string(name), "mallory"}}).status, 400) << path << " " << name;
  EXPECT_TRUE(world.log.has("refused"));
  for (const std::string_view name :
       {"X-Auth-Request-User", "x-auth-request-user", "X_Auth_Requests", "Y_Auth_Request_"})
    EXPECT_EQ(world.get("/check", {{std::string(name), "mallory"}}).status, 204) << name;
}

TEST(CheckStatus, APermitIs200WhereTheProxyAsksForThatAndARefusalStaysOne) {
  World world;
  EXPECT_EQ(world.get("/check?status=200", {{"Accept", "application/json"}}).status, 401);
  world.sign_in();
  const Reply plain = world.get("/check");
  const Reply asked = world.get("/check?status=200");
  EXPECT_EQ(plain.status, 204);
  EXPECT_EQ(asked.status, 200);
  EXPECT_EQ(asked.body, "");
  EXPECT_EQ(asked.header("X-Auth-Request-User"), plain.header("X-Auth-Request-User"));
  EXPECT_EQ(world.get("/check?status=200&role=Writer").status, 403);
}

TEST(CheckLog, ARefusalNamesTheTraceThatItsRequestBelongsTo) {
  World world;
  world.sign_in();
  world.get("/check?role=Writer", {{"traceparent", "00-not-a-trace-01"}});
  EXPECT_FALSE(world.log.mentions("not-a-trace"));
  world.get("/check?role=Writer", {{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}});
  EXPECT_TRUE(world.log.mentions("4bf92f3577b34da6a3ce929d0e0e4736"));
}

TEST(CheckPreflight, PassesWhereTheRuleSaysSo) {
  RecordProperty("covers", "Q15");
  World world([](Settings& settings) {
    settings.server.trusted_proxies = {"10.0.0.0/8"};
    Route cors;
    cors.path = "/cors";
    cors.preflight = Preflight::pass;
    Route other;
    other.path = "/other";
    settings.routes = {cors, other};
  });
  const Headers preflight{{"Origin", "https://spa.example"}, {"Access-Control-Request-Method", "PUT"}};
  Headers told = preflight;
  told.emplace_back("X-Forwarded-Method", "OPTIONS");
  EXPECT_EQ(world.send("OPTIONS", "/check/cors/x", preflight).status, 200);
  EXPECT_EQ(world.send("OPTIONS", "/check/cors/x", preflight).header("X-Auth-Request-User"), "");
  EXPECT_EQ(world.send("OPTIONS", "/check/other/x", preflight).status, 401);
  EXPECT_EQ(world.send("OPTIONS", "/check/cors/x").status, 401) << "no preflight";
  EXPECT_EQ(world.send("GET", "/check/cors/x", preflight).status, 401);
  EXPECT_EQ(world.send("GET", "/check/cors/x", told).status, 401) << "told by nobody whom we trust";
  EXPECT_EQ(world.send("GET", "/check?preflight=pass", told).status, 401);
  world.peer.address = "10.2.2.2";
  EXPECT_EQ(world.send("GET", "/check/cors/x", told).status, 200);
  EXPECT_EQ(world.send("GET", "/check/other/x", told).status, 401);
  EXPECT_EQ(world.send("GET", "/check?preflight=pass&role=Boss", told).status, 204);
  EXPECT_EQ(world.send("GET", "/check?role=Boss", told).status, 401) << "nobody said so";
  told.emplace_back("X-Forwarded-Method", "GET");
  EXPECT_EQ(world.send("GET", "/check?preflight=pass", told).status, 401) << "told twice";
}

TEST(CheckRedirect, OurOwnStepsOfTheSignInAreNoWayBack) {
  RecordProperty("covers", "Q10");
  World world([](Settings& settings) { settings.server.trusted_proxies = {"10.0.0.0/8"}; });
  world.peer.address = "10.1.2.3";
  const auto back = [&](std::string uri) {
    const Headers headers{{"Accept", "text/html"}, {"X-Forwarded-Uri", std::move(uri)}};
    return testing::query_value(world.send("GET", "/check?redirect=1", headers).header("Location"), "redirectUri");
  };
  for (const char* const uri :
       {"/api/v1/auth/login?redirectUri=/x", "/callback", "/callback?code=1", "/signed-out", "/local-admin",
        "/%61pi/v1/auth/login", "/signed%2Dout", "/api/v1/auth/logout", "/check", "/check/x", "/frontchannel-logout"})
    EXPECT_EQ(back(uri), "/") << uri;
  EXPECT_EQ(back("/callbacks"), "/callbacks");
}

TEST(CheckRedirect, ABrowserIsLedToTheSignInWhereAsked) {
  World world;
  EXPECT_EQ(world.send("GET", "/check?redirect=1", {{"Accept", "text/html"}}).status, 302);
  EXPECT_EQ(world.send("GET", "/check", {{"Accept", "text/html"}}).status, 401) << "not asked for";
  EXPECT_EQ(world.send("GET", "/check?redirect=1", {{"Accept", "application/json"}}).status, 401) << "a program";
}

TEST(CheckRedirect, TheWayBackIsBelievedFromTrustedProxiesAlone) {
  RecordProperty("covers", "HTTP-11");
  World world([](Settings& settings) { settings.server.trusted_proxies = {"10.0.0.0/8"}; });
  const Headers headers{{"Accept", "text/html"}, {"X-Forwarded-Uri", "/reports?week=3"}};
  const auto back = [&] {
    return testing::query_value(world.send("GET", "/check?redirect=1", headers).header("Location"), "redirectUri");
  };
  EXPECT_EQ(back(), "/");
  world.peer.address = "10.1.2.3";
  EXPECT_EQ(back(), "/reports?week=3");
  world.peer = {"", true, false};
  EXPECT_EQ(back(), "/reports?week=3");
}

TEST(CheckPath, EnvoysPathTakesItsRulesFromTheRoutes) {
  World world([](Settings& settings) {
    Route route;
    route.path = "/admin";
    route.requirement.any_role = {"Boss"};
    Route open;
    open.path = "/public";
    open.access = RouteAccess::public_;
    settings.routes = {route, open};
  });
  EXPECT_EQ(world.send("GET", "/check/public/x").status, 200);
  EXPECT_EQ(world.send("GET", "/check/other").status, 401);
  world.sign_in();
  EXPECT_EQ(world.get("/check/other?role=Nobody").status, 200) << "the query is the client's";
  EXPECT_EQ(world.get("/check/admin/x").status, 403);
  EXPECT_EQ(world.get("/check/public/../admin").status, 400);
  EXPECT_EQ(world.get("/check/%2e%2e/admin").status, 400);
}

TEST(CheckPath, NoWeakerRuleStandsInWhereTheHostIsNotKnown) {  // HTTP-04
  World world([](Settings& settings) {
    Route admin;
    admin.path = "/admin";
    admin.host = "app.example";
    admin.requirement.any_role = {"Boss"};
    Route elsewhere = admin;
    elsewhere.host = "other.example";
    elsewhere.requirement.any_role = {};
    Route rest;
    rest.path = "/";
    settings.routes = {admin, elsewhere, rest};
    settings.server.extra_hosts = {"other.example"};
  });
  world.sign_in();
  for (const char* const host : {"app.example", "APP.example", "app.example:8080", "app.example.", "127.0.0.1", "a.b"})
    EXPECT_EQ(world.get("/check/admin/x", {{"Host", host}}).status, 403) << host;
  EXPECT_EQ(world.get("/check/admin/x", {{"Host", "other.example"}}).status, 200);
  EXPECT_EQ(world.get("/check/rest", {{"Host", "127.0.0.1"}}).status, 200) << "the rule of every host";
}

TEST(CheckPath, AYesForNobodyOverwritesWhatTheClientClaims) {
  World world([](Settings& settings) {
    Route open;
    open.path = "/public";
    open.access = RouteAccess::public_;
    settings.routes = {open};
  });
  const Reply reply = world.send("GET", "/check/public/x");
  EXPECT_EQ(reply.count("X-Auth-Request-User"), 1U);
  EXPECT_EQ(reply.header("X-Auth-Request-User"), "");
}

TEST(CheckPath, ABrowserComesBackWithItsQuery) {
  World world;
  const Headers browser{{"Accept", "text/html"}};
  const auto back = [&](const std::string& target) {
    return testing::query_value(world.send("GET", target, browser).header("Location"), "redirectUri");
  };
  EXPECT_EQ(back("/check/reports?week=3&day=2"), "/reports?week=3&day=2");
  EXPECT_EQ(back("/check/reports"), "/reports");
  EXPECT_EQ(world.send("GET", "/check//evil.example/x", browser).status, 400);
}

// A trusted proxy may ask for an operation, if the operator lets it.
void operations_in_query(Settings& settings) {
  settings.server.trusted_proxies = {"10.0.0.0/8"};
  settings.server.operations_in_query = true;
}

int ask_for(World& world, std::string_view query) {
  return world.send("GET", "/check?" + std::string(query), {{"Cookie", "__Host-sallyport=" + world.session_cookie()}})
      .status;
}

TEST(CheckOperation, IsDecidedByThePolicies) {
  World world(operations_in_query);
  world.sign_in();
  world.peer.address = "10.1.1.1";
  EXPECT_EQ(ask_for(world, "operation=ViewAll&resource=dashboard&id=7"), 204);
  EXPECT_EQ(ask_for(world, "status=200&operation=ViewAll&resource=dashboard"), 200);
  EXPECT_EQ(ask_for(world, "operation=Delete&resource=dashboard&id=7"), 403);
  EXPECT_EQ(ask_for(world, "role=Writer&operation=ViewAll&resource=dashboard"), 403) << "the role is needed, too";
  EXPECT_EQ(world.send("GET", "/check?operation=ViewAll&resource=dashboard").status, 401);
}

TEST(CheckOperation, OfWhichThePoliciesKnowNothingIsRefused) {
  World world(operations_in_query);
  world.sign_in();
  world.peer.address = "10.1.1.1";
  EXPECT_EQ(ask_for(world, "operation=Fly&resource=dashboard"), 400);
  EXPECT_EQ(ask_for(world, "operation=ViewAll&resource=unicorn"), 400);
}

TEST(CheckOperation, IsAskedByTrustedProxiesWhereTheOperatorLetsThem) {
  World world(operations_in_query);
  world.sign_in();
  EXPECT_EQ(ask_for(world, "operation=ViewAll&resource=dashboard"), 400) << "the peer is no trusted proxy";
  World closed([](Settings& settings) { settings.server.trusted_proxies = {"10.0.0.0/8"}; });
  closed.sign_in();
  closed.peer.address = "10.1.1.1";
  EXPECT_EQ(ask_for(closed, "operation=ViewAll&resource=dashboard"), 400);
}

}  // namespace
}  // namespace sallyport::gateway
