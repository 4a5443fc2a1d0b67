#include "gateway/caller/touch_queue.h"

namespace sallyport::gateway {

void TouchQueue::add(const session::SessionDigest& digest) {
  const std::lock_guard lock(mutex_);
  if (waiting_.size() < kMost) waiting_.insert(digest);
}

std::vector<session::SessionDigest> TouchQueue::take() {
  const std::lock_guard lock(mutex_);
  std::vector<session::SessionDigest> taken(waiting_.begin(), waiting_.end());
  waiting_.clear();
  return taken;
}

}  // namespace sallyport::gateway
