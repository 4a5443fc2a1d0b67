// Tells the caches of all event loops which sessions have ended or changed, here or at another node. A loop compares a
// number that only grows, which takes no lock. It reads the last digests only if the number has changed.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "session/session.h"

namespace sallyport::gateway {

// Any thread may call any function.
class Revocations {
 public:
  enum class Change : std::uint8_t { ended, renewed };

  // Makes every cache forget these sessions before it answers its next request. To be called after the store was
  // changed; for sessions that end, by end_sessions() alone. If memory runs out, every cache forgets everything.
  void publish(std::span<const session::SessionDigest> sessions, Change change = Change::ended);
  void publish(const session::SessionDigest& session, Change change = Change::ended) { publish({&session, 1}, change); }

  // Makes every cache forget what the store said about people: their roles, and that they are not disabled.
  void forget_people();

  // Other policies are in force: whoever is cached is judged by them from the next request on (judged_by() in
  // principal.h), without a question to the store.
  void judge_again();

  // Makes every cache forget everything before it answers its next request.
  void forget_all();

  // While this node does not hear what others change, no cache keeps anything: every request asks the store.
  void set_deaf(bool deaf);
  bool is_deaf() const { return deaf_.load(std::memory_order_acquire); }

  // Grows with each digest and each call above. Takes no lock, so it is cheap enough for every request.
  std::uint64_t epoch() const { return epoch_.load(std::memory_order_acquire); }

  // What was published after `epoch`. Absent: everything was to be forgotten since, or more was published than is
  // remembered; then the cache must forget everything.
  struct News {
    std::vector<session::SessionDigest> sessions;
    bool people = false;
    bool policies = false;
  };
  std::optional<News> since(std::uint64_t epoch) const;

  // Whether everything, or what is known about people, was to be forgotten after `epoch`. Stricter: also true if that
  // is no longer known, and while this node is deaf.
  bool people_since(std::uint64_t epoch) const;

  // Whether the policies have changed after `epoch`. Stricter: as people_since().
  bool policies_since(std::uint64_t epoch) const;

  // Whether the digest was published after `epoch`. Stricter: as people_since().
  bool changed_since(std::uint64_t epoch, const session::SessionDigest& digest) const;

  // Whether the session was published as ended after `epoch`. False if that is no longer known; then changed_since() is
  // true. So nobody has to ask the store whether a session lives that has ended here.
  bool ended_since(std::uint64_t epoch, const session::SessionDigest& digest) const;

 private:
  static constexpr std::size_t kRemembered = 8192;

  enum class About : std::uint8_t { session, people, policies };
  struct Entry {
    About about;
    Change change;
    session::SessionDigest digest;  // of a session; otherwise empty
  };
  // Adds an entry for each digest, and lets the epoch grow by their number. Requires: the caller holds the mutex.
  void remember(About about, std::span<const session::SessionDigest> digests, Change change = Change::renewed);
  bool told_since(std::uint64_t epoch, About about) const;
  // The entries after `epoch`. Absent if not all of them are still known. Requires: the caller holds the mutex.
  std::optional<std::deque<Entry>::const_iterator> first_after(std::uint64_t epoch) const;

  std::atomic<std::uint64_t> epoch_{0};
  std::atomic<bool> deaf_{false};
  mutable std::mutex mutex_;
  std::deque<Entry> last_;  // the entry of epoch e is at index e - (epoch - size) - 1
};

}  // namespace sallyport::gateway
