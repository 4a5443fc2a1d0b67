// People make local accounts themselves, where localAccounts.signUpDomains lets their addresses in. Nothing is stored
// before the owner of the address has opened the link in the mail and chosen a password: nobody can take a name with an
// address that they do not own, and no password of a stranger gets into an account.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/accounts/mail.h"
#include "gateway/accounts/parts.h"
#include "gateway/accounts/password_change.h"
#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

struct SignUp {
  std::string address{};       // in lower case
  std::string display_name{};  // as they typed it; may be empty
  std::string username{};      // the name that the address gives
};

// Whether somebody with this address may make an account, by the configuration alone. Pure. Errors:
// rejected/"sign_up_off"; malformed/"sign_up_address", "sign_up_name" (too long, or not plain text);
// forbidden/"sign_up_domain". The details are for people.
Result<SignUp> check_sign_up(const Settings& settings, std::string_view address, std::string_view display_name);

// The work that mails a link to the address, or says there that the account exists already. There is none if the name
// belongs to somebody with another address, or to administrators by configuration, or if a mail went there within the
// last minute. What it refers to lives as long as the process.
MailWork sign_up_work(const Call& call, const AccountParts& parts, const SignUp& sign_up);

// Whose link this is. Errors: rejected/"link_used_or_expired" (not one of ours, expired, or the name is somebody's by
// now); those of check_sign_up() and of the stores. Blocks.
Result<SignUp> open_sign_up(const AccountParts& parts, std::string_view link);

// Makes the person and the account. Blocks (Argon2). Errors: those of open_sign_up(); malformed/"password_rules";
// unavailable/"hashing_busy".
Result<void> finish_sign_up(const Call& call, const AccountParts& parts, std::string_view link,
                            const ChosenPassword& chosen);

}  // namespace sallyport::gateway
