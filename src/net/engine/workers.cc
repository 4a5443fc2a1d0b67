#include "net/engine/workers.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/thrown.h"

namespace sallyport::net {
namespace {

using Task = std::function<void()>;

class ThreadPool final : public Workers {
 public:
  ThreadPool(int threads, std::size_t queue, Log* log)
      : limit_(queue), most_slow_(std::max(threads / 2, 1)), log_(log) {
    for (int i = 0; i < std::max(threads, 1); ++i)
      threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }

  bool submit(Task task) override { return add(queue_, std::move(task)); }
  bool submit_slow(Task task) override { return add(slow_queue_, std::move(task)); }

 private:
  struct Next {
    Task task;
    bool slow = false;
  };

  bool add(std::deque<Task>& queue, Task task) {
    {
      const std::lock_guard lock(mutex_);
      if (queue.size() >= limit_) return false;
      queue.push_back(std::move(task));
    }
    ready_.notify_one();
    return true;
  }

  void work(const std::stop_token& stop) {
    while (std::optional<Next> next = take(stop)) {
      run(next->task);
      next->task = nullptr;
      if (next->slow) end_slow();
    }
  }

  bool may_begin_slow() const { return !slow_queue_.empty() && slow_running_ < most_slow_; }

  void end_slow() {
    {
      const std::lock_guard lock(mutex_);
      --slow_running_;
    }
    ready_.notify_one();  // a thread that was woken earlier for a slow task could not take it while all slots were busy
  }

  // The next task; absent if the pool ends and no task is left.
  std::optional<Next> take(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!ready_.wait(lock, stop, [this] { return !queue_.empty() || may_begin_slow(); })) return std::nullopt;
    const bool slow =
        may_begin_slow() && (queue_.empty() || !last_was_slow_);  // in turn, so that neither queue starves
    last_was_slow_ = slow;
    std::deque<Task>& from = slow ? slow_queue_ : queue_;
    if (slow) ++slow_running_;
    std::optional<Next> next(Next{std::move(from.front()), slow});
    from.pop_front();
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
  std::condition_variable_any ready_;
  std::deque<Task> queue_;
  std::deque<Task> slow_queue_;
  int slow_running_ = 0;
  bool last_was_slow_ = false;
  std::vector<std::jthread> threads_;  // last member, so that the threads are joined before the others are destroyed
};

}  // namespace

std::unique_ptr<Workers> Workers::make(int threads, std::size_t queue, Log* log) {
  return std::make_unique<ThreadPool>(threads, queue, log);
}

}  // namespace sallyport::net
