// SQLite's own handles. Only the sources of this folder include this header.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "stores/sql/connection.h"

namespace sallyport::stores {

struct CloseConnection {
  void operator()(sqlite3* native) const { sqlite3_close_v2(native); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* native) const { sqlite3_finalize(native); }
};
using SqliteHandle = std::unique_ptr<sqlite3, CloseConnection>;
using SqliteStatement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// Turns a result code of SQLite into our error. `connection` may be null.
Failure failure_of(int code, sqlite3* connection);

// One connection to the file, with its statements.
struct SqliteLink {
  SqliteHandle handle;                                          // declared first, so that it is closed last
  std::unordered_map<std::string, SqliteStatement> statements;  // compiled and not in use, by SQL text

  Result<SqliteStatement> take(const std::string& sql);
  void give_back(std::string sql, SqliteStatement statement) noexcept;

  // Runs several statements without parameters or rows, such as settings and schema steps.
  Result<void> execute(std::string_view sql);

  bool in_transaction() const { return sqlite3_get_autocommit(handle.get()) == 0; }
};

class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(SqliteLink& link) : link_(link) {}

  Result<std::size_t> run(std::string_view sql, const Parameters& parameters = {}) override;
  Result<void> run_each(std::string_view sql, const std::vector<Parameters>& rows) override;
  Result<void> query(std::string_view sql, const Parameters& parameters,
                     const std::function<Result<void>(const Row&)>& each) override;

 private:
  SqliteLink& link_;
};

}  // namespace sallyport::stores
