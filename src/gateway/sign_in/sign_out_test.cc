#include "gateway/sign_in/sign_out.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::query_value;
using testing::Reply;
using testing::World;

const testing::Headers kSameOrigin{{"Sec-Fetch-Site", "same-origin"}, {"Accept", "text/html"}};

std::string csrf_of_page(const Reply& page) {
  const std::string_view mark = "name=\"csrf\" value=\"";
  const auto from = page.body.find(mark);
  if (from == std::string::npos) return {};
  return page.body.substr(from + mark.size(), page.body.find('"', from + mark.size()) - from - mark.size());
}

std::string front_channel(std::string_view issuer, std::string_view sid) {
  http::Form form;
  form.add("iss", issuer);
  form.add("sid", sid);
  return "/frontchannel-logout?" + form.print();
}

TEST(SignOut, EndsTheSessionAndLeadsToTheProvider) {
  World world;
  world.sign_in();
  const std::string id = world.session_cookie();
  const Reply reply = world.post("/api/v1/auth/logout", {}, {{"Sec-Fetch-Site", "same-origin"}});
  EXPECT_EQ(reply.status, 303);
  const std::string url = reply.header("Location");
  EXPECT_TRUE(url.starts_with("https://login.example/")) << url;
  EXPECT_EQ(query_value(url, "post_logout_redirect_uri"), "https://app.example/signed-out");
  EXPECT_EQ(query_value(url, "logout_hint"), "opaque-hint");
  EXPECT_EQ(url.find("id_token"), std::string::npos);
  EXPECT_EQ(world.session_cookie(), "");
  EXPECT_EQ(world.send("GET", "/check", {{"Cookie", "__Host-sallyport=" + id}}).status, 401);
  EXPECT_TRUE(world.log.has("sign_out"));
}

