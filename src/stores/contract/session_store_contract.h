// The tests that every store of sessions must pass. A test instantiates the suite with a factory type:
//   struct Factory { std::unique_ptr<session::SessionStore> sessions(const session::SessionLimits&, Random&); };
// The factory outlives the store.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "stores/contract/race.h"
#include "stores/contract/session_renewal_contract.h"
#include "stores/contract/session_store_fixture.h"

namespace sallyport::stores::contract::sessions {

TYPED_TEST_P(SessionStoreContract, FoundAsItWasCreated) {
  this->create('a');
  const auto found = this->store_->find(digest('a'), kNow);
  ASSERT_TRUE(found && *found);
  expect_same(**found, full_session('a'));
}

TYPED_TEST_P(SessionStoreContract, FoundWhereEveryOptionalFieldIsEmpty) {
  Session bare;
  bare.digest = digest('a');
  bare.created = bare.last_seen = kNow;
  bare.expires = kNow + Seconds(10);
  this->create(bare);
  const auto found = this->store_->find(digest('a'), kNow);
  ASSERT_TRUE(found && *found);
  expect_same(**found, bare);
}

TYPED_TEST_P(SessionStoreContract, WhatNeverWasIsAbsent) {
  this->create('a');
  EXPECT_FALSE(this->is_found('b'));
  EXPECT_FALSE(this->store_->find(SessionDigest{""}, kNow).value());
  EXPECT_FALSE(this->store_->find(SessionDigest{std::string(31, 'a')}, kNow).value());
  EXPECT_FALSE(this->store_->find(SessionDigest{std::string(33, 'a')}, kNow).value());
}

TYPED_TEST_P(SessionStoreContract, SameDigestTwiceIsAConflictAndTheFirstStays) {
  this->create('a');
  auto second = full_session('a');
  second.person = PersonId("somebody else");
  EXPECT_EQ(reason_of(this->store_->create(second)), "session_exists");
  EXPECT_EQ((*this->store_->find(digest('a'), kNow))->person, full_session('a').person);
}

TYPED_TEST_P(SessionStoreContract, AbsentAtTheInstantOfExpiry) {
  auto session = full_session('a');
  session.expires = kNow + Seconds(10);
  this->create(session);
  EXPECT_TRUE(this->is_found('a', kNow + Seconds(9)));
  EXPECT_FALSE(this->is_found('a', kNow + Seconds(10)));
}

TYPED_TEST_P(SessionStoreContract, AbsentAtTheInstantOfIdling) {
  this->create('a');
  EXPECT_TRUE(this->is_found('a', kNow + Seconds(999)));
  EXPECT_FALSE(this->is_found('a', kNow + Seconds(1000)));
}

TYPED_TEST_P(SessionStoreContract, TouchMovesIdlingButNotExpiry) {
  this->create('a');
  this->create('b');
  ASSERT_TRUE(this->store_->touch({digest('a'), digest('z')}, kNow + Seconds(900)));
  EXPECT_TRUE(this->is_found('a', kNow + Seconds(1899)));
  EXPECT_FALSE(this->is_found('a', kNow + Seconds(1900)));
  EXPECT_FALSE(this->is_found('b', kNow + Seconds(1000)));
  for (int at = 1800; at <= 4500; at += 900) ASSERT_TRUE(this->store_->touch({digest('a')}, kNow + Seconds(at)));
  EXPECT_TRUE(this->is_found('a', kNow + Seconds(4999)));
  EXPECT_FALSE(this->is_found('a', kNow + Seconds(5000)));
}

TYPED_TEST_P(SessionStoreContract, TouchNeverGoesBack) {
  this->create('a');
  ASSERT_TRUE(this->store_->touch({digest('a')}, kNow + Seconds(500)));
  ASSERT_TRUE(this->store_->touch({digest('a')}, kNow + Seconds(440)));  // an older batch that came late
  EXPECT_TRUE(this->is_found('a', kNow + Seconds(1499)));
}

TYPED_TEST_P(SessionStoreContract, TouchNeverRevives) {
  this->create('a');
  this->create('b');
  auto session = full_session('c');
  session.expires = kNow + Seconds(10);
  this->create(session);
  ASSERT_TRUE(this->store_->end({.digest = digest('a')}, kNow));
  ASSERT_TRUE(this->store_->touch({digest('a')}, kNow));
  EXPECT_FALSE(this->is_found('a'));  // ended
  ASSERT_TRUE(this->store_->touch({digest('b'), digest('c')}, kNow + Seconds(1000)));
  EXPECT_FALSE(this->is_found('b', kNow + Seconds(1000)));  // idle too long
  EXPECT_FALSE(this->is_found('c', kNow + Seconds(1000)));  // expired
}

TYPED_TEST_P(SessionStoreContract, WhatWasOpenedInTheFutureIsAbsentUntilThen) {
  testing::Test::RecordProperty("covers", "F-07");
  auto session = full_session('a');
  session.created = session.last_seen = kNow + Seconds(61);  // one second more than clocks may differ
  this->create(session);
  EXPECT_FALSE(this->is_found('a'));
  EXPECT_FALSE(this->store_->lease_renewal(digest('a'), kNow).value());
  EXPECT_TRUE(this->store_->list({}, 10, kNow).value().empty());
  ASSERT_TRUE(this->store_->touch({digest('a')}, kNow));
  EXPECT_TRUE(this->is_found('a', kNow + Seconds(1))) << "a clock that is put right again loses nobody";
}

TYPED_TEST_P(SessionStoreContract, TouchPutsBackWhatWasSeenInTheFuture) {  // else it would never idle
  testing::Test::RecordProperty("covers", "F-07");
  auto session = full_session('a');
  session.last_seen = kNow + Seconds(4000);
  this->create(session);
  EXPECT_TRUE(this->is_found('a'));
  ASSERT_TRUE(this->store_->touch({digest('a')}, kNow));
  EXPECT_TRUE(this->is_found('a', kNow + Seconds(999)));
  EXPECT_FALSE(this->is_found('a', kNow + Seconds(1000)));
}

TYPED_TEST_P(SessionStoreContract, AbsentAfterEnd) {
  this->create('a');
  this->create('b');
  EXPECT_EQ(this->store_->end({.digest = digest('a')}, kNow), std::vector{digest('a')});
  EXPECT_FALSE(this->is_found('a'));
  EXPECT_TRUE(this->is_found('b'));
  EXPECT_EQ(this->store_->end({.digest = digest('a')}, kNow), std::vector<SessionDigest>{});
}

TYPED_TEST_P(SessionStoreContract, EndOfAPersonEndsEverySessionOfTheirsAlone) {
  this->create('a');
  this->create('b');
  auto other = full_session('c');
  other.person = PersonId("somebody else");
  this->create(other);
  auto ended = this->store_->end({.person = full_session('a').person}, kNow).value();
  std::ranges::sort(ended);
  EXPECT_EQ(ended, (std::vector{digest('a'), digest('b')}));
  EXPECT_FALSE(this->is_found('a'));
  EXPECT_FALSE(this->is_found('b'));
  EXPECT_TRUE(this->is_found('c'));
}

TYPED_TEST_P(SessionStoreContract, EndOfASidEndsItAtThisIssuerAlone) {
  this->create('a');
  auto twin = full_session('b');
  twin.sid = full_session('a').sid;
  twin.issuer = Issuer("https://login.example/other/v2.0");
  this->create(twin);
  const auto issuer = full_session('a').issuer;
  EXPECT_EQ(this->store_->end({.sid = std::pair{issuer, full_session('a').sid}}, kNow), std::vector{digest('a')});
  EXPECT_FALSE(this->is_found('a'));
  EXPECT_TRUE(this->is_found('b'));
}

TYPED_TEST_P(SessionStoreContract, EmptySidEndsNothing) {  // else it would end all sessions without one
  auto session = full_session('a');
  session.sid.clear();
  this->create(session);
  EXPECT_EQ(this->store_->end({.sid = std::pair{session.issuer, std::string()}}, kNow), std::vector<SessionDigest>{});
  EXPECT_TRUE(this->is_found('a'));
}

TYPED_TEST_P(SessionStoreContract, EndOfNothingOrOfTwoThingsIsOurOwnMistake) {
  this->create('a');
  EXPECT_EQ(reason_of(this->store_->end({}, kNow)), "end_of");
  EXPECT_EQ(reason_of(this->store_->end({.digest = digest('a'), .person = PersonId("x")}, kNow)), "end_of");
  EXPECT_TRUE(this->is_found('a'));
}

TYPED_TEST_P(SessionStoreContract, CreatedByManyAtOnceAllAreFound) {
  race([&](std::size_t i) {
    EXPECT_EQ(reason_of(this->store_->create(full_session(static_cast<char>('A' + i)))), "none");
  });
  for (std::size_t i = 0; i < kRacers; ++i) EXPECT_TRUE(this->is_found(static_cast<char>('A' + i))) << i;
}

TYPED_TEST_P(SessionStoreContract, SweepTakesTheDeadAloneAndNoMoreThanAsked) {
  for (const char fill : {'a', 'b', 'c', 'd'}) {
    auto session = full_session(fill);
    if (fill <= 'b') session.expires = kNow + Seconds(10);
    if (fill == 'c') session.last_seen = kNow - Seconds(990);
    this->create(session);
  }
  EXPECT_EQ(this->store_->sweep(kNow, 100), 0U);
  EXPECT_EQ(this->store_->sweep(kNow + Seconds(10), 2), 2U);
  EXPECT_EQ(this->store_->sweep(kNow + Seconds(10), 2), 1U);
  EXPECT_EQ(this->store_->sweep(kNow + Seconds(10), 2), 0U);
  EXPECT_TRUE(this->is_found('d', kNow + Seconds(10)));
}

TYPED_TEST_P(SessionStoreContract, SweepTakesWhatIsFromTheFuture) {
  auto session = full_session('a');
  session.created = session.last_seen = kNow + Seconds(61);
  this->create(session);
  this->create('b');
  EXPECT_EQ(this->store_->sweep(kNow, 100), 1U);
  EXPECT_TRUE(this->is_found('b'));
  EXPECT_FALSE(this->is_found('a', kNow + Seconds(61)));
}

TYPED_TEST_P(SessionStoreContract, ListGivesThoseAliveInOrderAndInPages) {
  for (const char fill : {'c', 'a', 'd', 'b'}) {
    auto session = full_session(fill);
    if (fill == 'd') session.expires = kNow;
    ASSERT_TRUE(this->store_->create(session));
  }
  const auto first = this->store_->list({}, 2, kNow).value();
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first.front().digest, digest('a'));
  const auto second = this->store_->list(first.back().digest, 2, kNow).value();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second.front().digest, digest('c'));
  EXPECT_EQ(this->store_->changes_elsewhere({}).value(), session::Changes{}) << "nobody else was here";
}

