#include "gateway/standing/revocations.h"

#include <algorithm>
#include <iterator>

namespace sallyport::gateway {

void Revocations::publish(const std::vector<session::SessionDigest>& sessions, Change change) {
  const std::lock_guard lock(mutex_);
  for (const auto& digest : sessions) remember({digest, change});
  epoch_.fetch_add(sessions.size(), std::memory_order_release);
}

void Revocations::remember(Entry entry) {
  last_.push_back(std::move(entry));
  if (last_.size() > kRemembered) last_.pop_front();
}

void Revocations::forget_people() {
  const std::lock_guard lock(mutex_);
  remember({{}, Change::renewed});
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

std::optional<std::deque<Revocations::Entry>::const_iterator> Revocations::first_after(std::uint64_t epoch) const {
  const std::uint64_t missed = epoch_.load(std::memory_order_relaxed) - epoch;
  if (missed > last_.size()) return std::nullopt;
  return last_.end() - static_cast<std::ptrdiff_t>(missed);
}

std::optional<Revocations::News> Revocations::since(std::uint64_t epoch) const {
  const std::lock_guard lock(mutex_);
  const auto first = first_after(epoch);
  if (!first) return std::nullopt;
  News news;
  for (auto at = *first; at != last_.end(); ++at) {
    if (at->digest.value.empty())
      news.people = true;
    else
      news.sessions.push_back(at->digest);
  }
  return news;
}

bool Revocations::people_since(std::uint64_t epoch) const {
  if (is_deaf()) return true;
  if (this->epoch() == epoch) return false;
  const std::lock_guard lock(mutex_);
  const auto first = first_after(epoch);
  return !first || std::any_of(*first, last_.end(), [](const Entry& entry) { return entry.digest.value.empty(); });
}

bool Revocations::changed_since(std::uint64_t epoch, const session::SessionDigest& digest) const {
  if (is_deaf()) return true;
  if (this->epoch() == epoch) return false;
  const std::lock_guard lock(mutex_);
  const auto first = first_after(epoch);
  return !first || std::any_of(*first, last_.end(), [&](const Entry& entry) { return entry.digest == digest; });
}

bool Revocations::ended_since(std::uint64_t epoch, const session::SessionDigest& digest) const {
  if (this->epoch() == epoch) return false;
  const auto is_end = [&](const Entry& entry) { return entry.change == Change::ended && entry.digest == digest; };
  const std::lock_guard lock(mutex_);
  const auto first = first_after(epoch);
  return first && std::any_of(*first, last_.end(), is_end);
}

}  // namespace sallyport::gateway
