#include "gateway/sign_in/throttle.h"

#include <algorithm>

#include "gateway/call/lifetimes.h"

namespace sallyport::gateway {

namespace {

constexpr std::size_t kMaxGuessers = 10'000;
constexpr int kFreeFailures = 5;              // by one guesser, before it has to wait
constexpr std::size_t kFailuresAMinute = 60;  // by all unknown browsers together: many networks do not help a guesser

std::string key_of(const Throttle::Guesser& guesser) {
  return (guesser.known_browser ? "browser " : "address ") + guesser.name;
}

}  // namespace

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
    std::erase_if(failures_, [now](const auto& entry) { return entry.second.last + kLongestThrottleWait <= now; });
  if (failures_.size() >= kMaxGuessers) return;
  Failures& failures = failures_[key];
  if (failures.last + kLongestThrottleWait + kLongestThrottleWait <= now) failures = {};
  failures.last = now;
  if (++failures.count < kFreeFailures) return;
  const int doublings = std::min(failures.count - kFreeFailures, 5);
  failures.blocked_until = now + std::min(kFirstThrottleWait * (1 << doublings), kLongestThrottleWait);
}

void Throttle::succeeded(const Guesser& guesser) {
  const std::lock_guard lock(mutex_);
  if (!guesser.known_browser && !recent_.empty()) recent_.pop_back();
  const auto found = failures_.find(key_of(guesser));
  if (found == failures_.end()) return;
  if (guesser.known_browser || found->second.count <= 1) {
    failures_.erase(found);
  } else if (--found->second.count < kFreeFailures) {
    found->second.blocked_until = Seconds(0);
  }
}

}  // namespace sallyport::gateway
