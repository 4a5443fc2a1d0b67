#include "gateway/sign_in/local_admin.h"

#include <gtest/gtest.h>

#include "gateway/sign_in/local_admin_link.h"
#include "gateway/world_fixture.h"

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

// The link of the operator's command.
Result<std::string> recover(World& world) {
  return recover_local_admin(world.local_admin, world.random, world.clock, world.log, testing::kOrigin);
}

// A world whose local administrator has set the password, in a browser that is not the one of the test.
std::unique_ptr<World> ready() {
  auto world = std::make_unique<World>(basic);
  const auto link = ensure_local_admin(world->parts->local_accounts);
  set_password(*world, **link, kPassword, kPassword);
  world->jar.clear();
  return world;
}

// Sixty unknown browsers, each in a network of its own, try a password.
void strangers_try(World& world) {
  for (int i = 0; i < 60; ++i) ASSERT_TRUE(world.sign_ins.begin_try({"host-" + std::to_string(i)}, world.clock.now()));
}

TEST(LocalAdmin, TheLinkSetsThePasswordOnce) {
  RecordProperty("covers", "JWT-32, LOC-05, LOC-06");
  World world(basic);
  const auto link = ensure_local_admin(world.parts->local_accounts);
  ASSERT_TRUE(link && *link);
  EXPECT_EQ(world.get(path_of(**link)).status, 200);
  EXPECT_EQ(set_password(world, **link, kPassword, kPassword).status, 303);
  EXPECT_EQ(set_password(world, **link, "another sentence", "another sentence").status, 400);
  EXPECT_EQ(sign_in(world, kPassword).status, 303);
  EXPECT_EQ(world.get("/check").header("X-Auth-Request-User"), "admin");
  EXPECT_EQ(ensure_local_admin(world.parts->local_accounts).value(), std::nullopt) << "no second link";
}

TEST(LocalAdmin, NothingButTheLinkOpensTheSetup) {
  RecordProperty("covers", "LOC-06");
  World world(basic);
  ASSERT_TRUE(ensure_local_admin(world.parts->local_accounts));
  EXPECT_EQ(world.get("/local-admin/setup").status, 400);
  EXPECT_EQ(world.get("/local-admin/setup?link=" + std::string(43, 'A')).status, 400);
  EXPECT_EQ(set_password(world, "https://x/?link=", kPassword, kPassword).status, 400);
  EXPECT_EQ(world.get("/local-admin").status, 503) << "there is no password yet";
}

TEST(LocalAdmin, BeforeTheLinkIsUsedTheWayInSaysSo) {
  RecordProperty("covers", "B9");
  World world(basic);
  const auto link = ensure_local_admin(world.parts->local_accounts);
  for (const std::string_view address : {"/local-admin", "/api/v1/auth/login?redirectUri=/"}) {
    Reply reply = world.get(address);
    if (reply.status == 302) reply = world.get(path_of(reply.header("Location")));
    EXPECT_EQ(reply.status, 503) << address;
    EXPECT_NE(reply.body.find("one-time link"), std::string::npos) << address;
  }
  EXPECT_EQ(sign_in(world, "any password at all").status, 503);
  EXPECT_EQ(world.sessions->created, 0);
  set_password(world, **link, kPassword, kPassword);
  EXPECT_EQ(world.get("/local-admin").status, 200);
}

TEST(LocalAdmin, TheLinkExpires) {
  RecordProperty("covers", "LOC-05");
  World world(basic);
  const auto link = ensure_local_admin(world.parts->local_accounts);
  world.clock.advance(Seconds(24 * 3600));
  EXPECT_EQ(set_password(world, **link, kPassword, kPassword).status, 400);
  EXPECT_TRUE(ensure_local_admin(world.parts->local_accounts).value().has_value()) << "the next start makes another";
}

TEST(LocalAdmin, TheLinkIsInNoLogAndNotInTheStore) {
  RecordProperty("covers", "LOC-05");
  World world(basic);
  const std::string secret = testing::query_value(**ensure_local_admin(world.parts->local_accounts), "link");
  EXPECT_FALSE(world.log.mentions(secret));
  EXPECT_NE(world.local_admin.find().value()->link_hash, secret);
}

