#include "gateway/proxy.h"

#include <gtest/gtest.h>

#include "gateway/identity_headers.h"
#include "gateway/world_test.h"
#include "jose/jwt.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::Reply;
using testing::World;

Route route(std::string path, std::function<void(Route&)> edit = [](Route&) {}) {
  Route out;
  out.path = std::move(path);
  http::Upstream upstream;
  upstream.host = "127.0.0.1";
  upstream.port = "9000";
  out.upstream = std::make_shared<const http::Upstream>(std::move(upstream));
  edit(out);
  return out;
}

World world_with(std::vector<Route> routes) {
  return World([&](Settings& settings) { settings.routes = routes; });
}

// The values of a header among the lines for the upstream.
std::vector<std::string> sent(const Reply& reply, std::string_view name) {
  std::vector<std::string> out;
  std::string_view lines = reply.forward ? std::string_view(reply.forward->headers) : std::string_view();
  while (!lines.empty()) {
    const auto end = lines.find("\r\n");
    const auto line = lines.substr(0, end);
    if (line.substr(0, line.find(':')) == name) out.emplace_back(line.substr(line.find(':') + 2));
    lines.remove_prefix(end + 2);
  }
  return out;
}

std::string only(const Reply& reply, std::string_view name) {
  const auto values = sent(reply, name);
  return values.size() == 1 ? values.front() : "(" + std::to_string(values.size()) + " values)";
}

TEST(Proxy, PassesARequestOnWithWhoItIs) {
  World world = world_with({route("/")});
  world.sign_in();
  const Reply reply = world.get("/reports?week=3", {{"Accept", "text/html"}});
  ASSERT_TRUE(reply.forward);
  EXPECT_EQ(reply.forward->target, "/reports?week=3");
  EXPECT_EQ(reply.forward->host, "app.example");
  EXPECT_EQ(only(reply, "X-Auth-Request-User"), "ann");
  EXPECT_EQ(only(reply, "X-Auth-Request-Roles"), "Reader");
  EXPECT_EQ(only(reply, "X-Forwarded-For"), "203.0.113.9");
  EXPECT_EQ(only(reply, "X-Forwarded-Proto"), "https");
  EXPECT_EQ(only(reply, "X-Forwarded-Host"), "app.example");
}

TEST(Proxy, OurCookiesStayHereAndTheOthersGoOn) {
  World world = world_with({route("/")});
  world.sign_in();
  world.start();
  world.jar["theme"] = "dark";
  EXPECT_EQ(only(world.get("/x"), "Cookie"), "theme=dark");
  world.jar.erase("theme");
  EXPECT_TRUE(sent(world.get("/x"), "Cookie").empty());
}

TEST(Proxy, IdentityOfTheClientsOwnMakingNeverArrives) {
  RecordProperty("covers", "HTTP-02");
  const std::vector<std::string> names{"X-Auth-Request-User",
                                       "x-auth-request-user",
                                       "X_Auth_Request_User",
                                       "X-AUTH_REQUEST-ROLES",
                                       "X-Auth-User",
                                       "X_Auth_User",
                                       "X-Forwarded-User",
                                       "X_Forwarded_User",
                                       "X-Forwarded-Email",
                                       "Remote-User",
                                       "REMOTE_USER",
                                       "X-Remote-User",
                                       "Forwarded",
                                       "X-Real-IP",
                                       "X-Original-URL",
                                       "X-Rewrite-URL",
                                       "X-HTTP-Method-Override"};
  World world = world_with({route("/"), route("/open", [](Route& r) { r.access = RouteAccess::public_; }),
                            route("/maybe", [](Route& r) { r.access = RouteAccess::optional; })});
  world.sign_in();
  for (const std::string_view target : {"/x", "/open/x", "/maybe/x"}) {
    for (const std::string_view method : {"GET", "OPTIONS", "POST"}) {
      for (const std::string& name : names) {
        const Reply reply = world.send(
            method, target,
            {{name, "spoofed"}, {name, "spoofed"}, {"Cookie", "__Host-sallyport=" + world.session_cookie()}});
        ASSERT_TRUE(reply.forward) << target;
        EXPECT_EQ(reply.forward->headers.find("spoofed"), std::string::npos) << name << " " << target;
      }
    }
  }
}

