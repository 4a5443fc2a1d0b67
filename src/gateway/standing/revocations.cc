#include "gateway/standing/revocations.h"

#include <algorithm>

namespace sallyport::gateway {

void Revocations::publish(const std::vector<session::SessionDigest>& ended) {
  const std::lock_guard lock(mutex_);
  for (const auto& digest : ended) remember(digest);
  epoch_.fetch_add(ended.size(), std::memory_order_release);
}

void Revocations::remember(session::SessionDigest digest) {
  last_.push_back(std::move(digest));
  if (last_.size() > kRemembered) last_.pop_front();
}

void Revocations::forget_people() {
  const std::lock_guard lock(mutex_);
  remember({});
  epoch_.fetch_add(1, std::memory_order_release);
}

void Revocations::forget_all() {
  const std::lock_guard lock(mutex_);
  last_.clear();
  epoch_.fetch_add(1, std::memory_order_release);
}

// The flag is set first: whoever sees the new epoch sees the flag, too.
void Revocations::set_deaf(bool deaf) {
  deaf_.store(deaf, std::memory_order_release);
  forget_all();
}

std::optional<Revocations::News> Revocations::since(std::uint64_t epoch) const {
  const std::lock_guard lock(mutex_);
  const std::uint64_t missed = epoch_.load(std::memory_order_relaxed) - epoch;
  if (missed > last_.size()) return std::nullopt;
  News news;
  for (auto at = last_.end() - static_cast<std::ptrdiff_t>(missed); at != last_.end(); ++at) {
    if (at->value.empty())
      news.people = true;
    else
      news.sessions.push_back(*at);
  }
  return news;
}

bool Revocations::people_since(std::uint64_t epoch) const {
  if (is_deaf()) return true;
  if (this->epoch() == epoch) return false;
  const auto news = since(epoch);
  return !news || news->people;
}

bool Revocations::ended_since(std::uint64_t epoch, const session::SessionDigest& digest) const {
  if (is_deaf()) return true;
  if (this->epoch() == epoch) return false;
  const auto news = since(epoch);
  return !news || std::ranges::find(news->sessions, digest) != news->sessions.end();
}

}  // namespace sallyport::gateway
