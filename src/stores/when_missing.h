// What to do if the store to open does not exist.
#pragma once

#include <string>

#include "base/result.h"

namespace sallyport::stores {

// A server makes its store at the first start. A command refuses, because a missing store means that the command looks
// in the wrong place.
enum class WhenMissing { make, refuse };

// Errors: rejected/"store_missing" (the detail names the path) if there is no file and `when_missing` is refuse.
Result<void> check_presence(const std::string& path, WhenMissing when_missing);

}  // namespace sallyport::stores