TEST(Proxy, ConnectionCannotTakeOurHeadersAway) {
  World world = world_with({route("/")});
  world.sign_in();
  const Reply reply =
      world.get("/x", {{"Connection", "close, X-Auth-Request-User, X-Custom"}, {"X-Custom", "1"}, {"TE", "trailers"}});
  EXPECT_EQ(only(reply, "X-Auth-Request-User"), "ann");
  EXPECT_TRUE(sent(reply, "X-Custom").empty());
  EXPECT_TRUE(sent(reply, "Connection").empty());
  EXPECT_TRUE(sent(reply, "TE").empty());
}

TEST(Proxy, NobodyIsSentAsEmptyHeaders) {
  World world = world_with({route("/", [](Route& r) { r.access = RouteAccess::optional; })});
  EXPECT_EQ(only(world.send("GET", "/x"), "X-Auth-Request-User"), "");
}

TEST(Proxy, ForwardedForIsBelievedFromTrustedProxiesAlone) {
  RecordProperty("covers", "HTTP-03");
  World world([](Settings& settings) {
    settings.routes = {route("/", [](Route& r) { r.access = RouteAccess::public_; })};
    settings.server.trusted_proxies = {"10.0.0.0/8", "fd00::/8"};
  });
  const Headers headers{{"X-Forwarded-For", "198.51.100.7"}, {"X-Request-Id", "theirs"}};
  EXPECT_EQ(only(world.send("GET", "/", headers), "X-Forwarded-For"), "203.0.113.9");
  EXPECT_NE(only(world.send("GET", "/", headers), "X-Request-Id"), "theirs");
  world.peer.address = "10.9.9.9";
  EXPECT_EQ(only(world.send("GET", "/", headers), "X-Forwarded-For"), "198.51.100.7, 10.9.9.9");
  EXPECT_EQ(only(world.send("GET", "/", headers), "X-Request-Id"), "theirs");
}

TEST(Proxy, AnAmbiguousPathIs400AndGoesNowhere) {  // HTTP-05
  World world = world_with({route("/"), route("/public", [](Route& r) { r.access = RouteAccess::public_; })});
  for (const std::string_view path : {"/public/%2e%2e/admin", "/public/..;/admin", "//admin", "/admin%2f..%2fpublic",
                                      "/admin/.", "/admin%00", "/%252e", "/public\\admin", "/admin;x=1", "/public/..",
                                      "/public%23/../admin", "/a%c0%ae", "/public/%2E%2E/admin"}) {
    const Reply reply = world.send("GET", path);
    EXPECT_EQ(reply.status, 400) << path;
    EXPECT_FALSE(reply.forward) << path;
  }
}

TEST(Proxy, TheDecisionAndTheUpstreamSeeOnePath) {
  RecordProperty("covers", "HTTP-05");
  World world = world_with({route("/"), route("/admin", [](Route& r) { r.requirement.any_role = {"Boss"}; })});
  world.sign_in();
  EXPECT_EQ(world.get("/%61dmin/x").status, 403);
  EXPECT_EQ(world.get("/%72eports").forward->target, "/reports");
}

TEST(Proxy, TheQueryChoosesNoRoute) {
  World world = world_with({route("/"), route("/public", [](Route& r) { r.access = RouteAccess::public_; })});
  EXPECT_EQ(world.send("GET", "/private?x=/public").status, 401);
}

TEST(Proxy, TheLongestPathAndTheHostChooseTheRoute) {
  World world([](Settings& settings) {
    settings.server.extra_hosts = {"other.example"};
    settings.routes = {route("/", [](Route& r) { r.access = RouteAccess::public_; }),
                       route("/api", [](Route& r) { r.requirement.any_role = {"Api"}; }),
                       route("/", [](Route& r) { r.host = "other.example"; })};
  });
  EXPECT_TRUE(world.send("GET", "/apix").forward);
  EXPECT_EQ(world.send("GET", "/api").status, 401);
  EXPECT_EQ(world.send("GET", "/x", {{"Host", "other.example"}}).status, 401);
  EXPECT_EQ(world.send("GET", "/x", {{"Host", "OTHER.example"}}).status, 401) << "a host in any case";
}

TEST(Proxy, ABrowserIsLedToTheSignInAndAProgramGets401) {
  World world = world_with({route("/")});
  const Reply browser = world.send("GET", "/reports?week=3", {{"Accept", "text/html"}, {"Sec-Fetch-Mode", "navigate"}});
  EXPECT_EQ(browser.status, 302);
  EXPECT_EQ(testing::query_value(browser.header("Location"), "redirectUri"), "/reports?week=3");
  const Reply script = world.send("GET", "/reports", {{"Accept", "text/html"}, {"Sec-Fetch-Mode", "cors"}});
  EXPECT_EQ(script.status, 401);
  EXPECT_TRUE(script.body.starts_with("{\"code\":401,\"message\":"));
  EXPECT_EQ(world.send("POST", "/reports", {{"Accept", "text/html"}}).status, 401);
}

