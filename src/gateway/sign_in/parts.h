// The parts that are needed to sign people in and out. They own nothing; gateway/parts.h says how long they live. Any
// thread may use them.
#pragma once

#include "gateway/accounts/parts.h"
#include "gateway/standing/parts.h"
#include "gateway/standing/seen_sessions.h"
#include "identity/local_admin.h"
#include "session/seal.h"
#include "session/session_store.h"
#include "session/sign_in_ledger.h"

namespace sallyport::gateway {

// For signing in through the provider.
struct SignInParts : StandingParts {
  session::SignInLedger& sign_ins;
};

// For signing in with the password of the local administrator.
struct LocalAccountParts : Essentials {
  identity::LocalAdminStore& local_admin;
  session::SessionStore& sessions;
  const session::Sealer& sealer;
  Revocations& revocations;
  session::SignInLedger& sign_ins;
  HashingPool& strangers;
  HashingPool& known_browsers;
  SeenSessions& seen;
  identity::AccountStore& accounts;  // for the second factor

  FactorParts factors() const { return {static_cast<const Essentials&>(*this), accounts, sign_ins, sealer}; }
};

}  // namespace sallyport::gateway
