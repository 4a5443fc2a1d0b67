// Pages of rows in the order of their creation, which is that of the column "ordinal".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "entra/page.h"
#include "stores/sql/connection.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {

// The number that the statement returns.
inline Result<std::size_t> count_of(Connection& c, const std::string& sql, const Parameters& parameters) {
  std::size_t count = 0;
  SALLYPORT_CHECK(c.query(sql, parameters, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(const auto number, row.integer(0));
    count = static_cast<std::size_t>(number);
    return {};
  }));
  return count;
}

// The statement is SELECT `columns` FROM `from_where`, which ends in a condition on a table AS a. `read` reads a row,
// whose column `ordinal` is the ordinal.
template <class T>
Result<entra::Page<T>> created_page(Connection& c, const entra::PageRequest& request, std::string_view columns,
                                    std::string_view from_where, Parameters parameters, int ordinal, const auto& read) {
  SALLYPORT_TRY(const auto after, entra::check_page(request));
  entra::Page<T> page;
  if (request.count) {
    SALLYPORT_TRY(page.count, count_of(c, joined({"SELECT count(*) FROM ", from_where}), parameters));
  }
  parameters.emplace_back(after ? after->number : std::int64_t{0});
  parameters.emplace_back(static_cast<std::int64_t>(request.limit) + 1);
  std::int64_t last = 0;
  bool more = false;
  SALLYPORT_CHECK(
      c.query(joined({"SELECT ", columns, " FROM ", from_where, " AND a.ordinal > ? ORDER BY a.ordinal LIMIT ?"}),
              parameters, [&](const Row& row) -> Result<void> {
                more = page.rows.size() == request.limit;
                if (more) return {};
                SALLYPORT_TRY(auto value, read(row));
                SALLYPORT_TRY(last, row.integer(ordinal));
                page.rows.push_back(std::move(value));
                return {};
              }));
  if (more) page.next = entra::print_place({last, ""});
  return page;
}

}  // namespace sallyport::stores
