// Times as Graph writes them: "2026-11-29T23:00:00Z".
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"

namespace sallyport::directory::graph {

// Reads a time in UTC, with or without a fraction of the second, which is cut off. Absent for every other text, and for
// a day that the calendar does not have.
std::optional<UnixTime> parse_time(std::string_view text);

// null if the time is not set (0), as in objects that an older directory stored.
json::Value print_time(UnixTime time);

}  // namespace sallyport::directory::graph
