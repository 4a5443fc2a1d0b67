// Tells the caches of all event loops which sessions have ended or changed. A loop compares a number that only grows,
// which takes no lock. It reads the last digests only if the number has changed.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "session/session.h"

namespace sallyport::gateway {

// Any thread may call any function.
class Revocations {
 public:
  enum class Change : std::uint8_t { ended, renewed };

  // Makes every cache forget these sessions before it answers its next request. To be called after the store was
  // changed.
  void publish(const std::vector<session::SessionDigest>& sessions, Change change = Change::ended);

  // Makes every cache forget everything before it answers its next request.
  void forget_all();

  // Grows with each digest and each forget_all(). Takes no lock, so it is cheap enough for every request.
  std::uint64_t epoch() const { return epoch_.load(std::memory_order_acquire); }

  // The digests that were published after `epoch`. Absent: forget_all() was called since, or more digests were
  // published than are remembered; then the cache must forget everything.
  std::optional<std::vector<session::SessionDigest>> since(std::uint64_t epoch) const;

  // Whether forget_all() was called after `epoch`. Stricter: also true if that is no longer known.
  bool all_since(std::uint64_t epoch) const;

  // Whether the digest was published after `epoch`. Stricter: also true if that is no longer known.
  bool changed_since(std::uint64_t epoch, const session::SessionDigest& digest) const;

  // Whether the session was published as ended after `epoch`. False if that is no longer known; then changed_since() is
  // true. So nobody has to ask the store whether a session lives that has ended here.
  bool ended_since(std::uint64_t epoch, const session::SessionDigest& digest) const;

 private:
  static constexpr std::size_t kRemembered = 8192;

  struct Entry {
    session::SessionDigest digest;
    Change change;
  };
  // The entries after `epoch`, and whether all of them are still known. Requires: the caller holds the mutex.
  std::optional<std::deque<Entry>::const_iterator> first_after(std::uint64_t epoch) const;

  std::atomic<std::uint64_t> epoch_{0};
  mutable std::mutex mutex_;
  std::deque<Entry> last_;  // the entry of epoch e is at index e - (epoch - size) - 1
};

}  // namespace sallyport::gateway
