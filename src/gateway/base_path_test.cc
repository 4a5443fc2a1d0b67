// A gateway that is served below a path of its host: https://app.example/tools.
#include <gtest/gtest.h>

#include "gateway/call/response_rules.h"
#include "gateway/exchange_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Reply;
using testing::route;
using testing::World;

Route wiki_route() {
  return route("/wiki", [](Route& wiki) { wiki.strip_prefix = true; });
}

World world_below_tools() {
  return World([](Settings& settings) {
    settings.server.base_path = "/tools";
    settings.provider.client.redirect_uri = "https://app.example/tools/callback";
    settings.routes = {wiki_route(), route("/")};
  });
}

std::string cookie_line(const Reply& reply, std::string_view name) {
  for (const std::string& line : reply.all("Set-Cookie"))
    if (line.starts_with(name)) return line;
  return {};
}

TEST(BasePath, AWholeSignInStaysBelowIt) {
  RecordProperty("covers", "Q17");
  World world = world_below_tools();
  const Reply away = world.get("/tools/reports?week=3", {{"Accept", "text/html"}});
  ASSERT_EQ(away.status, 302);
  const std::string location = away.header("Location");
  EXPECT_TRUE(location.starts_with("https://app.example/tools/api/v1/auth/login?")) << location;
  EXPECT_EQ(testing::query_value(location, "redirectUri"), "/tools/reports?week=3");
  const Reply start = world.get(location.substr(std::string_view("https://app.example").size()));
  ASSERT_EQ(start.status, 302);
  EXPECT_NE(cookie_line(start, "__Secure-sallyport-signin-").find("Path=/tools;"), std::string::npos);
  world.provider.nonce = testing::query_value(start.header("Location"), "nonce");
  const std::string state = testing::query_value(start.header("Location"), "state");
  EXPECT_EQ(testing::query_value(start.header("Location"), "redirect_uri"), "https://app.example/tools/callback");
  const Reply back = world.get("/tools/callback?code=code-1&state=" + state);
  EXPECT_EQ(back.header("Location"), "/tools/reports?week=3");
  EXPECT_NE(cookie_line(back, "__Secure-sallyport=").find("Path=/tools;"), std::string::npos);
  const Reply reply = world.get("/tools/reports");
  ASSERT_TRUE(reply.forward);
  EXPECT_EQ(reply.forward->target, "/reports");
  EXPECT_NE(reply.forward->headers.find("X-Forwarded-Prefix: /tools\r\n"), std::string::npos);
  EXPECT_EQ(reply.forward->headers.find("sallyport="), std::string::npos) << "our cookie stays here";
}

TEST(BasePath, NothingOfOursLiesOutsideOfIt) {
  RecordProperty("covers", "Q17");
  World world = world_below_tools();
  for (const std::string_view path :
       {"/", "/reports", "/api/v1/auth/login", "/toolsx", "/tool", "/TOOLS/x", "/tools%2Fx", "/tools;x/y"})
    EXPECT_EQ(world.send("GET", path).status, 404) << path;
  for (const std::string_view path : {"/tools/../x", "/tools//x", "/tools/a%2Fb", "/tools/a;b"})
    EXPECT_EQ(world.send("GET", path).status, 400) << path;
  for (const std::string_view path : {"/tools/api/v1/system/version", "/%74ools/api/v1/system/version"})
    EXPECT_EQ(world.send("GET", path).status, 200) << path;
  for (const std::string_view path : {"/check", "/tools/check", "/check/tools/x", "/tools/check/tools/x"})
    EXPECT_EQ(world.send("GET", path).status, 401) << path;
  EXPECT_EQ(world.send("GET", "/check/x").status, 404) << "a proxy asks by the public path";
}

TEST(BasePath, LinksOfOurPagesLeadBelowIt) {
  RecordProperty("covers", "Q17");
  World world([](Settings& settings) { settings.server.base_path = "/tools"; });
  const Reply page = world.get("/tools/");
  ASSERT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("href=\"/tools/api/v1/auth/login"), std::string::npos) << page.body;
  EXPECT_EQ(page.body.find("href=\"/api"), std::string::npos);
  EXPECT_EQ(page.body.find("/tools/tools"), std::string::npos);
}

TEST(BasePath, NobodyComesBackToAPlaceOutsideOfIt) {
  RecordProperty("covers", "Q10");
  World world = world_below_tools();
  for (const std::string_view path :
       {"/x", "/tools/callback", "/tools/api/v1/auth/login", "/toolsx", "//evil.example"}) {
    const Reply start = world.get("/tools/api/v1/auth/login?redirectUri=" + std::string(path));
    world.provider.nonce = testing::query_value(start.header("Location"), "nonce");
    const Reply back =
        world.get("/tools/callback?code=c&state=" + testing::query_value(start.header("Location"), "state"));
    EXPECT_EQ(back.header("Location"), "/tools/") << path;
  }
}

std::string located(const std::string& base_path, const Route& route, std::string_view location) {
  Settings settings;
  settings.server.public_url = "https://app.example";
  settings.server.base_path = base_path;
  return public_location(Site(settings), route, location).value_or("stays");
}

TEST(PublicLocation, GetsBackWhatWasTakenOff) {
  RecordProperty("covers", "Q17");
  const Route wiki = wiki_route();
  EXPECT_EQ(located("/tools", wiki, "/login?next=%2F#top"), "/tools/wiki/login?next=%2F#top");
  EXPECT_EQ(located("/tools", wiki, "/"), "/tools/wiki/");
  EXPECT_EQ(located("", wiki, "/login"), "/wiki/login");
  EXPECT_EQ(located("/tools", route("/"), "/login"), "/tools/login");
  EXPECT_EQ(located("/tools", wiki, "https://app.example/login"), "https://app.example/tools/wiki/login");
  EXPECT_EQ(located("/tools", wiki, "http://127.0.0.1:9000/login#x"), "https://app.example/tools/wiki/login#x");
  EXPECT_EQ(located("/tools", wiki, "http://127.0.0.1:9000"), "https://app.example/tools/wiki");
}

TEST(PublicLocation, LeavesEverythingElse) {
  const Route wiki = wiki_route();
  for (const std::string_view location :
       {"/tools/wiki/login", "/tools/wiki", "https://login.example/authorize", "//cdn.example/x", "next", "", "?page=2",
        "http://127.0.0.1:9001/login", "https://app.example/tools/wiki/x", "mailto:x@example.com"})
    EXPECT_EQ(located("/tools", wiki, location), "stays") << location;
}

}  // namespace
}  // namespace sallyport::gateway
