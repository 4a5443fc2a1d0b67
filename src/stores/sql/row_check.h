// A row check is a digest that is stored with a row. It reveals a row that a failing disk or a mistaken edit has
// changed. It does not stop an attacker who can write the file, because the attacker can compute the digest too.
#pragma once

#include <string>
#include <string_view>

#include "base/log.h"
#include "base/result.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

// Returns a digest of 16 bytes over the values of a row, their types and their order.
std::string row_check(const Parameters& values);

// Compares the values of a row with its stored check. Errors: unavailable/"sql_damaged".
Result<void> check_row(const Parameters& values, std::string_view stored);

// Whether the error means that a row is not what was written. False for an error of the database itself.
bool is_damage(const Error& error);

// Logs the event "record_damaged" with the table and the name of the row, which must not be a secret. Does nothing if
// the error is not damage.
void report_damaged(Log& log, std::string_view table, std::string_view name, const Error& error);

// Whether the error is an engine's or means damage, and is not one that the work itself chose to return.
bool is_of_database(const Error& error);

// Turns an error of the database into unavailable/`word`, the reason of the port that called it. The detail keeps the
// original reason. Other errors stay as they are.
template <class T>
Result<T> rename_failure(Result<T> result, std::string_view word) {
  if (result || !is_of_database(result.error())) return result;
  return failure(Kind::unavailable, word, {}, std::string(result.error().reason) + ": " + result.error().detail);
}

}  // namespace sallyport::stores
