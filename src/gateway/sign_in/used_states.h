// Remembers which sign-ins are over, so that no response is used twice.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "base/clock.h"

namespace sallyport::gateway {

// The states whose response has come. A second response finds the sign-in over (attack RP-16). Only responses that
// signed somebody in are remembered. So it takes real sign-ins to fill this, and nobody can lock others out with
// made-up responses. Any thread may call any function. The UsedStates must outlive every Use.
//   auto use = used_states.begin(state, now);
//   if (!use) return refused();
//   ...
//   use->signed_in(now);
class UsedStates {
 public:
  // One response that is being checked. If it ends without signed_in(), the check failed, and the right response may
  // still come. An exception on the way counts as a failure, too.
  class Use {
   public:
    Use(UsedStates& of, std::string state) : of_(&of), state_(std::move(state)) {}
    Use(Use&& other) noexcept : of_(std::exchange(other.of_, nullptr)), state_(std::move(other.state_)) {}
    Use& operator=(Use&& other) noexcept;
    ~Use() { end(); }

    // To be called once, when the response has signed somebody in. From then on no other response with the same state
    // is accepted.
    void signed_in(UnixTime now);

   private:
    void end() noexcept;

    UsedStates* of_;  // null once the use has ended
    std::string state_;
  };

  // Absent: another response for the state is being checked, or has signed somebody in.
  std::optional<Use> begin(std::string state, UnixTime now);

 private:
  std::mutex mutex_;
  std::unordered_set<std::string> taken_;
  std::deque<std::pair<UnixTime, std::string>> used_;  // until when a state is remembered; the oldest first
};

}  // namespace sallyport::gateway
