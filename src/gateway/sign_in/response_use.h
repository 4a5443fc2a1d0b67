// The use of one response of the provider: no other response for the same sign-in is accepted meanwhile, on any node,
// and none after a response that signed somebody in.
#pragma once

#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "session/sign_in_ledger.h"

namespace sallyport::gateway {

// One response that is being checked (attack RP-16). If it ends without signed_in(), the check failed, and the right
// response may still come. An exception on the way counts as a failure, too. If the store cannot be told of a failure,
// or the node dies, the sign-in stays used until its cookie is over, and the person signs in again.
//   auto use = ResponseUse::begin(store, name_of_sign_in(state), now);
//   if (!use) return refused();
//   ...
//   use->signed_in();
class ResponseUse {
 public:
  // `name` is the random part of the state (pending.h), of a sign-in that this browser's cookie vouches for. Blocks.
  // Errors: rejected/"response_used" if another response for the sign-in is being checked, or has signed somebody in;
  // unavailable/"sign_in_ledger".
  static Result<ResponseUse> begin(session::SignInLedger& store, std::string_view name, UnixTime now);

  ResponseUse(ResponseUse&& other) noexcept
      : store_(std::exchange(other.store_, nullptr)), sign_in_(std::move(other.sign_in_)) {}
  ResponseUse& operator=(ResponseUse&&) = delete;
  ~ResponseUse() { end(); }

  // To be called when the response has signed somebody in.
  void signed_in() { store_ = nullptr; }

 private:
  ResponseUse(session::SignInLedger& store, session::SignInDigest sign_in)
      : store_(&store), sign_in_(std::move(sign_in)) {}

  void end() noexcept;

  session::SignInLedger* store_;  // null once the use has ended
  session::SignInDigest sign_in_;
};

}  // namespace sallyport::gateway
