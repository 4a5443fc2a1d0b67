#include "net/engine/workers.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <array>
#include <atomic>
#include <future>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/log.h"
#include "net/engine/thread_name.h"

namespace sallyport::net {
namespace {

class RecordingLog final : public Log {
 public:
  void write(Level, std::string_view event, std::vector<LogField> fields) override {
    const std::lock_guard lock(mutex_);
    events.push_back(std::string(event) + " " + fields.front().value);
  }
  std::vector<std::string> events;

 private:
  std::mutex mutex_;
};

// Each test declares the pool last, so that its threads end before the objects that the tasks use are destroyed.

TEST(Workers, RunATaskOnAnotherThread) {
  std::promise<std::thread::id> ran_on;
  const auto workers = Workers::make(1, 1);
  ASSERT_TRUE(workers->submit([&] { ran_on.set_value(std::this_thread::get_id()); }));
  EXPECT_NE(ran_on.get_future().get(), std::this_thread::get_id());
}

std::string name_of_this_thread() {
  std::array<char, 16> name{};
  ::pthread_getname_np(::pthread_self(), name.data(), name.size());
  return name.data();
}

TEST(Workers, NameTheirThreadsForWhoeverLooksAtTheProcess) {
  std::promise<std::string> name;
  const auto workers = Workers::make(1, 1);
  ASSERT_TRUE(workers->submit([&] { name.set_value(name_of_this_thread()); }));
  EXPECT_EQ(name.get_future().get(), "worker");
}

TEST(ThreadName, IsCutWhereItIsTooLong) {
  std::string name;
  std::thread([&] {
    name_this_thread("a name of 20 letters");
    name = name_of_this_thread();
  }).join();
  EXPECT_EQ(name, "a name of 20 le");
}

TEST(Workers, RunAsManyTasksAtOnceAsTheyHaveThreads) {
  std::latch all_running(3);  // opens only if three tasks run at the same time
  std::latch done(3);
  const auto workers = Workers::make(3, 8);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(workers->submit([&] {
      all_running.arrive_and_wait();
      done.count_down();
    }));
  }
  done.wait();
}

TEST(Workers, SlowTasksLeaveHalfOfTheThreads) {  // F-04: a provider that hangs blocks no other task
  std::latch slow_running(2);
  std::latch quick_done(2);
  std::promise<void> release;
  const auto gate = release.get_future().share();
  std::atomic<int> most = 0;
  std::atomic<int> now = 0;
  std::latch all_done(6);
  const auto workers = Workers::make(4, 8);
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(workers->submit_slow([&] {
      most = std::max(most.load(), ++now);
      if (!slow_running.try_wait()) slow_running.count_down();
      gate.wait();
      --now;
      all_done.count_down();
    }));
  }
  slow_running.wait();
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(workers->submit([&] { quick_done.arrive_and_wait(); }));
  quick_done.wait();
  EXPECT_EQ(now, 2);
  release.set_value();
  all_done.wait();
  EXPECT_LE(most, 2);
}

TEST(Workers, AFloodOfSlowTasksFillsNoQueueButItsOwn) {
  std::promise<void> release;
  const auto gate = release.get_future().share();
  const auto workers = Workers::make(1, 2);
  int taken = 0;
  while (taken < 100 && workers->submit_slow([gate] { gate.wait(); })) ++taken;
  EXPECT_LT(taken, 100);
  EXPECT_TRUE(workers->submit([] {}));
  release.set_value();
}

TEST(Workers, RefuseATaskBeyondTheQueue) {
  std::latch started(1);
  std::promise<void> release;
  const auto workers = Workers::make(1, 2);
  ASSERT_TRUE(workers->submit([&] {
    started.count_down();
    release.get_future().wait();
  }));
  started.wait();  // the thread is busy and the queue empty
  EXPECT_TRUE(workers->submit([] {}));
  EXPECT_TRUE(workers->submit([] {}));
  EXPECT_FALSE(workers->submit([] { FAIL() << "a refused task ran"; }));
  release.set_value();
}

TEST(Workers, TakeTasksAgainAfterTheQueueWasFull) {
  std::latch started(1);
  std::promise<void> release;
  std::promise<void> queued_ran;
  const auto workers = Workers::make(1, 1);
  ASSERT_TRUE(workers->submit([&] {
    started.count_down();
    release.get_future().wait();
  }));
  started.wait();
  ASSERT_TRUE(workers->submit([&] { queued_ran.set_value(); }));
  ASSERT_FALSE(workers->submit([] {}));
  release.set_value();
  queued_ran.get_future().wait();  // the queue is empty again
  EXPECT_TRUE(workers->submit([] {}));
}

TEST(Workers, GoOnAfterATaskThatThrew) {
  RecordingLog log;
  std::promise<void> ran;
  {
    const auto workers = Workers::make(1, 4, &log);
    ASSERT_TRUE(workers->submit([] { throw std::runtime_error("mistake"); }));
    ASSERT_TRUE(workers->submit([] { throw 7; }));
    ASSERT_TRUE(workers->submit([&] { ran.set_value(); }));
    ran.get_future().wait();
  }
  EXPECT_EQ(log.events, (std::vector<std::string>{"task_threw mistake", "task_threw no std::exception"}));
}

TEST(Workers, NeedNoLogForATaskThatThrows) {
  std::atomic<bool> ran = false;
  {
    const auto workers = Workers::make(1, 4);
    ASSERT_TRUE(workers->submit([] { throw std::runtime_error("mistake"); }));
    ASSERT_TRUE(workers->submit([&] { ran = true; }));
  }
  EXPECT_TRUE(ran);
}

TEST(Workers, RunWhatIsQueuedBeforeTheyEnd) {
  std::atomic<int> ran = 0;
  {
    const auto workers = Workers::make(2, 100);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(workers->submit([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 100);
}

TEST(Workers, RunATaskThatATaskSubmittedWhileTheyEnd) {
  std::atomic<bool> ran = false;
  {
    std::latch started(1);
    const auto workers = Workers::make(1, 4);
    ASSERT_TRUE(workers->submit([&, pool = workers.get()] {
      started.count_down();
      pool->submit([&] { ran = true; });
    }));
    started.wait();
  }
  EXPECT_TRUE(ran);
}

TEST(Workers, HaveOneThreadWhereNoneIsAskedFor) {
  std::promise<void> ran;
  const auto workers = Workers::make(0, 1);
  ASSERT_TRUE(workers->submit([&] { ran.set_value(); }));
  ran.get_future().wait();
}

}  // namespace
}  // namespace sallyport::net
