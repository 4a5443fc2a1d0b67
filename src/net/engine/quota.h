// Limits how many connections exist at the same time, counted across all event loops of a server.
#pragma once

#include <atomic>
#include <cstddef>

namespace sallyport::net {

// Every thread may use it. It is not locked between a call of is_used_up() and the construction of the Seat, so each
// loop may exceed the limit by one.
class Quota {
 public:
  explicit Quota(std::size_t limit) : limit_(limit) {}
  Quota(const Quota&) = delete;

  std::size_t limit() const { return limit_; }
  std::size_t taken() const { return taken_.load(std::memory_order_relaxed); }
  bool is_used_up() const { return taken() >= limit_; }

 private:
  friend class Seat;

  const std::size_t limit_;
  std::atomic<std::size_t> taken_ = 0;
};

// Counts one connection from construction to destruction. The quota must outlive it.
class Seat {
 public:
  explicit Seat(Quota& quota) : quota_(quota) { quota_.taken_.fetch_add(1, std::memory_order_relaxed); }
  ~Seat() { quota_.taken_.fetch_sub(1, std::memory_order_relaxed); }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

 private:
  Quota& quota_;
};

}  // namespace sallyport::net
