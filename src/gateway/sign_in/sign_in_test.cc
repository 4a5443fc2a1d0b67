#include "gateway/sign_in/sign_in.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::kOrigin;
using testing::query_value;
using testing::Reply;
using testing::World;

TEST(SignIn, LeadsToTheProviderWithStateNonceAndPkce) {
  World world;
  const Reply reply = world.get("/api/v1/auth/login?redirectUri=/reports");
  const std::string url = reply.header("Location");
  EXPECT_EQ(reply.status, 302);
  EXPECT_TRUE(url.starts_with("https://login.example/"));
  EXPECT_EQ(query_value(url, "code_challenge_method"), "S256");  // RP-05: always
  EXPECT_EQ(query_value(url, "code_challenge").size(), 43U);
  EXPECT_EQ(query_value(url, "state").find('.'), 43U);  // behind the dot: the sealed return address
  EXPECT_EQ(query_value(url, "nonce").size(), 43U);
  EXPECT_EQ(query_value(url, "scope"), "openid profile email offline_access");  // RP-23
}

TEST(SignIn, TheCookieOfASignInIsBoundToHostAndShortLived) {
  RecordProperty("covers", "SES-01");
  World world;
  const std::string cookie = world.get("/api/v1/auth/login").header("Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-sallyport-signin-")) << cookie;
  for (const std::string_view attribute : {"Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=600"})
    EXPECT_NE(cookie.find(attribute), std::string::npos) << attribute;
  EXPECT_EQ(cookie.find("Domain"), std::string::npos);
}

TEST(SignIn, OnlyAFormPostGetsSameSiteNone) {
  RecordProperty("covers", "SES-01");
  World world([](Settings& settings) {
    settings.provider.confidential = false;
    settings.provider.response_type = oidc::rp::ResponseType::id_token;
    settings.provider.response_mode = oidc::rp::ResponseMode::form_post;
  });
  const std::string cookie = world.get("/api/v1/auth/login").header("Set-Cookie");
  EXPECT_NE(cookie.find("SameSite=None"), std::string::npos);
}

TEST(SignIn, ParametersOfTheVisitorChangeNothing) {
  RecordProperty("covers", "RP-15");
  World world;
  const std::string url = world
                              .get(
                                  "/api/v1/auth/login?redirectUri=/"
                                  "x&scope=evil&client_id=evil&prompt=none&redirect_uri=https://evil.example")
                              .header("Location");
  EXPECT_EQ(query_value(url, "client_id"), testing::kClient);
  EXPECT_EQ(query_value(url, "redirect_uri"), std::string(kOrigin) + "/callback");
  EXPECT_EQ(query_value(url, "prompt"), "");
  EXPECT_EQ(url.find("evil"), std::string::npos);
}

TEST(SignIn, AnotherAccountIsAskedForWithItsReturnAddress) {
  RecordProperty("covers", "B16, Q3");
  World world;
  const std::string url = world.get("/api/v1/auth/login?redirectUri=/reports&account=other").header("Location");
  EXPECT_EQ(query_value(url, "prompt"), "select_account");
  world.provider.nonce = query_value(url, "nonce");
  EXPECT_EQ(world.back(query_value(url, "state")).header("Location"), "/reports");
  for (const std::string_view other :
       {"", "&account=", "&account=none", "&prompt=none", "&account=other&account=other"})
    EXPECT_EQ(
        query_value(world.get("/api/v1/auth/login?redirectUri=/x" + std::string(other)).header("Location"), "prompt"),
        "")
        << other;
}

TEST(SignIn, AbandonedSignInsGiveWayToNewOnes) {
  RecordProperty("covers", "RP-14");
  World world;
  for (int i = 0; i < 200; ++i) {
    world.start("/" + std::string(1000, 'a'));
    std::size_t bytes = 0;
    for (const auto& [name, value] : world.jar) bytes += name.size() + value.size();
    ASSERT_LE(world.jar.size(), 5U);
    ASSERT_LT(bytes, 8000U);
  }
  EXPECT_EQ(world.sign_in().status, 303);
}

TEST(SignIn, WithoutAProviderTheLocalAdminIsAsked) {
  World world([](Settings& settings) { settings.sign_in_configured = false; });
  EXPECT_EQ(world.get("/api/v1/auth/login").header("Location"), "https://app.example/local-admin");
}

TEST(SignIn, TheAnswerLeadsBackAndGivesASession) {
  World world;
  const Reply reply = world.sign_in("/reports?week=3");
  EXPECT_EQ(reply.status, 303);
  EXPECT_EQ(reply.header("Location"), "/reports?week=3");
  EXPECT_EQ(world.sessions->created, 1);
  EXPECT_EQ(world.session_cookie().size(), 43U);
  EXPECT_EQ(world.people(), 1U);
  EXPECT_EQ(world.jar.size(), 2U) << "the session and the marker: the cookie of the sign-in is gone";
  EXPECT_EQ(world.get("/check").header("X-Auth-Request-User"), "ann");
  EXPECT_TRUE(world.log.has("sign_in"));
}

