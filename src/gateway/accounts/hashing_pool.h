// Bounds how many passwords are hashed at the same time, because each takes a lot of memory, a core and a worker. A few
// more wait for their turn; everybody else is sent away at once, so that a storm of sign-ins keeps neither workers nor
// memory from other requests.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace sallyport::gateway {

// Any thread may take a turn. The pool must outlive every Turn.
//   const HashingPool::Turn turn(pool);
//   if (!turn) return busy();
class HashingPool {
 public:
  struct Size {
    int at_once = 2;
    int waiting = 4;                            // at most, in addition
    std::chrono::milliseconds patience{3'000};  // how long one of them waits
  };

  explicit HashingPool(Size size) : size_(size) {}

  // Takes a turn in its constructor, which may wait, and gives it back in its destructor. Converts to false if too many
  // were waiting already, or the turn did not come in time.
  class Turn {
   public:
    explicit Turn(HashingPool& of) : of_(of), taken_(of.take()) {}
    ~Turn() {
      if (taken_) of_.give_back();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    explicit operator bool() const { return taken_; }

   private:
    HashingPool& of_;
    const bool taken_;
  };

 private:
  bool take() {
    std::unique_lock lock(mutex_);
    if (taken_ >= size_.at_once) {
      if (waiting_ >= size_.waiting) return false;
      ++waiting_;
      const bool came = free_.wait_for(lock, size_.patience, [this] { return taken_ < size_.at_once; });
      --waiting_;
      if (!came) return false;
    }
    ++taken_;
    return true;
  }

  void give_back() {
    {
      const std::lock_guard lock(mutex_);
      --taken_;
    }
    free_.notify_one();
  }

  const Size size_;
  std::mutex mutex_;
  std::condition_variable free_;
  int taken_ = 0;
  int waiting_ = 0;
};

}  // namespace sallyport::gateway
