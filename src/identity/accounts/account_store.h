// The port that keeps people's local accounts and their second factors. Every thread may call a store, calls may block,
// and each call is one atomic step. Every call may fail with unavailable/"account_store"; a damaged record is such an
// error, and the caller must then let nobody in. An account and a factor go with their person, when the person is
// removed for good.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/tagged.h"
#include "identity/accounts/local_account.h"
#include "identity/accounts/second_factor.h"

namespace sallyport::identity {

class AccountStore {
 public:
  virtual ~AccountStore() = default;

  // Absent if the person has no local account.
  virtual Result<std::optional<LocalAccount>> find(const PersonId& person) = 0;

  // The account that has this link, whether it has expired or not. Absent also for an empty hash.
  virtual Result<std::optional<LocalAccount>> find_by_link(const std::string& link_hash) = 0;

  // Makes of the person's account what `change` makes of it, and returns the outcome. `change` is given what is stored,
  // or an account without a password and a link if there is none; it may be called more than once, must have no other
  // effect, and its errors are returned. Nobody else's change comes in between. Errors: rejected/"person_unknown".
  using Change = std::function<Result<LocalAccount>(const LocalAccount& account)>;
  virtual Result<LocalAccount> change(const PersonId& person, const Change& change) = 0;

  // Notes that the person has signed in with their password; the first time, an invitation of theirs ends. Errors:
  // rejected/"person_unknown".
  virtual Result<void> note_sign_in(const PersonId& person, UnixTime now) = 0;

  // Absent if the person has no second factor. `person` may also be kLocalAdministrator, here and in the next call.
  virtual Result<std::optional<SecondFactor>> find_factor(const PersonId& person) = 0;

  // Makes of the person's factor what `change` makes of it; absent means that there is none, before and afterwards.
  // Returns the outcome. `change` is as in change(), but may note in its captures what it has found; the last call
  // counts. Errors: rejected/"person_unknown".
  using FactorChange = std::function<Result<std::optional<SecondFactor>>(const std::optional<SecondFactor>& factor)>;
  virtual Result<std::optional<SecondFactor>> change_factor(const PersonId& person, const FactorChange& change) = 0;
};

}  // namespace sallyport::identity
