// The version of an entity as clients see it: tenths of the number of its changes, so that a new entity is at 0.1.
// Source: OpenMetadata, entityHistory.json, entityVersion.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace sallyport::gateway {

// 12 gives 1.2.
json::Value version_value(std::int64_t version);

// "1.2" gives 12, and "1" gives 10. Absent for everything else and for versions below 0.1.
std::optional<std::int64_t> parse_version_number(std::string_view text);

}  // namespace sallyport::gateway