TEST(LocalAdmin, AShortOrUnequalPasswordIsNotTaken) {
  World world(basic);
  const auto link = ensure_local_admin(world.parts->local_accounts);
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
  const auto link = ensure_local_admin(world.parts->local_accounts);
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

TEST(LocalAdmin, NobodyTriesAPasswordThatNoStoreCounts) {
  RecordProperty("covers", "LOC-02, F-09");
  const auto world = ready();
  world->sign_ins.down = true;
  EXPECT_EQ(sign_in(*world, kPassword).status, 503);
  EXPECT_EQ(sign_in(*world, "wrong password").status, 503);
  EXPECT_EQ(world->sessions->created, 0);
  world->sign_ins.down = false;
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

TEST(LocalAdmin, AGuesserIsOneWhateverThePortAndTheAddressOfTheNetwork) {
  RecordProperty("covers", "A13");
  const auto tries = [](std::string_view prefix, std::string_view suffix) {
    const auto world = ready();
    for (int i = 1; i <= 5; ++i) {
      world->peer.address = std::string(prefix) + std::to_string(i) + std::string(suffix);
      sign_in(*world, "wrong password");
    }
    world->peer.address = std::string(prefix) + "9" + std::string(suffix);
    return sign_in(*world, kPassword).status;
  };
  EXPECT_EQ(tries("203.0.113.8:4000", ""), 429) << "ports";
  EXPECT_EQ(tries("2001:db8:1:2::", ""), 429) << "addresses of one /64";
  EXPECT_EQ(tries("[2001:db8:1:2::", "]:443"), 429) << "both";
  EXPECT_EQ(tries("203.0.113.", ""), 303) << "other IPv4 addresses are other clients";
  EXPECT_EQ(tries("2001:db8:1:", "::1"), 303) << "and so are other networks";
}

TEST(LocalAdmin, ABrowserThatWasLetInBeforeIsNotLockedOutByStrangers) {
  RecordProperty("covers", "LOC-02");
  const auto world = ready();
  ASSERT_EQ(sign_in(*world, kPassword).status, 303);
  const auto known = world->jar;
  world->jar.clear();
  strangers_try(*world);
  EXPECT_EQ(sign_in(*world, kPassword).status, 429) << "a stranger waits, whoever it is";
  world->jar = known;
  EXPECT_EQ(sign_in(*world, kPassword).status, 303);
  world->jar = known;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in(*world, "wrong password").status, 401) << i;
  EXPECT_EQ(sign_in(*world, kPassword).status, 429) << "a stolen cookie opens no way to guess";
}

TEST(LocalAdmin, WhoHasJustUsedTheLinkIsNotLockedOutByStrangers) {
  RecordProperty("covers", "LOC-02");
  World world(basic);
  const auto link = ensure_local_admin(world.parts->local_accounts);
  strangers_try(world);
  ASSERT_EQ(set_password(world, **link, kPassword, kPassword).status, 303);
  EXPECT_EQ(sign_in(world, kPassword).status, 303);
  world.jar.clear();
  EXPECT_EQ(sign_in(world, kPassword).status, 429) << "a stranger waits";
}

TEST(LocalAdmin, ASignInThatBeganWithTheOldPasswordOpensNothingOnceThereIsANewOne) {
  RecordProperty("covers", "SES-05");
  const auto world = ready();
  world->sessions->before_create = [&] {
    const auto link = recover(*world);
    EXPECT_EQ(set_password(*world, *link, "another sentence", "another sentence").status, 303);
  };
  EXPECT_EQ(sign_in(*world, kPassword).status, 401);
  EXPECT_EQ(world->sessions->created, 1);
  EXPECT_FALSE(world->sessions->find(world->sessions->last.digest, world->clock.now()).value()) << "it has ended";
  EXPECT_EQ(sign_in(*world, "another sentence").status, 303);
}

TEST(LocalAdmin, ASignInThatBeganBeforeTheAccountWasRetiredOpensNothing) {
  RecordProperty("covers", "LOC-09");
  const auto world = ready();
  world->sessions->before_create = [&] { EXPECT_TRUE(retire_local_admin(world->parts->local_accounts)); };
  EXPECT_EQ(sign_in(*world, kPassword).status, 401);
  EXPECT_FALSE(world->sessions->find(world->sessions->last.digest, world->clock.now()).value());
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
  World world([](Settings& settings) {
    basic(settings);
    settings.server.workers = 8;  // so few that nobody may wait
  });
  const auto link = ensure_local_admin(world.parts->local_accounts);
  set_password(world, **link, kPassword, kPassword);
  world.jar.clear();
  {
    const HashingPool::Turn one(world.shared->strangers);
    const HashingPool::Turn two(world.shared->strangers);
    const Reply busy = sign_in(world, kPassword);
    EXPECT_EQ(busy.status, 503);
    EXPECT_EQ(busy.header("Retry-After"), "1");
    EXPECT_EQ(world.sessions->created, 0);
  }
  EXPECT_EQ(sign_in(world, kPassword).status, 303) << "and it counted as no failure";
}

TEST(LocalAdmin, ASignInUpgradesTheHashOnceItShallCostMore) {
  RecordProperty("covers", "LOC-04, A17");
  const auto world = ready();
  const auto hash = [&] { return world->local_admin.find().value()->password_hash; };
  world->settings().local_accounts.hash.memory = 20480;
  sign_in(*world, "wrong password");
  EXPECT_TRUE(hash().starts_with("$argon2id$v=19$m=19456,")) << "a wrong password changes nothing";
  ASSERT_EQ(sign_in(*world, kPassword).status, 303);
  EXPECT_TRUE(hash().starts_with("$argon2id$v=19$m=20480,"));
  EXPECT_EQ(sign_in(*world, kPassword).status, 303);
}

TEST(LocalAdmin, IsRetiredWhenSignInIsConfigured) {
  RecordProperty("covers", "LOC-09");
  const auto world = ready();
  sign_in(*world, kPassword);
  world->get("/check");
  world->settings().sign_in_configured = true;
  EXPECT_EQ(ensure_local_admin(world->parts->local_accounts).value(), std::nullopt);
  EXPECT_EQ(world->get("/check").status, 401) << "the session ends";
  EXPECT_EQ(world->get("/local-admin").status, 404);
  EXPECT_EQ(sign_in(*world, kPassword).status, 404);
}

TEST(LocalAdmin, TheLinkOfAStartOpensNothingOnceSingleSignOnIsOn) {
  RecordProperty("covers", "A2");
  World world(basic);
  const auto link = ensure_local_admin(world.parts->local_accounts);
  ASSERT_EQ(world.get(path_of(**link)).status, 200);
  world.settings().sign_in_configured = true;
  ASSERT_TRUE(retire_local_admin(world.parts->local_accounts));
  EXPECT_EQ(set_password(world, **link, kPassword, kPassword).status, 404);
  world.settings().sign_in_configured = false;
  EXPECT_EQ(set_password(world, **link, kPassword, kPassword).status, 404) << "and it does not come back";
}

TEST(LocalAdmin, TheLinkOfAnEarlierStartIsClosedByTheStartWithSingleSignOn) {
  RecordProperty("covers", "A2");
  World world(basic);
  const auto link = ensure_local_admin(world.parts->local_accounts);
  world.settings().sign_in_configured = true;
  EXPECT_EQ(ensure_local_admin(world.parts->local_accounts).value(), std::nullopt);
  EXPECT_EQ(set_password(world, **link, kPassword, kPassword).status, 404);
  EXPECT_TRUE(world.local_admin.find().value()->link_hash.empty());
}

TEST(LocalAdmin, ALinkOfTheCommandExpiresAndIsThenClosedToo) {
  RecordProperty("covers", "A2");
  World world;
  const auto link = recover(world);
  world.clock.advance(Seconds(3600));
  EXPECT_EQ(set_password(world, *link, kPassword, kPassword).status, 404);
  ASSERT_TRUE(retire_local_admin(world.parts->local_accounts));
  EXPECT_TRUE(world.local_admin.find().value()->retired);
}

TEST(LocalAdmin, TheCommandOnTheMachineBringsItBack) {
  World world;
  EXPECT_EQ(ensure_local_admin(world.parts->local_accounts).value(), std::nullopt);
  const auto link = recover(world);
  ASSERT_TRUE(link);
  EXPECT_EQ(ensure_local_admin(world.parts->local_accounts).value(), std::nullopt);
  EXPECT_EQ(world.get(path_of(*link)).status, 200) << "an open link survives a restart";
  EXPECT_EQ(set_password(world, *link, kPassword, kPassword).status, 303);
  EXPECT_EQ(sign_in(world, kPassword).status, 303);
  EXPECT_EQ(ensure_local_admin(world.parts->local_accounts).value(), std::nullopt);
  EXPECT_EQ(world.get("/check").status, 401) << "a later start retires it again";
}

TEST(LocalAdmin, TheOldPasswordOpensNothingOnceThereIsANewLink) {
  RecordProperty("covers", "LOC-05");
  const auto world = ready();
  const auto link = recover(*world);
  EXPECT_EQ(sign_in(*world, kPassword).status, 503) << "not set up";
  world->settings().sign_in_configured = true;
  EXPECT_EQ(sign_in(*world, kPassword).status, 404) << "with a provider, there is no page until the link was used";
  EXPECT_EQ(set_password(*world, *link, "another sentence", "another sentence").status, 303);
  EXPECT_EQ(sign_in(*world, kPassword).status, 401);
  EXPECT_EQ(sign_in(*world, "another sentence").status, 303);
}

TEST(LocalAdmin, ThePasswordOfARetiredAccountDoesNotComeBackWithIt) {
  RecordProperty("covers", "LOC-09");
  const auto world = ready();
  ASSERT_TRUE(retire_local_admin(world->parts->local_accounts));
  ASSERT_TRUE(ensure_local_admin(world->parts->local_accounts).value()) << "the provider was removed";
  EXPECT_EQ(sign_in(*world, kPassword).status, 503);
  EXPECT_EQ(world->sessions->created, 0);
}

TEST(LocalAdmin, AStoreThatIsDownIs503) {
  const auto world = ready();
  world->sessions->down = true;
  EXPECT_EQ(sign_in(*world, kPassword).status, 503);
  EXPECT_EQ(world->session_cookie(), "");
}

TEST(LocalAdmin, ADeadLinkNamesTheCommandThatPrintsANewOne) {
  const auto world = ready();
  const Reply page = world->get("/local-admin/setup?link=used");
  EXPECT_EQ(page.status, 400);
  EXPECT_NE(page.body.find("sallyport admin recover"), std::string::npos);
  EXPECT_EQ(page.body.find("start the gateway"), std::string::npos)
      << "a start prints no link once there is a password";
}

TEST(LocalAdmin, WithAProviderTheSetupIsAsAbsentAsTheSignIn) {
  World world;
  EXPECT_EQ(world.get("/local-admin").status, 404);
  EXPECT_EQ(world.get("/local-admin/setup").status, 404);
  EXPECT_EQ(world.get("/local-admin/setup?link=used").status, 404);
}

TEST(LocalAdmin, TheFormSaysThatThePasswordIsSet) {
  World world(basic);
  const auto link = ensure_local_admin(world.parts->local_accounts);
  const Reply set = set_password(world, **link, kPassword, kPassword);
  const Reply form = world.get(path_of(set.header("Location")));
  EXPECT_EQ(form.status, 200);
  EXPECT_NE(form.body.find("The password is set. Sign in with it."), std::string::npos);
  EXPECT_EQ(world.get("/local-admin").body.find("The password is set"), std::string::npos);
}

TEST(LocalAdmin, OnlyAWrongPasswordMarksTheField) {
  const auto world = ready();
  const auto is_marked = [](const Reply& page) { return page.body.find("aria-invalid=\"true\"") != std::string::npos; };
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(is_marked(sign_in(*world, "wrong password")));
  const Reply wait = sign_in(*world, kPassword);
  EXPECT_EQ(wait.status, 429);
  EXPECT_FALSE(is_marked(wait));
}

}  // namespace
}  // namespace sallyport::gateway
