// SQLite's own handles. Only the sources of this folder include this header.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "stores/sqlite/engine/connection.h"

namespace sallyport::stores {

struct CloseConnection {
  void operator()(sqlite3* native) const { sqlite3_close_v2(native); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* native) const { sqlite3_finalize(native); }
};
using SqliteConnection = std::unique_ptr<sqlite3, CloseConnection>;
using SqliteStatement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// Turns a result code of SQLite into our error. `connection` may be null.
Failure failure_of(int code, sqlite3* connection);

struct Connection::Native {
  SqliteConnection handle;                                      // declared first, so that it is closed last
  std::unordered_map<std::string, SqliteStatement> statements;  // compiled and not in use, by SQL text

  Result<SqliteStatement> take(const std::string& sql);
  void give_back(std::string sql, SqliteStatement statement);

  // Runs several statements without parameters or rows, such as settings and schema steps.
  Result<void> execute(std::string_view sql);

  bool in_transaction() const { return sqlite3_get_autocommit(handle.get()) == 0; }
};

}  // namespace sallyport::stores
