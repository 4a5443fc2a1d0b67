// Checks codes of people's second factors, sets factors up, and takes them away. The rules are those of
// identity/accounts/second_factor.h; here are the keys, the store, the throttle and the audit.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "gateway/accounts/parts.h"
#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

// Whose factor it is, and where they are. The password was checked, or they are signed in.
struct FactorOwner {
  PersonId person;
  std::string username;
  std::string browser{};  // the name of a known browser, or empty
};

enum class CodeOutcome {
  right,
  wrong,
  wait,  // too many wrong ones came before
};

struct CodeCheck {
  CodeOutcome outcome = CodeOutcome::wrong;
  Seconds wait{0};        // how long, if that is the outcome
  bool recovery = false;  // it was a recovery code, which is used up now
};

// Checks a code of the application, or a recovery code, and uses it up. Wrong ones count: of a known browser for it
// alone, of all others together. Nobody has to wait with a recovery code. Blocks. Errors: those of the stores; then
// nobody may be let in.
Result<CodeCheck> check_code(const Call& call, const FactorParts& parts, const FactorOwner& owner,
                             std::string_view code);

// Sets the factor up if the code proves that the owner's application has the key, and returns the recovery codes, which
// are shown once. Absent: the code is wrong. `before` is called when the code is right, and before anything is stored;
// it may be empty. Blocks. Errors: those of `before`; conflict/"factor_exists" (a password alone must not be enough to
// replace one); those of the stores.
using RecoveryCodeList = std::vector<std::string>;
using BeforeSetUp = std::function<Result<void>()>;
Result<std::optional<RecoveryCodeList>> set_up_factor(const Call& call, const FactorParts& parts,
                                                      const FactorOwner& owner, const Secret& key,
                                                      std::string_view code, const BeforeSetUp& before = {});

// Makes recovery codes in place of the earlier ones. Blocks. Errors: rejected/"factor_missing"; those of the stores.
Result<RecoveryCodeList> renew_recovery_codes(const Call& call, const FactorParts& parts, const FactorOwner& owner);

// Takes the factor away. `event` names who did it in the audit trail. Blocks. Errors: rejected/"factor_missing"; those
// of the stores.
Result<void> remove_factor(const Call& call, const FactorParts& parts, const FactorOwner& owner,
                           std::string_view event);

// Whether a sign-in has proven the factor, if there is one now, and none if there is none. Its owner may have set one
// up since the password was checked, and ended the sessions that were there at that moment; an administrator may have
// taken one away. So this is asked after the session of the sign-in was made. Blocks. Errors: those of the stores.
Result<bool> has_proven_factor_of_now(identity::AccountStore& accounts, const PersonId& person,
                                      const std::vector<std::string>& proven_by);

// How a sign-in with a password and this code was proven. Source: RFC 8176 2.
std::vector<std::string> proven_by(const CodeCheck& check);

}  // namespace sallyport::gateway
