#include "net/workers.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/log.h"

namespace sallyport::net {
namespace {

using Task = std::function<void()>;

class ThreadPool final : public Workers {
 public:
  ThreadPool(int threads, std::size_t queue, Log* log) : limit_(queue), log_(log) {
    for (int i = 0; i < std::max(threads, 1); ++i)
      threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }

  bool submit(Task task) override {
    {
      const std::lock_guard lock(mutex_);
      if (queue_.size() >= limit_) return false;
      queue_.push_back(std::move(task));
    }
    ready_.notify_one();
    return true;
  }

 private:
  void work(const std::stop_token& stop) {
    while (const std::optional<Task> task = next(stop)) run(*task);
  }

  // The next task; absent where the pool ends and nothing is left to do.
  std::optional<Task> next(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!ready_.wait(lock, stop, [this] { return !queue_.empty(); })) return std::nullopt;
    std::optional<Task> task = std::move(queue_.front());
    queue_.pop_front();
    return task;
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
    if (log_ != nullptr) log_->write(Level::error, "task_threw", {{"what", what}});
  }

  const std::size_t limit_;
  Log* const log_;
  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<Task> queue_;
  std::vector<std::jthread> threads_;  // last: joined before what they use is gone
};

}  // namespace

std::unique_ptr<Workers> Workers::make(int threads, std::size_t queue, Log* log) {
  return std::make_unique<ThreadPool>(threads, queue, log);
}

}  // namespace sallyport::net