TEST(Proxy, HeadIsHeldToTheRulesOfGet) {
  RecordProperty("covers", "HTTP-06");
  World world = world_with({route("/", [](Route& r) { r.requirement.any_role = {"Boss"}; })});
  world.sign_in();
  const std::string cookie = "__Host-sallyport=" + world.session_cookie();
  for (const std::string_view method : {"GET", "HEAD", "POST", "OPTIONS", "DELETE"})
    EXPECT_EQ(world.send(method, "/x", {{"Cookie", cookie}}).status, 403) << method;
}

TEST(Proxy, UnknownMethodsAreNotPassedOn) {
  RecordProperty("covers", "HTTP-06");
  World world = world_with({route("/", [](Route& r) { r.access = RouteAccess::public_; })});
  for (const std::string_view method : {"TRACE", "CONNECT", "get", "TRACK", "FOO"})
    EXPECT_EQ(world.send(method, "/x").status, 405) << method;
}

TEST(Proxy, AHostThatIsNotOursIs421) {
  RecordProperty("covers", "HTTP-04");
  World world = world_with({route("/", [](Route& r) { r.access = RouteAccess::public_; })});
  for (const std::string_view host :
       {"evil.example", "app.example.evil.example", "app.example.", "a@app.example", "app.example:81"})
    EXPECT_EQ(world.send("GET", "/", {{"Host", std::string(host)}}).status, 421) << host;
  EXPECT_EQ(world.send("GET", "/", {{"Host", "app.example"}, {"Host", "app.example"}}).status, 400);
  EXPECT_TRUE(world.send("GET", "/", {{"Host", "APP.example:443"}}).forward);
}

TEST(Proxy, AMissingRoleIsNamedToPeopleAndPrograms) {
  World world = world_with({route("/", [](Route& r) { r.requirement.any_role = {"Boss"}; })});
  world.sign_in();
  const Reply page = world.get("/x", {{"Accept", "text/html"}});
  EXPECT_EQ(page.status, 403);
  EXPECT_NE(page.body.find("Boss"), std::string::npos);
  EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
  const Reply json = world.get("/x", {{"Accept", "*/*"}});
  EXPECT_NE(json.body.find("Boss"), std::string::npos);
  EXPECT_EQ(json.header("Content-Type"), "application/json");
}

TEST(Proxy, AStoreThatIsDownForwardsNothing) {
  World world = world_with({route("/"), route("/maybe", [](Route& r) { r.access = RouteAccess::optional; })});
  world.sign_in();
  world.sessions->down = true;
  EXPECT_EQ(world.get("/x").status, 503);
  EXPECT_EQ(world.get("/maybe").status, 503);
}

TEST(Proxy, StripsThePrefixWhereTold) {
  World world = world_with({route("/app", [](Route& r) {
    r.access = RouteAccess::public_;
    r.strip_prefix = true;
  })});
  EXPECT_EQ(world.send("GET", "/app/x?y").forward->target, "/x?y");
  EXPECT_EQ(world.send("GET", "/app").forward->target, "/");
}

TEST(Proxy, HoldsABodyToItsLimit) {
  World world = world_with({route("/", [](Route& r) {
    r.access = RouteAccess::public_;
    r.max_body = 100;
  })});
  EXPECT_TRUE(world.send("POST", "/", {{"Content-Length", "100"}}).forward);
  EXPECT_EQ(world.send("POST", "/", {{"Content-Length", "101"}}).status, 413);
  EXPECT_EQ(world.send("POST", "/", {{"Transfer-Encoding", "chunked"}}).status, 411);
}

TEST(Proxy, ABearerTokenThatWasUsedGoesNoFurther) {
  World world([](Settings& settings) {
    settings.provider.confidential = false;
    settings.routes = {route("/"), route("/open", [](Route& r) { r.access = RouteAccess::public_; })};
  });
  const Headers headers{{"Authorization", "Bearer " + world.provider.sign(world.provider.id_token_claims())}};
  const Reply reply = world.send("GET", "/x", headers);
  ASSERT_TRUE(reply.forward);
  EXPECT_EQ(only(reply, "X-Auth-Request-User"), "ann");
  EXPECT_TRUE(sent(reply, "Authorization").empty());
  EXPECT_EQ(sent(world.send("GET", "/open", headers), "Authorization").size(), 1U) << "a public route looks at nothing";
}

