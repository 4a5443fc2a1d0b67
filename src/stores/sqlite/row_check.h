// What tells a row that holds what was written from one that a failing disk or a stray hand changed. It keeps nobody
// out who can write the file on purpose.
#pragma once

#include <string>
#include <string_view>

#include "base/log.h"
#include "base/result.h"
#include "stores/sqlite/database.h"

namespace sallyport::stores {

// 16 bytes over the values of a row, their types and their order.
std::string row_check(const Parameters& values);

// Errors: unavailable/"sqlite_damaged".
Result<void> check_row(const Parameters& values, std::string_view stored);

// True where the row is not what was written; false where the database did not answer.
bool is_damage(const Error& error);

// Says which row was damaged, by a name that is no secret. Event: "record_damaged". Says nothing of other errors.
void report_damaged(Log& log, std::string_view table, std::string_view name, const Error& error);

// The port's own word for what went wrong in the database; the database's goes into the detail. Other errors stay as
// they are.
template <class T>
Result<T> rename_failure(Result<T> result, std::string_view word) {
  if (result || !result.error().reason.starts_with("sqlite")) return result;
  return failure(Kind::unavailable, word, {}, std::string(result.error().reason) + ": " + result.error().detail);
}

}  // namespace sallyport::stores
