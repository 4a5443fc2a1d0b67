#include "gateway/proxy/identity_headers.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "gateway/proxy/proxy_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::only;
using testing::Reply;
using testing::route;
using testing::sent;
using testing::World;
using testing::world_with;

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

TEST(IsOursToSay, KnowsEverySpelling) {
  RecordProperty("covers", "HTTP-02, A1");
  for (const std::string_view name : {"X-Auth-Request-User", "x_auth_request_user", "X-FORWARDED_FOR", "Remote_User",
                                      "X_Request_Id", "X.Auth.Request.Roles", "X!Auth~Request|Email", "Remote.User",
                                      "X-Auth'Request`Groups", "Forwarded", "X^Real+IP", "x#forwarded$prefix"})
    EXPECT_TRUE(is_ours_to_say(name)) << name;
  for (const std::string_view name :
       {"Accept", "X-Custom", "Authorization", "Cookie", "X-Requested-With", "XAuthRequestRoles", "X.Custom"})
    EXPECT_FALSE(is_ours_to_say(name)) << name;
}

TEST(Proxy, NoCharacterBetweenTheWordsBringsAForgedIdentityThrough) {
  RecordProperty("covers", "A1");
  World world = world_with({route("/"), route("/maybe", [](Route& r) { r.access = RouteAccess::optional; })});
  world.sign_in();
  const std::string cookie = "__Host-sallyport=" + world.session_cookie();
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) {  // what a token may contain besides letters and digits
    for (std::string name : {"X-Auth-Request-Roles", "Remote-User", "X-Forwarded-User"}) {
      std::ranges::replace(name, '-', c);
      EXPECT_EQ(world.send("GET", "/x", {{name, "forged"}, {"Cookie", cookie}}).forward->headers.find("forged"),
                std::string::npos)
          << name;
      EXPECT_EQ(world.send("GET", "/maybe", {{name, "forged"}}).forward->headers.find("forged"), std::string::npos)
          << name;
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

TEST(Proxy, NamesInConnectionAreComparedAsAnApplicationReadsThem) {
  RecordProperty("covers", "A1");
  World world = world_with({route("/", [](Route& r) { r.access = RouteAccess::public_; })});
  const Reply reply = world.send("GET", "/x",
                                 {{"Connection", "X.Secret, x_other"},
                                  {"X-Secret", "hop"},
                                  {"X_SECRET", "hop"},
                                  {"X-Other", "hop"},
                                  {"Transfer.Encoding", "hop"},
                                  {"Proxy_Connection", "hop"},
                                  {"Content.Length", "hop"},
                                  {"X-End", "kept"}});
  EXPECT_EQ(reply.forward->headers.find("hop"), std::string::npos) << reply.forward->headers;
  EXPECT_EQ(only(reply, "X-End"), "kept");
}

TEST(Proxy, NobodyIsSentAsEmptyHeaders) {
  World world = world_with({route("/", [](Route& r) { r.access = RouteAccess::optional; })});
  EXPECT_EQ(only(world.send("GET", "/x"), "X-Auth-Request-User"), "");
}

TEST(Proxy, AValidTraceGoesOnUnchanged) {
  World world = world_with({route("/")});
  world.sign_in();
  const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const Reply reply = world.get("/x", {{"traceparent", parent}, {"tracestate", "a=1"}, {"tracestate", "b=2"}});
  EXPECT_EQ(only(reply, "traceparent"), parent);
  EXPECT_EQ(sent(reply, "tracestate").size(), 2u);
}

TEST(Proxy, ATraceThatIsNotValidStaysHereWithItsState) {
  World world = world_with({route("/")});
  world.sign_in();
  const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const Headers rows[] = {{{"traceparent", "00-0-0-0"}, {"tracestate", "a=1"}},
                          {{"traceparent", parent}, {"traceparent", parent}, {"tracestate", "a=1"}},
                          {{"tracestate", "a=1"}},
                          {{"traceparent", "00-0-0-0"}, {"trace_parent", parent}, {"tracestate", "a=1"}}};
  for (const Headers& headers : rows) {
    const Reply reply = world.get("/x", headers);
    EXPECT_TRUE(sent(reply, "traceparent").empty());
    EXPECT_TRUE(sent(reply, "tracestate").empty());
  }
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

TEST(ProxyText, NamesTravelInTheFormOfTheRoute) {
  RecordProperty("covers", "Q20");
  World world =
      world_with({route("/utf8"), route("/percent", [](Route& r) { r.header_text = HeaderText::percent_encoded; }),
                  route("/rfc", [](Route& r) { r.header_text = HeaderText::rfc8187; })});
  world.provider.edit = [](json::Object& claims) { claims.set("preferred_username", "j\xC3\xBC@contoso.example"); };
  world.sign_in();
  const std::string_view name = "X-Auth-Request-Preferred-Username";
  EXPECT_EQ(only(world.get("/utf8"), name), "j\xC3\xBC@contoso.example");
  EXPECT_EQ(only(world.get("/percent"), name), "j%C3%BC@contoso.example");
  EXPECT_EQ(only(world.get("/rfc"), name), "UTF-8''j%C3%BC%40contoso.example");
  EXPECT_EQ(world.get("/check/percent").header(name), "j%C3%BC@contoso.example");
  EXPECT_EQ(world.get("/check/utf8").header(name), "j\xC3\xBC@contoso.example");
}

}  // namespace
}  // namespace sallyport::gateway
