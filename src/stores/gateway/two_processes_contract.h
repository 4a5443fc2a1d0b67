// The tests that two processes with one database must pass: what one does holds for the other, what one changes the
// other hears, and of those that race one wins. A test instantiates the suite with a factory type:
//   struct Factory { std::unique_ptr<Database> open(); };  // each call: another process's view of the same tables
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/reason_of.h"
#include "stores/contract/identity_store_contract.h"
#include "stores/contract/key_ring_store_contract.h"
#include "stores/contract/local_admin_store_contract.h"
#include "stores/contract/race.h"
#include "stores/contract/session_store_contract.h"
#include "stores/contract/shared_random.h"
#include "stores/contract/sign_in_ledger_contract.h"
#include "stores/contract/token_store_contract.h"
#include "stores/gateway/identity_store.h"
#include "stores/gateway/key_ring_store.h"
#include "stores/gateway/local_admin_store.h"
#include "stores/gateway/session_store.h"
#include "stores/gateway/sign_in_ledger.h"
#include "stores/gateway/token_store.h"
#include "stores/gateway/version_store.h"

namespace sallyport::stores::contract::processes {

using identities::arrival;
using identity::CreateMissing;
using session::Changes;
using sessions::digest;
using sessions::full_session;
using sessions::kLimits;
using sessions::kNow;

// The stores of one process.
struct Process {
  Process(std::unique_ptr<Database> opened, Random& random, Log& log)
      : database(std::move(opened)),
        sessions(*database, kLimits, random, log),
        people(*database, random, log),
        invitations(*database, random),
        memberships(*database, log),
        local_admin(*database, log),
        sign_ins(*database),
        keys(*database),
        versions(*database, log),
        tokens(*database, log) {}

  const std::unique_ptr<Database> database;
  SqlSessionStore sessions;
  SqlIdentityStore people;
  SqlInvitationStore invitations;
  SqlMembershipStore memberships;
  SqlLocalAdminStore local_admin;
  SqlSignInLedger sign_ins;
  SqlKeyRingStore keys;
  SqlVersionStore versions;
  SqlTokenStore tokens;

  Changes changes() { return sessions.changes_elsewhere({}).value(); }
  // Waits for changes, which must come.
  Changes hears() { return sessions.changes_elsewhere(std::chrono::seconds(20)).value(); }
};

template <class Factory>
class TwoProcesses : public testing::Test {
 protected:
  void SetUp() override {
    SALLYPORT_SKIP_IF_MISSING(Factory);
    one_ = std::make_unique<Process>(factory_.open(), random_, log_);
    other_ = std::make_unique<Process>(factory_.open(), random_, log_);
    ASSERT_EQ(other_->changes(), Changes{});  // begins to listen
  }

  Process& of_racer(std::size_t i) { return i % 2 == 0 ? *one_ : *other_; }

  // A person with two sessions, of which nobody was told.
  identity::Person person_with_sessions(char first, char second) {
    auto person = one_->people.link_or_create(arrival("ann"), CreateMissing::yes, kNow).value().value();
    for (const char fill : {first, second}) {
      auto session = full_session(fill);
      session.person = person.id;
      EXPECT_TRUE(one_->sessions.create(session));
    }
    return person;
  }

