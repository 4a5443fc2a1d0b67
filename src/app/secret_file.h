// Secrets that the program makes for itself at first start and keeps in a file that nobody else may read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace sallyport::app {

// The folder, made with mode 0700 where it is missing. Errors: unavailable/"data_dir".
Result<void> ensure_data_dir(const std::string& path);

// The `size` bytes in the file, which holds a check of them as well, or new ones: written whole under another name,
// flushed, then linked in, mode 0600; of two that start at once one wins and both read the same. Errors:
// unavailable/"secret_file"; rejected/"secret_file_mode" (others may read it); malformed/"secret_file_damaged" (never
// replaced: what it sealed would be lost without a word).
Result<Secret> read_or_make_secret(const std::string& path, std::size_t size, Random& random);

// The file with this text and mode 0600, whole or not at all, in place of what was there.
// Errors: unavailable/"secret_file".
Result<void> write_private_file(const std::string& path, std::string_view text, Random& random);

}  // namespace sallyport::app
