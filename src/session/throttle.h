// Slows down the guessing of a password: tells how long a guesser has to wait. The rules are pure functions over what a
// SignInLedger keeps of the tries, so that they are the same whichever store it is and however many nodes share it.
#pragma once

#include <cstddef>
#include <string>

#include "base/clock.h"

namespace sallyport::session {

inline constexpr Seconds kFirstThrottleWait{30};  // after too many wrong passwords; doubles
inline constexpr Seconds kLongestThrottleWait{900};
inline constexpr Seconds kTriesForgottenAfter{2 * kLongestThrottleWait};  // since the last try of a guesser
inline constexpr Seconds kCrowdWindow{60};

// Somebody who tries the password of an account. Tries of unknown browsers are counted for each account and network,
// and for each account in all. A browser that signed in before is counted alone, so that nobody can lock the owner out
// by guessing.
struct Guesser {
  std::string name;  // a network (http::network_name), or the name of a known browser
  bool known_browser = false;
  std::string account = {};  // whose password it tries; empty: the local administrator's

  std::string key() const {
    const std::string who = (known_browser ? "browser " : "address ") + name;
    return account.empty() ? who : "account " + account + " " + who;
  }
};

// What is kept of one guesser.
struct Tries {
  int count = 0;  // those that failed or are under way
  UnixTime last;
  UnixTime blocked_until;

  bool operator==(const Tries&) const = default;
};

// The tries of all unknown browsers at one account within kCrowdWindow.
struct Crowd {
  std::size_t tries = 0;
  UnixTime oldest;
};

// Begins a try and returns zero, or returns how long the guesser still has to wait. The try counts as failed until it
// is taken back, so that parallel tries do not get around the limit. `tries` is changed and must be kept, and the crowd
// gains a try if zero is returned to an unknown browser. If the clock was set back, a wait ends no later than it would
// have.
Seconds begin_try(const Guesser& guesser, Tries& tries, const Crowd& crowd, UnixTime now);

// Takes back a try that succeeded, from `tries` alone: others in the same network have not become more trustworthy by
// it, and the browser that succeeded is known from now on. For a known browser it takes back all tries. Nothing needs
// to be kept of a guesser with count 0.
void take_back_try(const Guesser& guesser, Tries& tries);

}  // namespace sallyport::session
