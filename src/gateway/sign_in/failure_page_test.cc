#include "gateway/sign_in/failure_page.h"

#include <gtest/gtest.h>

#include "gateway/sign_in/sign_in_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::expect_nobody;
using testing::kOrigin;
using testing::query_value;
using testing::Reply;
using testing::World;

TEST(SignIn, ABrowserThatKeepsNoCookiesIsToldAfterOneRound) {
  RecordProperty("covers", "Q4");
  World world;
  const std::string first = world.start("/reports");
  world.jar.clear();
  const std::string again = world.back(first).header("Location").substr(kOrigin.size());
  const std::string second = query_value(world.get(again).header("Location"), "state");
  world.jar.clear();
  const Reply page = world.back(second);
  expect_nobody(world, page);
  EXPECT_NE(page.body.find("does not keep our cookie"), std::string::npos);
  EXPECT_NE(page.body.find("redirectUri=%2Freports"), std::string::npos) << "and how to try again";
  EXPECT_NE(page.body.find("Allow cookies"), std::string::npos);
  EXPECT_NE(page.body.find(">Try again</a>"), std::string::npos);
}

TEST(SignIn, ASessionCookieThatDoesNotComeBackIsToldAfterOneRound) {
  RecordProperty("covers", "Q4");
  World world;
  world.sign_in("/reports");
  world.jar.erase("__Host-sallyport");
  const Reply page = world.get("/api/v1/auth/login?redirectUri=/reports");
  EXPECT_EQ(page.status, 400);
  EXPECT_NE(page.body.find("does not keep our cookie"), std::string::npos);
  EXPECT_EQ(world.get("/api/v1/auth/login?redirectUri=/reports").status, 302) << "a second try begins anew";
}

TEST(SignIn, SigningOutAndInAgainIsNoLoop) {
  RecordProperty("covers", "Q4");
  World world;
  world.sign_in();
  world.post("/api/v1/auth/logout", {}, {{"Sec-Fetch-Site", "same-origin"}});
  EXPECT_EQ(world.sign_in().status, 303);
}

// The provider would choose the same account again, so the next try asks for another one.
TEST(SignIn, AWrongAccountIs403AndLeadsToAnother) {
  RecordProperty("covers", "Q3");
  const std::string elsewhere = "11111111-2222-3333-4444-000000000000";
  const auto expect_other = [](World& world, const Reply& reply) {
    expect_nobody(world, reply, 403);
    EXPECT_NE(reply.body.find("redirectUri=%2Freports&amp;account=other"), std::string::npos);
  };
  {
    World world;
    world.provider.edit = [&](json::Object& c) {
      c.set("tid", elsewhere);
      c.set("iss", "https://login.example/" + elsewhere + "/v2.0");
    };
    expect_other(world, world.sign_in("/reports"));
  }
  {
    World world([](Settings& settings) {
      settings.authorizer.enforce_principal_domain = true;
      settings.authorizer.principal_domain = "other.example";
    });
    expect_other(world, world.sign_in("/reports"));
  }
  for (const int code : {50020, 90072, 50105}) {
    World world;
    const std::string state = world.start("/reports");
    expect_other(world, world.get("/callback?error=x&error_description=AADSTS" + std::to_string(code) +
                                  "%3A+no&state=" + state));
  }
}

TEST(SignIn, EveryCodeOfTheProviderIsOnItsPageAndInTheLog) {
  RecordProperty("covers", "B9, D13");
  for (const int code : {650052, 90009, 9010010, 90072, 50011, 7000215, 999999}) {
    World world;
    const std::string state = world.start("/reports");
    const Reply page =
        world.get("/callback?error=x&error_description=AADSTS" + std::to_string(code) + "%3A+no&state=" + state);
    for (const std::string& part : {"AADSTS" + std::to_string(code), std::string("Who can help"),
                                    std::string("Request "), std::string("redirectUri=%2Freports")})
      EXPECT_NE(page.body.find(part), std::string::npos) << code << " " << part;
    EXPECT_TRUE(world.log.mentions(std::to_string(code)));
  }
}

// The page after the provider refused a sign-in that began at /reports.
Reply refused_with(World& world, const std::string& query) {
  const std::string state = world.start("/reports");
  return world.get("/callback?" + query + "&state=" + state);
}

TEST(SignIn, CancelAtTheProviderIsNoFailure) {
  RecordProperty("covers", "B9");
  for (const std::string query : {"error=access_denied", "error=access_denied&error_subcode=cancel",
                                  "error=access_denied&error_subcode=cancel&error_description=AADSTS65004%3A+no"}) {
    World world;
    const Reply page = refused_with(world, query);
    expect_nobody(world, page);
    for (const std::string_view part :
         {"<h1>Sign-in cancelled</h1>", "Nothing was changed.", ">Back</a>", "redirectUri=%2Freports"})
      EXPECT_NE(page.body.find(part), std::string::npos) << query << ": " << part;
    EXPECT_EQ(page.body.find("may not use"), std::string::npos);
  }
}

