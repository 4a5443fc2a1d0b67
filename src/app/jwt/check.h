// The checks of `sallyport jwt verify` and `verify-raw`, for one token or one signature. They use no file, no clock and
// no network.
#pragma once

#include <optional>
#include <string_view>

#include "jose/jwt.h"

namespace sallyport::app {

enum class KidRule { optional, required };

struct TokenRules {
  jose::Algorithms allowed;
  KidRule kid = KidRule::optional;
  std::optional<UnixTime> at = std::nullopt;  // if set, exp and nbf are checked against this time
};

// Parses "RS256" or "RS256,ES256". Errors: malformed/"algorithm_unknown"; rejected/"jws_algorithm" for algorithms that
// are known but never accepted: none, HMAC, ES256K (RFC 8725 3.1).
Result<jose::Algorithms> parse_algorithms(std::string_view list);

// Verifies the token's signature and checks it against the rules. Errors: those of jose::CompactJws::parse,
// jose::verify and jose::check_lifetime; rejected/"jws_kid_missing".
Result<void> check_token(std::string_view token, const jose::JwkSet& keys, const TokenRules& rules);

// Verifies a signature over any bytes. The key's own alg, use and key_ops are enforced as well.
// Errors: those of jose::parse_jwk and crypto::verify; malformed/"hex"; rejected/"jws_key_algorithm".
Result<void> check_raw(const json::Object& jwk, std::string_view algorithm, std::string_view message_hex,
                       std::string_view signature_hex);

}  // namespace sallyport::app
