// Checks a name and a password against people's local accounts. Whoever guesses learns nothing but whether the two fit:
// it takes the same time, counts the same and has the same outcome if nobody has the name, if its owner signs in
// elsewhere, is disabled or has no password yet, and if the password is wrong. How long a guesser has to wait depends
// on the name as it was typed, the client's network and the browser alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "gateway/accounts/known_browser.h"
#include "gateway/accounts/parts.h"
#include "gateway/call/endpoint.h"
#include "identity/accounts/local_account.h"
#include "identity/person_edit.h"

namespace sallyport::gateway {

enum class Checked {
  right,
  wrong,
  wait,  // too many wrong ones came before
  busy,  // too many passwords are being checked
};

struct PasswordCheck {
  Checked outcome = Checked::wrong;
  Seconds wait{0};                            // how long, if that is the outcome
  identity::PersonEntry person{};             // this and the next two are set if the password was right
  identity::LocalAccount account{};           // with a hash of the cost that is wanted today
  std::string browser{};                      // the name of a known browser, or empty
  std::vector<std::string> proven_by{"pwd"};  // amr of the session. Source: RFC 8176 2
};

// The username that somebody means by what they typed: an address, or the name itself.
std::string username_of(const Settings& settings, std::string_view typed);

// The owner of a name, if exactly one human who is not deleted has it. Blocks. Errors: unavailable/"people_store".
Result<std::optional<identity::PersonEntry>> find_owner_of_name(identity::PeopleStore& people,
                                                                std::string_view username);

// Checks the password of the account with this username. Counts and audits a wrong one. Blocks (Argon2), and may wait
// for a turn. Errors: those of the stores; then nobody may be let in.
Result<PasswordCheck> check_password_of(const Call& call, const AccountParts& parts, std::string_view username,
                                        const Secret& password);

// The browsers in which people signed in with their local accounts.
BrowserCookie account_browsers(const Call& call);

}  // namespace sallyport::gateway
