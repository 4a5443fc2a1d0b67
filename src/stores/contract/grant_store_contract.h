// The tests that every store of grants, sign-ins and keys must pass. A test instantiates the suite with a factory type:
//   struct Factory { std::unique_ptr<oidc::op::GrantStore> grants(); …SignInStore… sign_ins(); …KeyStore… keys(); };
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "oidc/op/grant_store.h"
#include "oidc/op/key_store.h"
#include "oidc/op/sign_in_store.h"
#include "stores/contract/directory_fixture.h"

namespace sallyport::stores::contract {

inline oidc::op::AuthorizationCode code(std::string digest) {
  oidc::op::AuthorizationCode code;
  code.digest = oidc::op::TokenDigest(std::move(digest));
  code.grant = {ClientId("c1"),
                TenantId("t1"),
                Subject("u1"),
                "https://a.example/cb",
                "web",
                {"openid", "profile"},
                "n",
                "sid",
                kNow,
                {kNow + Seconds(1), kNow + Seconds(2)},
                "192.0.2.7"};
  code.challenge = oidc::CodeChallenge{"challenge"};
  code.family = "f1";
  code.issued = kNow;
  code.expires = kNow + Seconds(600);
  return code;
}

inline oidc::op::RefreshToken refresh_token(std::string digest) {
  return {oidc::op::TokenDigest(std::move(digest)), code("x").grant, "f1", kNow, kNow + Seconds(86400), false};
}

inline oidc::op::DeviceRequest device(const std::string& word) {
  return {oidc::op::TokenDigest("d" + word),
          oidc::op::TokenDigest("u" + word),
          ClientId("c1"),
          "common",
          {"openid"},
          kNow,
          kNow + Seconds(900),
          oidc::op::DeviceState::pending,
          {}};
}

template <class Factory>
class GrantStoreContract : public ::testing::Test {
 protected:
  Factory factory_;
  std::unique_ptr<oidc::op::GrantStore> grants_ = factory_.grants();
  std::unique_ptr<oidc::op::SignInStore> sign_ins_ = factory_.sign_ins();
  std::unique_ptr<oidc::op::KeyStore> keys_ = factory_.keys();
};
TYPED_TEST_SUITE_P(GrantStoreContract);

TYPED_TEST_P(GrantStoreContract, ACodeComesBackWholeAndIsConsumedOnce) {
  auto& grants = *this->grants_;
  ASSERT_TRUE(grants.add_code(code("d1")));
  EXPECT_EQ(**grants.find_code(oidc::op::TokenDigest("d1")), code("d1"));
  oidc::op::Redemption redemption;
  redemption.consume_code = oidc::op::TokenDigest("d1");
  redemption.issue = refresh_token("r1");
  EXPECT_TRUE(grants.commit(redemption));
  EXPECT_TRUE((*grants.find_code(oidc::op::TokenDigest("d1")))->consumed);
  EXPECT_EQ(**grants.find_refresh_token(oidc::op::TokenDigest("r1")), refresh_token("r1"));
  redemption.issue = refresh_token("r2");
  EXPECT_EQ(reason_of(grants.commit(redemption)), "code_consumed");
  EXPECT_FALSE(*grants.find_refresh_token(oidc::op::TokenDigest("r2")));  // a lost race writes nothing
}

TYPED_TEST_P(GrantStoreContract, AmongTwentyRacersOneRedeemsTheCode) {
  this->RecordProperty("covers", "AS-02");
  ASSERT_TRUE(this->grants_->add_code(code("d1")));
  oidc::op::Redemption redemption;
  redemption.consume_code = oidc::op::TokenDigest("d1");
  EXPECT_EQ(race(20, [&] { return this->grants_->commit(redemption).has_value(); }), 1);
}

TYPED_TEST_P(GrantStoreContract, ARefreshTokenStaysUntilItRotates) {
  auto& grants = *this->grants_;
  oidc::op::Redemption first;
  first.issue = refresh_token("r1");
  ASSERT_TRUE(grants.commit(first));
  oidc::op::Redemption again;
  again.present_refresh_token = oidc::op::TokenDigest("r1");
  EXPECT_TRUE(grants.commit(again));
  EXPECT_TRUE(grants.commit(again));
  again.rotate = true;
  EXPECT_EQ(race(20, [&] { return grants.commit(again).has_value(); }), 1);
  EXPECT_TRUE((*grants.find_refresh_token(oidc::op::TokenDigest("r1")))->used);
}

TYPED_TEST_P(GrantStoreContract, ARevokedFamilyIssuesNothingMore) {
  this->RecordProperty("covers", "AS-02");
  auto& grants = *this->grants_;
  oidc::op::Redemption first;
  first.issue = refresh_token("r1");
  ASSERT_TRUE(grants.commit(first));
  ASSERT_TRUE(grants.revoke_family("f1"));
  EXPECT_FALSE(*grants.find_refresh_token(oidc::op::TokenDigest("r1")));
  oidc::op::Redemption late;
  late.present_refresh_token = oidc::op::TokenDigest("r1");
  late.issue = refresh_token("r2");
  EXPECT_EQ(reason_of(grants.commit(late)), "refresh_token_used");
  EXPECT_FALSE(*grants.find_refresh_token(oidc::op::TokenDigest("r2")));
}

TYPED_TEST_P(GrantStoreContract, ACodeOfARevokedFamilyIssuesNothing) {
  this->RecordProperty("covers", "AS-02");
  auto& grants = *this->grants_;
  auto other = code("d2");
  other.family = "f2";
  ASSERT_TRUE(grants.add_code(code("d1")));
  ASSERT_TRUE(grants.add_code(other));
  ASSERT_TRUE(grants.revoke_family("f1"));
  oidc::op::Redemption late;
  late.consume_code = oidc::op::TokenDigest("d1");
  late.issue = refresh_token("r1");
  EXPECT_EQ(reason_of(grants.commit(late)), "code_consumed");
  EXPECT_FALSE(*grants.find_refresh_token(oidc::op::TokenDigest("r1")));
  EXPECT_EQ(**grants.find_code(oidc::op::TokenDigest("d2")), other);
}

inline constexpr int kRaces = 20;

// Whichever of the two comes first, no token of the family is left.
TYPED_TEST_P(GrantStoreContract, ARevocationAndARedemptionAtOnceLeaveNoToken) {
  this->RecordProperty("covers", "AS-02");
  auto& grants = *this->grants_;
  for (int i = 0; i < kRaces; ++i) {
    const std::string word = std::to_string(i);
    ASSERT_TRUE(grants.add_code(code("d" + word)));
    oidc::op::Redemption redemption;
    redemption.consume_code = oidc::op::TokenDigest("d" + word);
    redemption.issue = refresh_token("r" + word);
    std::atomic<int> next{0};
    race(2, [&] { return (next++ == 0 ? grants.commit(redemption) : grants.revoke_family("f1")).has_value(); });
    EXPECT_FALSE(*grants.find_refresh_token(oidc::op::TokenDigest("r" + word))) << i;
  }
}

TYPED_TEST_P(GrantStoreContract, AnAssertionIsUsedOnce) {
  this->RecordProperty("covers", "JWT-32");
  oidc::op::Redemption redemption;
  redemption.assertion = oidc::op::UsedAssertion{oidc::op::TokenDigest("a1"), kNow + Seconds(60)};
  EXPECT_TRUE(this->grants_->commit(redemption));
  redemption.issue = refresh_token("r1");
  EXPECT_EQ(reason_of(this->grants_->commit(redemption)), "assertion_used");
  EXPECT_FALSE(*this->grants_->find_refresh_token(oidc::op::TokenDigest("r1")));
}

TYPED_TEST_P(GrantStoreContract, SweepTakesWhatHasExpiredAndNothingElse) {
  auto& grants = *this->grants_;
  ASSERT_TRUE(grants.add_code(code("d1")));
  oidc::op::Redemption first;
  first.issue = refresh_token("r1");
  ASSERT_TRUE(grants.commit(first));
  ASSERT_TRUE(grants.sweep(kNow + Seconds(601), 100));
  EXPECT_FALSE(*grants.find_code(oidc::op::TokenDigest("d1")));
  EXPECT_TRUE(*grants.find_refresh_token(oidc::op::TokenDigest("r1")));
}

TYPED_TEST_P(GrantStoreContract, ADeviceIsApprovedOnceAndRedeemedOnce) {
  using oidc::op::DeviceState;
  using oidc::op::TokenDigest;
  auto& grants = *this->grants_;
  ASSERT_TRUE(grants.add_device(device("1")));
  EXPECT_EQ(**grants.find_device(TokenDigest("d1")), device("1"));
  EXPECT_EQ(**grants.find_device_by_user_code(TokenDigest("u1")), device("1"));
  EXPECT_FALSE(*grants.find_device(TokenDigest("u1")));
  EXPECT_FALSE(*grants.find_device_by_user_code(TokenDigest("d1")));
  oidc::op::Redemption redemption;
  redemption.consume_device = TokenDigest("d1");
  EXPECT_EQ(reason_of(grants.commit(redemption)), "device_consumed") << "nobody has approved it yet";
  const auto grant = code("x").grant;
  EXPECT_EQ(race(20, [&] { return grants.decide_device(TokenDigest("u1"), DeviceState::approved, grant).has_value(); }),
            1);
  auto approved = device("1");
  approved.state = DeviceState::approved;
  approved.grant = grant;
  EXPECT_EQ(**grants.find_device(TokenDigest("d1")), approved);
  EXPECT_EQ(reason_of(grants.decide_device(TokenDigest("u1"), DeviceState::declined, {})), "device_decided");
  EXPECT_EQ(race(20, [&] { return grants.commit(redemption).has_value(); }), 1);
  EXPECT_EQ((*grants.find_device(TokenDigest("d1")))->state, DeviceState::redeemed);
}

TYPED_TEST_P(GrantStoreContract, ADeclinedDeviceIsNeverRedeemed) {
  using oidc::op::DeviceState;
  auto& grants = *this->grants_;
  ASSERT_TRUE(grants.add_device(device("1")));
  ASSERT_TRUE(grants.decide_device(oidc::op::TokenDigest("u1"), DeviceState::declined, {}));
  oidc::op::Redemption redemption;
  redemption.consume_device = oidc::op::TokenDigest("d1");
  redemption.issue = refresh_token("r1");
  EXPECT_EQ(reason_of(grants.commit(redemption)), "device_consumed");
  EXPECT_FALSE(*grants.find_refresh_token(oidc::op::TokenDigest("r1")));
  EXPECT_EQ(reason_of(grants.decide_device(oidc::op::TokenDigest("none"), DeviceState::approved, {})),
            "device_decided");
}

TYPED_TEST_P(GrantStoreContract, AUserCodeNamesOneDeviceUntilItIsSwept) {
  auto& grants = *this->grants_;
  ASSERT_TRUE(grants.add_device(device("1")));
  auto other = device("2");
  other.user_code = device("1").user_code;
  EXPECT_EQ(reason_of(grants.add_device(other)), "user_code_taken");
  EXPECT_FALSE(*grants.find_device(other.digest));
  ASSERT_TRUE(grants.sweep(kNow + Seconds(900), 100));
  EXPECT_TRUE(*grants.find_device(device("1").digest));
  ASSERT_TRUE(grants.sweep(kNow + Seconds(901), 100));
  EXPECT_FALSE(*grants.find_device(device("1").digest));
  EXPECT_TRUE(grants.add_device(other));
}

TYPED_TEST_P(GrantStoreContract, ASignInIsFoundUntilItExpiresOrEnds) {
  auto& store = *this->sign_ins_;
  const oidc::op::SignIn sign_in{
      oidc::op::TokenDigest("s1"),           TenantId("t1"), Subject("u1"), "sid", kNow, kNow + Seconds(60), {},
      {kNow + Seconds(1), kNow + Seconds(2)}};
  ASSERT_TRUE(store.create(sign_in));
  EXPECT_EQ(**store.find(sign_in.digest, kNow + Seconds(59)), sign_in);
  EXPECT_FALSE(*store.find(sign_in.digest, kNow + Seconds(60)));
  EXPECT_EQ(**store.end(sign_in.digest), sign_in);
  EXPECT_FALSE(*store.find(sign_in.digest, kNow));
  EXPECT_FALSE(*store.end(sign_in.digest));
}

TYPED_TEST_P(GrantStoreContract, ASignInRemembersEachClientOnceInOrder) {
  auto& store = *this->sign_ins_;
  const oidc::op::TokenDigest digest("s1");
  ASSERT_TRUE(store.create({digest, TenantId("t1"), Subject("u1"), "sid", kNow, kNow + Seconds(60), {}}));
  for (const char* client : {"c2", "c1", "c2"}) ASSERT_TRUE(store.add_client(digest, ClientId(client)));
  EXPECT_EQ((*store.find(digest, kNow))->clients, (std::vector{ClientId("c2"), ClientId("c1")}));
  EXPECT_TRUE(store.add_client(oidc::op::TokenDigest("gone"), ClientId("c1")));
}

TYPED_TEST_P(GrantStoreContract, KeysAreReplacedByOneOfTwentyRacers) {
  auto& store = *this->keys_;
  EXPECT_EQ(store.load()->generation, 0);
  oidc::op::KeySet set;
  set.generation = 1;
  set.signing_kid = "k1";
  set.keys = {{"k1", Secret("pem"), std::string("\x30\x00", 2), kNow}};
  set.pairwise_secret = Secret(std::string("\x00\x01", 2));
  EXPECT_EQ(race(20, [&] { return store.replace(set).has_value(); }), 1);
  const auto loaded = store.load();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->generation, 1);
  EXPECT_EQ(loaded->signing_kid, "k1");
  ASSERT_EQ(loaded->keys.size(), 1U);
  EXPECT_EQ(loaded->keys[0].private_key_pem.reveal(), "pem");
  EXPECT_EQ(loaded->keys[0].certificate_der, std::string("\x30\x00", 2));
  EXPECT_EQ(loaded->keys[0].created, kNow);
  EXPECT_EQ(loaded->pairwise_secret.reveal(), std::string_view("\x00\x01", 2));
  EXPECT_EQ(reason_of(store.replace(set)), "keys_changed");
}

REGISTER_TYPED_TEST_SUITE_P(GrantStoreContract, ACodeComesBackWholeAndIsConsumedOnce,
                            AmongTwentyRacersOneRedeemsTheCode, ARefreshTokenStaysUntilItRotates,
                            ARevokedFamilyIssuesNothingMore, ACodeOfARevokedFamilyIssuesNothing,
                            ARevocationAndARedemptionAtOnceLeaveNoToken, AnAssertionIsUsedOnce,
                            SweepTakesWhatHasExpiredAndNothingElse, ADeviceIsApprovedOnceAndRedeemedOnce,
                            ADeclinedDeviceIsNeverRedeemed, AUserCodeNamesOneDeviceUntilItIsSwept,
                            ASignInIsFoundUntilItExpiresOrEnds, ASignInRemembersEachClientOnceInOrder,
                            KeysAreReplacedByOneOfTwentyRacers);

}  // namespace sallyport::stores::contract
