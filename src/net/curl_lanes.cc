#include "net/curl_lanes.h"

#include <curl/curl.h>

namespace sallyport::net {
namespace {

constexpr std::size_t kMaxIdle = 64;  // handles kept over all hosts, each with its connection

}  // namespace

void CurlLanes::CloseHandle::operator()(void* handle) const {
  curl_easy_cleanup(handle);
}

CurlLanes::Turn::~Turn() {
  if (handle_ != nullptr) lanes_->give_back(origin_, std::move(handle_));
}

std::optional<CurlLanes::Turn> CurlLanes::take(const std::string& origin, Time deadline) {
  std::unique_lock lock(mutex_);
  Lane& lane = lanes_[origin];  // stays where it is: std::map moves no element
  if (lane.busy >= per_host_) {
    if (lane.waiting >= per_host_) return std::nullopt;
    ++lane.waiting;
    const bool free = freed_.wait_until(lock, deadline, [&] { return lane.busy < per_host_; });
    --lane.waiting;
    if (!free) return std::nullopt;
  }
  Handle handle;
  if (lane.idle.empty()) {
    handle.reset(curl_easy_init());
    if (handle == nullptr) return std::nullopt;
  } else {
    handle = std::move(lane.idle.back());
    lane.idle.pop_back();
    --idle_;
  }
  ++lane.busy;
  return std::optional<Turn>(std::in_place, *this, origin, std::move(handle));
}

void CurlLanes::give_back(const std::string& origin, Handle handle) {
  {
    const std::lock_guard lock(mutex_);
    Lane& lane = lanes_[origin];
    --lane.busy;
    if (idle_ < kMaxIdle) {
      lane.idle.push_back(std::move(handle));
      ++idle_;
    }
  }
  freed_.notify_all();  // those who wait may wait for different hosts
}

}  // namespace sallyport::net
