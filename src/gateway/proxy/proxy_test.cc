#include "gateway/proxy/proxy.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "gateway/proxy/proxy_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::only;
using testing::Reply;
using testing::route;
using testing::World;
using testing::world_with;

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

TEST(Proxy, TheQueryChoosesNoRoute) {
  World world = world_with({route("/"), route("/public", [](Route& r) { r.access = RouteAccess::public_; })});
  EXPECT_EQ(world.send("GET", "/private?x=/public").status, 401);
}

TEST(Proxy, TheDecisionAndTheUpstreamSeeOnePath) {
  RecordProperty("covers", "HTTP-05");
  World world = world_with({route("/"), route("/admin", [](Route& r) { r.requirement.any_role = {"Boss"}; })});
  world.sign_in();
  EXPECT_EQ(world.get("/%61dmin/x").status, 403);
  EXPECT_EQ(world.get("/%72eports").forward->target, "/reports");
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

TEST(Proxy, RepeatedSlashesPassWhereNoRuleCanBeMeantOtherwise) {
  RecordProperty("covers", "Q12");
  World world = world_with({route("/app", [](Route& r) { r.ambiguous_segments = AmbiguousSegments::pass; }),
                            route("/app/admin", [](Route& r) { r.requirement.any_role = {"Boss"}; }), route("/strict"),
                            route("/cut", [](Route& r) {
                              r.ambiguous_segments = AmbiguousSegments::pass;
                              r.strip_prefix = true;
                            })});
  world.sign_in();
  EXPECT_EQ(world.get("/app/x//y").forward->target, "/app/x//y") << "byte by byte";
  EXPECT_EQ(world.get("/cut/x//y").forward->target, "/x//y");
  for (const std::string_view path : {"/app//admin", "/app//x", "//app/x", "/strict/x//y", "/app/x//../admin",
                                      "/cut//evil.example", "/cut/%2Fevil.example", "//evil.example"})
    EXPECT_EQ(world.get(path).status, 400) << path;
}

TEST(Proxy, StripsThePrefixWhereTold) {
  World world = world_with({route("/app", [](Route& r) {
    r.access = RouteAccess::public_;
    r.strip_prefix = true;
  })});
  EXPECT_EQ(world.send("GET", "/app/x?y").forward->target, "/x?y");
  EXPECT_EQ(world.send("GET", "/app").forward->target, "/");
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

TEST(Proxy, HoldsABodyToItsLimit) {
  World world = world_with({route("/", [](Route& r) {
    r.access = RouteAccess::public_;
    r.max_body = 100;
  })});
  EXPECT_TRUE(world.send("POST", "/", {{"Content-Length", "100"}}).forward);
  EXPECT_EQ(world.send("POST", "/", {{"Content-Length", "101"}}).status, 413);
  EXPECT_EQ(world.send("POST", "/", {{"Transfer-Encoding", "chunked"}}).status, 411);
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

// The value of a header that we add to the upstream's response; "" if we add none.
std::string added(const Reply& reply, std::string_view name) {
  for (const http::Header& header : reply.forward->response->added)
    if (header.name == name) return header.value;
  return {};
}

TEST(ProxyFrames, TheApplicationDecidesWhereTheRouteAllowsThem) {
  RecordProperty("covers", "Q16");
  World world = world_with({route("/"), route("/framed", [](Route& r) { r.frames = Frames::allow; }),
                            route("/open", [](Route& r) { r.access = RouteAccess::public_; })});
  world.sign_in();
  EXPECT_EQ(added(world.get("/x"), "Content-Security-Policy"), "frame-ancestors 'self'");
  EXPECT_EQ(world.get("/x").forward->response->dropped.back(), "x-frame-options");
  for (const std::string_view target : {"/framed/x", "/open/x"}) {
    const Reply reply = world.get(target);
    EXPECT_EQ(added(reply, "Content-Security-Policy"), "") << target;
    EXPECT_EQ(added(reply, "X-Frame-Options"), "") << target;
    EXPECT_FALSE(std::ranges::count(reply.forward->response->dropped, "x-frame-options")) << target;
  }
}

}  // namespace
}  // namespace sallyport::gateway
