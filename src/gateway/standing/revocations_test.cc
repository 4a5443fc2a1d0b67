#include "gateway/standing/revocations.h"

#include <gtest/gtest.h>

#include "crypto/digest.h"

namespace sallyport::gateway {
namespace {

crypto::Sha256 key(int number) {
  return crypto::sha256(std::to_string(number));
}

session::SessionDigest digest(int number) {
  return {std::string(crypto::view(key(number)))};
}

TEST(Revocations, TellWhatEndedSince) {
  Revocations revocations;
  revocations.publish({digest(1)});
  const auto epoch = revocations.epoch();
  revocations.publish(std::vector{digest(2), digest(3)});
  EXPECT_EQ(revocations.since(epoch)->sessions, (std::vector{digest(2), digest(3)}));
  EXPECT_FALSE(revocations.changed_since(epoch, digest(1)));
  EXPECT_TRUE(revocations.changed_since(epoch, digest(3)));
  EXPECT_FALSE(revocations.ended_since(epoch, digest(1)));
  EXPECT_TRUE(revocations.ended_since(epoch, digest(3)));
  EXPECT_TRUE(revocations.since(revocations.epoch())->sessions.empty());
  EXPECT_FALSE(revocations.people_since(0));
}

TEST(Revocations, ARenewedSessionHasChangedAndNotEnded) {
  Revocations revocations;
  revocations.publish({digest(1)}, Revocations::Change::renewed);
  EXPECT_TRUE(revocations.changed_since(0, digest(1)));
  EXPECT_FALSE(revocations.ended_since(0, digest(1)));
  revocations.publish({digest(1)});
  EXPECT_TRUE(revocations.ended_since(0, digest(1)));
  revocations.forget_all();
  EXPECT_TRUE(revocations.changed_since(0, digest(1)));
  EXPECT_FALSE(revocations.ended_since(0, digest(1))) << "only the store knows now";
}

TEST(Revocations, WhatIsForgottenCountsAsChanged) {
  Revocations revocations;
  for (int i = 0; i < 10'000; ++i) revocations.publish({digest(i)});
  EXPECT_FALSE(revocations.since(0).has_value());
  EXPECT_TRUE(revocations.changed_since(0, digest(99'999)));
  EXPECT_TRUE(revocations.since(revocations.epoch() - 100).has_value());
}

TEST(Revocations, NewsAboutPeopleLeaveSessionsAlone) {
  Revocations revocations;
  const auto epoch = revocations.epoch();
  revocations.publish({digest(1)});
  revocations.forget_people();
  EXPECT_TRUE(revocations.people_since(epoch));
  EXPECT_TRUE(revocations.since(epoch)->people);
  EXPECT_EQ(revocations.since(epoch)->sessions, std::vector{digest(1)});
  EXPECT_FALSE(revocations.changed_since(epoch, digest(2)));
  EXPECT_FALSE(revocations.people_since(revocations.epoch()));
}

TEST(Revocations, NewsAboutPoliciesLeaveSessionsAndPeopleAlone) {
  Revocations revocations;
  const auto epoch = revocations.epoch();
  revocations.judge_again();
  EXPECT_TRUE(revocations.policies_since(epoch));
  EXPECT_TRUE(revocations.since(epoch)->policies);
  EXPECT_FALSE(revocations.people_since(epoch));
  EXPECT_FALSE(revocations.changed_since(epoch, digest(1)));
  EXPECT_FALSE(revocations.policies_since(revocations.epoch()));
  revocations.forget_all();
  EXPECT_TRUE(revocations.policies_since(epoch + 1)) << "nobody knows what there was to forget";
}

TEST(Revocations, ADeafNodeBelievesNothingThatItKnew) {
  Revocations revocations;
  revocations.set_deaf(true);
  const auto epoch = revocations.epoch();
  EXPECT_TRUE(revocations.changed_since(epoch, digest(1)));
  EXPECT_TRUE(revocations.people_since(epoch));
  revocations.set_deaf(false);
  EXPECT_FALSE(revocations.since(epoch)) << "what it learned while it was deaf is forgotten, too";
  EXPECT_FALSE(revocations.changed_since(revocations.epoch(), digest(1)));
}

}  // namespace
}  // namespace sallyport::gateway
