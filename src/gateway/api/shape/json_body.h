// The JSON body of a request that changes something.
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

inline constexpr std::string_view kJsonType = "application/json";
inline constexpr std::string_view kPatchType = "application/json-patch+json";  // RFC 6902 6

// Parses the body. Errors: malformed/"body_type" (another Content-Type; the detail names the right one) and those of
// json::parse().
Result<json::Value> read_json_body(const Call& call, std::string_view type);

// The same for a body of type application/json that must be an object. Also malformed/"json_not_object".
Result<json::Object> read_json_object(const Call& call);

}  // namespace sallyport::gateway
