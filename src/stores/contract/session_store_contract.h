// What every store of sessions must do. A test instantiates the suite with a factory type:
//   struct Factory { std::unique_ptr<session::SessionStore> sessions(const session::SessionLimits&, Random&); };
// The factory outlives the store.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <string>

#include "session/session_store.h"
#include "stores/contract/race.h"

namespace sallyport::stores::contract::sessions {

using session::EndOf;
using session::Session;
using session::SessionDigest;

inline std::string_view reason_of(const auto& result) {
  return result ? "none" : result.error().reason;
}

inline constexpr UnixTime kNow{1'800'000'000};
inline constexpr session::SessionLimits kLimits{.idle = Seconds(1000), .absolute = Seconds(5000)};

inline SessionDigest digest(char fill) {
  return SessionDigest{std::string(32, fill)};
}

// Whatever the fields may hold: NUL, several scripts, quotes, much of it.
inline Session full_session(char fill) {
  Session session;
  session.digest = digest(fill);
  session.person = PersonId("0192-person");
  session.issuer = Issuer("https://login.example/t/v2.0");
  session.tenant = TenantId("9188040d-6c67-4c5b-b112-36a304b66dad");
  session.subject = Subject(std::string("sub\0ject", 8));
  session.sid = std::string("sid-") + fill;
  session.login_hint = "O.CiQ\xc3\xa4";
  session.username = "ann";
  session.display_name = "Gr\xc3\xbc\xc3\x9f \xe4\xb8\x96\xe7\x95\x8c \xf0\x9f\x9a\xaa'; DROP TABLE session; --";
  session.email = "ann@corp.example";
  session.preferred_username = std::string(5000, 'n');
  session.claims = "{\"name\":\"Gr\xc3\xbc\xc3\x9f\"}";
  session.roles = {"a,b", "\"quoted\"", std::string("nul\0role", 8), ""};
  for (int i = 0; i < 500; ++i) session.groups.push_back("group-" + std::to_string(i));
  session.admin = true;
  std::string token;
  for (int i = 0; i < 2000; ++i) token.push_back(static_cast<char>(i));
  session.sealed_refresh_token = Secret(std::move(token));
  session.created = kNow;
  session.last_seen = kNow;
  session.renew_after = UnixTime{std::numeric_limits<std::int64_t>::max()};
  session.expires = kNow + kLimits.absolute;
  return session;
}

inline void expect_same(const Session& found, const Session& wanted) {
  EXPECT_EQ(found.digest, wanted.digest);
  EXPECT_EQ(found.person, wanted.person);
  EXPECT_EQ(found.issuer, wanted.issuer);
  EXPECT_EQ(found.tenant, wanted.tenant);
  EXPECT_EQ(found.subject, wanted.subject);
  EXPECT_EQ(found.sid, wanted.sid);
  EXPECT_EQ(found.login_hint, wanted.login_hint);
  EXPECT_EQ(found.username, wanted.username);
  EXPECT_EQ(found.display_name, wanted.display_name);
  EXPECT_EQ(found.email, wanted.email);
  EXPECT_EQ(found.preferred_username, wanted.preferred_username);
  EXPECT_EQ(found.claims, wanted.claims);
  EXPECT_EQ(found.roles, wanted.roles);
  EXPECT_EQ(found.groups, wanted.groups);
  EXPECT_EQ(found.admin, wanted.admin);
  EXPECT_EQ(found.sealed_refresh_token.reveal(), wanted.sealed_refresh_token.reveal());
  EXPECT_EQ(found.created, wanted.created);
  EXPECT_EQ(found.last_seen, wanted.last_seen);
  EXPECT_EQ(found.renew_after, wanted.renew_after);
  EXPECT_EQ(found.expires, wanted.expires);
}

template <class Factory>
class SessionStoreContract : public testing::Test {
 protected:
  // Absent and unavailable are not the same: the test ends where the store did not answer.
  bool is_found(char fill, UnixTime now = kNow) { return store_->find(digest(fill), now).value().has_value(); }
  void create(const Session& session) { ASSERT_EQ(reason_of(store_->create(session)), "none"); }
  void create(char fill) { create(full_session(fill)); }
  session::RenewalLease lease(char fill, UnixTime now = kNow) {
    return store_->lease_renewal(digest(fill), now).value().value();
  }

  ScriptedRandom random_;
  Factory factory_;
  std::unique_ptr<session::SessionStore> store_ = factory_.sessions(kLimits, random_);
};
TYPED_TEST_SUITE_P(SessionStoreContract);

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

TYPED_TEST_P(SessionStoreContract, RenewalIsFoundAndMovesNothingElse) {
  this->create('a');
  ASSERT_TRUE(this->store_->touch({digest('a')}, kNow + Seconds(60)));
  auto renewed = full_session('a');
  renewed.claims = "{}";
  renewed.roles = {"new"};
  renewed.groups = {};
  renewed.admin = false;
  renewed.username = "anne";
  renewed.display_name = "Anne";
  renewed.email = "anne@corp.example";
  renewed.preferred_username = "anne@corp";
  renewed.sealed_refresh_token = Secret("rotated");
  renewed.renew_after = kNow + Seconds(3600);
  auto written = renewed;
  written.last_seen = kNow;  // as it was when the renewal began
  written.expires = kNow + Seconds(9'999'999);
  written.person = PersonId("somebody else");
  ASSERT_EQ(reason_of(this->store_->renew(this->lease('a'), written)), "none");
  renewed.last_seen = kNow + Seconds(60);
  expect_same(**this->store_->find(digest('a'), kNow + Seconds(60)), renewed);
}

TYPED_TEST_P(SessionStoreContract, LeaseIsHeldByOneAtATimeAndGivenBackByTheRenewal) {
  this->create('a');
  const auto lease = this->lease('a');
  EXPECT_EQ(lease.until, kNow + Seconds(30));
  EXPECT_FALSE(this->store_->lease_renewal(digest('a'), kNow).value());
  EXPECT_FALSE(this->store_->lease_renewal(digest('a'), kNow + Seconds(29)).value());
  ASSERT_TRUE(this->store_->renew(lease, full_session('a')));
  EXPECT_TRUE(this->store_->lease_renewal(digest('a'), kNow).value());
}

TYPED_TEST_P(SessionStoreContract, LeaseIsGoodForOneRenewal) {
  this->create('a');
  const auto lease = this->lease('a');
  ASSERT_TRUE(this->store_->renew(lease, full_session('a')));
  EXPECT_EQ(reason_of(this->store_->renew(lease, full_session('a'))), "lease_lost");
}

TYPED_TEST_P(SessionStoreContract, LeaseLapsesAfterThirtySeconds) {
  this->create('a');
  const auto first = this->lease('a');
  const auto second = this->lease('a', kNow + Seconds(30));
  EXPECT_NE(first.holder, second.holder);
  auto late = full_session('a');
  late.roles = {"from the one that lost"};
  EXPECT_EQ(reason_of(this->store_->renew(first, late)), "lease_lost");
  EXPECT_EQ((*this->store_->find(digest('a'), kNow))->roles, full_session('a').roles);
  EXPECT_TRUE(this->store_->renew(second, full_session('a')));
}

TYPED_TEST_P(SessionStoreContract, LeaseOfTheFutureLapses) {  // else nobody could renew until then
  testing::Test::RecordProperty("covers", "F-07");
  this->create('a');
  const auto future = this->lease('a', kNow + Seconds(61));
  EXPECT_TRUE(this->store_->lease_renewal(digest('a'), kNow).value());
  EXPECT_EQ(reason_of(this->store_->renew(future, full_session('a'))), "lease_lost");
}

TYPED_TEST_P(SessionStoreContract, OneLeaseAmongTwentyRacers) {
  this->create('a');
  std::atomic<int> leases = 0;
  race([&](std::size_t) { leases += this->store_->lease_renewal(digest('a'), kNow).value() ? 1 : 0; });
  EXPECT_EQ(leases, 1);
}

TYPED_TEST_P(SessionStoreContract, WhatIsGoneCannotBeLeased) {
  EXPECT_FALSE(this->store_->lease_renewal(digest('z'), kNow).value());
  this->create('a');
  EXPECT_FALSE(this->store_->lease_renewal(digest('a'), kNow + Seconds(1000)).value());
  EXPECT_FALSE(this->store_->lease_renewal(digest('a'), kNow + Seconds(5000)).value());
}

TYPED_TEST_P(SessionStoreContract, EndDuringARenewalLeavesNothingBehind) {
  this->create('a');
  const auto lease = this->lease('a');
  ASSERT_TRUE(this->store_->end({.digest = digest('a')}, kNow));
  EXPECT_EQ(reason_of(this->store_->renew(lease, full_session('a'))), "lease_lost");
  EXPECT_FALSE(this->is_found('a'));
}

TYPED_TEST_P(SessionStoreContract, EndRacingWithRenewalsAlwaysWins) {
  this->create('a');
  const auto lease = this->lease('a');
  race([&](std::size_t i) {
    if (i == kRacers / 2) {
      EXPECT_TRUE(this->store_->end({.digest = digest('a')}, kNow));
      return;
    }
    (void)this->store_->renew(lease, full_session('a'));
    (void)this->store_->touch({digest('a')}, kNow);
  });
  EXPECT_FALSE(this->is_found('a'));
}

TYPED_TEST_P(SessionStoreContract, LeaseOfOneSessionDoesNotRenewAnother) {
  this->create('a');
  this->create('b');
  auto lease = this->lease('a');
  lease.digest = digest('b');
  EXPECT_EQ(reason_of(this->store_->renew(lease, full_session('b'))), "lease_lost");
  lease.holder.clear();  // b is held by nobody: an empty holder must not fit that
  EXPECT_EQ(reason_of(this->store_->renew(lease, full_session('b'))), "lease_lost");
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
  EXPECT_FALSE(this->store_->changed_elsewhere().value());
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
    SessionStoreContract, ListOfAPersonGivesTheirsAloneTheNewestFirst, EndOfAPersonButForOneSessionLeavesThatAlone,
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
