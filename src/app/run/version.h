// The version of this program. cmake/version.cmake writes the values at every build.
#pragma once

#include <string_view>

#include "base/clock.h"

namespace sallyport::app {

extern const std::string_view kVersion;   // "0.2.0"
extern const std::string_view kRevision;  // git's commit, with "-dirty" if files differ from it; "unknown" without git
extern const UnixTime kCommitTime;        // of that commit; 0 without git

}  // namespace sallyport::app
