// The `claims` parameter: what a client tells about itself and which authentication contexts a policy demanded of it.
// Every MSAL sends it. Source: OpenID Connect Core 5.5; docs/entra.md, Errors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/call/refused.h"

namespace sallyport::directory {

struct ClaimsRequest {
  bool handles_challenges = false;    // xms_cc has "cp1": the client understands claims challenges
  std::vector<std::string> contexts;  // acrs: authentication contexts, "c1" to "c99"
};

// Reads the part of the parameter that the directory acts on. Ignores other members. An empty text requests nothing.
// Refusals: 9002313 (not a JSON object).
Judged<ClaimsRequest> parse_claims_request(std::string_view text);

}  // namespace sallyport::directory
