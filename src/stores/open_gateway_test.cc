// The factory: a gateway's file of version 0.1.0, of which nothing may be lost, and a store in memory.
#include "stores/open_gateway.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/reason_of.h"
#include "stores/contract/fixture_0_1_0.h"
#include "stores/contract/scratch_file.h"
#include "stores/contract/shared_random.h"

namespace sallyport::stores {
namespace {

constexpr std::int32_t kGatewayFile = 0x53616c79;
constexpr std::size_t kStoreVersion = 3;

class GatewayOf010 : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(contract::build_fixture("gateway/sallyport.sql", file_.path(), kGatewayFile, kStoreVersion));
    made_ = *json::parse(contract::read_fixture("made.json")).value().as_object();
    now_ = UnixTime{*made_.find("now")->as_integer()};
    stores_ = open_gateway_stores({.path = file_.path()}, random_, clock_, log_).value();
  }

  std::string text(const json::Object& object, std::string_view name) {
    return std::string(*object.find(name)->as_string());
  }
  std::optional<session::Session> session_of(std::string_view name) {
    const SessionId id(text(*made_.find("sessions")->as_object(), name));
    return stores_->sessions({})->find(session::digest_of(id), now_).value();
  }
  identity::Person person_of(std::string_view name) {
    const identity::IdentityKey key{"azure", Issuer(text(made_, "issuer")), TenantId(text(made_, "tenant")),
                                    Subject(text(*made_.find("people")->as_object(), name))};
    return stores_->people().find(key).value().value();
  }

  ScratchFile file_;
  ScriptedRandom random_;
  SystemClock clock_;
  NoLog log_;
  json::Object made_;
  UnixTime now_;
  std::unique_ptr<GatewayStores> stores_;
};

TEST_F(GatewayOf010, EveryPersonIsThereAndADisabledOneStaysSo) {
  EXPECT_EQ(stores_->people().list({}, 10)->size(), 3U);
  EXPECT_EQ(person_of("alice").labels.email, "alice@contoso.example");
  EXPECT_FALSE(person_of("alice").disabled);
  EXPECT_TRUE(person_of("bob").disabled);
  EXPECT_EQ(person_of("carol").labels.username, "carol");
}

TEST_F(GatewayOf010, AStoredPrivilegeIsNotCarriedOver) {
  RecordProperty("covers", "A4");
  EXPECT_TRUE(person_of("alice").memberships.empty()) << "adminPrincipals decides at each look";
}

TEST_F(GatewayOf010, EverySessionIsFoundWithItsClaimsAndItsToken) {
  for (const char* const name : {"alice", "carol"}) {
    const auto session = session_of(name);
    ASSERT_TRUE(session) << name;
    EXPECT_EQ(session->person, person_of(name).id);
    EXPECT_EQ(session->provider, "azure");
    EXPECT_EQ(session->subject.value, text(*made_.find("people")->as_object(), name));
    EXPECT_TRUE(json::parse(session->claims)) << session->claims;
    EXPECT_FALSE(session->groups.empty());
    EXPECT_FALSE(session->sealed_refresh_token.reveal().empty());
  }
  EXPECT_FALSE(session_of("bob")) << "it ended when he was disabled";
}

TEST_F(GatewayOf010, TheLocalAdministratorIsThereAndRetired) {
  const auto admin = stores_->local_admin().find().value().value();
  EXPECT_TRUE(admin.retired);
  EXPECT_TRUE(admin.password_hash.starts_with("$argon2id$"));
}

TEST_F(GatewayOf010, TheFileIsSoundAndOpensAgain) {
  EXPECT_TRUE(stores_->check_integrity());
  stores_.reset();
  stores_ =
      open_gateway_stores({.path = file_.path(), .when_missing = WhenMissing::refuse}, random_, clock_, log_).value();
  EXPECT_TRUE(session_of("alice"));
}

TEST(GatewayStores, ACommandDoesNotMakeAStore) {
  RecordProperty("covers", "B2");
  const ScratchFile file;
  ScriptedRandom random;
  const SystemClock clock;
  NoLog log;
  const auto opened =
      open_gateway_stores({.path = file.path(), .when_missing = WhenMissing::refuse}, random, clock, log);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, "store_missing");
  EXPECT_NE(opened.error().detail.find(file.path()), std::string::npos);
  EXPECT_TRUE(file.read().empty());
}

class StoresInMemory : public testing::Test {
 protected:
  Result<std::unique_ptr<GatewayStores>> open(WhenMissing when_missing = WhenMissing::make) {
    return open_gateway_stores({.path = {}, .url = Secret("memory:"), .when_missing = when_missing}, random_, clock_,
                               log_);
  }

  contract::SharedRandom random_;
  const SystemClock clock_;
  NoLog log_;
};

TEST_F(StoresInMemory, AReloadChangesTheLimitsOfTheSameSessions) {
  const auto stores = open().value();
  const UnixTime now{1'800'000'000};
  session::Session session;
  session.digest.value.assign(32, 'd');
  session.created = session.last_seen = now;
  session.expires = now + Seconds(7200);
  ASSERT_TRUE(stores->sessions({.idle = Seconds(3600), .absolute = Seconds(7200)})->create(session));
  const auto shorter = stores->sessions({.idle = Seconds(60), .absolute = Seconds(7200)});
  EXPECT_TRUE(shorter->find(session.digest, now + Seconds(59)).value());
  EXPECT_FALSE(shorter->find(session.digest, now + Seconds(60)).value());
}

TEST_F(StoresInMemory, AreSeenByNobodyElse) {
  const auto stores = open().value();
  ASSERT_TRUE(stores->versions().add("ann", "text", 0, UnixTime{1}));
  EXPECT_FALSE(open().value()->versions().newest().value()) << "each open makes its own";
}

TEST_F(StoresInMemory, CommandsOfAnotherProcessAreRefused) {
  EXPECT_EQ(reason_of(open(WhenMissing::refuse)), "store_in_memory");
  EXPECT_EQ(reason_of(look_at_store({.path = {}, .url = Secret("memory:")}, random_, clock_)), "store_in_memory");
}

TEST_F(StoresInMemory, AreNotCopied) {
  const ScratchFile file;
  const auto on_disk = open_gateway_stores({.path = file.path()}, random_, clock_, log_).value();
  const auto stores = open().value();
  EXPECT_EQ(reason_of(stores->copy_from(*on_disk)), "store_in_memory");
  EXPECT_EQ(reason_of(on_disk->copy_from(*stores)), "store_in_memory");
}

}  // namespace
}  // namespace sallyport::stores
