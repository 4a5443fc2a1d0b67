// Collects the sessions that were seen, so that one call can write all of them to the store.
#pragma once

#include <mutex>
#include <set>
#include <vector>

#include "session/session.h"

namespace sallyport::gateway {

// The sessions whose last use is not written to the store yet. An event loop reports a session at most once a minute.
// Any thread may call any function.
class TouchQueue {
 public:
  // How many sessions may wait. While the store does not answer, they pile up here. add() drops a session beyond the
  // bound; if it is still in use a minute later, its loop reports it again.
  static constexpr std::size_t kMost = 100'000;

  void add(const session::SessionDigest& digest);
  std::vector<session::SessionDigest> take();

 private:
  std::mutex mutex_;
  std::set<session::SessionDigest> waiting_;
};

}  // namespace sallyport::gateway
