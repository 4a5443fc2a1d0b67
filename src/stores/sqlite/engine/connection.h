// Values, rows and statements of SQLite, without SQLite's own types. Every call may fail with the errors that
// database.h lists for every call.
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
// call: unavailable/"sqlite_value" if the column has another type.
class Row {
 public:
  struct Native;
  explicit Row(Native& native) : native_(native) {}

  Result<std::int64_t> integer(int column) const;
  Result<bool> flag(int column) const;  // the column must hold 0 or 1
  Result<UnixTime> time(int column) const;
  Result<std::string> text(int column) const;
  Result<std::string> blob(int column) const;
  bool is_null(int column) const;

 private:
  Native& native_;
};

// The connection that Database::read and write lend to a piece of work. Only the thread that runs the work may use it.
// Each statement is compiled once and kept for later calls.
class Connection {
 public:
  struct Native;
  explicit Connection(Native& native) : native_(native) {}

  // Runs one statement and returns how many rows it changed.
  Result<std::size_t> run(std::string_view sql, const Parameters& parameters = {});

  // Runs one statement and calls `each` for every row. Stops at the first failure of `each` and returns it.
  Result<void> query(std::string_view sql, const Parameters& parameters,
                     const std::function<Result<void>(const Row&)>& each);

 private:
  Native& native_;
};

}  // namespace sallyport::stores
