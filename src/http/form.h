// Names and values: application/x-www-form-urlencoded bodies and query strings, read and written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace sallyport::http {

class Form {
 public:
  // '+' is a space. Errors: malformed/"form_encoding" (a broken escape, NUL, invalid UTF-8), "form_size" (more than
  // 256 fields). An empty text is an empty form. Source: WHATWG URL 5.1.
  static Result<Form> parse(std::string_view text);

  // The one value. Errors: malformed/"form_duplicate" where the name stands twice (RFC 6749 3.1: parameters must not be
  // included more than once). Absent where it is not there.
  Result<std::optional<std::string>> one(std::string_view name) const;

  // True where any of the names stands twice.
  bool has_duplicate() const;

  void add(std::string_view name, std::string_view value) { fields_.emplace_back(name, value); }
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

  std::string print() const;  // "a=b&c=d", spaces as %20 (which every reader of forms and of queries takes)

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// url + ('?' or '&') + form. The url may have a query of its own.
std::string with_query(std::string_view url, const Form& form);

}  // namespace sallyport::http
