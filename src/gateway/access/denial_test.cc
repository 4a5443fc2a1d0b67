#include "gateway/access/denial.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::Reply;
using testing::World;

const Headers kBrowser{{"Accept", "text/html"}, {"Sec-Fetch-Mode", "navigate"}};

Headers browser_with(std::string name, std::string value) {
  Headers headers = kBrowser;
  headers.emplace_back(std::move(name), std::move(value));
  return headers;
}

World routed_world() {
  return World([](Settings& settings) {
    Route app;
    app.path = "/app";
    app.upstream = std::make_shared<const http::Upstream>();
    settings.routes = {app};
    settings.server.trusted_proxies = {"10.0.0.0/8"};
  });
}

// Expects a page which says that nothing was saved, and no redirect or link that requests the form's address with GET.
void expect_not_saved(const Reply& reply, const std::string& what) {
  EXPECT_EQ(reply.status, 401) << what;
  EXPECT_EQ(reply.header("Location"), "") << what;
  EXPECT_EQ(reply.header("Content-Type"), "text/html; charset=utf-8") << what;
  EXPECT_NE(reply.body.find("nothing"), std::string::npos) << what;
  EXPECT_EQ(reply.body.find("save"), reply.body.find("saved")) << "the address is in no link: " << what;
  EXPECT_TRUE(reply.header("WWW-Authenticate").starts_with("Bearer")) << what;
}

TEST(Denial, AFormOfADeadSessionBecomesNoGetOfItsAddress) {
  RecordProperty("covers", "Q5");
  World world = routed_world();
  world.peer.address = "10.1.1.1";
  for (const std::string method : {"POST", "PUT", "PATCH", "DELETE"}) {
    expect_not_saved(world.send(method, "/app/save", kBrowser), "proxied " + method);
    expect_not_saved(world.send(method, "/check/app/save", kBrowser), "by route " + method);
    expect_not_saved(world.send("GET", "/check?redirect=1", browser_with("X-Forwarded-Method", method)),
                     "by query " + method);
    expect_not_saved(world.send("GET", "/check/app/save", browser_with("X-Forwarded-Method", method)),
                     "by route, told " + method);
  }
  world.peer.address = "203.0.113.9";
  expect_not_saved(world.send("GET", "/check?redirect=1", browser_with("X-Forwarded-Method", "POST")), "whoever tells");
  Headers twice = browser_with("X-Forwarded-Method", "POST");
  twice.emplace_back("X-Forwarded-Method", "GET");
  expect_not_saved(world.send("GET", "/check?redirect=1", twice), "told twice");
  EXPECT_EQ(world.send("GET", "/check?redirect=1", browser_with("X-Forwarded-Method", "HEAD")).status, 302);
}

TEST(Denial, AProgramThatPostsGetsJson) {
  World world = routed_world();
  const Reply reply = world.send("POST", "/app/save", {{"Accept", "*/*"}});
  EXPECT_EQ(reply.status, 401);
  EXPECT_TRUE(reply.body.starts_with("{\"code\":401,")) << reply.body;
}

TEST(Denial, AHostThatASignInCannotComeBackToIsSaid) {
  RecordProperty("covers", "Q4");
  World world = routed_world();
  const auto by_query = [&](std::string host) {
    return world.send("GET", "/check?redirect=1", browser_with("X-Forwarded-Host", std::move(host)));
  };
  EXPECT_EQ(by_query("elsewhere.example").status, 302) << "told by nobody whom we trust";
  world.peer.address = "10.1.1.1";
  const Reply reply = by_query("elsewhere.example");
  EXPECT_EQ(reply.status, 421);
  EXPECT_NE(reply.body.find("server.publicUrl"), std::string::npos);
  EXPECT_TRUE(world.log.has("check_host"));
  EXPECT_EQ(by_query("app.example").status, 302);
  EXPECT_EQ(by_query("app.example:443").status, 302);
  EXPECT_EQ(world.send("GET", "/check/app", browser_with("Host", "elsewhere.example")).status, 421);
  EXPECT_EQ(world.send("GET", "/check/app", {{"Host", "elsewhere.example"}}).status, 401) << "a program";
  world.sign_in();
  EXPECT_EQ(world.get("/check?redirect=1", browser_with("X-Forwarded-Host", "elsewhere.example")).status, 204)
      << "who is signed in needs no way back";
}

TEST(Denial, NamesTheMethodsOfARoute) {
  RecordProperty("covers", "Q18");
  World world([](Settings& settings) {
    Route dav;
    dav.path = "/dav";
    dav.access = RouteAccess::public_;
    dav.methods = {"GET", "PROPFIND"};
    dav.upstream = std::make_shared<const http::Upstream>();
    settings.routes = {dav};
  });
  EXPECT_TRUE(world.send("PROPFIND", "/dav/x").forward);
  EXPECT_TRUE(world.send("HEAD", "/dav/x").forward);
  const Reply reply = world.send("POST", "/dav/x");
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.header("Allow"), "GET, PROPFIND");
  EXPECT_EQ(world.send("PROPFIND", "/check/dav/x").status, 200);
  EXPECT_EQ(world.send("POST", "/check/dav/x").status, 405);
  for (const std::string_view method : {"TRACE", "CONNECT", "PRI", "propfind", "FOO"})
    EXPECT_EQ(world.send(method, "/dav/x").status, 405) << method;
}

TEST(Denial, ABrowserGetsAPageAndAProgramJson) {
  struct Row {
    std::string method;
    std::string path;
    int status;
  };
  World world = routed_world();
  for (const auto& [method, path, status] : {Row{"GET", "/nowhere", 404}, Row{"GET", "/app/a%2fb", 400},
                                             Row{"DELETE", "/signed-out", 405}, Row{"FOO", "/app/x", 405}}) {
    const Reply page = world.send(method, path, kBrowser);
    EXPECT_EQ(page.status, status) << path;
    EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8") << path;
    EXPECT_NE(page.body.find(">Go to the start page</a>"), std::string::npos) << path;
    const Reply json = world.send(method, path, {{"Accept", "*/*"}});
    EXPECT_EQ(json.status, status) << path;
    EXPECT_TRUE(json.body.starts_with("{\"code\":")) << path;
  }
  EXPECT_EQ(world.send("DELETE", "/signed-out", kBrowser).header("Allow"), "GET, HEAD");
}

TEST(Denial, AWrongHostIsToldOursAndNotRepeated) {
  RecordProperty("covers", "HTTP-04");
  World world;
  for (const std::string_view other : {"127.0.0.1", "evil.example", "<b>x"}) {
    const Reply reply = world.send("GET", "/", browser_with("Host", std::string(other)));
    EXPECT_EQ(reply.status, 421) << other;
    EXPECT_NE(reply.body.find("This gateway answers at https://app.example/ only."), std::string::npos) << other;
    EXPECT_EQ(reply.body.find(other), std::string::npos) << other;
  }
}

TEST(Denial, WhoMayNotComeInFindsTheStartPage) {
  World world([](Settings& settings) {
    Route app;
    app.path = "/app";
    app.requirement.any_role = {"Nobody"};
    app.upstream = std::make_shared<const http::Upstream>();
    settings.routes = {app};
  });
  world.sign_in();
  const Reply reply = world.get("/app/x", kBrowser);
  EXPECT_EQ(reply.status, 403);
  EXPECT_NE(reply.body.find(">Sign in as somebody else</a>"), std::string::npos);
  EXPECT_NE(reply.body.find("href=\"https://app.example/\">Go to the start page</a>"), std::string::npos);
}

}  // namespace
}  // namespace sallyport::gateway
