#include "gateway/standing/revocations.h"

#include <algorithm>

namespace sallyport::gateway {

void Revocations::publish(const std::vector<session::SessionDigest>& ended) {
  const std::lock_guard lock(mutex_);
  for (const auto& digest : ended) {
    last_.push_back(digest);
    if (last_.size() > kRemembered) last_.pop_front();
  }
  epoch_.fetch_add(ended.size(), std::memory_order_release);
}

void Revocations::forget_all() {
  const std::lock_guard lock(mutex_);
  last_.clear();
  epoch_.fetch_add(1, std::memory_order_release);
}

bool Revocations::all_since(std::uint64_t epoch) const {
  return this->epoch() != epoch && !since(epoch);
}

std::optional<std::vector<session::SessionDigest>> Revocations::since(std::uint64_t epoch) const {
  const std::lock_guard lock(mutex_);
  const std::uint64_t missed = epoch_.load(std::memory_order_relaxed) - epoch;
  if (missed > last_.size()) return std::nullopt;
  return std::vector(last_.end() - static_cast<std::ptrdiff_t>(missed), last_.end());
}

bool Revocations::ended_since(std::uint64_t epoch, const session::SessionDigest& digest) const {
  if (this->epoch() == epoch) return false;
  const auto ended = since(epoch);
  return !ended || std::ranges::find(*ended, digest) != ended->end();
}

}  // namespace sallyport::gateway
