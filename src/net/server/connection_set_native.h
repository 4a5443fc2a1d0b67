// The open connections of one event loop.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <unordered_set>

#include "net/engine/quota.h"

namespace sallyport::net {

class Connection;

// Only the loop may use the set, but another thread may wait until it is empty. It does not own the connections.
class ConnectionSet {
 public:
  explicit ConnectionSet(Quota& quota) : quota_(quota) {}
  ConnectionSet(const ConnectionSet&) = delete;

  Quota& quota() { return quota_; }
  bool is_full() const { return quota_.is_used_up(); }
  const std::unordered_set<Connection*>& all() const { return all_; }

  void add(Connection& connection) {
    all_.insert(&connection);
    most_ = std::max(most_, all_.size());
  }
  void remove(Connection& connection) {
    if (all_.erase(&connection) > 0 && stopping_) tell_if_empty();
  }

  // The largest number of simultaneous connections since count_most_anew().
  std::size_t most() const { return most_; }
  void count_most_anew() { most_ = all_.size(); }

  // From now on the owner adds no connections, and wait_until_empty() succeeds when the last one is removed.
  void stop() {
    stopping_ = true;
    tell_if_empty();
  }
  bool is_stopping() const { return stopping_; }

  // Any thread: waits until the set is stopped and empty, but no longer than `until`. Returns whether it is.
  bool wait_until_empty(std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(mutex_);
    return emptied_.wait_until(lock, until, [this] { return is_empty_; });
  }

 private:
  void tell_if_empty() {
    if (!all_.empty()) return;
    const std::lock_guard lock(mutex_);
    is_empty_ = true;
    emptied_.notify_all();
  }

  Quota& quota_;
  std::unordered_set<Connection*> all_;
  std::size_t most_ = 0;
  bool stopping_ = false;
  std::mutex mutex_;
  std::condition_variable emptied_;
  bool is_empty_ = false;  // guarded by mutex_
};

}  // namespace sallyport::net
