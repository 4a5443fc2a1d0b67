// Counters of one event loop, for the metrics.
#pragma once

#include <atomic>
#include <cstdint>

namespace sallyport::net {

// One counter. Only the loop's thread may call add(); any thread may read the value.
class Tally {
 public:
  void add() { count_.store(count_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }
  std::uint64_t value() const { return count_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> count_ = 0;
};

struct Tallies {
  Tally requests;   // requests whose head could be parsed
  Tally accepted;   // accepted connections
  Tally malformed;  // requests that were refused because their head or body is malformed or too large
  Tally saturated;  // requests that were answered 503 because the queue of the workers was full
};

}  // namespace sallyport::net
