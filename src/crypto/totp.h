// The one-time passwords of an authenticator application: six digits, new ones every 30 seconds. Every thread may call
// these functions. Source: RFC 6238 with HMAC-SHA-1, which every such application understands.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"

namespace sallyport::crypto {

// Returns a new secret of 20 bytes, as RFC 4226 4 (R6) recommends.
Secret make_totp_secret(Random& random);

// Returns the six digits of a time step. A step is 30 seconds since 1970.
std::string totp_code(const Secret& secret, long long step);
long long totp_step(UnixTime time);

// Returns the step of the code if it belongs to the current step or a neighbour of it, and the step is later than
// `used`. The caller keeps the step as the new `used`, so that no code counts twice (RFC 6238 5.2). Absent for every
// other text. The time does not tell how much of the code is right.
std::optional<long long> match_totp(const Secret& secret, std::string_view code, UnixTime now, long long used);

// Returns the secret in base32 without padding, as people type it into the application. Source: RFC 4648 6.
std::string print_totp_secret(const Secret& secret);

}  // namespace sallyport::crypto
