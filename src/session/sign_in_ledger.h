// The port that stores what is true of sign-ins once for all nodes: which responses of the provider have come, and who
// has tried passwords. Every thread may call a store, calls may block, and each call is one atomic step. Every call may
// fail with unavailable/"sign_in_ledger"; the caller must then let nobody in. `now` is the node's clock. The times in a
// database are the database's clock.
#pragma once

#include <cstddef>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "session/throttle.h"

namespace sallyport::session {

// Names a sign-in through the provider. Stores know only this digest of the random part of its state.
struct SignInDigest {
  std::string value;  // SHA-256, 32 bytes

  auto operator<=>(const SignInDigest&) const = default;
};

class SignInLedger {
 public:
  virtual ~SignInLedger() = default;

  // Takes the sign-in for one response. False: another response has it, and it was not given back. The sign-in stays
  // taken until `until`, by when the browser can no longer prove that it began it. It is durable when the call returns.
  // To be called only for sign-ins that this browser has begun, so that made-up responses write nothing.
  virtual Result<bool> take(const SignInDigest& sign_in, UnixTime until, UnixTime now) = 0;

  // Gives a sign-in back whose response signed nobody in, so that the right response may still come.
  virtual Result<void> give_back(const SignInDigest& sign_in) = 0;

  // Begins a try at the password and returns zero, or returns how long the guesser has to wait (throttle.h).
  virtual Result<Seconds> begin_try(const Guesser& guesser, UnixTime now) = 0;

  // Takes back a try that succeeded.
  virtual Result<void> take_back_try(const Guesser& guesser) = 0;

  // Removes what no longer has any effect, at most `limit` sign-ins among it. Returns how many sign-ins. At most 60
  // unknown browsers a minute and account leave a trace, and all traces of tries go half an hour later.
  virtual Result<std::size_t> sweep(UnixTime now, std::size_t limit) = 0;
};

}  // namespace sallyport::session
