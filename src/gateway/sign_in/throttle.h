// Slows down the guessing of a password: tells how long a guesser has to wait.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.h"

namespace sallyport::gateway {

// Slows down guesses at the password of the local administrator account. Tries of unknown browsers are counted for each
// network and in all. A browser that signed in before is counted alone, so that nobody can lock the owner out by
// guessing. `now` comes from the monotonic clock, because a correction of the wall clock must neither shorten a wait
// nor make it last a year. Any thread may call any function.
class Throttle {
 public:
  struct Guesser {
    std::string name;  // a network (http::network_name), or the name of a known browser
    bool known_browser = false;
  };

  // Begins a try and returns zero, or returns how long the guesser still has to wait. The try counts as failed until
  // succeeded() is called, so that parallel tries do not get around the limit. A success takes back its own try alone:
  // others in the same network have not become more trustworthy by it, and the browser that succeeded is known from now
  // on. For a known browser it takes back all of its tries.
  Seconds begin(const Guesser& guesser, Seconds now);
  void succeeded(const Guesser& guesser);

 private:
  struct Failures {
    int count = 0;
    Seconds blocked_until{0};
    Seconds last{0};
  };
  void count_failure(const std::string& key, Seconds now);

  std::mutex mutex_;
  std::map<std::string, Failures> failures_;
  std::deque<Seconds> recent_;  // the tries of all unknown browsers in the last minute
};

}  // namespace sallyport::gateway
