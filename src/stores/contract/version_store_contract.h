// The tests that every store of the configuration's versions must pass. A test instantiates the suite with a factory
// type:
//   struct Factory { std::unique_ptr<configuration::VersionStore> versions(); };
// The suite keeps the factory alive longer than the store.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "base/reason_of.h"
#include "configuration/version_store.h"
#include "stores/contract/race.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::versions {

using configuration::State;
using configuration::Version;

inline constexpr UnixTime kNow{1'800'000'000};

template <class Factory>
class VersionStoreContract : public testing::Test {
 protected:
  void SetUp() override {
    SALLYPORT_SKIP_IF_MISSING(Factory);
    store_ = factory_.versions();
  }

  // Adds versions 1 to `count`, whose texts are "text 1" and so on.
  void add(int count) {
    for (int i = 1; i <= count; ++i)
      ASSERT_EQ(reason_of(store_->add("ann", "text " + std::to_string(i), i - 1, kNow + Seconds(i))), "none");
  }

  Factory factory_;
  std::unique_ptr<configuration::VersionStore> store_;
};
TYPED_TEST_SUITE_P(VersionStoreContract);

TYPED_TEST_P(VersionStoreContract, ThereIsNoneAtFirst) {
  EXPECT_FALSE(this->store_->newest().value());
  EXPECT_FALSE(this->store_->find(1).value());
  EXPECT_TRUE(this->store_->list(0, 10)->empty());
}

TYPED_TEST_P(VersionStoreContract, TheNewestIsInForceAndTheOthersAreReplaced) {
  this->add(3);
  EXPECT_EQ(this->store_->newest().value(), (Version{3, "ann", kNow + Seconds(3), State::in_force, "text 3"}));
  EXPECT_EQ(this->store_->find(2).value(), (Version{2, "ann", kNow + Seconds(2), State::replaced, "text 2"}));
  EXPECT_FALSE(this->store_->find(4).value());
  EXPECT_FALSE(this->store_->find(0).value());
}

TYPED_TEST_P(VersionStoreContract, AddReturnsWhatWasStored) {
  const auto added = this->store_->add("ann", "text", 0, kNow);
  ASSERT_TRUE(added);
  EXPECT_EQ(*added, (Version{1, "ann", kNow, State::in_force, "text"}));
  EXPECT_EQ(this->store_->newest().value(), *added);
}

TYPED_TEST_P(VersionStoreContract, ListsPagesFromTheNewestOn) {
  this->add(5);
  const auto first = this->store_->list(0, 2).value();
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].number, 5);
  EXPECT_EQ(first[1].number, 4);
  const auto rest = this->store_->list(4, 10).value();
  ASSERT_EQ(rest.size(), 3U);
  EXPECT_EQ(rest.front().number, 3);
  EXPECT_EQ(rest.back().number, 1);
  EXPECT_TRUE(this->store_->list(1, 10)->empty());
}

TYPED_TEST_P(VersionStoreContract, WhoDidNotSeeTheNewestAddsNothing) {
  this->add(2);
  for (const std::int64_t base : {0, 1, 3}) {
    const auto added = this->store_->add("bob", "other", base, kNow);
    EXPECT_EQ(reason_of(added), "version_outdated") << base;
    EXPECT_EQ(added.error().kind, Kind::conflict) << base;
  }
  EXPECT_EQ(this->store_->newest().value()->text, "text 2");
}

TYPED_TEST_P(VersionStoreContract, ATextMayHoldAnythingUpToItsLength) {
  std::string text = "\xC3\xA9\n'\";--\t";
  text.push_back('\0');
  text.resize(configuration::kMaxText, 'x');
  ASSERT_TRUE(this->store_->add(std::string(configuration::kMaxAuthor, 'a'), text, 0, kNow));
  EXPECT_EQ(this->store_->newest().value()->text, text);
  EXPECT_EQ(reason_of(this->store_->add("ann", text + "x", 1, kNow)), "version_too_long");
  EXPECT_EQ(reason_of(this->store_->add(std::string(configuration::kMaxAuthor + 1, 'a'), "x", 1, kNow)),
            "version_too_long");
  EXPECT_EQ(this->store_->newest().value()->number, 1);
}

TYPED_TEST_P(VersionStoreContract, OfThoseWhoAddAtOnceOneSucceeds) {
  this->add(1);
  std::atomic<int> added = 0;
  std::atomic<int> outdated = 0;
  race([&](std::size_t i) {
    const auto done = this->store_->add("racer " + std::to_string(i), "text", 1, kNow);
    if (done) ++added;
    if (reason_of(done) == "version_outdated") ++outdated;
  });
  EXPECT_EQ(added, 1);
  EXPECT_EQ(outdated, static_cast<int>(kRacers) - 1);
  EXPECT_EQ(this->store_->newest().value()->number, 2);
}

REGISTER_TYPED_TEST_SUITE_P(VersionStoreContract, ThereIsNoneAtFirst, TheNewestIsInForceAndTheOthersAreReplaced,
                            AddReturnsWhatWasStored, ListsPagesFromTheNewestOn, WhoDidNotSeeTheNewestAddsNothing,
                            ATextMayHoldAnythingUpToItsLength, OfThoseWhoAddAtOnceOneSucceeds);

}  // namespace sallyport::stores::contract::versions
