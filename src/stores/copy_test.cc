// Copies a gateway's store from SQLite to PostgreSQL and back, and compares.
#include <gtest/gtest.h>

#include "audit/chain_fixture.h"
#include "base/reason_of.h"
#include "stores/contract/account_store_contract.h"
#include "stores/contract/identity_store_contract.h"
#include "stores/contract/local_admin_store_contract.h"
#include "stores/contract/scratch_file.h"
#include "stores/contract/session_store_contract.h"
#include "stores/contract/shared_random.h"
#include "stores/contract/token_store_contract.h"
#include "stores/open_gateway.h"
#include "stores/postgres/engine/server_fixture.h"

namespace sallyport::stores {
namespace {

// This program takes only the sample values of these suites.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SessionStoreContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(IdentityStoreContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(LocalAdminStoreContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(TokenStoreContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(AccountStoreContract);
namespace accounts = contract::accounts;
namespace tokens = contract::tokens;

using contract::identities::arrival;
using contract::identities::by_address;
using contract::sessions::digest;
using contract::sessions::full_session;
using contract::sessions::kLimits;
using contract::sessions::kNow;

const session::SignInDigest kSignIn{std::string(32, 's')};
const session::SealedKeys kKeys{1, kNow, std::string(16, '\0'), "sealed"};
const session::Guesser kStranger{"203.0.113.9"};

class CopyStore : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto why = PostgresServer::missing()) GTEST_SKIP() << *why;
  }

  std::unique_ptr<GatewayStores> file(const ScratchFile& at) {
    return open_gateway_stores({.path = at.path()}, random_, clock_, log_).value();
  }
  std::unique_ptr<GatewayStores> shared() {
    return open_gateway_stores({.path = {}, .url = Secret(PostgresServer::shared().empty_place())}, random_, clock_,
                               log_)
        .value();
  }

  // More people than one page holds, one of everything else, and three sessions.
  void fill(GatewayStores& stores) {
    for (int i = 0; i < 1100; ++i)
      ASSERT_TRUE(
          stores.people().link_or_create(arrival("person " + std::to_string(i)), identity::CreateMissing::yes, kNow));
    const auto person = stores.people().list({}, 1)->front().person;
    ASSERT_TRUE(stores.memberships().give_role(person.id, {"Reader", identity::Origin::administrator}));
    ASSERT_TRUE(stores.people().set_disabled(person.id, true));
    ASSERT_TRUE(stores.invitations().invite(by_address("eve"), {}));
    ASSERT_TRUE(stores.local_admin().put(contract::local_admins::open_link()));
    ASSERT_TRUE(stores.sign_ins().take(kSignIn, kNow + Seconds(600), kNow).value());
    for (int i = 0; i < 5; ++i) ASSERT_EQ(stores.sign_ins().begin_try(kStranger, kNow), Seconds(0));
    ASSERT_EQ(stores.sign_ins().begin_try({"owner", true}, kNow), Seconds(0));
    ASSERT_TRUE(stores.keys().add({kKeys}, 0));
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(stores.versions().add("ann", "version " + std::to_string(i), i, kNow));
    ASSERT_TRUE(stores.access().commit(0, seeds_));
    ASSERT_TRUE(stores.entity_versions().put({organization(), 1, "{}"}));
    ASSERT_TRUE(stores.team_members().join(person.id, {organization(), identity::Origin::administrator}));
    audit_head_ = stores.audit().append("node", {}, {audit::entry_of(1), audit::entry_of(2)}).value();
    ASSERT_TRUE(stores.audit().add_checkpoint(
        sign_checkpoint(audit::next_checkpoint(nullptr, "node", audit_head_, kNow), jose::rs256_key()).value()));
    ASSERT_TRUE(stores.people_by_hand().change(person.id, {}, {"root", kNow}, [](const auto& entry, auto) {
      identity::ByHand by_hand = entry.by_hand;
      by_hand.profile = {"Boss", "of all", "UTC", {{"image", "https://img.example/a"}}};
      return Result<identity::ByHand>(by_hand);
    }));
    ASSERT_TRUE(add_missing_bots(stores.people_by_hand(), stores.bots(), kNow));
    ASSERT_TRUE(stores.tokens().create(tokens::token("one")));
    ASSERT_TRUE(stores.provisioned_users().add(person.id, {"zoe", "external", false, "{}"},
                                               {contract::identities::labels("zoe"), by_address("zoe")},
                                               {"entra", kNow}, {}));
    ASSERT_TRUE(stores.provisioned_groups().add(person.id, organization(), {{"All", "", true, "{}"}}, {"entra", kNow}));
    ASSERT_TRUE(stores.accounts().change(person.id, [&](const identity::LocalAccount&) {
      return Result<identity::LocalAccount>(accounts::full_account(person.id));
    }));
    for (const PersonId& owner : {person.id, accounts::administrator()})
      ASSERT_TRUE(stores.accounts().change_factor(owner, [&](const auto&) {
        return Result<std::optional<identity::SecondFactor>>(accounts::full_factor(owner));
      }));
    const auto sessions = stores.sessions(kLimits);
    for (const char fill : {'a', 'b', 'c'}) ASSERT_TRUE(sessions->create(full_session(fill)));
    lease_ = sessions->lease_renewal(digest('c'), kNow).value().value();
  }

  static std::vector<identity::PersonRecord> people_of(GatewayStores& stores) {
    return stores.people().list({}, 5000).value();
  }

  void expect_same(GatewayStores& one, GatewayStores& other) {
    const auto theirs = people_of(one);
    const auto ours = people_of(other);
    ASSERT_EQ(theirs.size(), ours.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
      EXPECT_EQ(theirs[i].person, ours[i].person) << i;
      EXPECT_EQ(theirs[i].identities, ours[i].identities) << i;
      EXPECT_EQ(theirs[i].invitation, ours[i].invitation) << i;
    }
    EXPECT_EQ(one.local_admin().find().value(), other.local_admin().find().value());
    EXPECT_FALSE(other.sign_ins().take(kSignIn, kNow + Seconds(600), kNow).value()) << "it stays used";
    EXPECT_EQ(other.sign_ins().begin_try(kStranger, kNow), Seconds(30)) << "a move is no way around a wait";
    EXPECT_EQ(other.keys().list().value(), std::vector{kKeys});
    EXPECT_EQ(one.versions().list(0, 10).value(), other.versions().list(0, 10).value());
    EXPECT_EQ(one.access().read().value(), other.access().read().value());
    EXPECT_EQ(other.entity_versions().list(organization(), 10).value(),
              one.entity_versions().list(organization(), 10).value());
    EXPECT_EQ(other.team_members().members_of(organization(), {}, 10).value(), std::vector{ours.front().person.id});
    EXPECT_EQ(one.audit().records("node", 0, 10).value(), other.audit().records("node", 0, 10).value());
    EXPECT_EQ(one.audit().newest_checkpoint("node").value()->jws, other.audit().newest_checkpoint("node").value()->jws);
    EXPECT_EQ(other.audit().chains("", 10).value(), (std::vector<audit::ChainEnd>{{"node", audit_head_}}));
    EXPECT_EQ(one.bots().list().value(), other.bots().list().value());
    EXPECT_EQ(one.people_by_hand().find(ours.front().person.id).value(),
              other.people_by_hand().find(ours.front().person.id).value());
    EXPECT_EQ(other.tokens().find(tokens::token("one").id).value(), tokens::token("one"));
    const PersonId& client = ours.front().person.id;
    EXPECT_EQ(one.provisioned_users().list(client, {})->found, other.provisioned_users().list(client, {})->found);
    EXPECT_EQ(other.provisioned_groups().list(client, {})->total, 1U);
    EXPECT_EQ(other.accounts().find(ours.front().person.id).value(), accounts::full_account(ours.front().person.id));
    for (const PersonId& owner : {ours.front().person.id, accounts::administrator()})
      EXPECT_EQ(other.accounts().find_factor(owner).value(), accounts::full_factor(owner));
    const auto sessions = other.sessions(kLimits);
    for (const char fill : {'a', 'b', 'c'})
      contract::sessions::expect_same(**sessions->find(digest(fill), kNow), full_session(fill));
  }

  identity::EntityId organization() const { return seeds_.teams.front().header.id; }

  contract::SharedRandom random_;
  SystemClock clock_;
  NoLog log_;
  session::RenewalLease lease_;
  audit::Head audit_head_;
  const identity::AccessChanges seeds_ = identity::missing_seeds({}, random_, kNow);
};

