// The description of our API that tools read, made from the rows of our table, so that it cannot differ from them.
// Source: OpenAPI 3.1.0.
#pragma once

#include <span>
#include <string_view>

#include "base/json.h"
#include "gateway/call/site.h"
#include "gateway/own_row.h"

namespace sallyport::gateway {

// Describes every row of the security API: path, parameters, method, who may call it, and the types of its bodies.
json::Object openapi_document(std::span<const OwnRow> rows, const Site& site, std::string_view version);

}  // namespace sallyport::gateway
