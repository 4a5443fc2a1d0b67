// Opens a SQLite file and brings its tables to the newest version. Only the sources of this folder include this header.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "stores/sqlite/engine/connection_native.h"
#include "stores/sqlite/engine/tables.h"

namespace sallyport::stores {

// Makes the file before SQLite opens it, so that other users cannot read it at any moment, whatever the umask is.
// SQLite gives its -wal and -shm files the same mode. A file that is there stays as it is.
Result<void> make_private_file(const std::string& path);

// Opens a connection to a file that is there.
Result<SqliteHandle> connect_to_file(const DatabaseOptions& options);

// The number in the first column of the statement's last row.
Result<std::int64_t> read_number(SqliteLink& link, std::string_view sql);

// Checks the kind and the version before anything is written, so that a file of a newer version or of another program
// stays as it is. Returns the version. Errors: those of SqliteFile::open.
Result<std::int64_t> check_version(SqliteLink& link, const Schema& schema);

// Brings the tables to the newest version, and sets what the connection for writes needs. Errors: as above.
Result<void> prepare_writer(SqliteLink& link, const DatabaseOptions& options, const Schema& schema);

}  // namespace sallyport::stores
