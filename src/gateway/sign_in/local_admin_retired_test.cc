// When the local administrator is retired, how it comes back, and what its pages say.
#include <gtest/gtest.h>

#include "gateway/sign_in/local_admin.h"
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

TEST(LocalAdmin, ARetirementThatFailsAtTheSessionsEndsThemTheNextTime) {
  RecordProperty("covers", "LOC-09");
  const auto world = ready();
  sign_in(*world, kPassword);
  const auto session = world->sessions->last.digest;
  world->settings().sign_in_configured = true;
  world->sessions->down = true;
  EXPECT_FALSE(retire_local_admin(world->parts->local_accounts));
  world->sessions->down = false;
  // As if it had failed between the two.
  ASSERT_TRUE(world->local_admin.change([](std::optional<identity::LocalAdmin> admin) {
    admin->retired = true;
    return admin;
  }));
  EXPECT_TRUE(world->sessions->find(session, world->clock.now()).value());
  EXPECT_TRUE(retire_local_admin(world->parts->local_accounts));
  EXPECT_FALSE(world->sessions->find(session, world->clock.now()).value());
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