TYPED_TEST_P(SessionStoreContract, ListOfAPersonGivesTheirsAloneTheNewestFirst) {
  for (const char fill : {'a', 'b', 'c', 'd', 'e'}) {
    auto session = full_session(fill);
    session.created = kNow - Seconds(fill == 'b' ? 10 : 20 + fill);
    if (fill == 'd') session.person = PersonId("somebody else");
    if (fill == 'e') session.expires = kNow;
    this->create(session);
  }
  const PersonId person = full_session('a').person;
  const auto all = this->store_->list_of(person, 10, kNow).value();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].digest, digest('b'));
  EXPECT_EQ(all[1].digest, digest('a'));
  EXPECT_EQ(all[2].digest, digest('c'));
  EXPECT_EQ(this->store_->list_of(person, 1, kNow).value().size(), 1U);
  EXPECT_TRUE(this->store_->list_of(PersonId("nobody"), 10, kNow).value().empty());
}

TYPED_TEST_P(SessionStoreContract, TheTurnToSweepIsOnesUntilItLapses) {
  auto& store = *this->store_;
  EXPECT_TRUE(store.take_sweep(kNow).value());
  EXPECT_FALSE(store.take_sweep(kNow).value());
  EXPECT_FALSE(store.take_sweep(kNow + Seconds(59)).value());
  EXPECT_TRUE(store.take_sweep(kNow + Seconds(60)).value());
  EXPECT_FALSE(store.take_sweep(kNow + Seconds(119)).value());
}

