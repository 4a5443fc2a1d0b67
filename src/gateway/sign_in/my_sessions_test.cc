#include "gateway/sign_in/my_sessions.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::Reply;
using testing::World;

constexpr std::string_view kPath = "/api/v1/auth/sessions";
const Headers kSessionsPage{{"Sec-Fetch-Site", "same-origin"}};

// Signs in from another browser and returns its session id.
std::string another_browser(World& world) {
  const auto jar = std::exchange(world.jar, {});
  world.sign_in();
  std::string id = world.session_cookie();
  world.jar = jar;
  return id;
}

int status_of(World& world, const std::string& id) {
  return world.send("GET", "/check", {{"Cookie", "__Host-sallyport=" + id}}).status;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::string csrf_of(const Reply& page) {
  const std::string_view mark = "name=\"csrf\" value=\"";
  const auto from = page.body.find(mark);
  if (from == std::string::npos) return {};
  return page.body.substr(from + mark.size(), page.body.find('"', from + mark.size()) - from - mark.size());
}

TEST(MySessions, AreShownWithTheirTimesAndWithoutTheirIds) {
  World world;
  world.sign_in();
  world.clock.advance(Seconds(3600));
  const std::string other = another_browser(world);
  const Reply page = world.get(kPath);
  ASSERT_EQ(page.status, 200);
  EXPECT_EQ(count(page.body, "<dt>This browser</dt>"), 1U);
  EXPECT_EQ(count(page.body, "<dt>Another browser</dt>"), 1U);
  EXPECT_NE(page.body.find(print_rfc3339(world.clock.now()).substr(11, 5) + " UTC"), std::string::npos);
  for (const std::string& id : {other, world.session_cookie()}) EXPECT_EQ(page.body.find(id), std::string::npos);
}

TEST(MySessions, NameDeviceAddressAndWhatSigningOutCannotDo) {
  RecordProperty("covers", "B10");
  World world;
  world.sign_in();
  another_browser(world);
  const Reply page = world.get(kPath, {{"Accept", "text/html"}});
  EXPECT_EQ(count(page.body, world.peer.address), 2U);
  EXPECT_NE(page.body.find("may come back at once by single sign-on"), std::string::npos);
}

TEST(MySessions, AloneThereIsNothingToEnd) {
  World world;
  world.sign_in();
  EXPECT_EQ(world.get(kPath).body.find("<form"), std::string::npos);
}

TEST(MySessions, TheOthersEndAtOnceAndThisOneGoesOn) {
  RecordProperty("covers", "SES-07");
  World world;
  world.sign_in();
  const std::string other = another_browser(world);
  EXPECT_EQ(status_of(world, other), 204) << "and in the cache";
  const Reply reply = world.post(kPath, {}, kSessionsPage);
  EXPECT_EQ(reply.status, 303);
  EXPECT_EQ(reply.header("Location"), "https://app.example" + std::string(kPath));
  EXPECT_EQ(status_of(world, other), 401);
  EXPECT_EQ(world.get("/check").status, 204);
  EXPECT_TRUE(world.log.has("sign_out_elsewhere"));
}

TEST(MySessions, SomebodyElsesAreNeitherShownNorEnded) {
  World world;
  world.sign_in();
  const auto jar = std::exchange(world.jar, {});
  world.provider.edit = [](json::Object& claims) {
    claims.set("oid", "99999999-0000-0000-0000-000000000002");
    claims.set("email", "bob@contoso.example");
  };
  world.sign_in();
  EXPECT_EQ(world.get(kPath).body.find("Another browser"), std::string::npos);
  EXPECT_EQ(world.post(kPath, {}, kSessionsPage).status, 303);
  world.jar = jar;
  EXPECT_EQ(world.get("/check").status, 204);
}

TEST(MySessions, AnotherSiteEndsNothing) {
  RecordProperty("covers", "RP-18, SES-09");
  World world;
  world.sign_in();
  const std::string other = another_browser(world);
  for (const Headers& headers : {Headers{{"Sec-Fetch-Site", "cross-site"}}, Headers{{"Sec-Fetch-Site", "same-site"}},
                                 Headers{{"Sec-Fetch-Site", "none"}}, Headers{{"Origin", "https://evil.example"}},
                                 Headers{{"Origin", "null"}}, Headers{}})
    EXPECT_EQ(world.post(kPath, {}, headers).status, 403);
  EXPECT_EQ(status_of(world, other), 204);
}

TEST(MySessions, TheFormsTokenDoesWhereTheBrowserSaysNothingAndForThisPurposeAlone) {
  RecordProperty("covers", "RP-18");
  World world;
  world.sign_in();
  const std::string other = another_browser(world);
  http::Form of_sign_out;
  of_sign_out.add("csrf", csrf_of(world.get("/api/v1/auth/logout")));
  EXPECT_EQ(world.post(kPath, of_sign_out).status, 403);
  http::Form form;
  form.add("csrf", csrf_of(world.get(kPath)));
  EXPECT_EQ(world.post(kPath, form).status, 303);
  EXPECT_EQ(status_of(world, other), 401);
}

TEST(MySessions, NobodyIsSentToTheSignIn) {
  World world;
  const Reply browser = world.get(kPath, {{"Accept", "text/html"}, {"Sec-Fetch-Mode", "navigate"}});
  EXPECT_EQ(browser.status, 302);
  EXPECT_EQ(world.post(kPath, {}, kSessionsPage).status, 401);
}

TEST(MySessions, AStoreThatIsDownIs503) {
  World world;
  world.sign_in();
  world.sessions->down = true;
  EXPECT_EQ(world.get(kPath).status, 503);
}

}  // namespace
}  // namespace sallyport::gateway
