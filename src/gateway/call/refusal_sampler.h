// Keeps a flood of refusals from filling the disk. Of the refusals for one reason and from one client network, it picks
// the first in each minute for the log, and counts the others.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/clock.h"

namespace sallyport::gateway {

// Any thread may call any function; none takes a lock. A client that changes its address within a network (an IPv6 /64)
// counts as one. At most kLinesAMinute lines are written in a minute, however many clients send requests.
class RefusalSampler {
 public:
  static constexpr std::uint32_t kLinesAMinute = 600;

  // Whether the line is to be written. `reason` is the refusal's stable word, `client` the address from the Trace.
  bool should_write(std::string_view reason, std::string_view client, UnixTime now);

  // How many lines were left out since the last call.
  std::uint64_t take_left_out() { return left_out_.exchange(0, std::memory_order_relaxed); }

 private:
  bool has_room(std::uint32_t minute);

  // Each pair of reason and network has one slot, which few other pairs share. The slot holds the minute and the hash
  // of the pair that came last. If two pairs share a slot and take turns, each is written again, up to kLinesAMinute.
  std::array<std::atomic<std::uint64_t>, 4096> slots_{};
  std::atomic<std::uint64_t> lines_{0};  // the minute in the upper half, the lines written in it in the lower
  std::atomic<std::uint64_t> left_out_{0};
};

}  // namespace sallyport::gateway
