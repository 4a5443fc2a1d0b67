// What the texts of the directory's objects must look like.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace sallyport::directory {

// A name that people read: 1 to 120 bytes without control characters. Errors: rejected/`reason`.
Result<void> check_name(std::string_view name, std::string_view reason);

// A word that programs read, such as a role: 1 to 120 bytes without spaces and control characters. Errors:
// rejected/`reason`.
Result<void> check_word(std::string_view word, std::string_view reason);

// The given GUID in lower case, or a new one if it is empty. Errors: rejected/`reason`.
Result<std::string> given_or_new_id(std::string_view given, std::string_view reason, Random& random);

}  // namespace sallyport::directory
