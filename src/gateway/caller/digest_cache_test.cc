#include "gateway/caller/digest_cache.h"

#include <gtest/gtest.h>

namespace sallyport::gateway {
namespace {

crypto::Sha256 key(int number) {
  return crypto::sha256(std::to_string(number));
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

// Puts entries until the table begins to grow, and then more until half of its buckets are divided.
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
  EXPECT_GE(cache.size() + 1, static_cast<std::size_t>(entries));  // one bucket was full before the table could grow
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
  for (int i = 0; i < 2; ++i) {  // the second time, some entries of the first are not freed yet
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

// Numbers of puts between two clears: few, as many as a clear frees by itself, one more, enough to make the table grow.
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
  for (int i = 0; i < 8; ++i) cache.put(key(i), i);  // the eighth clears the flags, so only it counts as used
  EXPECT_EQ(cache.size(), 7U);
  ASSERT_NE(cache.find(key(7)), nullptr);
  for (int i = 8; i < 13; ++i) cache.put(key(i), i);
  EXPECT_NE(cache.find(key(7)), nullptr);
  EXPECT_EQ(cache.size(), 7U);
}

}  // namespace
}  // namespace sallyport::gateway
