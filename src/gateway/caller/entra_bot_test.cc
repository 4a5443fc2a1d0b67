// Programs that sign in at the provider as themselves, and the bots that administrators made for them.
#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::Reply;
using testing::World;

constexpr std::string_view kProgram = "77777777-0000-4000-8000-000000000007";  // the service principal's object id

class EntraBot : public ::testing::Test {
 protected:
  // What client_credentials give: `roles` are the app roles of the program; there are none with /.default alone.
  Headers bearer(const json::Array& roles = {}, std::string_view object_id = kProgram) {
    const json::Object claims{{"iss", testing::kIssuer},
                              {"aud", testing::kClient},
                              {"sub", object_id},
                              {"oid", object_id},
                              {"tid", testing::kTenant},
                              {"ver", "2.0"},
                              {"idtyp", "app"},
                              {"azp", "some-client"},
                              {"roles", roles},
                              {"iat", world_.clock.now().seconds},
                              {"nbf", world_.clock.now().seconds},
                              {"exp", world_.clock.now().seconds + 3600}};
    return {{"Authorization", "Bearer " + world_.provider.sign(claims)}};
  }

  // Makes a bot named after the program, with a role that was given by hand.
  PersonId make_bot(std::string_view name = kProgram) {
    const auto bot =
        world_.people_by_hand->add({.labels = {"Robot", "", "", std::string(name)}, .kind = identity::PersonKind::bot},
                                   {"admin", world_.clock.now()});
    EXPECT_TRUE(bot) << bot.error().reason;
    for (const char* const role : {"Ingestion", "Admin"})
      EXPECT_TRUE(world_.identities->give_role(bot->person.id, {role, identity::Origin::administrator}));
    return bot->person.id;
  }

  World world_;
};

TEST_F(EntraBot, HasTheRolesOfItsAppAndThoseThatItWasGiven) {
  make_bot();
  const Headers token = bearer({"Reader"});
  for (int i = 0; i < 2; ++i) {
    const Reply reply = world_.send("GET", "/check", token);
    EXPECT_EQ(reply.status, 204);
    EXPECT_EQ(reply.header("X-Auth-Request-Roles"), "Ingestion,Reader") << "and it is no administrator";
  }
}

TEST_F(EntraBot, AProgramWithoutOneHasTheRolesOfItsApp) {
  make_bot("another-bot");
  EXPECT_EQ(world_.send("GET", "/check", bearer({"Reader"})).header("X-Auth-Request-Roles"), "Reader");
}

TEST_F(EntraBot, OneThatIsDisabledKeepsItsProgramOut) {
  const PersonId bot = make_bot();
  const Headers token = bearer({"Reader"});
  EXPECT_EQ(world_.send("GET", "/check", token).status, 204);
  ASSERT_TRUE(world_.identities->set_disabled(bot, true));
  world_.shared->revocations.forget_people();
  EXPECT_EQ(world_.send("GET", "/check", token).status, 403);
}

TEST_F(EntraBot, IsKnownToTheLoopOnceAWorkerHasFoundIt) {
  make_bot();
  world_.send("GET", "/check", bearer({"Reader"}));
  const int deferred = world_.deferred;
  EXPECT_EQ(world_.send("GET", "/check", bearer({"Writer"})).header("X-Auth-Request-Roles"), "Ingestion,Writer");
  EXPECT_EQ(world_.deferred, deferred);
}

TEST_F(EntraBot, APersonOfItsNameIsNone) {
  const identity::IdentityKey key{"azure", Issuer("https://elsewhere.example"), TenantId("t"), Subject("s")};
  const PersonId person = world_.identities
                              ->link_or_create({key, {"", "", "", std::string(kProgram)}, ""},
                                               identity::CreateMissing::yes, world_.clock.now())
                              .value()
                              ->id;
  ASSERT_TRUE(world_.identities->give_role(person, {"Ingestion", identity::Origin::administrator}));
  EXPECT_EQ(world_.send("GET", "/check", bearer({"Reader"})).header("X-Auth-Request-Roles"), "Reader");
}

TEST_F(EntraBot, WithSeveralTenantsItsNameTellsTheTenantToo) {
  const TenantId other("99999999-2222-3333-4444-555555555555");
  testing::reload(world_, [&](Settings& settings) { settings.provider.allowed_tenants.push_back(other); });
  make_bot(std::string(kProgram) + "." + other.value);
  EXPECT_EQ(world_.send("GET", "/check", bearer({"Reader"})).header("X-Auth-Request-Roles"), "Reader")
      << "that one is another tenant's";
  make_bot(std::string(kProgram) + "." + std::string(testing::kTenant));
  world_.shared->revocations.forget_people();
  EXPECT_EQ(world_.send("GET", "/check", bearer({"Reader"})).header("X-Auth-Request-Roles"), "Ingestion,Reader");
}

TEST_F(EntraBot, WithSeveralTenantsTheObjectIdAloneIsNone) {
  make_bot();
  testing::reload(world_, [](Settings& settings) {
    settings.provider.allowed_tenants.emplace_back("99999999-2222-3333-4444-555555555555");
  });
  EXPECT_EQ(world_.send("GET", "/check", bearer({"Reader"})).header("X-Auth-Request-Roles"), "Reader");
}

}  // namespace
}  // namespace sallyport::gateway
