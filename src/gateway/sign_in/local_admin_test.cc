#include "gateway/local_admin.h"

#include <gtest/gtest.h>

#include "gateway/world_test.h"

namespace sallyport::gateway {
namespace {

using testing::Reply;
using testing::World;

const testing::Headers kOwnPage{{"Sec-Fetch-Site", "same-origin"}};
constexpr std::string_view kPassword = "a sentence does well";

void basic(Settings& settings) {
  settings.sign_in_configured = false;
}

std::string path_of(const std::string& url) {
  return url.substr(testing::kOrigin.size());
}

Reply set_password(World& world, const std::string& url, std::string_view password, std::string_view again) {
  http::Form form;
  form.add("link", testing::query_value(url, "link"));
  form.add("password", password);
  form.add("again", again);
  return world.post("/local-admin/setup", form, kOwnPage);
}

Reply sign_in(World& world, std::string_view password) {
  http::Form form;
  form.add("password", password);
  return world.post("/local-admin", form, kOwnPage);
}

// A world whose local administrator has the password.
std::unique_ptr<World> ready() {
  auto world = std::make_unique<World>(basic);
  const auto link = ensure_local_admin(*world->services);
  set_password(*world, **link, kPassword, kPassword);
  return world;
}

TEST(LocalAdmin, TheLinkSetsThePasswordOnce) {
  RecordProperty("covers", "JWT-32, LOC-05, LOC-06");
  World world(basic);
  const auto link = ensure_local_admin(*world.services);
  ASSERT_TRUE(link && *link);
  EXPECT_EQ(world.get(path_of(**link)).status, 200);
  EXPECT_EQ(set_password(world, **link, kPassword, kPassword).status, 303);
  EXPECT_EQ(set_password(world, **link, "another sentence", "another sentence").status, 400);
  EXPECT_EQ(sign_in(world, kPassword).status, 303);
  EXPECT_EQ(world.get("/check").header("X-Auth-Request-User"), "admin");
  EXPECT_EQ(ensure_local_admin(*world.services).value(), std::nullopt) << "no second link";
}

TEST(LocalAdmin, NothingButTheLinkOpensTheSetup) {
  RecordProperty("covers", "LOC-06");
  World world(basic);
  ASSERT_TRUE(ensure_local_admin(*world.services));
  EXPECT_EQ(world.get("/local-admin/setup").status, 400);
  EXPECT_EQ(world.get("/local-admin/setup?link=" + std::string(43, 'A')).status, 400);
  EXPECT_EQ(set_password(world, "https://x/?link=", kPassword, kPassword).status, 400);
  EXPECT_EQ(world.get("/local-admin").status, 404) << "there is no password yet";
}

TEST(LocalAdmin, TheLinkExpires) {
  RecordProperty("covers", "LOC-05");
  World world(basic);
  const auto link = ensure_local_admin(*world.services);
  world.clock.advance(Seconds(24 * 3600));
  EXPECT_EQ(set_password(world, **link, kPassword, kPassword).status, 400);
  EXPECT_TRUE(ensure_local_admin(*world.services).value().has_value()) << "the next start makes another";
}

TEST(LocalAdmin, TheLinkIsInNoLogAndNotInTheStore) {
  RecordProperty("covers", "LOC-05");
  World world(basic);
  const std::string secret = testing::query_value(**ensure_local_admin(*world.services), "link");
  EXPECT_FALSE(world.log.mentions(secret));
  EXPECT_NE(world.local_admin.find().value()->link_hash, secret);
}

TEST(LocalAdmin, AShortOrUnequalPasswordIsNotTaken) {
  World world(basic);
  const auto link = ensure_local_admin(*world.services);
  EXPECT_EQ(set_password(world, **link, "elevenchars", "elevenchars").status, 400);
  EXPECT_EQ(set_password(world, **link, kPassword, "something else").status, 400);
  EXPECT_EQ(set_password(world, **link, "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc",
                         "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc")
                .status,
            400)
      << "six characters are not twelve";
  EXPECT_EQ(set_password(world, **link, "twelve chars", "twelve chars").status, 303);
}

TEST(LocalAdmin, AnotherSiteCanNeitherSetNorSignIn) {
  RecordProperty("covers", "SES-09");
  World world(basic);
  const auto link = ensure_local_admin(*world.services);
  http::Form form;
  form.add("link", testing::query_value(**link, "link"));
  form.add("password", kPassword);
  form.add("again", kPassword);
  for (const testing::Headers& headers : {testing::Headers{}, testing::Headers{{"Origin", "https://evil.example"}},
                                          testing::Headers{{"Sec-Fetch-Site", "same-site"}}}) {
    EXPECT_EQ(world.post("/local-admin/setup", form, headers).status, 403);
    EXPECT_EQ(world.post("/local-admin", form, headers).status, 403);
  }
}

TEST(LocalAdmin, GuessingIsSlowedDownAndStopsByItself) {  // LOC-02
  const auto world = ready();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in(*world, "wrong password").status, 401);
  const Reply blocked = sign_in(*world, kPassword);
  EXPECT_EQ(blocked.status, 429);
  EXPECT_EQ(blocked.header("Retry-After"), "30");
  EXPECT_EQ(world->sessions->created, 0);
  world->peer.address = "203.0.113.10";
  EXPECT_EQ(sign_in(*world, kPassword).status, 303) << "another address is not locked out";
  world->peer.address = "203.0.113.9";
  world->clock.advance(Seconds(30));
  EXPECT_EQ(sign_in(*world, kPassword).status, 303);
}

TEST(LocalAdmin, AForgedForwardedForDoesNotEscapeTheThrottle) {
  RecordProperty("covers", "HTTP-03, LOC-02");
  const auto world = ready();
  http::Form form;
  form.add("password", "wrong password");
  for (int i = 0; i < 5; ++i)
    world->post("/local-admin", form,
                {{"Sec-Fetch-Site", "same-origin"}, {"X-Forwarded-For", "198.51.100." + std::to_string(i)}});
  EXPECT_EQ(sign_in(*world, kPassword).status, 429);
}

TEST(LocalAdmin, ABrowserThatWasLetInBeforeIsNotLockedOutByStrangers) {
  RecordProperty("covers", "LOC-02");
  const auto world = ready();
  ASSERT_EQ(sign_in(*world, kPassword).status, 303);
  const auto known = world->jar;
  world->jar.clear();
  for (int i = 0; i < 60; ++i) world->shared->throttle.begin({"host-" + std::to_string(i)}, Seconds(0));
  EXPECT_EQ(sign_in(*world, kPassword).status, 429) << "a stranger waits, whoever it is";
  world->jar = known;
  EXPECT_EQ(sign_in(*world, kPassword).status, 303);
  world->jar = known;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in(*world, "wrong password").status, 401) << i;
  EXPECT_EQ(sign_in(*world, kPassword).status, 429) << "a stolen cookie opens no way to guess";
}

