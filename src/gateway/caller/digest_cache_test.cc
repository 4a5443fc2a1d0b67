#include "gateway/shared.h"

#include <gtest/gtest.h>

#include "gateway/digest_cache.h"
#include "gateway/site.h"

namespace sallyport::gateway {
namespace {

crypto::Sha256 key(int number) {
  return crypto::sha256(std::to_string(number));
}

session::SessionDigest digest(int number) {
  return {std::string(crypto::view(key(number)))};
}

TEST(DigestCache, FindsWhatWasPutUntilItIsErased) {
  DigestCache<int> cache(100);
  EXPECT_EQ(cache.find(key(1)), nullptr);
  cache.put(key(1), 7);
  ASSERT_NE(cache.find(key(1)), nullptr);
  EXPECT_EQ(*cache.find(key(1)), 7);
  cache.put(key(1), 8);
  EXPECT_EQ(*cache.find(key(1)), 8);
  EXPECT_EQ(cache.size(), 1U);
  cache.erase(key(1));
  EXPECT_EQ(cache.find(key(1)), nullptr);
  EXPECT_EQ(cache.size(), 0U);
}

TEST(DigestCache, NeverGrowsBeyondItsCapacity) {
  DigestCache<int> cache(1024);
  for (int i = 0; i < 20'000; ++i) cache.put(key(i), i);
  EXPECT_LT(cache.size(), 2 * 1024U);
  EXPECT_GE(cache.size(), 1024U);
  int found = 0;
  for (int i = 0; i < 20'000; ++i) {
    if (const int* const value = cache.find(key(i))) {
      EXPECT_EQ(*value, i);
      ++found;
    }
  }
  EXPECT_EQ(static_cast<std::size_t>(found), cache.size());
}

TEST(DigestCache, GrowingKeepsEveryEntry) {
  DigestCache<int> cache(100'000);
  for (int i = 0; i < 1000; ++i) cache.put(key(i), i);
  int lost = 0;
  for (int i = 0; i < 1000; ++i) lost += cache.find(key(i)) == nullptr ? 1 : 0;
  EXPECT_EQ(lost, 0);
}

// Puts entries until the table grows, and as many more as leave it half way.
int put_until_growing(DigestCache<int>& cache) {
  int entries = 0;
  while (cache.left_to_divide() == 0) {
    cache.put(key(entries), entries);
    ++entries;
  }
  const std::size_t half = cache.left_to_divide() / 2;
  for (; cache.left_to_divide() > half; ++entries) cache.put(key(entries), entries);
  return entries;
}

int count_found(DigestCache<int>& cache, int entries) {
  int found = 0;
  for (int i = 0; i < entries; ++i) {
    const int* const value = cache.find(key(i));
    found += value && *value == i ? 1 : 0;
  }
  return found;
}

TEST(DigestCache, NoPutDividesMoreThanAFewBuckets) {
  DigestCache<int> cache(1'000'000);
  std::size_t before = 0;
  int growths = 0;
  for (int i = 0; i < 20'000; ++i) {
    cache.put(key(i), i);
    const std::size_t left = cache.left_to_divide();
    EXPECT_LE(before - std::min(before, left), DigestCache<int>::kDividedAtOnce);
    if (left > before) ++growths;
    before = left;
  }
  EXPECT_GE(growths, 4);
  EXPECT_GT(count_found(cache, 20'000), 19'950);
}

TEST(DigestCache, AGrowthUnderWayLosesNothing) {
  DigestCache<int> cache(100'000);
  int entries = put_until_growing(cache);
  for (; cache.left_to_divide() > 0; ++entries) {
    EXPECT_EQ(static_cast<std::size_t>(count_found(cache, entries)), cache.size());
    cache.put(key(entries), entries);
  }
  EXPECT_EQ(static_cast<std::size_t>(count_found(cache, entries)), cache.size());
  EXPECT_GE(cache.size() + 1, static_cast<std::size_t>(entries));  // one bucket was full before it could grow
}

TEST(DigestCache, WhatIsErasedOrReplacedInAGrowthStaysSo) {
  DigestCache<int> cache(100'000);
  const int entries = put_until_growing(cache);
  for (int i = 0; i < entries; i += 2) cache.erase(key(i));
  for (int i = 1; i < entries; i += 2) cache.put(key(i), -i);
  for (int i = entries; cache.left_to_divide() > 0; ++i) cache.put(key(i), i);
  for (int i = 0; i < entries; i += 2) EXPECT_EQ(cache.find(key(i)), nullptr);
  int replaced = 0;
  for (int i = 1; i < entries; i += 2) {
    const int* const value = cache.find(key(i));
    replaced += value && *value == -i ? 1 : 0;
  }
  EXPECT_GE(replaced, entries / 2 - 1);
}

TEST(DigestCache, ClearedInAGrowthItBeginsAnew) {
  DigestCache<int> cache(100'000);
  const int entries = put_until_growing(cache);
  cache.clear();
  EXPECT_EQ(cache.size(), 0U);
  EXPECT_EQ(cache.left_to_divide(), 0U);
  EXPECT_EQ(count_found(cache, entries), 0);
  EXPECT_GT(put_until_growing(cache), 0);
}

TEST(DigestCache, WhatWasClearedIsFreedAFewEntriesAtATime) {
  DigestCache<std::shared_ptr<int>> cache(100'000);
  const auto value = std::make_shared<int>(1);
  for (int i = 0; i < 5000; ++i) cache.put(key(i), value);
  for (int i = 0; i < 2; ++i) {  // the second time some of the first are still there
    const long full = value.use_count();
    cache.clear();
    EXPECT_LE(full - value.use_count(), 8 * 7);
    for (int n = 0; n < 10; ++n) {
      const long before = value.use_count();
      cache.put(key(n), nullptr);
      EXPECT_LE(before - value.use_count(), 8 * 7);
    }
  }
  EXPECT_GT(value.use_count(), 1);
  for (int i = 0; i < 5000; ++i) cache.put(key(i % 10), nullptr);
  EXPECT_EQ(value.use_count(), 1);
}

// With few puts in between, with as many as a clear alone frees, with one more, and with some that make the table grow.
TEST(DigestCache, HoweverOftenItIsClearedNothingPilesUp) {
  for (const int puts : {1, 10, 56, 57, 500}) {
    DigestCache<int> cache(100'000);
    std::size_t most = 0;
    for (int clears = 0; clears < 1000; ++clears) {
      cache.clear();
      most = std::max(most, cache.left_to_free());
      for (int i = 0; i < puts; ++i) cache.put(key(i), i);
    }
    EXPECT_LE(most, 4 * 256U) << puts;
  }
}

TEST(DigestCache, WhatALargeTableLeftGrowsNoMoreWhileItIsCleared) {
  DigestCache<int> cache(100'000);
  for (int i = 0; i < 20'000; ++i) cache.put(key(i), i);
  cache.clear();
  for (std::size_t left = cache.left_to_free(); left > 0; left = cache.left_to_free()) {
    cache.put(key(1), 1);
    cache.clear();
    ASSERT_LT(cache.left_to_free(), left);
  }
}

TEST(DigestCache, AFullBucketGivesUpWhatWasNotAskedFor) {
  DigestCache<int> cache(7);                         // one bucket
  for (int i = 0; i < 8; ++i) cache.put(key(i), i);  // makes room once: nobody is known as asked for but the eighth
  EXPECT_EQ(cache.size(), 7U);
  ASSERT_NE(cache.find(key(7)), nullptr);
  for (int i = 8; i < 13; ++i) cache.put(key(i), i);
  EXPECT_NE(cache.find(key(7)), nullptr);
  EXPECT_EQ(cache.size(), 7U);
}

TEST(Revocations, TellWhatEndedSince) {
  Revocations revocations;
  revocations.publish({digest(1)});
  const auto epoch = revocations.epoch();
  revocations.publish({digest(2), digest(3)});
  EXPECT_EQ(revocations.since(epoch).value(), (std::vector{digest(2), digest(3)}));
  EXPECT_FALSE(revocations.ended_since(epoch, digest(1)));
  EXPECT_TRUE(revocations.ended_since(epoch, digest(3)));
  EXPECT_TRUE(revocations.since(revocations.epoch())->empty());
}

TEST(Revocations, WhatIsForgottenCountsAsEnded) {
  Revocations revocations;
  for (int i = 0; i < 10'000; ++i) revocations.publish({digest(i)});
  EXPECT_FALSE(revocations.since(0).has_value());
  EXPECT_TRUE(revocations.ended_since(0, digest(99'999)));
  EXPECT_TRUE(revocations.since(revocations.epoch() - 100).has_value());
}

TEST(UsedStates, OneResponseAtATimeAndNoneAfterOneThatSignedIn) {
  RecordProperty("covers", "JWT-32");
  UsedStates used;
  EXPECT_TRUE(used.begin("a", {1000}));
  EXPECT_FALSE(used.begin("a", {1000})) << "under way";
  EXPECT_TRUE(used.begin("b", {1000})) << "another tab";
  used.finish("a", UsedStates::Ended::signed_in, {1000});
  EXPECT_FALSE(used.begin("a", {1599}));
  EXPECT_TRUE(used.begin("a", {1600})) << "its cookie is over";
}

TEST(UsedStates, AResponseThatFailedLeavesRoomForTheRightOne) {
  UsedStates used;
  EXPECT_TRUE(used.begin("a", {1000}));
  used.finish("a", UsedStates::Ended::failed, {1000});
  EXPECT_TRUE(used.begin("a", {1000}));
}

TEST(Throttle, WaitsGrowWithEachFailureToFifteenMinutes) {
  RecordProperty("covers", "LOC-02");
  Throttle throttle;
  Seconds now{1000};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(throttle.begin({"a"}, now), Seconds(0)) << i;
  std::vector<long long> waits;
  for (int i = 0; i < 7; ++i) {
    const Seconds wait = throttle.begin({"a"}, now);
    waits.push_back(wait.count());
    now = now + wait;
    EXPECT_EQ(throttle.begin({"a"}, now), Seconds(0)) << "it may try again, and fails again";
  }
  EXPECT_EQ(waits, (std::vector<long long>{30, 60, 120, 240, 480, 900, 900}));
}

TEST(Throttle, ManyTriesAtOnceAreNoWayAround) {
  RecordProperty("covers", "LOC-02");
  Throttle throttle;
  int allowed = 0;
  for (int i = 0; i < 100; ++i) allowed += throttle.begin({"a"}, Seconds(1000)) == Seconds(0) ? 1 : 0;
  EXPECT_EQ(allowed, 5);
}

TEST(Throttle, TheRightPasswordForgivesWhatWasBefore) {
  Throttle throttle;
  for (int i = 0; i < 4; ++i) throttle.begin({"a"}, Seconds(1000));
  throttle.succeeded({"a"});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(throttle.begin({"a"}, Seconds(1000)), Seconds(0)) << i;
}

TEST(Throttle, GuessingFromManyAddressesIsSlowedToo) {
  RecordProperty("covers", "LOC-02");
  Throttle throttle;
  for (int i = 0; i < 60; ++i) throttle.begin({"host-" + std::to_string(i)}, Seconds(1000));
  EXPECT_GT(throttle.begin({"fresh"}, Seconds(1000)), Seconds(0));
  EXPECT_EQ(throttle.begin({"fresh"}, Seconds(1060)), Seconds(0));
}

TEST(Throttle, AKnownBrowserIsNotHeldUpByStrangersAndCountsForItself) {
  RecordProperty("covers", "LOC-02");
  Throttle throttle;
  for (int i = 0; i < 60; ++i) throttle.begin({"host-" + std::to_string(i)}, Seconds(1000));
  EXPECT_GT(throttle.begin({"owner"}, Seconds(1000)), Seconds(0));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(throttle.begin({"owner", true}, Seconds(1000)), Seconds(0)) << i;
  EXPECT_EQ(throttle.begin({"owner", true}, Seconds(1000)), Seconds(30)) << "a stolen one is no way around";
  throttle.succeeded({"owner", true});
  EXPECT_GT(throttle.begin({"fresh"}, Seconds(1000)), Seconds(0)) << "its success gives strangers nothing";
}

TEST(AddressRanges, ContainWhatTheyName) {
  const AddressRanges ranges({"10.0.0.0/8", "192.0.2.7", "fd00::/8", "nonsense", "10.0.0.0/99", "0.0.0.0/x"});
  for (const std::string_view inside : {"10.255.0.1", "192.0.2.7", "fd12::1", "::ffff:10.1.2.3"})
    EXPECT_TRUE(ranges.contain(inside)) << inside;
  for (const std::string_view outside :
       {"11.0.0.1", "192.0.2.8", "fe80::1", "", "nonsense", "10.0.0.1.evil", "127.0.0.1"})
    EXPECT_FALSE(ranges.contain(outside)) << outside;
}

TEST(AddressRanges, AreEmptyByDefaultAndContainNobody) {
  const AddressRanges ranges({});
  EXPECT_FALSE(ranges.contain("127.0.0.1"));
  EXPECT_FALSE(ranges.contain("::1"));
}

TEST(Site, OverHttpTheCookiesHaveNoHostPrefixAndAreNotSecure) {
  Settings settings;
  settings.server.public_url = "http://localhost:8585";
  const Site site(settings);
  EXPECT_EQ(site.session_cookie, "sallyport");
  EXPECT_EQ(site.sign_in_cookie, "sallyport-signin-");
  EXPECT_FALSE(site.secure);
  EXPECT_TRUE(site.is_ours("localhost:8585"));
  EXPECT_FALSE(site.is_ours("localhost"));
}

}  // namespace
}  // namespace sallyport::gateway