TYPED_TEST_P(SessionStoreContract, ATurnOfTheFutureLapses) {  // else nobody would sweep until then
  this->RecordProperty("covers", "F-07");
  EXPECT_TRUE(this->store_->take_sweep(kNow + Seconds(61)).value());
  EXPECT_TRUE(this->store_->take_sweep(kNow).value());
}

TYPED_TEST_P(SessionStoreContract, EndOfAPersonButForOneSessionLeavesThatAlone) {
  for (const char fill : {'a', 'b', 'c'}) this->create(fill);
  auto other = full_session('d');
  other.person = PersonId("somebody else");
  this->create(other);
  const auto ended = this->store_->end({.person = full_session('a').person, .except = digest('b')}, kNow).value();
  EXPECT_EQ(ended.size(), 2U);
  EXPECT_EQ(std::ranges::count(ended, digest('b')), 0);
  EXPECT_FALSE(this->is_found('a'));
  EXPECT_TRUE(this->is_found('b'));
  EXPECT_FALSE(this->is_found('c'));
  EXPECT_TRUE(this->is_found('d'));
}

REGISTER_TYPED_TEST_SUITE_P(
    SessionStoreContract, TheTurnToSweepIsOnesUntilItLapses, ATurnOfTheFutureLapses,
    ListOfAPersonGivesTheirsAloneTheNewestFirst, EndOfAPersonButForOneSessionLeavesThatAlone,
    ListGivesThoseAliveInOrderAndInPages, FoundAsItWasCreated, FoundWhereEveryOptionalFieldIsEmpty,
    WhatNeverWasIsAbsent, SameDigestTwiceIsAConflictAndTheFirstStays, AbsentAtTheInstantOfExpiry,
    AbsentAtTheInstantOfIdling, TouchMovesIdlingButNotExpiry, TouchNeverGoesBack, TouchNeverRevives, AbsentAfterEnd,
    EndOfAPersonEndsEverySessionOfTheirsAlone, EndOfASidEndsItAtThisIssuerAlone, EmptySidEndsNothing,
    EndOfNothingOrOfTwoThingsIsOurOwnMistake, RenewalIsFoundAndMovesNothingElse,
    LeaseIsHeldByOneAtATimeAndGivenBackByTheRenewal, LeaseIsGoodForOneRenewal, LeaseLapsesAfterThirtySeconds,
    OneLeaseAmongTwentyRacers, WhatIsGoneCannotBeLeased, EndDuringARenewalLeavesNothingBehind,
    EndRacingWithRenewalsAlwaysWins, LeaseOfOneSessionDoesNotRenewAnother, CreatedByManyAtOnceAllAreFound,
    SweepTakesTheDeadAloneAndNoMoreThanAsked, SweepTakesWhatIsFromTheFuture, WhatWasOpenedInTheFutureIsAbsentUntilThen,
    TouchPutsBackWhatWasSeenInTheFuture, LeaseOfTheFutureLapses);

}  // namespace sallyport::stores::contract::sessions