TEST(SignIn, TheSessionCookieIsAHostCookie) {
  RecordProperty("covers", "SES-01");
  World world;
  std::string cookie;
  for (const std::string& line : world.sign_in().all("Set-Cookie"))
    if (line.starts_with("__Host-sallyport=")) cookie = line;
  for (const std::string_view attribute : {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"})
    EXPECT_NE(cookie.find(attribute), std::string::npos) << attribute;
}

TEST(SignIn, ASessionFromBeforeEndsAndAnotherIdIsGiven) {
  RecordProperty("covers", "RP-13, SES-02");
  World world;
  world.sign_in();
  const std::string before = world.session_cookie();
  world.sign_in();
  EXPECT_NE(world.session_cookie(), before);
  EXPECT_EQ(world.send("GET", "/check", {{"Cookie", "__Host-sallyport=" + before}}).status, 401);
}

TEST(SignIn, APresetCookieBecomesNobodysSession) {
  RecordProperty("covers", "RP-13");
  World world;
  const std::string planted(43, 'A');
  world.jar["__Host-sallyport"] = planted;
  world.sign_in();
  EXPECT_NE(world.session_cookie(), planted);
  EXPECT_EQ(world.send("GET", "/check", {{"Cookie", "__Host-sallyport=" + planted}}).status, 401);
}

TEST(SignIn, AReturnUrlOfAnotherOriginLeadsHome) {
  RecordProperty("covers", "RP-12");
  for (const std::string_view evil : {"https://evil.example/", "//evil.example", "/\\evil.example", "\t//evil.example",
                                      "https:evil.example", "javascript:alert(1)", "https://app.example@evil.example/",
                                      "https://app.example.evil.example/", "/%0d%0aX: y"}) {
    World world;
    EXPECT_EQ(world.sign_in(evil).header("Location"), "/") << evil;
  }
}

TEST(SignIn, AReturnUrlThatAReloadHasForbiddenLeadsHome) {
  RecordProperty("covers", "RP-12");
  const std::string portal = "https://portal.example/start";
  World world([&](Settings& settings) { settings.server.allowed_return_urls = {portal}; });
  const std::string first = world.start(portal);
  EXPECT_EQ(world.back(first).header("Location"), portal);
  const std::string second = world.start(portal);
  testing::reload(world, [](Settings& settings) { settings.server.allowed_return_urls.clear(); });
  EXPECT_EQ(world.back(second).header("Location"), "/");
  EXPECT_EQ(world.back(first).header("Location"), "/") << "a state from before, with a session";
}

TEST(SignIn, SignInAddressesAreNoReturnAddresses) {
  RecordProperty("covers", "Q10");
  for (const std::string_view wanted :
       {"/callback", "/callback?code=x&state=y", "/signed-out", "/api/v1/auth/login?redirectUri=/x",
        "/api/v1/auth/logout", "/local-admin", "/check/x"}) {
    World world;
    EXPECT_EQ(world.sign_in(wanted).header("Location"), "/") << wanted;
  }
}

TEST(SignIn, NoTokenReachesTheBrowserOrTheLog) {
  RecordProperty("covers", "RP-21");
  World world;
  const Reply reply = world.sign_in();
  std::string everything = reply.body;
  for (const http::Header& header : reply.headers) everything += header.value;
  for (const std::string_view canary : {"opaque-access-canary", "refresh-canary", "s3cret-canary", "code-1", "eyJ"}) {
    EXPECT_EQ(everything.find(canary), std::string::npos) << canary;
    EXPECT_FALSE(world.log.mentions(canary)) << canary;
  }
  EXPECT_EQ(world.sessions->last.sealed_refresh_token.reveal().find("refresh-canary"), std::string_view::npos);
}

TEST(SignIn, TheVerifierOfThisSignInGoesWithTheCode) {
  RecordProperty("covers", "RP-04");
  World world;
  const std::string first = world.start();
  const std::string second = world.start();
  world.back(second);
  const std::string verifier = world.provider.last_token_request.one("code_verifier").value().value();
  EXPECT_GE(verifier.size(), 43U);
  EXPECT_NE(first, second);
}

TEST(SignIn, TwoTabsAtOnceBothWork) {
  RecordProperty("covers", "RP-03");
  World world;
  const std::string first = world.start("/first");
  const std::string first_nonce = world.provider.nonce;
  const std::string second = world.start("/second");
  EXPECT_EQ(world.back(second).header("Location"), "/second");
  world.provider.nonce = first_nonce;
  EXPECT_EQ(world.back(first).header("Location"), "/first");
  EXPECT_EQ(world.sessions->created, 2);
}

TEST(SignIn, AKeyThatIsNewIsFetchedOnce) {
  World world;
  world.sign_in();
  world.provider.published_kids = {"key-2"};
  world.provider.signing_kid = "key-2";
  world.clock.advance(Seconds(400));  // past the cool-down
  EXPECT_EQ(world.sign_in().status, 303);
}

TEST(SignIn, TheImplicitFlowByFormPostWorksWithoutATokenRequest) {
  World world([](Settings& settings) {
    settings.provider.confidential = false;
    settings.provider.client.credential = oidc::rp::PublicClient{};
    settings.provider.response_type = oidc::rp::ResponseType::id_token;
    settings.provider.response_mode = oidc::rp::ResponseMode::form_post;
  });
  http::Form form;
  form.add("state", world.start("/x"));
  form.add("id_token", world.provider.sign(world.provider.id_token_claims()));
  const Reply reply =
      world.post("/callback", form, {{"Origin", "https://login.example"}, {"Sec-Fetch-Site", "cross-site"}});
  EXPECT_EQ(reply.status, 303);
  EXPECT_EQ(reply.header("Location"), "/x");
  EXPECT_EQ(world.provider.token_requests, 0);
  EXPECT_EQ(world.sessions->created, 1);
}

}  // namespace
}  // namespace sallyport::gateway
