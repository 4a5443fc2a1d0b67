// How the sources of SqliteDirectoryStore read, write and change: the errors of the database become those of the port.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "entra/directory_store.h"
#include "stores/sql/row_check.h"
#include "stores/sqlite/directory/rows.h"

namespace sallyport::stores {

inline constexpr std::string_view kPortWord = "directory_store";

inline auto read_port(Database& database, const auto& work) {
  return rename_failure(database.read([&](Connection& c) { return work(c); }), kPortWord);
}

// If `work` fails, all its changes are undone.
inline auto write_port(Database& database, const auto& work) {
  return rename_failure(database.write([&](Connection& c) { return work(c); }), kPortWord);
}

// For work of one statement. It costs half of read_port.
inline auto ask_port(Database& database, const auto& work) {
  return rename_failure(database.read([&](Connection& c) { return work(c); }, Isolation::statement), kPortWord);
}

template <class T>
auto find_one(Database& database, std::string_view sql, const Parameters& parameters) {
  return ask_port(database, [&](Connection& c) { return find_body<T>(c, sql, parameters); });
}

// A row that is about to change.
template <class T>
struct Stored {
  std::int64_t ordinal = 0;
  T value;
};

// The statement returns the ordinal and the body of one row. Fails with rejected/`absent` if it returns none.
template <class T>
Result<Stored<T>> load(Connection& connection, std::string_view sql, std::string_view id, std::string_view absent) {
  std::optional<Stored<T>> found;
  SALLYPORT_CHECK(connection.query(sql, {id}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(const auto ordinal, row.integer(0));
    SALLYPORT_TRY(const auto body, row.text(1));
    SALLYPORT_TRY(auto value, parse_record<T>(body));
    found = Stored<T>{ordinal, std::move(value)};
    return {};
  }));
  if (!found) return failure(Kind::rejected, absent, "", std::string(id));
  return *std::move(found);
}

// Runs the change on a copy. `fixed` returns what it must not change.
template <class T>
Result<T> changed(const T& stored, const entra::Change<T>& change, const auto& fixed) {
  T copy = stored;
  SALLYPORT_CHECK(change(copy));
  if (fixed(copy) != fixed(stored)) return failure(Kind::internal, "id_changed");
  return copy;
}

}  // namespace sallyport::stores
