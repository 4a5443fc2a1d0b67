// The parts that are needed for people's local accounts. They own nothing; gateway/parts.h says how long they live. Any
// thread may use them.
#pragma once

#include "gateway/accounts/hashing_pool.h"
#include "gateway/accounts/mail.h"
#include "gateway/standing/parts.h"
#include "identity/accounts/account_store.h"
#include "identity/people_store.h"
#include "session/sign_in_ledger.h"

namespace sallyport::gateway {

// What codes of second factors are checked with.
struct FactorParts : Essentials {
  identity::AccountStore& accounts;
  session::SignInLedger& sign_ins;
  const session::Sealer& sealer;
};

struct AccountParts : StandingParts {
  identity::AccountStore& accounts;
  identity::PeopleStore& people_by_hand;  // the same people as `people`
  session::SignInLedger& sign_ins;
  HashingPool& strangers;
  HashingPool& known_browsers;
  MailQueue* mail;  // null: no relay is configured

  FactorParts factors() const { return {static_cast<const Essentials&>(*this), accounts, sign_ins, sealer}; }
};

}  // namespace sallyport::gateway
