#include "gateway/standing/revocations.h"

#include <algorithm>
#include <iterator>
#include <new>

namespace sallyport::gateway {

void Revocations::publish(std::span<const session::SessionDigest> sessions, Change change) {
  const std::lock_guard lock(mutex_);
  remember(sessions, change);
}

// What does not fit into memory must not be lost: a cache that does not find all entries forgets everything.
void Revocations::remember(std::span<const session::SessionDigest> digests, Change change) {
  try {
    for (const auto& digest : digests) {
      last_.push_back({digest, change});
      if (last_.size() > kRemembered) last_.pop_front();
    }
  } catch (const std::bad_alloc&) {
    last_.clear();
  }
  epoch_.fetch_add(digests.size(), std::memory_order_release);
}

void Revocations::forget_people() {
  static const session::SessionDigest kPeople{};
  const std::lock_guard lock(mutex_);
  remember({&kPeople, 1}, Change::renewed);
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
