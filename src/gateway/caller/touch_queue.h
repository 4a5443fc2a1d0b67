// Collects the sessions or tokens that were used, so that one call can write all of them to the store.
#pragma once

#include <cstddef>
#include <mutex>
#include <set>
#include <vector>

#include "identity/tokens/token.h"
#include "session/session.h"

namespace sallyport::gateway {

// What was used, and is not written to the store yet. An event loop reports each at most once a minute. Any thread may
// call any function.
template <class Id>
class TouchQueue {
 public:
  // How many may wait. While the store does not answer, they pile up here. add() drops what is beyond the bound; if it
  // is still in use a minute later, its loop reports it again.
  static constexpr std::size_t kMost = 100'000;

  void add(const Id& id) {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() < kMost) waiting_.insert(id);
  }

  std::vector<Id> take() {
    const std::lock_guard lock(mutex_);
    std::vector<Id> taken(waiting_.begin(), waiting_.end());
    waiting_.clear();
    return taken;
  }

 private:
  std::mutex mutex_;
  std::set<Id> waiting_;
};

using SessionTouches = TouchQueue<session::SessionDigest>;
using TokenTouches = TouchQueue<identity::TokenId>;

}  // namespace sallyport::gateway
