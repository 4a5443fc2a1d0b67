// `--batch`: one JSON object a line in, one a line out, in the same order. A line that makes no sense is answered, not
// fatal: {"id":null,"valid":false,"reason":"json_syntax"}.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/jwt/check.h"

namespace sallyport::app {

// What stands for a line that does not bring its own.
struct BatchDefaults {
  std::optional<jose::JwkSet> keys;
  TokenRules rules;
};

// Either a token:      {"id":1,"jwks":{"keys":[…]},"alg":["RS256"],"token":"…"}
// or a raw signature:  {"id":2,"jwk":{…},"alg":"ES256","msg":"hex","sig":"hex"}
// `alg` may be a text or an array. The answer is {"id":…,"valid":true} or {"id":…,"valid":false,"reason":"…"}.
// Reasons: those of check.h and of JSON; "batch_member" where a member is missing or of the wrong type.
std::string answer_line(std::string_view line, const BatchDefaults& defaults);

}  // namespace sallyport::app