TEST(ProxyJwt, SendsATokenOfOurOwnThatOurKeysVerify) {
  RecordProperty("covers", "JWT-31");
  World world = world_with({route("/", [](Route& r) { r.identity = IdentityForm::jwt; })});
  world.sign_in();
  const Reply reply = world.get("/x", {{"Authorization", "Basic YTpi"}});
  const std::string value = only(reply, "Authorization");
  ASSERT_TRUE(value.starts_with("Bearer "));
  EXPECT_TRUE(sent(reply, "X-Auth-Request-User").empty());
  const std::string token = value.substr(7);
  const auto jws = jose::CompactJws::parse(token);
  ASSERT_TRUE(jws);
  const auto keys = jose::parse_jwk_set(world.get("/api/v1/system/config/jwks").body);
  const auto verified = jose::verify(*jws, *keys, {crypto::SignatureAlgorithm::rs256});
  ASSERT_TRUE(verified);
  const auto claims = jose::Claims::parse(*verified);
  EXPECT_EQ(claims->text("sub").value(), "ann");
  EXPECT_EQ(claims->text("email").value(), "ann@contoso.example");
  EXPECT_EQ(claims->text("tokenType").value(), "OM_USER");
  EXPECT_EQ(claims->texts("roles").value(), std::vector<std::string_view>{"Reader"});
  EXPECT_EQ(claims->time("exp").value().value(), world.clock.now() + Seconds(300));
  EXPECT_FALSE(claims->members.contains("sid"));
}

TEST(ProxyJwt, MintsOncePerSessionUntilShortlyBeforeTheEnd) {
  World world = world_with({route("/", [](Route& r) { r.identity = IdentityForm::jwt; })});
  world.sign_in();
  world.get("/x");
  const std::string first = only(world.get("/x"), "Authorization");
  EXPECT_EQ(only(world.get("/x"), "Authorization"), first);
  world.clock.advance(Seconds(241));
  EXPECT_NE(only(world.get("/x"), "Authorization"), first);
}

TEST(ProxyJwt, WhatAnUpstreamGotIsNoKeyToUs) {
  RecordProperty("covers", "JWT-24");
  World world = world_with({route("/", [](Route& r) { r.identity = IdentityForm::jwt; })});
  world.sign_in();
  const std::string value = only(world.get("/x"), "Authorization");
  EXPECT_EQ(world.send("GET", "/check", {{"Authorization", value}}).status, 401);
  EXPECT_EQ(world.send("GET", "/x", {{"Authorization", value}}).status, 401);
}

TEST(ProxyAnswer, NoApplicationSetsOrClearsOurCookies) {  // SES-08
  World world = world_with({route("/")});
  world.sign_in();
  const Reply reply = world.get("/x");
  ASSERT_TRUE(reply.forward && reply.forward->response && reply.forward->response->drop);
  const auto drops = [&](std::string_view name, std::string_view value) {
    return reply.forward->response->drop({name, value});
  };
  for (const std::string_view value :
       {"__Host-sallyport=x; Path=/; Secure", "__Host-sallyport=; Max-Age=0", " __Host-sallyport\t=x",
        "__Host-sallyport", "=__Host-sallyport=x", " = __Host-sallyport=x", "__Host-sallyport-signin-abcdefgh=x"})
    EXPECT_TRUE(drops("set-COOKIE", value)) << value;
  for (const std::string_view value :
       {"theirs=__Host-sallyport=x", "x__Host-sallyport=1", "__Host-sallyport2=1", "", "="})
    EXPECT_FALSE(drops("Set-Cookie", value)) << value;
  EXPECT_TRUE(drops("Clear-Site-Data", "\"cache\", \"cookies\""));
  EXPECT_TRUE(drops("Clear-Site-Data", "\"*\""));
  EXPECT_FALSE(drops("Clear-Site-Data", "\"cache\""));
  EXPECT_FALSE(drops("X-Set-Cookie", "__Host-sallyport=x"));
}

