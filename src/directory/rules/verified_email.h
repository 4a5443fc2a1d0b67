// Whose word a person's e-mail address is. An administrator of any tenant can write any address into an account of it,
// so an application of several tenants that trusted it would let strangers in (nOAuth, CVE-2023-36871). Source:
// docs/entra.md, Tokens and claims; Microsoft Entra, "Migrate away from using email claims".
#pragma once

#include "directory/call/exchange.h"
#include "entra/registration.h"

namespace sallyport::directory {

// Whether the owner of the address's domain has been verified: the domain is one of the tenant where the account is,
// for a guest one of the home tenant. Microsoft vouches for the addresses of personal accounts. False without an
// address.
bool is_email_verified(const Exchange& exchange, const entra::User& person);

// Whether the application may learn the person's address. False without an address.
bool may_learn_email(const entra::User& person, bool verified, const entra::AppRegistration& app);

}  // namespace sallyport::directory
