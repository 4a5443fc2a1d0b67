// Prints an object where it stands: for what is printed with every request. json::print() of an object copies it into a
// Value first, with all names and values.
#pragma once

#include <string>

#include "base/json.h"

namespace sallyport::json {

// The same text as print() of a Value that holds this object.
std::string print_object(const Object& object);

}  // namespace sallyport::json
