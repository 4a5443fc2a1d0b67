// Copies everything that a gateway keeps from one database to another, row by row and as it is: ids, checks, times and
// sealed tokens stay, so that people who are signed in notice nothing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stores/sql/database.h"

namespace sallyport::stores {

struct CopiedTable {
  std::string_view table;
  std::size_t rows = 0;
};

// The numbers of rows alone.
inline std::vector<std::pair<std::string, std::size_t>> by_table(const std::vector<CopiedTable>& tables) {
  std::vector<std::pair<std::string, std::size_t>> rows;
  for (const CopiedTable& table : tables) rows.emplace_back(table.table, table.rows);
  return rows;
}

// Both databases must have the newest tables of a gateway. Reads `from` as it is at one moment, and writes `to` as one
// step, which leaves nothing behind if it fails. Errors: rejected/"store_not_empty" if `to` holds anything.
Result<std::vector<CopiedTable>> copy_store(Database& from, Database& to);

// How many rows each of the tables has.
Result<std::vector<CopiedTable>> count_rows(Database& database);

}  // namespace sallyport::stores