  SharedRandom random_;
  NoLog log_;
  Factory factory_;
  std::unique_ptr<Process> one_;
  std::unique_ptr<Process> other_;
};
TYPED_TEST_SUITE_P(TwoProcesses);

TYPED_TEST_P(TwoProcesses, WhatOneOpensTheOtherFinds) {
  ASSERT_TRUE(this->one_->sessions.create(full_session('a')));
  sessions::expect_same(**this->other_->sessions.find(digest('a'), kNow), full_session('a'));
  EXPECT_EQ(this->other_->changes(), Changes{}) << "what is new is in nobody's cache";
}

TYPED_TEST_P(TwoProcesses, TheEndOfASessionIsHeardAndNamesItAlone) {
  this->RecordProperty("covers", "SES-04");
  for (const char fill : {'a', 'b'}) ASSERT_TRUE(this->one_->sessions.create(full_session(fill)));
  ASSERT_TRUE(this->one_->sessions.end({.digest = digest('a')}, kNow));
  EXPECT_EQ(this->other_->hears(), (Changes{.sessions = {digest('a')}}));
  EXPECT_EQ(this->other_->changes(), Changes{}) << "once";
  EXPECT_FALSE(this->other_->sessions.find(digest('a'), kNow).value());
}

TYPED_TEST_P(TwoProcesses, TheUseOfASessionIsNoChange) {
  ASSERT_TRUE(this->one_->sessions.create(full_session('a')));
  ASSERT_TRUE(this->one_->sessions.touch({digest('a')}, kNow + Seconds(60)));
  ASSERT_TRUE(this->one_->sessions.lease_renewal(digest('a'), kNow).value());
  EXPECT_EQ(this->other_->changes(), Changes{});
}

TYPED_TEST_P(TwoProcesses, ARenewalIsHeard) {
  ASSERT_TRUE(this->one_->sessions.create(full_session('a')));
  const auto lease = this->one_->sessions.lease_renewal(digest('a'), kNow).value().value();
  EXPECT_FALSE(this->other_->sessions.lease_renewal(digest('a'), kNow).value()) << "the lease is one";
  ASSERT_TRUE(this->one_->sessions.renew(lease, full_session('a')));
  EXPECT_EQ(this->other_->hears(), (Changes{.sessions = {digest('a')}}));
}

TYPED_TEST_P(TwoProcesses, ADisabledPersonIsHeardWithTheirSessions) {
  const auto person = this->person_with_sessions('a', 'b');
  ASSERT_TRUE(this->one_->people.link_or_create(arrival("ann"), CreateMissing::yes, kNow + Seconds(9)));
  EXPECT_EQ(this->other_->changes(), Changes{}) << "a sign-in changes nothing that others keep";
  ASSERT_TRUE(this->one_->people.set_disabled(person.id, true));
  auto heard = this->other_->hears();
  std::ranges::sort(heard.sessions);
  EXPECT_EQ(heard, (Changes{.people = true, .sessions = {digest('a'), digest('b')}}));
}

TYPED_TEST_P(TwoProcesses, ARoleThatIsGivenOrTakenIsHeard) {
  const auto person = this->person_with_sessions('a', 'b');
  const identity::Membership reader{"Reader", identity::Origin::administrator};
  ASSERT_TRUE(this->one_->memberships.give_role(person.id, reader));
  EXPECT_EQ(this->other_->hears().sessions.size(), 2U);
  ASSERT_TRUE(this->one_->memberships.take_role(person.id, reader));
  EXPECT_TRUE(this->other_->hears().people);
}

TYPED_TEST_P(TwoProcesses, AWithdrawnInvitationIsHeardAsNewsAboutPeople) {
  const auto invited = this->one_->invitations.invite(identities::by_address("ann"), {}).value();
  EXPECT_EQ(this->other_->changes(), Changes{});
  ASSERT_TRUE(this->one_->invitations.withdraw(invited.id));
  EXPECT_EQ(this->other_->hears(), (Changes{.people = true}));
}

TYPED_TEST_P(TwoProcesses, ManyChangesAreAllHeardWhoeverMakesThem) {
  race([&](std::size_t i) {
    Process& process = this->of_racer(i);
    const char fill = static_cast<char>('A' + i);
    EXPECT_TRUE(process.sessions.create(full_session(fill)));
    EXPECT_TRUE(process.sessions.end({.digest = digest(fill)}, kNow));
  });
  std::set<std::string> heard;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (heard.size() < kRacers / 2 && std::chrono::steady_clock::now() < deadline) {
    const auto changes = this->other_->sessions.changes_elsewhere(std::chrono::milliseconds(100)).value();
    for (const auto& changed : changes.sessions)
      if ((changed.value.front() - 'A') % 2 == 0) heard.insert(changed.value);
  }
  EXPECT_EQ(heard.size(), kRacers / 2) << "those of the other process";
}

TYPED_TEST_P(TwoProcesses, OneOfThemRenews) {
  ASSERT_TRUE(this->one_->sessions.create(full_session('a')));
  std::atomic<int> leases = 0;
  race([&](std::size_t i) { leases += this->of_racer(i).sessions.lease_renewal(digest('a'), kNow).value() ? 1 : 0; });
  EXPECT_EQ(leases, 1);
}

TYPED_TEST_P(TwoProcesses, TheLeaseOfAProcessThatDiedIsTakenOver) {
  ASSERT_TRUE(this->one_->sessions.create(full_session('a')));
  const auto lost = this->one_->sessions.lease_renewal(digest('a'), kNow).value().value();
  EXPECT_FALSE(this->other_->sessions.lease_renewal(digest('a'), kNow + Seconds(29)).value());
  const auto taken = this->other_->sessions.lease_renewal(digest('a'), kNow + Seconds(30)).value();
  ASSERT_TRUE(taken);
  EXPECT_EQ(reason_of(this->one_->sessions.renew(lost, full_session('a'))), "lease_lost")
      << "it was not dead after all";
  EXPECT_TRUE(this->other_->sessions.renew(*taken, full_session('a')));
}

TYPED_TEST_P(TwoProcesses, TheLeaseOfANodeWhoseConnectionsAreGoneIsTakenOver) {
  ASSERT_TRUE(this->one_->sessions.create(full_session('a')));
  ASSERT_TRUE(this->one_->sessions.lease_renewal(digest('a'), kNow).value());
  this->one_.reset();  // dead, and with it whatever a database keeps for a connection
  EXPECT_FALSE(this->other_->sessions.lease_renewal(digest('a'), kNow + session::kLeaseTime - Seconds(1)).value());
  const auto taken = this->other_->sessions.lease_renewal(digest('a'), kNow + session::kLeaseTime).value();
  ASSERT_TRUE(taken);
  EXPECT_TRUE(this->other_->sessions.renew(*taken, full_session('a')));
}

TYPED_TEST_P(TwoProcesses, AnEndWinsAgainstTheOthersRenewals) {
  ASSERT_TRUE(this->one_->sessions.create(full_session('a')));
  const auto lease = this->one_->sessions.lease_renewal(digest('a'), kNow).value().value();
  race([&](std::size_t i) {
    if (i == kRacers / 2) {
      EXPECT_TRUE(this->other_->sessions.end({.digest = digest('a')}, kNow));
      return;
    }
    (void)this->of_racer(i).sessions.renew(lease, full_session('a'));
    (void)this->of_racer(i).sessions.touch({digest('a')}, kNow);
  });
  EXPECT_FALSE(this->one_->sessions.find(digest('a'), kNow).value());
}

TYPED_TEST_P(TwoProcesses, OneNewAccountIsOnePerson) {
  std::mutex mutex;
  std::set<std::string> ids;
  race([&](std::size_t i) {
    const auto person = this->of_racer(i).people.link_or_create(arrival("bob"), CreateMissing::yes, kNow);
    const std::lock_guard lock(mutex);
    ids.insert(person.value().value().id.value);
  });
  EXPECT_EQ(ids.size(), 1U);
  EXPECT_EQ(this->one_->people.list({}, 10)->size(), 1U);
}

TYPED_TEST_P(TwoProcesses, AnInvitationAndALinkAreGoodOnce) {
  this->RecordProperty("covers", "LOC-05");
  ASSERT_TRUE(this->one_->invitations.invite(identities::by_address("ann"), {}));
  ASSERT_TRUE(this->one_->local_admin.put(local_admins::open_link()));
  std::atomic<int> linked = 0;
  std::atomic<int> taken = 0;
  race([&](std::size_t i) {
    auto racer = arrival("ann");
    racer.key = identities::key("account " + std::to_string(i));
    linked += this->of_racer(i).people.link_or_create(racer, CreateMissing::no, kNow).value() ? 1 : 0;
    taken += this->of_racer(i).local_admin.consume_link("aa00", "hash " + std::to_string(i), kNow) ? 1 : 0;
  });
  EXPECT_EQ(linked, 1);
  EXPECT_EQ(taken, 1);
}

TYPED_TEST_P(TwoProcesses, OneResponseMakesASignInWhicheverItReaches) {
  this->RecordProperty("covers", "RP-16");
  const session::SignInDigest sign_in = sign_ins::digest('s');
  std::atomic<int> taken = 0;
  race([&](std::size_t i) {
    taken += this->of_racer(i).sign_ins.take(sign_in, kNow + Seconds(600), kNow).value() ? 1 : 0;
  });
  EXPECT_EQ(taken, 1);
  ASSERT_TRUE(this->one_->sign_ins.give_back(sign_in));
  EXPECT_TRUE(this->other_->sign_ins.take(sign_in, kNow + Seconds(600), kNow).value()) << "the first one failed";
}

TYPED_TEST_P(TwoProcesses, TriesAreCountedTogether) {
  this->RecordProperty("covers", "LOC-02");
  std::atomic<int> allowed = 0;
  race([&](std::size_t i) {
    allowed += this->of_racer(i).sign_ins.begin_try({"203.0.113.9"}, kNow).value() == Seconds(0) ? 1 : 0;
  });
  EXPECT_EQ(allowed, 5);
}

TYPED_TEST_P(TwoProcesses, OneOfThemSweepsAndTheOtherIfItDied) {
  std::atomic<int> turns = 0;
  race([&](std::size_t i) { turns += this->of_racer(i).sessions.take_sweep(kNow).value() ? 1 : 0; });
  EXPECT_EQ(turns, 1);
  this->one_.reset();
  EXPECT_FALSE(this->other_->sessions.take_sweep(kNow + Seconds(59)).value());
  EXPECT_TRUE(this->other_->sessions.take_sweep(kNow + session::kSweepEvery).value());
}

TYPED_TEST_P(TwoProcesses, OneOfThemMakesTheFirstKeys) {
  std::atomic<int> made = 0;
  race([&](std::size_t i) {
    made += this->of_racer(i).keys.add({keys::generation(1), keys::generation(2)}, 0) ? 1 : 0;
  });
  EXPECT_EQ(made, 1);
  EXPECT_EQ(this->other_->keys.list().value(), this->one_->keys.list().value());
}

TYPED_TEST_P(TwoProcesses, ARotationOfTheKeysIsHeard) {
  ASSERT_TRUE(this->one_->keys.add({keys::generation(1), keys::generation(2)}, 0));
  EXPECT_EQ(this->other_->hears(), (Changes{.keys = true}));
  ASSERT_TRUE(this->one_->keys.add({keys::generation(3)}, 1));
  EXPECT_EQ(this->other_->hears(), (Changes{.keys = true}));
}

TYPED_TEST_P(TwoProcesses, ANewVersionOfTheConfigurationIsHeard) {
  ASSERT_TRUE(this->one_->versions.add("ann", "text", 0, kNow));
  EXPECT_EQ(this->other_->hears(), (Changes{.configuration = true}));
  EXPECT_EQ(this->other_->versions.newest().value()->text, "text");
}

TYPED_TEST_P(TwoProcesses, ARevokedTokenIsHeardAndItsUseIsNot) {
  this->RecordProperty("covers", "BOT-01");
  ASSERT_TRUE(this->one_->tokens.create(tokens::token("one")));
  ASSERT_TRUE(this->one_->tokens.note_used({tokens::token("one").id}, kNow));
  ASSERT_TRUE(this->one_->tokens.replace_facts(tokens::kAnn, {}));
  EXPECT_EQ(this->other_->changes(), Changes{});
  ASSERT_TRUE(this->one_->tokens.revoke(tokens::kAnn, tokens::token("one").id, kNow));
  EXPECT_EQ(this->other_->hears(), (Changes{.people = true}));
  EXPECT_EQ(this->other_->tokens.find(tokens::token("one").id).value()->revoked, kNow);
}

TYPED_TEST_P(TwoProcesses, TheSweepLeavesTheNewestChangesInTheLog) {
  ASSERT_TRUE(this->one_->sessions.create(full_session('a')));
  ASSERT_TRUE(this->one_->sessions.end({.digest = digest('a')}, kNow));
  ASSERT_TRUE(this->one_->sessions.sweep(kNow, 100));
  EXPECT_EQ(this->other_->hears().sessions, std::vector{digest('a')});
}

REGISTER_TYPED_TEST_SUITE_P(TwoProcesses, WhatOneOpensTheOtherFinds, TheEndOfASessionIsHeardAndNamesItAlone,
                            TheUseOfASessionIsNoChange, ARenewalIsHeard, ADisabledPersonIsHeardWithTheirSessions,
                            ARoleThatIsGivenOrTakenIsHeard, AWithdrawnInvitationIsHeardAsNewsAboutPeople,
                            ManyChangesAreAllHeardWhoeverMakesThem, OneOfThemRenews,
                            TheLeaseOfAProcessThatDiedIsTakenOver, AnEndWinsAgainstTheOthersRenewals,
                            OneNewAccountIsOnePerson, AnInvitationAndALinkAreGoodOnce,
                            OneResponseMakesASignInWhicheverItReaches, TriesAreCountedTogether,
                            OneOfThemMakesTheFirstKeys, ARotationOfTheKeysIsHeard, OneOfThemSweepsAndTheOtherIfItDied,
                            TheLeaseOfANodeWhoseConnectionsAreGoneIsTakenOver, ANewVersionOfTheConfigurationIsHeard,
                            ARevokedTokenIsHeardAndItsUseIsNot, TheSweepLeavesTheNewestChangesInTheLog);

}  // namespace sallyport::stores::contract::processes
