// The directory's seed as YAML: tenants with users, groups and apps. Every key is known or refused.
#pragma once

#include <string>
#include <string_view>

#include "directory/seed.h"

namespace sallyport::app::config {

// Errors: unavailable/"seed_file"; rejected/"seed_syntax", "seed_key" (unknown), "seed_value" (of the wrong type or
// form), "seed_missing". detail is "FILE:LINE: KEY: what is wrong", for people.
Result<directory::Seed> parse_directory_seed(std::string_view text, std::string_view file);
Result<directory::Seed> read_directory_seed(const std::string& path);

// A seed to start from, with every key in a comment of its own: `sallyport directory --print-seed`.
std::string_view example_directory_seed();

}  // namespace sallyport::app::config
