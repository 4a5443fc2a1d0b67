// The second factor of a person: an authenticator application with one-time passwords. A code is good once, and too
// many wrong ones lock the factor for a while, apart from the lockout of the password.
// Source: RFC 6238; docs/entra.md, Conditional access.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "directory/call/exchange.h"
#include "directory/rules/smart_lockout.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

struct SecondFactorServices {
  entra::PeopleStore& people;
  SmartLockout& lockout;
};

bool has_second_factor(const entra::User& user);

// Checks a code of the person's authenticator and marks it as used, in one write. Refusals: 50053 (too many wrong
// codes, even if this one is right), 500121 (wrong, used before, or there is no authenticator any more). Blocks.
Judged<void> use_second_factor(const SecondFactorServices& services, const Exchange& exchange, const entra::User& user,
                               std::string_view code);

// A secret that was shown to a person and is not registered yet. The form of the page carries it sealed for this
// person, and for ten minutes.
struct OfferedFactor {
  Secret secret;
  std::string sealed;
};
OfferedFactor offer_second_factor(const Exchange& exchange, const entra::User& user);

// Opens what offer_second_factor sealed. Absent for everything else, for another person, and when the time is over.
std::optional<OfferedFactor> open_offer(const Exchange& exchange, const entra::User& user, std::string_view sealed);

// Registers the authenticator if the code proves that it works. Never replaces one, because a password alone must not
// be enough to get rid of a second factor. Refusals: 50053, 500121 (wrong code, or the person has an authenticator
// already). Blocks.
Judged<void> register_second_factor(const SecondFactorServices& services, const Exchange& exchange,
                                    const entra::User& user, const OfferedFactor& offer, std::string_view code);

}  // namespace sallyport::directory
