// Opens a session for somebody whose password was right, and keeps it going with refresh tokens. A program that signs
// in with a password gets a refresh token; each use of it gives the next one. One that comes a second time was stolen,
// from its owner or from the thief, so the session ends. Source: RFC 9700 4.14.2.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "gateway/accounts/parts.h"
#include "gateway/accounts/password_check.h"
#include "gateway/call/endpoint.h"
#include "gateway/standing/renewal.h"

namespace sallyport::gateway {

enum class SignedInBy { browser, program };

struct AccountSession {
  SessionId id;  // for the cookie of a browser
  CurrentSession current;
  Secret refresh_token;  // of a program
};

// Opens a session. Blocks. Requires: the password was right. Errors: those of decide_local_admission();
// rejected/"local_password" (it was changed, or the person disabled, while it was being checked); those of the stores.
Result<AccountSession> open_account_session(const Call& call, const AccountParts& parts, const PasswordCheck& checked,
                                            SignedInBy by);

// Uses a refresh token up. Blocks. Errors: rejected/"refresh_token" (not one of ours, or its session is over),
// "refresh_reused" (the session ends); unavailable/"refresh_busy" (another use of it is under way); those of
// find_session().
Result<AccountSession> refresh_account_session(const Call& call, const AccountParts& parts, std::string_view token);

// Ends the session of a refresh token, whether it is the newest one or not. Does nothing for any other text. Errors:
// unavailable/"session_store".
Result<void> end_refreshed_session(const Call& call, const AccountParts& parts, std::string_view token);

}  // namespace sallyport::gateway
