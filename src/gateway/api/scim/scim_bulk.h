// Several operations in one request, in their order. An operation may refer to what an earlier one has made, by
// "bulkId:" and the id that the client gave to it. Source: RFC 7644 3.7.
#pragma once

#include <cstddef>

#include "gateway/api/scim/scim_request.h"

namespace sallyport::gateway {

inline constexpr std::size_t kMaxBulkOperations = 100;
inline constexpr std::size_t kMaxBulkBody = 1 << 20;  // bytes

// 200 with the outcome of each operation. Stops after `failOnErrors` of them have failed. Errors: malformed/
// "scim_patch" (the message); rejected/"scim_too_large" (too many operations).
Result<ScimAnswered> run_scim_bulk(const ScimCall& scim, const json::Object& message);

}  // namespace sallyport::gateway
