// What `sallyport jwt verify` and `verify-raw` ask of one token or one signature. Nothing here reads a file, a clock or
// the network.
#pragma once

#include <optional>
#include <string_view>

#include "jose/jwt.h"

namespace sallyport::app {

enum class KidRule { optional, required };

struct TokenRules {
  jose::Algorithms allowed;
  KidRule kid = KidRule::optional;
  std::optional<UnixTime> at =
      std::nullopt;  // where set: the payload is claims, and exp and nbf must fit this moment, to the second
};

// "RS256" or "RS256,ES256". Errors: malformed/"algorithm_unknown"; rejected/"jws_algorithm" for those that we know and
// never take: none, HMAC, ES256K (RFC 8725 3.1).
Result<jose::Algorithms> parse_algorithms(std::string_view list);

// Errors: those of jose::CompactJws::parse, jose::verify and jose::check_lifetime; rejected/"jws_kid_missing".
Result<void> check_token(std::string_view token, const jose::JwkSet& keys, const TokenRules& rules);

// A signature over any bytes. The key's own alg, use and key_ops hold here too.
// Errors: those of jose::parse_jwk and crypto::verify; malformed/"hex"; rejected/"jws_key_algorithm".
Result<void> check_raw(const json::Object& jwk, std::string_view algorithm, std::string_view message_hex,
                       std::string_view signature_hex);

}  // namespace sallyport::app