TEST(SignIn, ARefusalWithACodeOfEntraIsNoCancel) {
  World world;
  const Reply page = refused_with(world, "error=access_denied&error_description=AADSTS50105%3A+no");
  EXPECT_EQ(page.body.find("cancelled"), std::string::npos);
  EXPECT_NE(page.body.find("AADSTS50105"), std::string::npos);
}

TEST(SignIn, AFaultOfTheProviderIsNoRefusal) {
  RecordProperty("covers", "B9");
  for (const std::string error : {"server_error", "temporarily_unavailable"}) {
    World world;
    const Reply page = refused_with(world, "error=" + error);
    expect_nobody(world, page);
    for (const std::string_view part : {"has a problem at the moment", ">Try again</a>"})
      EXPECT_NE(page.body.find(part), std::string::npos) << error << ": " << part;
    EXPECT_EQ(page.body.find("refused"), std::string::npos) << error;
  }
}

TEST(SignIn, AnUnknownCodeHasALinkToItsMeaning) {
  World world;
  const Reply page = refused_with(world, "error=x&error_description=AADSTS999999%3A+no");
  EXPECT_NE(page.body.find("<a href=\"https://login.microsoftonline.com/error?code=999999\" target=\"_blank\" "
                           "rel=\"noopener\">About the code</a>"),
            std::string::npos);
}

TEST(SignIn, WhatThePersonCanMendNamesNoHelper) {
  World world;
  const Reply page = refused_with(world, "error=x&error_description=AADSTS50058%3A+no");
  EXPECT_NE(page.body.find("<dt>What to do</dt>"), std::string::npos);
  for (const std::string_view label : {"<dt>Who can help</dt>", "<dt>Where</dt>"})
    EXPECT_EQ(page.body.find(label), std::string::npos) << label;
}

TEST(SignIn, WhatTheProviderRefusesIsExplainedAndEscaped) {
  RecordProperty("covers", "RP-07, UI-01");
  World world;
  const std::string state = world.start();
  const Reply reply = world.get(
      "/callback?error=invalid_client&error_description=AADSTS50105%3A+%3Cscript%3Ealert(1)%3C%2Fscript%3E&state=" +
      state);
  expect_nobody(world, reply, 403);
  EXPECT_NE(reply.body.find("AADSTS50105"), std::string::npos);
  EXPECT_EQ(reply.body.find("<script"), std::string::npos);
  EXPECT_NE(reply.header("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
}

TEST(SignIn, ATokenEndpointThatFailsHasAPageAndALogLine) {
  RecordProperty("covers", "B9");
  World world;
  http::ClientResponse broken;
  broken.status = 502;
  world.provider.token_answer = broken;
  const Reply page = world.sign_in("/reports");
  expect_nobody(world, page, 503);
  EXPECT_NE(page.body.find("has a fault"), std::string::npos);
  EXPECT_NE(page.body.find("redirectUri=%2Freports"), std::string::npos);
  EXPECT_TRUE(world.log.mentions("token: status 502")) << "which endpoint, and what it said";
}

TEST(SignIn, AProviderThatIsAwayHasAPageWithAWayOn) {
  RecordProperty("covers", "B9");
  World world;
  world.provider.down = true;
  const Reply page = world.get("/api/v1/auth/login?redirectUri=/reports");
  EXPECT_EQ(page.status, 503);
  for (const std::string_view part : {"does not answer", "the operator of this gateway", "Try again", "Request "})
    EXPECT_NE(page.body.find(part), std::string::npos) << part;
}

TEST(SignIn, ASignInThatIsNotValidNowIsShownWithBothTimes) {
  RecordProperty("covers", "B17, F-08");
  struct Row {
    std::string_view claim;
    std::int64_t shift;
    std::string_view said;
  };
  for (const auto& [claim, shift, said] :
       {Row{"nbf", 130, "valid from "}, Row{"iat", 7200, "issued at "}, Row{"exp", -7730, "valid until "}}) {
    World world;
    const UnixTime theirs = world.clock.now() + Seconds(shift);
    world.provider.edit = [&, name = claim](json::Object& c) { c.set(name, theirs.seconds); };
    const Reply page = world.sign_in();
    expect_nobody(world, page);
    EXPECT_EQ(page.body.find("seconds apart"), std::string::npos) << "exp tells nothing about the provider's clock";
    for (const std::string& part :
         {std::string(said) + print_rfc3339(theirs), "the clock here says " + print_rfc3339(world.clock.now())}) {
      EXPECT_NE(page.body.find(part), std::string::npos) << claim << " " << part;
      EXPECT_TRUE(world.log.mentions(part)) << claim << " " << part;
    }
  }
}

}  // namespace
}  // namespace sallyport::gateway
