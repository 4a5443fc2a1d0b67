#include "gateway/standing/revocations.h"

#include <algorithm>
#include <iterator>
#include <new>

namespace sallyport::gateway {
namespace {

const session::SessionDigest kNoSession{};

}  // namespace

void Revocations::publish(std::span<const session::SessionDigest> sessions, Change change) {
  const std::lock_guard lock(mutex_);
  remember(About::session, sessions, change);
}

void Revocations::forget_people() {
  const std::lock_guard lock(mutex_);
  remember(About::people, {&kNoSession, 1});
}

void Revocations::judge_again() {
  const std::lock_guard lock(mutex_);
  remember(About::policies, {&kNoSession, 1});
}

// What does not fit into memory must not be lost: a cache that does not find all entries forgets everything.
void Revocations::remember(About about, std::span<const session::SessionDigest> digests, Change change) {
  try {
    for (const auto& digest : digests) {
      last_.push_back({about, change, digest});
      if (last_.size() > kRemembered) last_.pop_front();
    }
  } catch (const std::bad_alloc&) {
    last_.clear();
  }
  epoch_.fetch_add(digests.size(), std::memory_order_release);
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
    news.people |= at->about == About::people;
    news.policies |= at->about == About::policies;
    if (at->about == About::session) news.sessions.push_back(at->digest);
  }
  return news;
}

bool Revocations::people_since(std::uint64_t epoch) const {
  return told_since(epoch, About::people);
}

bool Revocations::policies_since(std::uint64_t epoch) const {
  return told_since(epoch, About::policies);
}

bool Revocations::told_since(std::uint64_t epoch, About about) const {
  if (is_deaf()) return true;
  if (this->epoch() == epoch) return false;
  const std::lock_guard lock(mutex_);
  const auto first = first_after(epoch);
  return !first || std::any_of(*first, last_.end(), [&](const Entry& entry) { return entry.about == about; });
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
