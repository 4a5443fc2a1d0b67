// Secrets that the program generates at its first start, and keeps in a file that no other user may read.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace sallyport::app {

// Creates the folder and every missing folder above it, with mode 0700. Errors: unavailable/"data_dir".
Result<void> ensure_data_dir(const std::string& path);

// Logs the warning "data_dir_open" if other users can look into an existing data folder, because they can then reach
// its keys and its store. The folder stays as it is, because a group may be meant to read it.
void warn_of_readers(const std::string& data_dir, Log& log);

// Returns the `size` bytes of the secret in the file. If there is no file, generates a secret and creates the file with
// mode 0600. The file also holds a checksum.
// A new file is written under another name, flushed, and then linked in. If two processes start at the same time, one
// of them wins and both return the same secret.
// Errors: unavailable/"secret_file"; rejected/"secret_file_mode" (others may read it); malformed/"secret_file_damaged"
// (the file is never replaced, because all that was sealed with its secret would be lost).
Result<Secret> read_or_make_secret(const std::string& path, std::size_t size, Random& random);

// Returns the secret in the file; absent if there is no file. Never makes one. Errors: those of read_or_make_secret().
Result<std::optional<Secret>> read_secret_if_any(const std::string& path, std::size_t size);

// Makes a file whose name ends in ".next" take the place of `path`, whose content becomes `path`.previous. At each
// moment there is a file under `path`, so a crash in between loses nothing, and the call can be repeated. Errors:
// unavailable/"secret_file".
Result<void> put_next_in_place(const std::string& path);

// When the file `path`.previous was the file `path` for the last time. Absent if there is no such file, or if it still
// is the file `path`. Errors: unavailable/"secret_file".
Result<std::optional<UnixTime>> replaced_at(const std::string& path);

// Replaces the file by one with this text and mode 0600. This happens as a whole or not at all. Errors:
// unavailable/"secret_file".
Result<void> write_private_file(const std::string& path, std::string_view text, Random& random);

}  // namespace sallyport::app
