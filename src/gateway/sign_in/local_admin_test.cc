// The local administrator: the first password, and signing in.
#include "gateway/sign_in/local_admin.h"

#include <gtest/gtest.h>

#include "gateway/sign_in/local_admin_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Reply;
using testing::World;
using testing::administrator::basic;
using testing::administrator::kPassword;
using testing::administrator::path_of;
using testing::administrator::ready;
using testing::administrator::recover;
using testing::administrator::set_password;
using testing::administrator::sign_in;
using testing::administrator::strangers_try;

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

TEST(LocalAdmin, ASignInThatBeganBeforeASecondFactorWasSetUpOpensNothing) {
  RecordProperty("covers", "LOC-12");
  const auto world = ready();
  world->sessions->before_create = [&] {
    const PersonId admin{std::string(kLocalPerson)};
    EXPECT_TRUE(
        world->accounts->change_factor(admin, [&](const auto&) -> Result<std::optional<identity::SecondFactor>> {
          return identity::SecondFactor{.person = admin, .sealed_key = "sealed"};
        }));
  };
  EXPECT_EQ(sign_in(*world, kPassword).status, 401);
  EXPECT_FALSE(world->sessions->find(world->sessions->last.digest, world->clock.now()).value());
}

TEST(LocalAdmin, WhileSessionsCannotBeEndedTheLinkSetsNothingAndStaysGood) {
  RecordProperty("covers", "LOC-05");
  const auto world = ready();
  ASSERT_EQ(sign_in(*world, kPassword).status, 303);
  const auto stolen = world->sessions->last.digest;
  const auto link = recover(*world);
  world->sessions->down = true;
  EXPECT_EQ(set_password(*world, *link, "another sentence", "another sentence").status, 503);
  world->sessions->down = false;
  EXPECT_EQ(set_password(*world, *link, "another sentence", "another sentence").status, 303);
  EXPECT_FALSE(world->sessions->find(stolen, world->clock.now()).value());
  EXPECT_EQ(sign_in(*world, "another sentence").status, 303);
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

}  // namespace
}  // namespace sallyport::gateway
