#include "net/engine/task_group.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

namespace sallyport::net {
namespace {

TEST(TaskGroup, CloseWaitsForWhatRunsAndDropsWhatWaits) {
  const auto pool = Workers::make(1, 1'000'000);
  std::latch started(1);
  std::promise<void> release;
  std::atomic<int> ended = 0;
  auto group = std::make_unique<TaskGroup>(*pool);
  ASSERT_TRUE(group->submit([&] {
    started.count_down();
    release.get_future().wait();
    ++ended;
  }));
  started.wait();
  const auto held = std::make_shared<int>(0);
  ASSERT_TRUE(group->submit([&, held] { ended += 100; }));
  ASSERT_TRUE(group->submit_slow([&, held] { ended += 100; }));
  std::thread closer([&] { group->close(); });
  while (group->submit([&, held] { ended += 100; })) std::this_thread::yield();  // until it is closed
  EXPECT_EQ(ended, 0);
  release.set_value();
  closer.join();
  EXPECT_EQ(ended, 1);
  EXPECT_EQ(held.use_count(), 1) << "what a dropped task held is gone as well";
}

TEST(TaskGroup, RefusesOnceClosed) {
  const auto pool = Workers::make(1, 8);
  TaskGroup group(*pool);
  group.close();
  EXPECT_FALSE(group.submit([] {}));
  EXPECT_FALSE(group.submit_slow([] {}));
}

TEST(TaskGroup, ATaskThatThePoolRefusesIsNotWaitedFor) {
  const auto pool = Workers::make(1, 0);
  TaskGroup group(*pool);
  EXPECT_FALSE(group.submit([] {}));
  group.close();
}

}  // namespace
}  // namespace sallyport::net
