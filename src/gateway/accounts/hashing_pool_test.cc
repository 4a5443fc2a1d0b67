#include "gateway/accounts/hashing_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

namespace sallyport::gateway {
namespace {

constexpr std::chrono::milliseconds kLong{60'000};  // longer than any test; nobody waits it out

TEST(HashingPool, SoManyHaveATurnAtOnceAndNoMore) {
  RecordProperty("covers", "LOC-04");
  HashingPool pool({.at_once = 2, .waiting = 0, .patience = kLong});
  auto first = std::make_unique<HashingPool::Turn>(pool);
  const HashingPool::Turn second(pool);
  EXPECT_TRUE(*first && second);
  EXPECT_FALSE(HashingPool::Turn(pool)) << "nobody may wait, so the answer comes at once";
  first.reset();
  EXPECT_TRUE(HashingPool::Turn(pool));
  EXPECT_TRUE(HashingPool::Turn(pool)) << "the one before was given back";
}

TEST(HashingPool, WhoeverWaitsGetsTheTurnThatIsGivenBack) {
  HashingPool pool({.at_once = 1, .waiting = 1, .patience = kLong});
  auto first = std::make_unique<HashingPool::Turn>(pool);
  std::atomic<bool> got = false;
  std::jthread waits([&] { got = static_cast<bool>(HashingPool::Turn(pool)); });
  first.reset();
  waits.join();
  EXPECT_TRUE(got);
}

TEST(HashingPool, WhoeverWaitsTooLongGetsNone) {
  HashingPool pool({.at_once = 1, .waiting = 1, .patience = std::chrono::milliseconds(1)});
  const HashingPool::Turn first(pool);
  EXPECT_FALSE(HashingPool::Turn(pool));
  EXPECT_FALSE(HashingPool::Turn(pool)) << "and no longer counts as waiting, or it would be sent away for ever";
}

TEST(HashingPool, InAStormAtMostTheseManyWorkTogether) {
  RecordProperty("covers", "LOC-04");
  HashingPool pool({.at_once = 3, .waiting = 40, .patience = kLong});
  std::atomic<int> now = 0;
  std::atomic<int> most = 0;
  std::atomic<int> done = 0;
  {
    std::latch start(40);
    std::vector<std::jthread> storm;
    for (int i = 0; i < 40; ++i)
      storm.emplace_back([&] {
        start.arrive_and_wait();
        const HashingPool::Turn turn(pool);
        if (!turn) return;
        const int working = ++now;
        for (int seen = most; working > seen && !most.compare_exchange_weak(seen, working);) continue;
        std::this_thread::yield();
        --now;
        ++done;
      });
  }
  EXPECT_EQ(done, 40);
  EXPECT_LE(most, 3);
}

}  // namespace
}  // namespace sallyport::gateway
