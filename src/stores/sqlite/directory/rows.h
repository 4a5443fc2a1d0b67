// How the directory's stores read rows that hold a value in a "body".
#pragma once

#include <optional>
#include <vector>

#include "stores/sqlite/database.h"
#include "stores/sqlite/directory_records.h"

namespace sallyport::stores {

// The value in the first column of the first row; absent where there is none.
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

// Whether the statement gives a row.
inline Result<bool> is_there(Connection& connection, std::string_view sql, const Parameters& parameters) {
  bool found = false;
  SALLYPORT_CHECK(connection.query(sql, parameters, [&](const Row&) -> Result<void> {
    found = true;
    return {};
  }));
  return found;
}

}  // namespace sallyport::stores
