// What has ended, told to every event loop without a lock on its fast path: a number that grows, and the last digests.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "session/session.h"

namespace sallyport::gateway {

class Revocations {
 public:
  // Each digest is forgotten by every cache before that cache answers its next request.
  void publish(const std::vector<session::SessionDigest>& ended);

  // Every cache forgets all it has before it answers its next request.
  void forget_all();

  // Grows with each publish. Cheap enough for every request.
  std::uint64_t epoch() const { return epoch_.load(std::memory_order_acquire); }

  // What was published after `epoch`. Absent: more than is remembered; the caller forgets all it has.
  std::optional<std::vector<session::SessionDigest>> since(std::uint64_t epoch) const;

  // Whether forget_all() was called after `epoch`. Stricter: true where that is no longer known.
  bool all_since(std::uint64_t epoch) const;

  // Whether the digest was published after `epoch`. Stricter: true where that is no longer known.
  bool ended_since(std::uint64_t epoch, const session::SessionDigest& digest) const;

 private:
  static constexpr std::size_t kRemembered = 8192;

  std::atomic<std::uint64_t> epoch_{0};
  mutable std::mutex mutex_;
  std::deque<session::SessionDigest> last_;  // the digest of epoch e stands at index e - (epoch - size) - 1
};

}  // namespace sallyport::gateway
