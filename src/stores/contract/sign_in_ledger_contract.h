// The tests that every store of sign-ins must pass. A test instantiates the suite with a factory type:
//   struct Factory { std::unique_ptr<session::SignInLedger> sign_ins(); };
// The suite keeps the factory alive longer than the store.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "base/reason_of.h"
#include "session/sign_in_ledger.h"
#include "stores/contract/race.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::sign_ins {

using session::Guesser;

inline constexpr UnixTime kNow{1'800'000'000};
inline constexpr Seconds kLives{600};

inline session::SignInDigest digest(char fill) {
  return {std::string(32, fill)};
}

template <class Factory>
class SignInLedgerContract : public testing::Test {
 protected:
  void SetUp() override {
    SALLYPORT_SKIP_IF_MISSING(Factory);
    store_ = factory_.sign_ins();
  }

  // A store that does not answer makes value() throw, and the test fails.
  bool take(char fill, UnixTime now = kNow) { return store_->take(digest(fill), now + kLives, now).value(); }
  Seconds begin(const Guesser& guesser, UnixTime now = kNow) { return store_->begin_try(guesser, now).value(); }
  void succeed(const Guesser& guesser) { ASSERT_EQ(reason_of(store_->take_back_try(guesser)), "none"); }

  // Sixty tries of unknown browsers, each in a network of its own.
  void crowd(UnixTime now = kNow) {
    for (int i = 0; i < 60; ++i) ASSERT_EQ(begin({"host-" + std::to_string(i)}, now), Seconds(0)) << i;
  }

  Factory factory_;
  std::unique_ptr<session::SignInLedger> store_;
};
TYPED_TEST_SUITE_P(SignInLedgerContract);

TYPED_TEST_P(SignInLedgerContract, ASignInIsTakenOnceUntilItIsOver) {
  this->RecordProperty("covers", "JWT-32");
  EXPECT_TRUE(this->take('a'));
  EXPECT_FALSE(this->take('a'));
  EXPECT_TRUE(this->take('b')) << "another tab";
  EXPECT_FALSE(this->take('a', kNow + Seconds(599)));
  EXPECT_TRUE(this->take('a', kNow + Seconds(600))) << "its cookie is over";
  EXPECT_FALSE(this->take('a', kNow + Seconds(1199)));
}

TYPED_TEST_P(SignInLedgerContract, ASignInThatWasGivenBackIsFree) {
  ASSERT_TRUE(this->take('a'));
  ASSERT_TRUE(this->take('b'));
  ASSERT_TRUE(this->store_->give_back(digest('a')));
  EXPECT_TRUE(this->store_->give_back(digest('z'))) << "nobody has it";
  EXPECT_TRUE(this->take('a'));
  EXPECT_FALSE(this->take('b'));
}

TYPED_TEST_P(SignInLedgerContract, ASignInIsTakenByOneAmongTwentyRacers) {
  this->RecordProperty("covers", "RP-16");
  std::atomic<int> taken = 0;
  race([&](std::size_t) { taken += this->take('a') ? 1 : 0; });
  EXPECT_EQ(taken, 1);
}

TYPED_TEST_P(SignInLedgerContract, FiveTriesThenWaitsThatGrow) {
  this->RecordProperty("covers", "LOC-02");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(this->begin({"a"}), Seconds(0)) << i;
  EXPECT_EQ(this->begin({"a"}), Seconds(30));
  EXPECT_EQ(this->begin({"a"}, kNow + Seconds(29)), Seconds(1));
  EXPECT_EQ(this->begin({"a"}, kNow + Seconds(30)), Seconds(0));
  EXPECT_EQ(this->begin({"a"}, kNow + Seconds(30)), Seconds(60));
  EXPECT_EQ(this->begin({"b"}), Seconds(0)) << "another network";
}

TYPED_TEST_P(SignInLedgerContract, ManyTriesAtOnceAreNoWayAround) {
  this->RecordProperty("covers", "LOC-02");
  std::atomic<int> allowed = 0;
  race([&](std::size_t) { allowed += this->begin({"a"}) == Seconds(0) ? 1 : 0; });
  EXPECT_EQ(allowed, 5);
}

TYPED_TEST_P(SignInLedgerContract, ASuccessCountsAsNoFailure) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(this->begin({"a"}), Seconds(0)) << i;
    this->succeed({"a"});
  }
  this->succeed({"never tried"});
}

TYPED_TEST_P(SignInLedgerContract, ASuccessForgivesNoTryOfOthersInTheNetwork) {
  this->RecordProperty("covers", "LOC-02");
  int allowed = 0;
  for (int i = 0; i < 20; ++i) {
    if (this->begin({"a"}) == Seconds(0)) ++allowed;  // a guess that is under way, and will be wrong
    if (this->begin({"a"}) == Seconds(0)) this->succeed({"a"});
  }
  EXPECT_EQ(allowed, 5);
}

TYPED_TEST_P(SignInLedgerContract, AKnownBrowserIsForgivenItsMistakesWhenItSucceeds) {
  for (int i = 0; i < 4; ++i) this->begin({"owner", true});
  this->succeed({"owner", true});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(this->begin({"owner", true}), Seconds(0)) << i;
}

TYPED_TEST_P(SignInLedgerContract, GuessingFromManyNetworksIsSlowedToo) {
  this->RecordProperty("covers", "LOC-02");
  this->crowd();
  EXPECT_EQ(this->begin({"fresh"}, kNow + Seconds(59)), Seconds(1));
  EXPECT_EQ(this->begin({"fresh"}, kNow + Seconds(60)), Seconds(0));
}

