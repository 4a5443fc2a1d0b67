#include "session/throttle.h"

#include <algorithm>

namespace sallyport::session {

namespace {

constexpr int kFreeTries = 5;               // by one guesser, before it has to wait
constexpr std::size_t kTriesOfACrowd = 60;  // in kCrowdWindow: many networks do not help a guesser
constexpr int kMostDoublings = 5;           // 30 s * 2^5 is more than the longest wait

// The clock was set back: moves the times with it, or a wait could last for a year.
void move_with_clock(Tries& tries, UnixTime now) {
  if (tries.last <= now) return;
  tries.blocked_until = tries.blocked_until - (tries.last - now);
  tries.last = now;
}

void count_try(Tries& tries, UnixTime now) {
  if (tries.last + kTriesForgottenAfter <= now) tries = {};
  tries.last = now;
  if (++tries.count < kFreeTries) return;
  const int doublings = std::min(tries.count - kFreeTries, kMostDoublings);
  tries.blocked_until = now + std::min(kFirstThrottleWait * (1 << doublings), kLongestThrottleWait);
}

}  // namespace

Seconds begin_try(const Guesser& guesser, Tries& tries, const Crowd& crowd, UnixTime now) {
  move_with_clock(tries, now);
  if (tries.blocked_until > now) return tries.blocked_until - now;
  if (!guesser.known_browser && crowd.tries >= kTriesOfACrowd)
    return std::max(crowd.oldest + kCrowdWindow - now, Seconds(1));
  count_try(tries, now);
  return Seconds(0);
}

void take_back_try(const Guesser& guesser, Tries& tries) {
  if (guesser.known_browser || tries.count <= 1) {
    tries = {};
  } else if (--tries.count < kFreeTries) {
    tries.blocked_until = {};
  }
}

}  // namespace sallyport::session
