// The tests that every store of shared keys must pass. A test instantiates the suite with a factory type:
//   struct Factory { std::unique_ptr<session::KeyRingStore> keys(); };
// The suite keeps the factory alive longer than the store.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/reason_of.h"
#include "session/key_ring_store.h"
#include "stores/contract/race.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::keys {

using session::SealedKeys;

inline SealedKeys generation(std::int64_t number, const std::string& by = "") {
  return {number, UnixTime{1'800'000'000 + number}, std::string("salt\0\xff", 6),
          "sealed " + std::to_string(number) + by};
}

template <class Factory>
class KeyRingStoreContract : public testing::Test {
 protected:
  void SetUp() override {
    SALLYPORT_SKIP_IF_MISSING(Factory);
    store_ = factory_.keys();
  }

  Factory factory_;
  std::unique_ptr<session::KeyRingStore> store_;
};
TYPED_TEST_SUITE_P(KeyRingStoreContract);

TYPED_TEST_P(KeyRingStoreContract, GenerationsAreListedTheNewestFirst) {
  auto& store = *this->store_;
  EXPECT_TRUE(store.list().value().empty());
  ASSERT_EQ(reason_of(store.add({generation(1), generation(2)}, 0)), "none");
  ASSERT_EQ(reason_of(store.add({generation(3)}, 0)), "none");
  EXPECT_EQ(store.list().value(), (std::vector{generation(3), generation(2), generation(1)}));
}

TYPED_TEST_P(KeyRingStoreContract, WhatIsForgottenIsGone) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add({generation(1), generation(2), generation(3)}, 0));
  ASSERT_EQ(reason_of(store.add({generation(4)}, 2)), "none");
  EXPECT_EQ(store.list().value(), (std::vector{generation(4), generation(3)}));
}

TYPED_TEST_P(KeyRingStoreContract, ANumberThatExistsIsAConflictAndNothingChanges) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add({generation(1), generation(2)}, 0));
  EXPECT_EQ(reason_of(store.add({generation(3), generation(2, " again")}, 1)), "keys_exist");
  EXPECT_EQ(store.list().value(), (std::vector{generation(2), generation(1)}));
}

TYPED_TEST_P(KeyRingStoreContract, OfTwentyThatMakeTheFirstKeysOneSucceeds) {
  auto& store = *this->store_;
  std::atomic<int> made = 0;
  race([&](std::size_t i) {
    const std::string by = " by " + std::to_string(i);
    const auto added = store.add({generation(1, by), generation(2, by)}, 0);
    made += added ? 1 : 0;
    if (!added) {
      EXPECT_EQ(reason_of(added), "keys_exist");
    }
  });
  EXPECT_EQ(made, 1);
  const auto found = store.list().value();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].sealed.substr(8), found[1].sealed.substr(8)) << "both are of one racer";
}

REGISTER_TYPED_TEST_SUITE_P(KeyRingStoreContract, GenerationsAreListedTheNewestFirst, WhatIsForgottenIsGone,
                            ANumberThatExistsIsAConflictAndNothingChanges, OfTwentyThatMakeTheFirstKeysOneSucceeds);

}  // namespace sallyport::stores::contract::keys
