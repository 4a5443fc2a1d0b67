// `--batch`: reads one JSON object per line and answers each with one line, in the same order. A malformed line gets an
// answer too, and does not end the batch: {"id":null,"valid":false,"reason":"json_syntax"}.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/jwt/check.h"

namespace sallyport::app {

// Values for lines that do not have their own.
struct BatchDefaults {
  std::optional<jose::JwkSet> keys;
  TokenRules rules;
};

// A line holds a token:      {"id":1,"jwks":{"keys":[…]},"alg":["RS256"],"token":"…"}
// or a raw signature:        {"id":2,"jwk":{…},"alg":"ES256","msg":"hex","sig":"hex"}
// `alg` may be a text or an array. The answer is {"id":…,"valid":true} or {"id":…,"valid":false,"reason":"…"}.
// Reasons: those of check.h and of JSON; "batch_member" if a member is missing or of the wrong type.
std::string answer_line(std::string_view line, const BatchDefaults& defaults);

}  // namespace sallyport::app
