// The part of session_store_contract.h about renewals: one holder of a lease renews a session, and an end always wins.
// Include session_store_contract.h instead, which registers these tests.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "stores/contract/race.h"
#include "stores/contract/session_store_fixture.h"

namespace sallyport::stores::contract::sessions {

TYPED_TEST_P(SessionStoreContract, RenewalIsFoundAndMovesNothingElse) {
  this->create('a');
  ASSERT_TRUE(this->store_->touch({digest('a')}, kNow + Seconds(60)));
  auto renewed = full_session('a');
  renewed.claims = "{}";
  renewed.groups = {};
  renewed.acr = "2";
  renewed.amr = {"mfa"};
  renewed.authenticated = kNow + Seconds(30);
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
  written.provider = "oidc";
  written.device = "Chrome on Windows";
  written.address = "203.0.113.9";
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
  late.groups = {"from the one that lost"};
  EXPECT_EQ(reason_of(this->store_->renew(first, late)), "lease_lost");
  EXPECT_EQ((*this->store_->find(digest('a'), kNow))->groups, full_session('a').groups);
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
  lease.holder.clear();  // nobody holds b, and an empty holder must not match that
  EXPECT_EQ(reason_of(this->store_->renew(lease, full_session('b'))), "lease_lost");
}

}  // namespace sallyport::stores::contract::sessions
