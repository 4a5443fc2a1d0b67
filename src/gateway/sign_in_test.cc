#include "gateway/sign_in.h"

#include <gtest/gtest.h>

#include "gateway/world_test.h"

namespace sallyport::gateway {
namespace {

using testing::kOrigin;
using testing::query_value;
using testing::Reply;
using testing::World;

// Nobody was let in: the effects that must be absent after a refusal.
void expect_nobody(const World& world, const Reply& reply, int status = 400) {
  EXPECT_EQ(reply.status, status);
  EXPECT_EQ(world.sessions->created, 0);
  EXPECT_EQ(world.session_cookie(), "");
  EXPECT_EQ(world.people(), 0U);
  EXPECT_EQ(reply.header("Location"), "");
  EXPECT_EQ(reply.header("Cache-Control"), "no-store");
}

TEST(SignIn, LeadsToTheProviderWithStateNonceAndPkce) {
  World world;
  const Reply reply = world.get("/api/v1/auth/login?redirectUri=/reports");
  const std::string url = reply.header("Location");
  EXPECT_EQ(reply.status, 302);
  EXPECT_TRUE(url.starts_with("https://login.example/"));
  EXPECT_EQ(query_value(url, "code_challenge_method"), "S256");  // RP-05: always
  EXPECT_EQ(query_value(url, "code_challenge").size(), 43U);
  EXPECT_EQ(query_value(url, "state").size(), 43U);
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

TEST(SignIn, TheAnswerLeadsBackAndGivesASession) {
  World world;
  const Reply reply = world.sign_in("/reports?week=3");
  EXPECT_EQ(reply.status, 303);
  EXPECT_EQ(reply.header("Location"), "/reports?week=3");
  EXPECT_EQ(world.sessions->created, 1);
  EXPECT_EQ(world.session_cookie().size(), 43U);
  EXPECT_EQ(world.people(), 1U);
  EXPECT_EQ(world.jar.size(), 1U) << "the cookie of the sign-in is gone";
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

TEST(SignIn, AReturnUrlOfAnotherOriginLeadsHome) {
  RecordProperty("covers", "RP-12");
  for (const std::string_view evil : {"https://evil.example/", "//evil.example", "/\\evil.example", "\t//evil.example",
                                      "https:evil.example", "javascript:alert(1)", "https://app.example@evil.example/",
                                      "https://app.example.evil.example/", "/%0d%0aX: y"}) {
    World world;
    EXPECT_EQ(world.sign_in(evil).header("Location"), "/") << evil;
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

TEST(SignIn, TheNonceOfAnotherTabIsRefused) {
  RecordProperty("covers", "RP-03");
  World world;
  const std::string first = world.start();
  world.start();  // its nonce is what the provider signs now
  expect_nobody(world, world.back(first));
}

TEST(SignIn, AResponseWithoutAFittingStateIsRefusedBeforeAnyRequest) {
  RecordProperty("covers", "RP-01, RP-02");
  World world;
  const std::string state = world.start();
  World elsewhere;  // another browser: its jar is empty
  elsewhere.jar.clear();
  for (const std::string& target : {std::string("/callback?code=c"), std::string("/callback?code=c&state="),
                                    "/callback?code=c&state=" + std::string(43, 'A'),
                                    "/callback?code=c&state=" + state.substr(0, 8) + std::string(35, 'A')}) {
    expect_nobody(world, world.send("GET", target, {{"Accept", "text/html"}}));
    EXPECT_EQ(world.provider.token_requests, 0) << target;
  }
  expect_nobody(elsewhere, elsewhere.back(state));
  EXPECT_EQ(elsewhere.provider.token_requests, 0);
}

TEST(SignIn, AStateThatOnlyBeginsAlikeIsRefused) {
  RecordProperty("covers", "RP-01");
  World world;
  const std::string state = world.start();
  expect_nobody(world, world.back(state.substr(0, 8) + std::string(35, 'A')));
  EXPECT_EQ(world.provider.token_requests, 0);
  EXPECT_EQ(world.back(state).status, 303) << "the right response still finds its sign-in";
}

TEST(SignIn, AnExpiredSignInIsRefusedBeforeAnyRequest) {
  RecordProperty("covers", "RP-01");
  World world;
  const std::string state = world.start();
  world.clock.advance(Seconds(600));
  expect_nobody(world, world.back(state));
  EXPECT_EQ(world.provider.token_requests, 0);
}

TEST(SignIn, TheSameResponseTwiceMakesOneSession) {
  RecordProperty("covers", "RP-16");
  World world;
  const std::string state = world.start();
  const auto jar = world.jar;
  EXPECT_EQ(world.back(state).status, 303);
  world.jar = jar;  // a retry of the browser, from before it had the answer
  const Reply again = world.back(state);
  EXPECT_EQ(again.status, 400);
  EXPECT_NE(again.body.find("Sign in again"), std::string::npos);
  EXPECT_EQ(world.sessions->created, 1);
  EXPECT_EQ(world.provider.token_requests, 1);
}

TEST(SignIn, DuplicateAndMixedParametersAreRefused) {
  RecordProperty("covers", "RP-07");
  for (const std::string_view extra : {"&code=other", "&state=other", "&error=access_denied"}) {
    World world;
    const std::string state = world.start();
    expect_nobody(world, world.get("/callback?code=c&state=" + state + std::string(extra)));
    EXPECT_EQ(world.provider.token_requests, 0) << extra;
  }
}

TEST(SignIn, AResponseThatArrivesTheOtherWayIsRefused) {
  RecordProperty("covers", "RP-07");
  World world;
  http::Form form;
  form.add("code", "c");
  form.add("state", world.start());
  expect_nobody(world, world.post("/callback", form));
  EXPECT_EQ(world.provider.token_requests, 0);
}

TEST(SignIn, AJsonBodyIsNoFormPost) {
  RecordProperty("covers", "RP-07");
  World world;
  const std::string state = world.start();
  expect_nobody(world, world.send("POST", "/callback", {{"Content-Type", "application/json"}},
                                  "{\"code\":\"c\",\"state\":\"" + state + "\"}"));
}

TEST(SignIn, TheIssOfAnotherProviderIsRefused) {
  RecordProperty("covers", "RP-06");
  World world;
  const std::string state = world.start();
  expect_nobody(world, world.get("/callback?code=c&state=" + state + "&iss=https%3A%2F%2Fevil.example"));
  EXPECT_EQ(world.provider.token_requests, 0);
}

TEST(SignIn, WhatTheProviderRefusesIsExplainedAndEscaped) {
  RecordProperty("covers", "RP-07, UI-01");
  World world;
  const std::string state = world.start();
  const Reply reply = world.get(
      "/callback?error=invalid_client&error_description=AADSTS50105%3A+%3Cscript%3Ealert(1)%3C%2Fscript%3E&state=" +
      state);
  expect_nobody(world, reply);
  EXPECT_NE(reply.body.find("AADSTS50105"), std::string::npos);
  EXPECT_EQ(reply.body.find("<script"), std::string::npos);
  EXPECT_NE(reply.header("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
}

struct BadToken {
  std::string_view why;
  std::function<void(json::Object&)> edit;
};

TEST(SignIn, AnIdTokenThatIsNotForThisSignInIsRefused) {  // RP-03, RP-08
  const std::vector<BadToken> cases{
      {"another client", [](json::Object& c) { c.set("aud", "someone-else"); }},
      {"a second audience", [](json::Object& c) { c.set("aud", json::Array{testing::kClient, "x"}); }},
      {"another issuer", [](json::Object& c) { c.set("iss", "https://login.example/other/v2.0"); }},
      {"another tenant", [](json::Object& c) { c.set("tid", "11111111-2222-3333-4444-000000000000"); }},
      {"no nonce", [](json::Object& c) { c.set("nonce", nullptr); }},
      {"another nonce", [](json::Object& c) { c.set("nonce", "other"); }},
      {"expired", [](json::Object& c) { c.set("exp", std::int64_t{1'000}); }},
      {"an access token",
       [](json::Object& c) {
         c.set("scp", "User.Read");
         c.set("azp", "x");
       }},
  };
  for (const BadToken& bad : cases) {
    SCOPED_TRACE(bad.why);
    World world;
    world.provider.edit = bad.edit;
    expect_nobody(world, world.sign_in());
  }
}

TEST(SignIn, ABadTokenAnswerGivesAPageAndNoSession) {
  RecordProperty("covers", "RP-10");
  const auto answer = [](int status, std::string_view type, std::string body) {
    http::ClientResponse response;
    response.status = status;
    response.headers = {{"Content-Type", std::string(type)}};
    response.body = std::move(body);
    return response;
  };
  const std::vector<std::pair<http::ClientResponse, int>> cases{
      {answer(200, "application/json", R"({"access_token":"a","token_type":"Bearer","expires_in":1})"), 400},
      {answer(200, "application/json", R"({"access_token":"a","token_type":"mac","expires_in":1,"id_token":"x.y.z"})"),
       400},
      {answer(200, "text/html", "<p>hello"), 400},
      {answer(302, "text/html", ""), 400},
      {answer(503, "text/html", ""), 503},
      {answer(401, "application/json", R"({"error":"invalid_client","error_description":"AADSTS7000215: bad secret"})"),
       400},
  };
  for (const auto& [response, status] : cases) {
    SCOPED_TRACE(response.body);
    World world;
    world.provider.token_answer = response;
    expect_nobody(world, world.sign_in(), status);
  }
}

TEST(SignIn, AKeyThatIsNewIsFetchedOnce) {
  World world;
  world.sign_in();
  world.provider.published_kids = {"key-2"};
  world.provider.signing_kid = "key-2";
  world.clock.advance(Seconds(400));  // past the cool-down
  EXPECT_EQ(world.sign_in().status, 303);
}

TEST(SignIn, AStoreThatIsDownGivesNoSession) {
  World world;
  const std::string state = world.start();
  world.sessions->down = true;
  EXPECT_EQ(world.back(state).status, 503);
  EXPECT_EQ(world.session_cookie(), "");
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

TEST(SignIn, ARefusedPersonLeavesNoTrace) {
  World off([](Settings& settings) { settings.authorizer.provisioning = Provisioning::off; });
  expect_nobody(off, off.sign_in(), 403);
  World domain([](Settings& settings) {
    settings.authorizer.provisioning = Provisioning::allowed_domains;
    settings.authorizer.allowed_domains = {"other.example"};
  });
  expect_nobody(domain, domain.sign_in(), 403);
  World enforced([](Settings& settings) {
    settings.authorizer.enforce_principal_domain = true;
    settings.authorizer.principal_domain = "other.example";
  });
  expect_nobody(enforced, enforced.sign_in(), 403);
}

TEST(SignIn, ADisabledPersonIsRefused) {
  World world;
  world.sign_in();
  ASSERT_TRUE(world.identities->set_disabled(world.sessions->last.person, true));
  world.jar.clear();
  EXPECT_EQ(world.sign_in().status, 403);
  EXPECT_EQ(world.sessions->created, 1);
  EXPECT_EQ(world.session_cookie(), "");
}

TEST(SignIn, WithoutAProviderTheLocalAdminIsAsked) {
  World world([](Settings& settings) { settings.sign_in_configured = false; });
  EXPECT_EQ(world.get("/api/v1/auth/login").header("Location"), "/local-admin");
}

}  // namespace
}  // namespace sallyport::gateway
