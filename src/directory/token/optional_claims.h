// The claims that a registration lists under "Token configuration": those for ID tokens count for the client, those for
// access tokens for the API that the token is for.
// Source: docs/entra.md, Tokens and claims; Microsoft Entra, "Optional claims reference".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "entra/account.h"
#include "entra/registration.h"
#include "http/address.h"

namespace sallyport::directory {

// What the directory knows of the person and of the sign-in that a token comes from.
struct OptionalFacts {
  const entra::User& user;
  const std::string& sid;
  UnixTime authenticated;
  UnixTime now;
  std::optional<http::IpAddress> address;  // of the person; absent: unknown
  bool email_verified = false;             // whether the owner of the domain of user.email has been verified
  bool tells_email = false;                // whether the application may learn user.email
};

// Sets the claims of the list in a token for a person. A claim is left out if the directory does not have the facts for
// it, and so is every name that it does not know.
void add_optional_claims(const std::vector<entra::OptionalClaim>& wanted, const OptionalFacts& facts,
                         json::Object& claims);

// The parts of a display name, "Ann Example".
std::string given_name(const entra::User& user);
std::string family_name(const entra::User& user);

}  // namespace sallyport::directory
