// Checks a user name and a password, for the sign-in page and for the password grant.
#pragma once

#include <string_view>

#include "directory/call/exchange.h"
#include "directory/rules/smart_lockout.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

// Checks that the authority of this request and the application both admit the person's tenant.
// Refusals: 50020.
Judged<void> check_home(const Exchange& exchange, const entra::AppRegistration& app, const entra::User& user);

struct PasswordServices {
  entra::PeopleStore& people;
  SmartLockout& lockout;
};

// Returns the person with this name and password, whether the password has to change or not. Refusals: those of
// check_user_password except 50055. Blocks.
Judged<entra::User> check_password_itself(const PasswordServices& services, const Exchange& exchange,
                                          const entra::AppRegistration& app, std::string_view name,
                                          const Secret& password);

// Returns the person with this name and password. Refusals: 50034 (unknown user name), 50053 (the account is locked,
// even if the password is right), 50056 (the account has no password), 50126 (wrong password), 50057 (disabled), 50055
// (the password has expired, or must change at the next sign-in), 50020. Blocks.
Judged<entra::User> check_user_password(const PasswordServices& services, const Exchange& exchange,
                                        const entra::AppRegistration& app, std::string_view name,
                                        const Secret& password);

}  // namespace sallyport::directory
