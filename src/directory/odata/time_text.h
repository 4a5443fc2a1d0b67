// Times inside a filter, as texts. Pure.
#pragma once

#include <string>
#include <string_view>

namespace sallyport::directory::odata {

// "2026-11-29" or "2026-11-29T23:00:00Z", with or without a fraction of the second.
bool is_time(std::string_view text);

// The time without its fraction, so that two times compare as texts. `text` must be a time.
std::string whole_seconds(std::string_view text);

}  // namespace sallyport::directory::odata
