// The token with which a test uses the directory's control addresses, if the operator gives it in a file.
#pragma once

#include <string>

#include "base/result.h"
#include "base/secret.h"

namespace sallyport::app {

// Reads the first line of the file. Errors: rejected/"control_token_file": the file cannot be read, other users may
// read it, or the line is no token of 16 characters or more. The detail says what to do.
Result<Secret> read_control_token(const std::string& path);

}  // namespace sallyport::app