TEST_F(CopyStore, EverythingGoesToPostgresqlAndBackAsItWas) {
  const ScratchFile first;
  const ScratchFile second;
  const auto before = file(first);
  fill(*before);
  const auto between = shared();
  const auto copied = between->copy_from(*before);
  ASSERT_TRUE(copied) << copied.error().reason << ": " << copied.error().detail;
  using Rows = std::vector<std::pair<std::string, std::size_t>>;
  EXPECT_EQ(*copied, (Rows{{"person", 1103},
                           {"identity", 1100},
                           {"membership", 2},
                           {"invitation", 2},
                           {"local_admin", 1},
                           {"local_account", 1},
                           {"second_factor", 1},
                           {"local_admin_factor", 1},
                           {"used_response", 1},
                           {"guesser", 2},
                           {"guess", 5},
                           {"shared_key", 1},
                           {"config_version", 2},
                           {"entity", seeds_.policies.size() + seeds_.roles.size() + seeds_.teams.size()},
                           {"entity_revision", 1},
                           {"entity_version", 1},
                           {"team_member", 1},
                           {"profile", 3},
                           {"scim_user", 1},
                           {"scim_group", 1},
                           {"bot", 1},
                           {"token", 1},
                           {"audit_chain", 1},
                           {"audit_record", 2},
                           {"audit_checkpoint", 1},
                           {"session", 3}}));
  expect_same(*before, *between);
  EXPECT_TRUE(between->sessions(kLimits)->renew(lease_, full_session('c'))) << "a renewal that is under way ends there";
  const auto after = file(second);
  ASSERT_TRUE(after->copy_from(*between));
  expect_same(*between, *after);
  EXPECT_TRUE(after->people().link_or_create(arrival("new"), identity::CreateMissing::yes, kNow)) << "it can be used";
}