TYPED_TEST_P(SignInLedgerContract, AKnownBrowserIsNotHeldUpByStrangersAndCountsForItself) {
  this->RecordProperty("covers", "LOC-02");
  this->crowd();
  EXPECT_GT(this->begin({"owner"}), Seconds(0));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(this->begin({"owner", true}), Seconds(0)) << i;
  EXPECT_EQ(this->begin({"owner", true}), Seconds(30)) << "a stolen one is no way around";
  this->succeed({"owner", true});
  EXPECT_GT(this->begin({"fresh"}), Seconds(0)) << "its success gives strangers nothing";
}

TYPED_TEST_P(SignInLedgerContract, TheTriesAtOneAccountHoldNobodyUpAtAnother) {
  this->RecordProperty("covers", "LOC-02");
  for (int i = 0; i < 60; ++i)
    ASSERT_EQ(this->begin({.name = "host-" + std::to_string(i), .account = "ann"}), Seconds(0)) << i;
  EXPECT_GT(this->begin({.name = "fresh", .account = "ann"}), Seconds(0));
  EXPECT_EQ(this->begin({.name = "fresh", .account = "bob"}), Seconds(0));
  EXPECT_EQ(this->begin({"fresh"}), Seconds(0)) << "the local administrator";
  for (int i = 0; i < 4; ++i) ASSERT_EQ(this->begin({.name = "fresh", .account = "bob"}), Seconds(0)) << i;
  EXPECT_EQ(this->begin({.name = "fresh", .account = "bob"}), Seconds(30));
  EXPECT_EQ(this->begin({.name = "fresh", .account = "cem"}), Seconds(0)) << "each account counts for itself";
}

TYPED_TEST_P(SignInLedgerContract, ASuccessTakesBackATryAtItsOwnAccount) {
  for (int i = 0; i < 59; ++i)
    ASSERT_EQ(this->begin({.name = "host-" + std::to_string(i), .account = "ann"}), Seconds(0)) << i;
  ASSERT_EQ(this->begin({.name = "x", .account = "ann"}), Seconds(0));
  ASSERT_EQ(this->begin({.name = "x", .account = "bob"}), Seconds(0));
  this->succeed({.name = "x", .account = "bob"});
  EXPECT_GT(this->begin({.name = "y", .account = "ann"}), Seconds(0));
  this->succeed({.name = "x", .account = "ann"});
  EXPECT_EQ(this->begin({.name = "y", .account = "ann"}), Seconds(0));
}

TYPED_TEST_P(SignInLedgerContract, ACrowdOfTheFutureHoldsNobodyUp) {  // else nobody could try until then
  this->RecordProperty("covers", "F-07");
  this->crowd(kNow + Seconds(61));
  EXPECT_EQ(this->begin({"fresh"}), Seconds(0));
}

TYPED_TEST_P(SignInLedgerContract, TheSweepTakesWhatIsOverAloneAndNoMoreThanAsked) {
  for (const char fill : {'a', 'b', 'c'}) ASSERT_TRUE(this->take(fill));
  ASSERT_TRUE(this->take('d', kNow + Seconds(1)));
  EXPECT_EQ(this->store_->sweep(kNow + Seconds(599), 100), 0U);
  EXPECT_EQ(this->store_->sweep(kNow + Seconds(600), 2), 2U);
  EXPECT_EQ(this->store_->sweep(kNow + Seconds(600), 2), 1U);
  EXPECT_FALSE(this->take('d', kNow + Seconds(600)));
}

TYPED_TEST_P(SignInLedgerContract, TheSweepShortensNoWait) {
  this->RecordProperty("covers", "LOC-02");
  for (int i = 0; i < 5; ++i) this->begin({"a"});
  ASSERT_TRUE(this->store_->sweep(kNow + Seconds(1), 100));
  EXPECT_EQ(this->begin({"a"}, kNow + Seconds(1)), Seconds(29));
  ASSERT_TRUE(this->store_->sweep(kNow + Seconds(1799), 100));
  EXPECT_EQ(this->begin({"a"}, kNow + Seconds(1799)), Seconds(0));
  EXPECT_EQ(this->begin({"a"}, kNow + Seconds(1799)), Seconds(60)) << "it was the sixth";
  ASSERT_TRUE(this->store_->sweep(kNow + Seconds(1799 + 1800), 100));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(this->begin({"a"}, kNow + Seconds(1799 + 1800)), Seconds(0)) << i;
}

REGISTER_TYPED_TEST_SUITE_P(SignInLedgerContract, TheTriesAtOneAccountHoldNobodyUpAtAnother,
                            ASuccessTakesBackATryAtItsOwnAccount, ASignInIsTakenOnceUntilItIsOver,
                            ASignInThatWasGivenBackIsFree, ASignInIsTakenByOneAmongTwentyRacers,
                            FiveTriesThenWaitsThatGrow, ManyTriesAtOnceAreNoWayAround, ASuccessCountsAsNoFailure,
                            ASuccessForgivesNoTryOfOthersInTheNetwork, AKnownBrowserIsForgivenItsMistakesWhenItSucceeds,
                            GuessingFromManyNetworksIsSlowedToo, AKnownBrowserIsNotHeldUpByStrangersAndCountsForItself,
                            ACrowdOfTheFutureHoldsNobodyUp, TheSweepTakesWhatIsOverAloneAndNoMoreThanAsked,
                            TheSweepShortensNoWait);

}  // namespace sallyport::stores::contract::sign_ins
