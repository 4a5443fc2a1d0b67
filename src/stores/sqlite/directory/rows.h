// Reads rows of the directory's tables that hold a record in a column "body".
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "stores/sqlite/directory/records.h"
#include "stores/sqlite/engine/database.h"

namespace sallyport::stores {

// The record in the first column. The statement returns at most one row; absent if it returns none.
template <class T>
Result<std::optional<T>> find_body(Connection& connection, std::string_view sql, const Parameters& parameters) {
  std::optional<T> found;
  SALLYPORT_CHECK(connection.query(sql, parameters, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(const auto body, row.text(0));
    SALLYPORT_TRY(found, parse_record<T>(body));
    return {};
  }));
  return found;
}

// The records in the first column of all rows.
template <class T>
Result<std::vector<T>> list_bodies(Connection& connection, std::string_view sql, const Parameters& parameters) {
  std::vector<T> all;
  SALLYPORT_CHECK(connection.query(sql, parameters, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(const auto body, row.text(0));
    SALLYPORT_TRY(auto value, parse_record<T>(body));
    all.push_back(std::move(value));
    return {};
  }));
  return all;
}

// Whether the statement returns a row.
inline Result<bool> is_there(Connection& connection, std::string_view sql, const Parameters& parameters) {
  bool found = false;
  SALLYPORT_CHECK(connection.query(sql, parameters, [&](const Row&) -> Result<void> {
    found = true;
    return {};
  }));
  return found;
}

}  // namespace sallyport::stores
