// What all event loops and workers of one gateway share, whatever the configuration. Nothing here is locked on the
// check path.
#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "gateway/clock_watch.h"
#include "gateway/revocations.h"
#include "gateway/settings.h"
#include "session/session.h"

namespace sallyport::gateway {

// Sessions that were seen, waiting to be written down together. Each comes here at most once a minute.
class TouchQueue {
 public:
  void add(const session::SessionDigest& digest);
  std::vector<session::SessionDigest> take();

 private:
  std::mutex mutex_;
  std::set<session::SessionDigest> waiting_;
};

// States whose response has come: a second one finds the sign-in over (attack RP-16). Only responses that signed
// somebody in are remembered, so filling this takes as many real sign-ins; nobody can lock others out with answers made
// up.
class UsedStates {
 public:
  // False where a response for the state is under way or has signed somebody in. Else the caller must call finish().
  bool begin(const std::string& state, UnixTime now);

  enum class Ended { signed_in, failed };  // failed: the right response may still come
  void finish(const std::string& state, Ended how, UnixTime now);

 private:
  std::mutex mutex_;
  std::unordered_set<std::string> taken_;
  std::deque<std::pair<UnixTime, std::string>> used_;  // until when; the oldest first
};

// What Graph told lately, so that a program's tokens with overage do not ask each minute.
class GraphCache {
 public:
  std::optional<Secret> token(const std::string& tenant, UnixTime now);
  void put_token(const std::string& tenant, Secret token, UnixTime until);
  std::optional<std::vector<std::string>> groups(const std::string& person, UnixTime now);
  void put_groups(const std::string& person, std::vector<std::string> groups, UnixTime until);
  void clear();

 private:
  struct Token {
    Secret value;
    UnixTime until;
  };
  struct Groups {
    std::vector<std::string> ids;
    UnixTime until;
  };
  std::mutex mutex_;
  std::map<std::string, Token> tokens_;
  std::map<std::string, Groups> groups_;
};

// Slows down guessing at the local administrator's password: by address, and over all whom we do not know. A browser
// that signed the administrator in before counts for itself alone, so nobody's guessing locks the owner out.
// `now` is of the monotonic clock: a wall clock that is put right must neither shorten a wait nor make it a year's.
class Throttle {
 public:
  struct Guesser {
    std::string name;  // an address, or what a known browser is called
    bool known_browser = false;
  };

  // Zero: they may try now, and the try counts as failed until succeeded() says otherwise, so that many tries at once
  // are no way around. Else how long they still have to wait.
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
  std::deque<Seconds> recent_;  // of all whom we do not know, in the last minute
};

// So many at once and no more. Whoever finds no place goes on without: nobody waits here.
class Places {
 public:
  explicit Places(int most) : most_(most) {}

  class Place {
   public:
    explicit Place(Places& of) : of_(of), taken_(of.taken_.fetch_add(1) < of.most_) {}
    ~Place() { of_.taken_.fetch_sub(1); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    explicit operator bool() const { return taken_; }

   private:
    Places& of_;
    const bool taken_;
  };

 private:
  const int most_;
  std::atomic<int> taken_{0};
};

struct Shared {
  Shared(const Settings& settings, const Clock& clock);

  Revocations revocations;
  TouchQueue touched;
  UsedStates used_states;
  GraphCache graph;
  Throttle throttle;
  ClockWatch clock_watch;    // of the thread that maintains
  Places renewals;           // under way at the provider
  Places guesses{2};         // passwords being checked for strangers: each takes much memory and time, and a worker
  Places known_browsers{2};  // … and for browsers that know the password
  std::atomic<bool> stopping{false};
};

}  // namespace sallyport::gateway
