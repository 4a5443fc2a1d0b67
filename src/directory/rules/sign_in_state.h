// What an access token carries about the sign-in that it comes from, sealed so that only the directory reads it. An API
// that asks on behalf of the person sends the token back, and the policies judge the sign-in and not the API's own
// connection. Entra ID uses the claim aio for such things.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "http/address.h"
#include "jose/jwt.h"
#include "oidc/op/grant_store.h"

namespace sallyport::directory {

struct SignInState {
  UnixTime authenticated;
  oidc::op::Proofs proofs;
  std::optional<http::IpAddress> address;  // of the person; absent: unknown
  bool operator==(const SignInState&) const = default;
};

// Returns base64url. `secret` is the directory's pairwise secret.
std::string seal_sign_in(const SignInState& state, const Secret& secret, Random& random);

// Absent for everything that seal_sign_in did not make with the same secret.
std::optional<SignInState> open_sign_in(std::string_view sealed, const Secret& secret);

// The sign-in that an access token comes from. A token that does not carry it, as those of earlier versions, proves no
// more than a password, entered when the token was issued.
SignInState sign_in_of(const jose::Claims& claims, const Secret& secret);

}  // namespace sallyport::directory