TEST(LocalAdmin, AMadeUpCookieMakesNoKnownBrowser) {
  const auto world = ready();
  for (int i = 0; i < 5; ++i) sign_in(*world, "wrong password");
  for (const std::string& made_up :
       {std::string("x"),
        world->sealer->seal("name:0000000000000000", "admin_browser", world->clock.now() + Seconds(60)),
        world->sealer->seal("name", "sign_in", world->clock.now() + Seconds(60))}) {
    world->jar["__Host-sallyport-admin-browser"] = made_up;
    EXPECT_EQ(sign_in(*world, kPassword).status, 429) << made_up;
  }
}

TEST(LocalAdmin, MorePasswordsAtOnceThanThereArePlacesAre503) {
  RecordProperty("covers", "LOC-04");
  const auto world = ready();
  {
    const Places::Place one(world->shared->guesses);
    const Places::Place two(world->shared->guesses);
    const Reply busy = sign_in(*world, kPassword);
    EXPECT_EQ(busy.status, 503);
    EXPECT_EQ(busy.header("Retry-After"), "1");
    EXPECT_EQ(world->sessions->created, 0);
  }
  EXPECT_EQ(sign_in(*world, kPassword).status, 303) << "and it counted as no failure";
}

TEST(LocalAdmin, IsRetiredWhenSignInIsConfigured) {
  RecordProperty("covers", "LOC-09");
  const auto world = ready();
  sign_in(*world, kPassword);
  world->get("/check");
  world->settings().sign_in_configured = true;
  EXPECT_EQ(ensure_local_admin(*world->services).value(), std::nullopt);
  EXPECT_EQ(world->get("/check").status, 401) << "the session ends";
  EXPECT_EQ(world->get("/local-admin").status, 404);
  EXPECT_EQ(sign_in(*world, kPassword).status, 404);
}

TEST(LocalAdmin, TheCommandOnTheMachineBringsItBack) {
  World world;
  EXPECT_EQ(ensure_local_admin(*world.services).value(), std::nullopt);
  const auto link = recover_local_admin(world.local_admin, world.random, world.clock, world.log, testing::kOrigin);
  ASSERT_TRUE(link);
  EXPECT_EQ(ensure_local_admin(*world.services).value(), std::nullopt);
  EXPECT_EQ(world.get(path_of(*link)).status, 200) << "an open link survives a restart";
  EXPECT_EQ(set_password(world, *link, kPassword, kPassword).status, 303);
  EXPECT_EQ(sign_in(world, kPassword).status, 303);
  EXPECT_EQ(ensure_local_admin(*world.services).value(), std::nullopt);
  EXPECT_EQ(world.get("/check").status, 401) << "a later start retires it again";
}

TEST(LocalAdmin, AStoreThatIsDownIs503) {
  const auto world = ready();
  world->sessions->down = true;
  EXPECT_EQ(sign_in(*world, kPassword).status, 503);
  EXPECT_EQ(world->session_cookie(), "");
}

}  // namespace
}  // namespace sallyport::gateway
