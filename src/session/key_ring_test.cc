#include "session/key_ring.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::session {
namespace {

constexpr UnixTime kMade{1'800'000'000};

KeyGeneration keys_of_generation(std::int64_t number, UnixTime made = kMade) {
  return {number, made, Secret(std::string(32, static_cast<char>('a' + number))),
          Secret("der of " + std::to_string(number))};
}

// Generations up to `newest`, the newest first, each made a day after the one before it.
std::vector<SealedKeys> daily(std::int64_t newest) {
  std::vector<SealedKeys> stored;
  for (std::int64_t i = newest; i > 0; --i) stored.push_back({i, kMade + Seconds(86400 * i), "", ""});
  return stored;
}

class KeyRings : public ::testing::Test {
 protected:
  ScriptedRandom random_;
  KeyVault vault_{Secret("0123456789abcdef0123456789abcdef")};
};

TEST_F(KeyRings, WhatWasSealedOpensUnderTheSameKeyFileAlone) {
  const SealedKeys sealed = vault_.seal(keys_of_generation(1), {}, random_);
  EXPECT_EQ(sealed.sealed.find("der of"), std::string::npos);
  const auto opened = KeyVault(Secret("0123456789abcdef0123456789abcdef")).open(sealed);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->number, 1);
  EXPECT_EQ(opened->made, kMade);
  EXPECT_EQ(opened->sealing.reveal(), keys_of_generation(1).sealing.reveal());
  EXPECT_EQ(opened->signing.reveal(), "der of 1");
  EXPECT_EQ(reason_of(KeyVault(Secret("0123456789abcdef0123456789abcdeF")).open(sealed)), "store_key_wrong");
}

TEST_F(KeyRings, GenerationsCannotBeSwappedAndDamageIsNoticed) {
  const SealedKeys sealed = vault_.seal(keys_of_generation(1), {}, random_);
  auto other = sealed;
  other.number = 2;
  EXPECT_EQ(reason_of(vault_.open(other)), "store_key_wrong");
  other = sealed;
  other.sealed.back() = static_cast<char>(other.sealed.back() ^ 1);
  EXPECT_EQ(reason_of(vault_.open(other)), "store_key_wrong");
  other = sealed;
  other.salt.clear();
  EXPECT_EQ(reason_of(vault_.open(other)), "store_key_wrong");
  other = sealed;
  other.sealed = vault_.seal({1, kMade, Secret(std::string(32, 'k')), Secret()}, sealed.salt, random_).sealed;
  EXPECT_EQ(reason_of(vault_.open(other)), "store_key_wrong") << "there is no signing key in it";
}

TEST_F(KeyRings, TheNewestIsTheNextOneAndTheOneBeforeItTheCurrentOne) {
  const SealedKeys first = vault_.seal(keys_of_generation(1), {}, random_);
  std::vector<SealedKeys> stored{vault_.seal(keys_of_generation(2), first.salt, random_), first};
  const auto ring = open_ring(stored, vault_);
  ASSERT_TRUE(ring);
  EXPECT_EQ(ring->next().number, 2);
  EXPECT_EQ(ring->current().number, 1);
  EXPECT_EQ(use_at(0), KeyUse::next);
  EXPECT_EQ(use_at(1), KeyUse::current);
  EXPECT_EQ(use_at(2), KeyUse::previous);
  EXPECT_EQ(use_at(9), KeyUse::previous);
  stored.pop_back();
  EXPECT_EQ(reason_of(open_ring(stored, vault_)), "store_keys_missing");
}

TEST(KeyRotation, RemovesWhatWasReplacedLongEnoughAgo) {
  const Seconds kept(10 * 86400);
  EXPECT_EQ(outlived({}, kept, kMade), 0);
  EXPECT_EQ(outlived(daily(2), kept, kMade + Seconds(99 * 86400)), 0) << "the next and the current one always stay";
  // The first one was replaced when the third one was made, on the third day.
  EXPECT_EQ(outlived(daily(5), kept, kMade + Seconds(13 * 86400 - 1)), 0);
  EXPECT_EQ(outlived(daily(5), kept, kMade + Seconds(13 * 86400)), 1);
  EXPECT_EQ(outlived(daily(5), kept, kMade + Seconds(99 * 86400)), 3);
}

TEST(KeyRotation, WaitsUntilEveryNodeKnowsTheNextOne) {
  EXPECT_EQ(reason_of(check_rotation({}, kMade)), "none");
  EXPECT_EQ(reason_of(check_rotation({{2, kMade, "", ""}, {1, kMade, "", ""}}, kMade + Seconds(59))),
            "keys_rotated_just_now");
  EXPECT_EQ(reason_of(check_rotation({{2, kMade, "", ""}, {1, kMade, "", ""}}, kMade + Seconds(60))), "none");
}

}  // namespace
}  // namespace sallyport::session
