// For tests only: a SQLite file with a table of notes, with and without a change log.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/reason_of.h"
#include "stores/contract/scratch_file.h"
#include "stores/sqlite/engine/database.h"

namespace sallyport::stores {

inline const Schema kNotes{0x4e6f7465, {"CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT"}};

inline const Schema kLogged{kNotes.application_id,
                            {kNotes.steps.front(),
                             "CREATE TABLE change (id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL) STRICT;"
                             "CREATE TRIGGER made AFTER INSERT ON note BEGIN "
                             "INSERT INTO change (body) VALUES (CAST(NEW.body AS BLOB)); END"},
                            "SELECT id, body FROM change WHERE id > ? ORDER BY id"};

class DatabaseTest : public ::testing::Test {
 protected:
  Result<std::unique_ptr<SqliteFile>> open(const Schema& schema = kNotes, std::int64_t max_pages = 0) {
    return SqliteFile::open({file_.path(), std::chrono::milliseconds(20), max_pages}, schema);
  }

  // Opens the file. If that fails, an exception fails the test.
  std::unique_ptr<SqliteFile> opened(const Schema& schema = kNotes, std::int64_t max_pages = 0) {
    return open(schema, max_pages).value();
  }

  static Result<void> insert(Database& database, std::int64_t id, std::string_view body) {
    return database.write([&](Connection& connection) -> Result<void> {
      SALLYPORT_CHECK(connection.run("INSERT INTO note (id, body) VALUES (?1, ?2)", {id, body}));
      return {};
    });
  }

  static Result<std::int64_t> count(Database& database) {
    return database.read([](Connection& connection) -> Result<std::int64_t> {
      std::int64_t found = -1;
      SALLYPORT_CHECK(connection.query("SELECT count(*) FROM note", {}, [&](const Row& row) -> Result<void> {
        SALLYPORT_TRY(found, row.integer(0));
        return {};
      }));
      return found;
    });
  }

  // The same by a statement that is a transaction of its own. `each` sees the row.
  static Result<std::int64_t> count_alone(Database& database, const std::function<void()>& each = [] {}) {
    return database.read(
        [&](Connection& connection) -> Result<std::int64_t> {
          std::int64_t found = -1;
          SALLYPORT_CHECK(connection.query("SELECT count(*) FROM note", {}, [&](const Row& row) -> Result<void> {
            each();
            SALLYPORT_TRY(found, row.integer(0));
            return {};
          }));
          return found;
        },
        Isolation::statement);
  }

  static bool changed(SqliteFile& database) { return database.changes_elsewhere({}).value().all; }
  static std::vector<std::string> changes(SqliteFile& database) { return database.changes_elsewhere({}).value().keys; }

  ScratchFile file_;
};

}  // namespace sallyport::stores
