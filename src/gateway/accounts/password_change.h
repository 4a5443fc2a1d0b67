// Sets people's passwords: by a one-time link, or by somebody who is signed in. Every new password ends the sessions of
// its owner, because somebody else may have opened one of them. One that a link or an administrator sets also revokes
// their personal access tokens.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "gateway/accounts/parts.h"
#include "gateway/call/endpoint.h"
#include "identity/accounts/local_account.h"
#include "identity/person_edit.h"

namespace sallyport::gateway {

// The name under which applications know the local administrator.
inline constexpr std::string_view kLocalAdminName = "admin";

// Whether a person may sign in with a password of ours. Errors: rejected/"account_name" (applications would take them
// for the local administrator; the detail says so, for administrators), "account_kind" (it is a bot's account).
Result<void> check_may_have_account(const identity::PersonEntry& person);

// Checks a new password of somebody with these names, and hashes it. Blocks (Argon2). Errors:
// malformed/"password_rules" (the detail says what is wrong, for people); unavailable/"hashing_busy".
struct ChosenPassword;
Result<std::string> hash_new_password(const Call& call, const AccountParts& parts, const identity::Labels& labels,
                                      const ChosenPassword& chosen);

struct AccountLink {
  std::string link;  // the secret part
  std::string url;   // the page at which the owner sets a password; its host is that of the configuration
  UnixTime expires;
};

// Makes a one-time link for a person, in place of an earlier one. The password that there is stays good. Blocks.
// Errors: rejected/"person_unknown"; unavailable/"account_store".
Result<AccountLink> make_account_link(const Call& call, const AccountParts& parts, const PersonId& person,
                                      Seconds lifetime);

// The same for somebody who has just proved the password of `account`. Errors also: conflict/"password_changed"
// (another one was set meanwhile, so it proves nothing).
Result<AccountLink> make_account_link(const Call& call, const AccountParts& parts,
                                      const identity::LocalAccount& account, Seconds lifetime);

// The owner of an open link. Absent if there is none, it is used, has expired, or its owner is disabled or deleted.
// Blocks. Errors: those of the stores.
Result<std::optional<identity::PersonEntry>> owner_of_link(const AccountParts& parts, std::string_view link);

// What somebody chose, as they typed it twice.
struct ChosenPassword {
  std::string password;
  std::string again;
};

// Uses the link up. Blocks. Errors: rejected/"link_used_or_expired"; malformed/"password_rules" (the detail says what
// is wrong, for people; the link stays open); unavailable/"hashing_busy"; those of the stores.
Result<void> set_password_by_link(const Call& call, const AccountParts& parts, std::string_view link,
                                  const ChosenPassword& chosen);

// Replaces the password of the account, if it is still the one of `account`. The session `except` goes on. Blocks.
// Errors: malformed/"password_rules"; conflict/"password_changed" (another one was set meanwhile);
// unavailable/"hashing_busy"; those of the stores.
Result<void> replace_password(const Call& call, const AccountParts& parts, const identity::PersonEntry& person,
                              const identity::LocalAccount& account, const ChosenPassword& chosen);

// Sets the password of somebody else, who has to change it at the next sign-in. Blocks. Errors: as of
// replace_password() and check_may_have_account(); rejected/"person_unknown".
Result<void> assign_password(const Call& call, const AccountParts& parts, const identity::PersonEntry& person,
                             const ChosenPassword& chosen);

}  // namespace sallyport::gateway