TEST_F(CopyStore, AStoreThatHoldsAnythingIsNotWrittenTo) {
  const ScratchFile first;
  const auto before = file(first);
  fill(*before);
  const auto target = shared();
  ASSERT_TRUE(target->people().link_or_create(arrival("somebody"), identity::CreateMissing::yes, kNow));
  EXPECT_EQ(reason_of(target->copy_from(*before)), "store_not_empty");
  EXPECT_EQ(people_of(*target).size(), 1U);
}

TEST_F(CopyStore, TheStatusTellsKindPlaceVersionAndRows) {
  const ScratchFile place;
  const GatewayStoreOptions options{.path = place.path()};
  auto status = look_at_store(options, random_, clock_).value();
  EXPECT_EQ(status.kind, "sqlite");
  EXPECT_FALSE(status.version);
  EXPECT_TRUE(place.read().empty()) << "to look makes nothing";
  ASSERT_TRUE(file(place)->people().link_or_create(arrival("ann"), identity::CreateMissing::yes, kNow));
  status = look_at_store(options, random_, clock_).value();
  EXPECT_EQ(status.version, status.newest);
  EXPECT_EQ(status.rows.front(), (std::pair<std::string, std::size_t>{"person", 1}));

  const GatewayStoreOptions shared_options{.path = {}, .url = Secret(PostgresServer::shared().empty_place())};
  status = look_at_store(shared_options, random_, clock_).value();
  EXPECT_EQ(status.kind, "postgresql");
  EXPECT_FALSE(status.version);
  ASSERT_TRUE(open_gateway_stores(shared_options, random_, clock_, log_));
  status = look_at_store(shared_options, random_, clock_).value();
  EXPECT_EQ(status.version, status.newest);
  EXPECT_EQ(status.rows.size(), 26U);
}

}  // namespace
}  // namespace sallyport::stores
