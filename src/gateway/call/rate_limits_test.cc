#include "gateway/call/rate_limits.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace sallyport::gateway {
namespace {

using namespace std::chrono_literals;

constexpr Clock::Monotonic kBegin{1h};
constexpr std::string_view kClient = "203.0.113.8";
constexpr Limited kKind = Limited::sign_in;

// How many requests of this client are within the limit of 60 a minute.
int taken(RateLimits& limits, std::string_view client, Clock::Monotonic now, Limited kind = kKind) {
  int count = 0;
  while (count < 1000 && limits.take(kind, client, 60, now) == Seconds(0)) ++count;
  return count;
}

TEST(RateLimits, AMinutesRequestsMayComeAtOnce) {
  RateLimits limits;
  EXPECT_EQ(taken(limits, kClient, kBegin), 60);
  EXPECT_EQ(limits.take(kKind, kClient, 60, kBegin), Seconds(1));
}

TEST(RateLimits, RequestsComeBackEvenly) {
  RateLimits limits;
  taken(limits, kClient, kBegin);
  EXPECT_EQ(taken(limits, kClient, kBegin + 999ms), 0);
  EXPECT_EQ(taken(limits, kClient, kBegin + 1s), 1);
  EXPECT_EQ(taken(limits, kClient, kBegin + 11s), 10);
  EXPECT_EQ(taken(limits, kClient, kBegin + 2h), 60) << "never more than a minute's";
}

TEST(RateLimits, TellsHowLongToWaitInWholeSeconds) {
  RateLimits limits;
  EXPECT_EQ(limits.take(kKind, kClient, 2, kBegin), Seconds(0));
  EXPECT_EQ(limits.take(kKind, kClient, 2, kBegin), Seconds(0));
  EXPECT_EQ(limits.take(kKind, kClient, 2, kBegin), Seconds(30));
  EXPECT_EQ(limits.take(kKind, kClient, 2, kBegin + 100ms), Seconds(30)) << "rounded up";
  EXPECT_EQ(limits.take(kKind, kClient, 2, kBegin + 29999ms), Seconds(1));
  EXPECT_EQ(limits.take(kKind, kClient, 2, kBegin + 30s), Seconds(0));
}

TEST(RateLimits, ARefusedRequestCostsNothing) {
  RateLimits limits;
  taken(limits, kClient, kBegin);
  for (int i = 0; i < 1000; ++i) EXPECT_NE(limits.take(kKind, kClient, 60, kBegin), Seconds(0));
  EXPECT_EQ(limits.take(kKind, kClient, 60, kBegin + 1s), Seconds(0));
}

TEST(RateLimits, AnotherClientAndAnotherKindAreUntouched) {
  RateLimits limits;
  taken(limits, kClient, kBegin);
  EXPECT_EQ(taken(limits, "203.0.113.9", kBegin), 60);
  EXPECT_EQ(taken(limits, "unix", kBegin), 60);
  EXPECT_EQ(taken(limits, kClient, kBegin, Limited::callback), 60);
}

TEST(RateLimits, AnIpv6NetworkIsOneClient) {
  RecordProperty("covers", "A13");
  RateLimits limits;
  EXPECT_EQ(taken(limits, "2001:db8:1:2::1", kBegin), 60);
  EXPECT_EQ(taken(limits, "2001:db8:1:2:ffff::9", kBegin), 0);
  EXPECT_EQ(taken(limits, "[2001:db8:1:2::1]:443", kBegin), 0) << "with a port";
  EXPECT_EQ(taken(limits, "2001:db8:1:3::1", kBegin), 60);
}

TEST(RateLimits, ZeroIsNoLimit) {
  RateLimits limits;
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(limits.take(kKind, kClient, 0, kBegin), Seconds(0));
  EXPECT_EQ(limits.wait(kKind, kClient, 0, kBegin), Seconds(0));
}

TEST(RateLimits, WaitCountsNothing) {
  RateLimits limits;
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(limits.wait(kKind, kClient, 60, kBegin), Seconds(0));
  EXPECT_EQ(taken(limits, kClient, kBegin), 60);
  EXPECT_EQ(limits.wait(kKind, kClient, 60, kBegin), Seconds(1));
  EXPECT_EQ(limits.wait(kKind, kClient, 60, kBegin + 1s), Seconds(0));
}

TEST(RateLimits, ANewLimitHoldsForWhatWasCounted) {
  RateLimits limits;
  taken(limits, kClient, kBegin);
  EXPECT_NE(limits.take(kKind, kClient, 600, kBegin), Seconds(0));
  EXPECT_EQ(limits.take(kKind, kClient, 600, kBegin + 100ms), Seconds(0));
}

// Three times as many networks as there is room for: nobody is refused on their account, and those who sent the most
// are still known.
TEST(RateLimits, AFloodOfAddressesRefusesNobodyElse) {
  RateLimits limits;
  taken(limits, kClient, kBegin);
  for (std::size_t i = 0; i < 3 * RateLimits::kMost; ++i) {
    const std::string network = "2001:db8:" + std::to_string(i / 1000) + ":" + std::to_string(i % 1000) + "::1";
    ASSERT_EQ(limits.take(kKind, network, 60, kBegin), Seconds(0)) << network;
  }
  EXPECT_EQ(taken(limits, "203.0.113.9", kBegin), 60);
  EXPECT_EQ(taken(limits, kClient, kBegin), 0);
}

TEST(RateLimits, ParallelRequestsAreCountedOneByOne) {
  RateLimits limits;
  std::atomic<int> within = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (int k = 0; k < 50; ++k) within += limits.take(kKind, kClient, 60, kBegin) == Seconds(0) ? 1 : 0;
      });
  }
  EXPECT_EQ(within, 60);
}

}  // namespace
}  // namespace sallyport::gateway
