// What follows a right password: a code of the second factor, or its set-up. The client carries a sealed challenge from
// one request to the next, and no session exists meanwhile. A challenge is good for minutes, for one try, and as long
// as the password is the one that was checked.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/tagged.h"
#include "gateway/accounts/parts.h"

namespace sallyport::gateway {

struct Challenge {
  PersonId person{};            // whose password was right; identity::kLocalAdministrator for the local administrator
  std::string password_mark{};  // of the password that was checked
  std::string browser{};        // the name of a known browser, or empty
  UnixTime expires{};
  Secret offered_key{};  // of an application that is being set up; empty: a code of the one that there is
};

// Tells one password of a person from the next. It says nothing about the password.
std::string password_mark(std::string_view password_hash);

// Makes the text that the client sends with the next request. Each one differs.
std::string seal_challenge(const FactorParts& parts, const Challenge& challenge);

// Uses a challenge up. Blocks. Errors: rejected/"challenge" (not one of ours, expired, or used before);
// unavailable/"sign_in_ledger".
Result<Challenge> use_challenge(const FactorParts& parts, std::string_view sealed);

}  // namespace sallyport::gateway
