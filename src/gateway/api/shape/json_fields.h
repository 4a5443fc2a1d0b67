// Reads the members of a JSON object that a client sent. A member that is null counts as absent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "gateway/api/shape/body_shape.h"

namespace sallyport::gateway {

// Nobody can set what is not listed. Errors: malformed/"field_unknown"; the detail names the first such member.
Result<void> check_fields(const json::Object& object, const Shape& shape);

// The same for the members of the shape that somebody may set.
Result<void> check_settable_fields(const json::Object& object, const Shape& shape);

// Absent if there is no such member. Errors of each: malformed/"field_type" if it has another type.
Result<std::optional<std::string>> text_field(const json::Object& object, std::string_view name);
Result<std::optional<bool>> flag_field(const json::Object& object, std::string_view name);
Result<std::optional<json::Array>> list_field(const json::Object& object, std::string_view name);

// A text that must be there. Errors: malformed/"field_missing", "field_type".
Result<std::string> needed_text_field(const json::Object& object, std::string_view name);

}  // namespace sallyport::gateway
