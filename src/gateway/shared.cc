#include "gateway/shared.h"

#include <algorithm>

#include "gateway/sign_in.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kMaxUsedStates = 1'000'000;
constexpr std::size_t kMaxGroups = 10'000;
constexpr std::size_t kMaxGuessers = 10'000;
constexpr int kFreeFailures = 5;              // by one guesser, before it has to wait
constexpr std::size_t kFailuresAMinute = 60;  // by all strangers together: guessing spread over many is slow too
constexpr Seconds kFirstWait{30};
constexpr Seconds kLongestWait{900};

std::string key_of(const Throttle::Guesser& guesser) {
  return (guesser.known_browser ? "browser " : "address ") + guesser.name;
}

}  // namespace

Shared::Shared(const Settings& settings, const Clock& clock)
    : clock_watch(clock), renewals(std::max(settings.server.workers / 4, 1)) {}

void TouchQueue::add(const session::SessionDigest& digest) {
  const std::lock_guard lock(mutex_);
  waiting_.insert(digest);
}

std::vector<session::SessionDigest> TouchQueue::take() {
  const std::lock_guard lock(mutex_);
  std::vector<session::SessionDigest> taken(waiting_.begin(), waiting_.end());
  waiting_.clear();
  return taken;
}

bool UsedStates::begin(const std::string& state, UnixTime now) {
  const std::lock_guard lock(mutex_);
  for (; !used_.empty() && used_.front().first <= now; used_.pop_front()) taken_.erase(used_.front().second);
  // Stricter: where there is no room to remember it, it counts as used.
  return taken_.size() < kMaxUsedStates && taken_.insert(state).second;
}

void UsedStates::finish(const std::string& state, Ended how, UnixTime now) {
  const std::lock_guard lock(mutex_);
  if (how == Ended::signed_in)
    used_.emplace_back(now + kSignInLifetime, state);
  else
    taken_.erase(state);
}

std::optional<Secret> GraphCache::token(const std::string& tenant, UnixTime now) {
  const std::lock_guard lock(mutex_);
  const auto found = tokens_.find(tenant);
  if (found == tokens_.end() || found->second.until <= now) return std::nullopt;
  return found->second.value;
}

void GraphCache::put_token(const std::string& tenant, Secret token, UnixTime until) {
  const std::lock_guard lock(mutex_);
  tokens_.insert_or_assign(tenant, Token{std::move(token), until});
}

std::optional<std::vector<std::string>> GraphCache::groups(const std::string& person, UnixTime now) {
  const std::lock_guard lock(mutex_);
  const auto found = groups_.find(person);
  if (found == groups_.end() || found->second.until <= now) return std::nullopt;
  return found->second.ids;
}

void GraphCache::put_groups(const std::string& person, std::vector<std::string> groups, UnixTime until) {
  const std::lock_guard lock(mutex_);
  if (groups_.size() >= kMaxGroups) groups_.clear();
  groups_.insert_or_assign(person, Groups{std::move(groups), until});
}

void GraphCache::clear() {
  const std::lock_guard lock(mutex_);
  tokens_.clear();
  groups_.clear();
}

Seconds Throttle::begin(const Guesser& guesser, Seconds now) {
  const std::lock_guard lock(mutex_);
  while (!recent_.empty() && recent_.front() + Seconds(60) <= now) recent_.pop_front();
  const std::string key = key_of(guesser);
  const auto found = failures_.find(key);
  if (found != failures_.end() && found->second.blocked_until > now) return found->second.blocked_until - now;
  if (guesser.known_browser) {
    count_failure(key, now);
    return Seconds(0);
  }
  if (recent_.size() >= kFailuresAMinute) return recent_.front() + Seconds(60) - now;
  recent_.push_back(now);
  count_failure(key, now);
  return Seconds(0);
}

void Throttle::count_failure(const std::string& key, Seconds now) {
  if (failures_.size() >= kMaxGuessers)
    std::erase_if(failures_, [now](const auto& entry) { return entry.second.last + kLongestWait <= now; });
  if (failures_.size() >= kMaxGuessers) return;
  Failures& failures = failures_[key];
  if (failures.last + kLongestWait + kLongestWait <= now) failures = {};
  failures.last = now;
  if (++failures.count < kFreeFailures) return;
  const int doublings = std::min(failures.count - kFreeFailures, 5);
  failures.blocked_until = now + std::min(kFirstWait * (1 << doublings), kLongestWait);
}

void Throttle::succeeded(const Guesser& guesser) {
  const std::lock_guard lock(mutex_);
  failures_.erase(key_of(guesser));
  if (!guesser.known_browser && !recent_.empty()) recent_.pop_back();
}

}  // namespace sallyport::gateway
