// How SCIM answers: application/scim+json, and errors as {"schemas":[…],"status":"409","scimType":"uniqueness",
// "detail":"…"}. Source: RFC 7644 3.12 and 8.1.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

inline constexpr std::string_view kScimType = "application/scim+json";

struct ScimAnswered {
  int status = 200;
  json::Object body{};     // empty: no body, for 204
  std::string tag{};       // the ETag; empty: none
  std::string location{};  // empty: none
};

// What an error that the client can act on becomes: the status and the body. 401, 403, 500 and 503 have no scimType.
ScimAnswered scim_error(const Error& error);

// The answer itself. Refusals are counted and audited as everywhere (refusal_answer).
http::Outcome scim_outcome(const Call& call, const Result<ScimAnswered>& answered);

}  // namespace sallyport::gateway
