#include "net/curl_handles.h"

#include <curl/curl.h>

namespace sallyport::net {
namespace {

constexpr std::size_t kMaxIdle = 64;  // over all hosts

}  // namespace

void CurlHandles::CloseHandle::operator()(void* handle) const {
  curl_easy_cleanup(handle);
}

CurlHandles::Loan::~Loan() {
  if (handle_ != nullptr) from_.give_back(origin_, std::move(handle_));
}

CurlHandles::Loan CurlHandles::take(const std::string& origin) {
  {
    const std::lock_guard lock(mutex_);
    auto& idle = idle_[origin];
    if (!idle.empty()) {
      Handle handle = std::move(idle.back());
      idle.pop_back();
      --count_;
      return {*this, origin, std::move(handle)};
    }
  }
  return {*this, origin, Handle(curl_easy_init())};
}

void CurlHandles::give_back(const std::string& origin, Handle handle) {
  const std::lock_guard lock(mutex_);
  if (count_ >= kMaxIdle) return;
  idle_[origin].push_back(std::move(handle));
  ++count_;
}

}  // namespace sallyport::net
