#include "directory/rules/request_counter.h"

namespace sallyport::directory {

int RequestCounter::count(std::string_view key, UnixTime now) {
  const std::lock_guard lock(mutex_);
  auto at = windows_.find(key);
  if (at == windows_.end()) {
    if (windows_.size() >= kMostKeys)
      std::erase_if(windows_, [&](const auto& each) { return now >= each.second.begun + window_; });
    if (windows_.size() >= kMostKeys) windows_.clear();
    at = windows_.emplace(key, Window{now, 0}).first;
  }
  if (now >= at->second.begun + window_) at->second = {now, 0};
  return ++at->second.requests;
}

Seconds RequestCounter::rest(std::string_view key, UnixTime now) {
  const std::lock_guard lock(mutex_);
  const auto at = windows_.find(key);
  if (at == windows_.end() || now >= at->second.begun + window_) return Seconds(0);
  return at->second.begun + window_ - now;
}

void RequestCounter::clear() {
  const std::lock_guard lock(mutex_);
  windows_.clear();
}

}  // namespace sallyport::directory
