// Reads the directory's seed from YAML: tenants with users, groups and apps. Unknown keys are refused.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "directory/model/seed.h"

namespace sallyport::app::config {

// `file` is the name that messages use. Errors: unavailable/"seed_file"; rejected/"seed_syntax", "seed_key" (unknown or
// given twice), "seed_value" (of the wrong type or form), "seed_missing". The detail is "FILE:LINE: KEY: what is
// wrong", for people.
Result<directory::Seed> parse_directory_seed(std::string_view text, std::string_view file);
Result<directory::Seed> read_directory_seed(const std::string& path);

// An example seed, in which a comment explains each key: `sallyport directory --print-seed`.
std::string_view example_directory_seed();

}  // namespace sallyport::app::config
