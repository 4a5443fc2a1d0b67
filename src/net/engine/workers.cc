#include "net/engine/workers.h"

#include <semaphore.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/thrown.h"
#include "net/engine/thread_name.h"

namespace sallyport::net {
namespace {

using Task = std::function<void()>;

// A semaphore of the C library. Unlike std::counting_semaphore, it goes to sleep without spinning first. Unlike a
// condition variable, it cannot lose a wake-up (glibc bug 25847, which Debian 12 has).
class Semaphore {
 public:
  Semaphore() { ::sem_init(&native_, 0, 0); }  // cannot fail for a count of 0 within one process
  ~Semaphore() { ::sem_destroy(&native_); }
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  void release() { ::sem_post(&native_); }
  void acquire() {
    while (::sem_wait(&native_) != 0 && errno == EINTR) {
    }
  }

 private:
  sem_t native_;
};

class ThreadPool final : public Workers {
 public:
  ThreadPool(int threads, std::size_t queue, Log* log)
      : limit_(queue), most_slow_(std::max(threads / 2, 1)), log_(log) {
    for (int i = 0; i < std::max(threads, 1); ++i) threads_.emplace_back([this] { work(); });
  }

  ~ThreadPool() override {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    for (std::size_t i = 0; i < threads_.size(); ++i) wake_ups_.release();
    for (std::thread& thread : threads_) thread.join();
  }

  bool submit(Task task) override { return add(queue_, std::move(task)); }
  bool submit_slow(Task task) override { return add(slow_queue_, std::move(task)); }

 private:
  struct Next {
    Task task;
    bool slow = false;
  };

  bool add(std::deque<Task>& queue, Task task) {
    const std::lock_guard lock(mutex_);
    if (queue.size() >= limit_) return false;
    queue.push_back(std::move(task));
    wake_one();
    return true;
  }

  // Wakes a thread, unless all of them work or one is on its way to the queues. The one that is on its way wakes the
  // next if it leaves a task behind. So a burst of tasks does not wake all threads, most of which would find the work
  // done. Needs the lock.
  void wake_one() {
    if (sleeping_ == 0 || woken_) return;
    woken_ = true;
    wake_ups_.release();
  }

  // Gives up the lock meanwhile.
  void sleep(std::unique_lock<std::mutex>& lock) {
    ++sleeping_;
    lock.unlock();
    wake_ups_.acquire();
    lock.lock();
    --sleeping_;
    woken_ = false;
  }

  void work() {
    name_this_thread("worker");
    while (std::optional<Next> next = take()) {
      run(next->task);
      next->task = nullptr;
      if (next->slow) end_slow();
    }
  }

  bool may_begin_slow() const { return !slow_queue_.empty() && slow_running_ < most_slow_; }

  bool may_take() const { return !queue_.empty() || may_begin_slow(); }

  void end_slow() {
    const std::lock_guard lock(mutex_);
    --slow_running_;
    if (may_begin_slow()) wake_one();  // a thread that was woken for the task found all slots taken
  }

  // The next task; absent if the pool ends and no task is left.
  std::optional<Next> take() {
    std::unique_lock lock(mutex_);
    while (!may_take()) {
      if (ending_) return std::nullopt;
      sleep(lock);
    }
    const bool slow =
        may_begin_slow() && (queue_.empty() || !last_was_slow_);  // in turn, so that neither queue starves
    last_was_slow_ = slow;
    std::deque<Task>& from = slow ? slow_queue_ : queue_;
    if (slow) ++slow_running_;
    std::optional<Next> next(Next{std::move(from.front()), slow});
    from.pop_front();
    if (may_take()) wake_one();
    return next;
  }

  void run(const Task& task) {
    try {
      task();
    } catch (const std::exception& thrown) {
      tell(thrown.what());
    } catch (...) {
      tell("no std::exception");
    }
  }

  void tell(const char* what) {
    if (log_ != nullptr) log_thrown(*log_, "task_threw", what);
  }

  const std::size_t limit_;  // tasks in each queue
  const int most_slow_;
  Log* const log_;
  std::mutex mutex_;
  std::deque<Task> queue_;
  std::deque<Task> slow_queue_;
  int slow_running_ = 0;
  bool last_was_slow_ = false;
  Semaphore wake_ups_;
  int sleeping_ = 0;    // threads that wait for a task
  bool woken_ = false;  // one of them was woken and has not looked yet
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<Workers> Workers::make(int threads, std::size_t queue, Log* log) {
  return std::make_unique<ThreadPool>(threads, queue, log);
}

}  // namespace sallyport::net