TEST(SignOut, AnotherSiteCannotSignAnybodyOut) {
  RecordProperty("covers", "RP-18, SES-09");
  World world;
  world.sign_in();
  for (const std::string_view site : {"cross-site", "same-site", "none"}) {
    const Reply asked = world.get("/api/v1/auth/logout", {{"Sec-Fetch-Site", std::string(site)}});
    EXPECT_EQ(asked.status, 200) << site;
    EXPECT_NE(asked.body.find("<form method=\"post\""), std::string::npos);
  }
  EXPECT_EQ(world.post("/api/v1/auth/logout", {}, {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
  EXPECT_EQ(world.post("/api/v1/auth/logout", {}, {{"Origin", "https://evil.example"}}).status, 403);
  EXPECT_EQ(world.post("/api/v1/auth/logout", {}, {{"Origin", "null"}}).status, 403);
  EXPECT_EQ(world.post("/api/v1/auth/logout", {}).status, 403) << "no header and no token";
  EXPECT_EQ(world.get("/check").status, 204);
}

TEST(SignOut, WhatAPageEmbedsOrABrowserFetchesAheadSignsNobodyOut) {
  RecordProperty("covers", "RP-18");
  World world;
  world.sign_in();
  const auto get = [&](std::string_view name, std::string_view value) {
    testing::Headers headers = kSameOrigin;
    headers.emplace_back(name, value);
    return world.get("/api/v1/auth/logout", headers).status;
  };
  for (const std::string_view place : {"image", "script", "style", "iframe", "object", "audio", ""})
    EXPECT_EQ(get("Sec-Fetch-Dest", place), 200) << place;
  EXPECT_EQ(get("Sec-Purpose", "prefetch"), 200);
  EXPECT_EQ(get("Sec-Purpose", "prefetch;prerender"), 200);
  EXPECT_EQ(world.get("/check").status, 204);
  for (const std::string_view place : {"document", "empty"}) {
    EXPECT_EQ(get("Sec-Fetch-Dest", place), 302) << place;
    EXPECT_EQ(world.session_cookie(), "");
    world.sign_in();
  }
}

TEST(SignOut, AlsoEndsASessionThatTheRulesRefuseAtTheMoment) {
  RecordProperty("covers", "SES-04");
  World world;
  world.sign_in();
  const testing::Headers cookie{{"Cookie", "__Host-sallyport=" + world.session_cookie()}};
  testing::reload(world, [](Settings& settings) { settings.provider.client.id = ClientId("another-client"); });
  EXPECT_EQ(world.get("/api/v1/auth/logout", {{"Sec-Fetch-Site", "cross-site"}}).status, 302);
  testing::reload(world, [](Settings&) {});
  EXPECT_EQ(world.send("GET", "/check", cookie).status, 204) << "another site signs nobody out";
  testing::reload(world, [](Settings& settings) { settings.provider.client.id = ClientId("another-client"); });
  EXPECT_EQ(world.post("/api/v1/auth/logout", {}, {{"Sec-Fetch-Site", "same-origin"}}).status, 303);
  testing::reload(world, [](Settings&) {});
  EXPECT_EQ(world.send("GET", "/check", cookie).status, 401);
}

TEST(SignOut, TheFormsTokenDoesWhereTheBrowserSaysNothing) {
  World world;
  world.sign_in();
  http::Form form;
  form.add("csrf", csrf_of_page(world.get("/api/v1/auth/logout")));
  EXPECT_EQ(world.post("/api/v1/auth/logout", form).status, 303);
  EXPECT_EQ(world.session_cookie(), "");
}

TEST(SignOut, TheTokenOfAnotherSessionDoesNot) {
  RecordProperty("covers", "RP-18");
  World world;
  world.sign_in();
  http::Form form;
  form.add("csrf", csrf_of_page(world.get("/api/v1/auth/logout")));
  world.sign_in();
  EXPECT_EQ(world.post("/api/v1/auth/logout", form).status, 403);
}

TEST(SignOut, OurOwnPageMayLinkToIt) {
  World world;
  world.sign_in();
  EXPECT_EQ(world.get("/api/v1/auth/logout", kSameOrigin).status, 302);
  EXPECT_EQ(world.session_cookie(), "");
}

TEST(SignOut, ParametersDoNotMoveTheLanding) {
  RecordProperty("covers", "RP-19");
  World world;
  world.sign_in();
  const Reply reply = world.get(
      "/api/v1/auth/logout?post_logout_redirect_uri=https%3A%2F%2Fevil.example&redirectUri=https%3A%2F%2Fevil.example",
      kSameOrigin);
  EXPECT_EQ(query_value(reply.header("Location"), "post_logout_redirect_uri"), "https://app.example/signed-out");
}

TEST(SignOut, ThePageAfterItLeadsNowhereByItself) {
  World world;
  const Reply reply = world.get("/signed-out");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("Location"), "");
  EXPECT_EQ(reply.header("Refresh"), "");
  EXPECT_EQ(reply.body.find("http-equiv"), std::string::npos);
}

TEST(SignOut, NobodyLandsOnTheSamePage) {
  World world;
  EXPECT_EQ(world.get("/api/v1/auth/logout").header("Location"), "https://app.example/signed-out");
}

TEST(SignOut, AStoreThatIsDownKeepsTheCookieAndSaysSo) {
  World world;
  world.sign_in();
  world.get("/check");
  world.sessions->down = true;
  EXPECT_EQ(world.post("/api/v1/auth/logout", {}, {{"Sec-Fetch-Site", "same-origin"}}).status, 503);
  EXPECT_NE(world.session_cookie(), "");
}

TEST(FrontChannelLogout, EndsEverySessionOfTheSid) {
  RecordProperty("covers", "RP-17");
  World world;
  world.sign_in();
  const std::string first = world.session_cookie();
  world.jar.clear();
  world.sign_in();
  EXPECT_EQ(world.send("GET", front_channel(testing::kIssuer, "provider-session-1")).status, 200);
  EXPECT_EQ(world.get("/check").status, 401);
  EXPECT_EQ(world.send("GET", "/check", {{"Cookie", "__Host-sallyport=" + first}}).status, 401);
}

TEST(FrontChannelLogout, AForgedCallEndsNothing) {
  RecordProperty("covers", "RP-17");
  World world;
  world.sign_in();
  EXPECT_EQ(world.get(front_channel("https://evil.example", "provider-session-1")).status, 400);
  EXPECT_EQ(world.get(front_channel("", "provider-session-1")).status, 400);
  EXPECT_EQ(world.get(front_channel(testing::kIssuer, "")).status, 400);
  EXPECT_EQ(world.get("/frontchannel-logout").status, 400);
  EXPECT_EQ(world.get(front_channel(testing::kIssuer, "a") + "&sid=provider-session-1").status, 400);
  const Reply unknown = world.get(front_channel(testing::kIssuer, "somebody-elses"));
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(unknown.count("Set-Cookie"), 0U);
  EXPECT_EQ(world.get("/check").status, 204);
}

TEST(FrontChannelLogout, OnlyTheProviderMayFrameIt) {
  World world;
  world.sign_in();
  const Reply reply = world.get(front_channel(testing::kIssuer, "provider-session-1"));
  EXPECT_EQ(reply.header("Content-Security-Policy"), "default-src 'none'; frame-ancestors https://login.example");
  EXPECT_EQ(reply.header("Cache-Control"), "no-store");
}

TEST(SignOut, ThePageAfterItTellsWhoIsStillSignedIn) {
  World world;
  EXPECT_NE(world.get("/signed-out").body.find("You are signed out"), std::string::npos);
  world.sign_in();
  const Reply page = world.get("/signed-out");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("You are still signed in as "), std::string::npos);
  EXPECT_NE(page.body.find("href=\"/api/v1/auth/logout\">Sign out</a>"), std::string::npos);
  EXPECT_EQ(page.body.find("You are signed out"), std::string::npos);
  world.post("/api/v1/auth/logout", {}, {{"Sec-Fetch-Site", "same-origin"}});
  EXPECT_NE(world.get("/signed-out").body.find("You are signed out"), std::string::npos);
}

TEST(SignOut, ThePageAfterItDoesNotGuessWhileTheStoreIsDown) {
  World world;
  world.sign_in();
  world.sessions->down = true;
  EXPECT_EQ(world.get("/signed-out").status, 503);
  EXPECT_EQ(world.send("GET", "/signed-out", {{"Authorization", "Bearer x"}}).status, 200) << "no session";
}

}  // namespace
}  // namespace sallyport::gateway