TEST(WebSocket, NeedsASessionAndOurOwnOrigin) {
  RecordProperty("covers", "HTTP-09");
  World world = world_with({route("/")});
  const auto upgrade = [&](std::string_view origin) {
    Headers headers{{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
    if (!origin.empty()) headers.emplace_back("Origin", std::string(origin));
    return world.get("/ws", headers);
  };
  EXPECT_EQ(upgrade("https://app.example").status, 401);
  world.sign_in();
  EXPECT_EQ(upgrade("https://evil.example").status, 403);
  EXPECT_EQ(upgrade("").status, 403);
  const Reply reply = upgrade("https://app.example");
  ASSERT_TRUE(reply.forward);
  EXPECT_TRUE(reply.forward->upgrade);
  EXPECT_EQ(reply.forward->headers.find("Upgrade"), std::string::npos) << "the server adds the lines of one hop";
}

http::Watch open_socket(World& world) {
  const Reply reply =
      world.get("/ws", {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Origin", "https://app.example"}});
  EXPECT_TRUE(reply.forward && reply.forward->watch);
  return reply.forward->watch.value();
}

// What the server does every few seconds.
bool lives_on(http::Watch& watch) {
  const auto verdict = watch.glance();
  return verdict == http::Watch::Verdict::go_on || (verdict == http::Watch::Verdict::look && watch.look());
}

TEST(WebSocket, ClosesWhenTheSessionEnds) {
  RecordProperty("covers", "HTTP-09");
  World world = world_with({route("/")});
  world.sign_in();
  auto watch = open_socket(world);
  EXPECT_TRUE(lives_on(watch));
  EXPECT_EQ(watch.glance(), http::Watch::Verdict::go_on) << "looked at a moment ago";
  world.post("/api/v1/auth/logout", {}, {{"Sec-Fetch-Site", "same-origin"}});
  EXPECT_FALSE(lives_on(watch));
}

TEST(WebSocket, ClosesWhenTheRoleIsGoneAtTheProvider) {
  World world = world_with({route("/", [](Route& r) { r.requirement.any_role = {"Steward"}; })});
  world.provider.edit = [](json::Object& claims) { claims.set("roles", json::Array{"Steward"}); };
  world.sign_in();
  auto watch = open_socket(world);
  EXPECT_TRUE(lives_on(watch));
  world.provider.edit = [](json::Object& claims) { claims.set("roles", json::Array{"Reader"}); };
  EXPECT_TRUE(lives_on(watch)) << "nobody has told us yet";
  world.clock.advance(world.settings().sessions.renew_every);
  EXPECT_FALSE(lives_on(watch)) << "it renews the session by itself";
}

TEST(WebSocket, OutlivesARenewalThatTakesNothingAway) {
  World world = world_with({route("/")});
  world.sign_in();
  auto watch = open_socket(world);
  world.clock.advance(world.settings().sessions.renew_every);
  world.get("/check");
  EXPECT_TRUE(lives_on(watch));
}

TEST(WebSocket, ClosesWhenAnotherProcessDisabledThePerson) {
  World world = world_with({route("/")});
  world.sign_in();
  auto watch = open_socket(world);
  EXPECT_TRUE(lives_on(watch));
  const auto people = world.identities->list({}, 1);
  ASSERT_TRUE(world.identities->set_disabled(people->front().id, true));
  world.sessions->elsewhere = true;
  maintain(*world.services);
  EXPECT_FALSE(lives_on(watch));
}

TEST(WebSocket, ClosesWhereTheStoreDoesNotAnswer) {
  World world = world_with({route("/")});
  world.sign_in();
  auto watch = open_socket(world);
  world.sessions->down = true;
  EXPECT_FALSE(lives_on(watch));
}

TEST(WebSocket, AnotherProtocolIsNoUpgrade) {
  World world = world_with({route("/", [](Route& r) { r.access = RouteAccess::public_; })});
  const Reply reply = world.send(
      "GET", "/x", {{"Connection", "Upgrade, HTTP2-Settings"}, {"Upgrade", "h2c"}, {"HTTP2-Settings", "AA"}});
  ASSERT_TRUE(reply.forward);
  EXPECT_FALSE(reply.forward->upgrade);
  EXPECT_EQ(reply.forward->headers.find("h2c"), std::string::npos);
}

TEST(IsOursToSay, KnowsEverySpelling) {
  RecordProperty("covers", "HTTP-02");
  for (const std::string_view name :
       {"X-Auth-Request-User", "x_auth_request_user", "X-FORWARDED_FOR", "Remote_User", "X_Request_Id"})
    EXPECT_TRUE(is_ours_to_say(name)) << name;
  for (const std::string_view name : {"Accept", "X-Custom", "Authorization", "Cookie", "X-Requested-With"})
    EXPECT_FALSE(is_ours_to_say(name)) << name;
}

}  // namespace
}  // namespace sallyport::gateway
