// Reports exceptions where a thread catches them.
#pragma once

#include <string_view>

#include "base/log.h"

namespace sallyport {

// Reports an exception that was caught, with its words in the field "what". Never throws: a line that cannot be
// written, usually because memory has run out, is lost.
void log_thrown(Log& log, std::string_view event, std::string_view what) noexcept;

}  // namespace sallyport
