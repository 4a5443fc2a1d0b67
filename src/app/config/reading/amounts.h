// Durations and sizes as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace sallyport::app::config {

// Parses a number of seconds, or a number with s, m, h or d, such as "8h", "90" or "7d". Absent if the text is not a
// duration of at most ten years.
std::optional<Seconds> parse_duration(std::string_view text);

// Parses a number of bytes, or a number with k (1,024) or m (1,024 * 1,024), such as "10m", "64k" or "1000". Absent if
// the text is not a size of at most 1 TiB.
std::optional<std::int64_t> parse_size(std::string_view text);

}  // namespace sallyport::app::config
