// The values, rows and statements of SQL that the stores use, whatever the database is. Every call may fail with the
// errors that database.h lists for every call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/tagged.h"

namespace sallyport::stores {

struct Blob {
  std::string_view bytes;
};

// The value of one "?" in a statement: NULL, INTEGER, TEXT or BLOB. It does not copy text and bytes, so these must stay
// valid until the call returns.
class Parameter {
 public:
  using Value = std::variant<std::nullptr_t, std::int64_t, std::string_view, Blob>;

  Parameter(std::nullptr_t) : value_(nullptr) {}
  Parameter(std::int64_t number) : value_(number) {}
  Parameter(int number) : value_(std::int64_t{number}) {}
  Parameter(bool flag) : value_(std::int64_t{flag ? 1 : 0}) {}
  Parameter(UnixTime time) : value_(time.seconds) {}
  Parameter(std::string_view text) : value_(text) {}
  Parameter(const std::string& text) : value_(std::string_view(text)) {}
  Parameter(const char* text) : value_(std::string_view(text)) {}
  Parameter(Blob bytes) : value_(bytes) {}
  template <class Tag>
  Parameter(const Tagged<Tag>& id) : value_(std::string_view(id.value)) {}
  template <class T>
  Parameter(const T*) = delete;  // otherwise a pointer would convert to bool

  const Value& value() const { return value_; }

 private:
  Value value_;
};

using Parameters = std::vector<Parameter>;

// The current row of a query. It is valid only during the call that receives it. Columns count from 0. Errors of each
// call: unavailable/"sql_value" if the column has another type.
class Row {
 public:
  virtual ~Row() = default;

  virtual Result<std::int64_t> integer(int column) const = 0;
  virtual Result<std::string> text(int column) const = 0;
  virtual Result<std::string> blob(int column) const = 0;
  virtual bool is_null(int column) const = 0;

  Result<bool> flag(int column) const;  // the column must hold 0 or 1
  Result<UnixTime> time(int column) const;
};

inline Failure value_failure(int column) {
  return failure(Kind::unavailable, "sql_value", {}, "column " + std::to_string(column));
}

inline Result<bool> Row::flag(int column) const {
  SALLYPORT_TRY(const auto number, integer(column));
  if (number != 0 && number != 1) return value_failure(column);
  return number == 1;
}

inline Result<UnixTime> Row::time(int column) const {
  SALLYPORT_TRY(const auto seconds, integer(column));
  return UnixTime{seconds};
}

// The connection that Database::read and write lend to a piece of work. Only the thread that runs the work may use it.
// Each statement is prepared once and kept for later calls. A parameter is written "?", or "?3" for the third.
class Connection {
 public:
  virtual ~Connection() = default;

  // Runs one statement and returns how many rows it changed.
  virtual Result<std::size_t> run(std::string_view sql, const Parameters& parameters = {}) = 0;

  // Runs one statement once for each row of parameters.
  virtual Result<void> run_each(std::string_view sql, const std::vector<Parameters>& rows) = 0;

  // Runs one statement and calls `each` for every row. Stops at the first failure of `each` and returns it.
  virtual Result<void> query(std::string_view sql, const Parameters& parameters,
                             const std::function<Result<void>(const Row&)>& each) = 0;
};

}  // namespace sallyport::stores
