// A list of names and values, the content of application/x-www-form-urlencoded bodies and query strings.
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
  // Parses a body, or a query without '?'. '+' is a space. An empty text is an empty form. Errors:
  // malformed/"form_encoding" (a broken escape, NUL, invalid UTF-8), "form_size" (more than 256 fields). Source: WHATWG
  // URL 5.1.
  static Result<Form> parse(std::string_view text);

  // The value of the name; absent if the name is missing. Errors: malformed/"form_duplicate" if the name occurs twice,
  // because OAuth parameters must not repeat (RFC 6749 3.1).
  Result<std::optional<std::string>> one(std::string_view name) const;

  // The value of the name; empty if the name is missing or occurs twice. For a field of our own pages, where both mean
  // that there is no value.
  std::string text(std::string_view name) const;

  // Whether any name occurs twice.
  bool has_duplicate() const;

  // The fields whose values are not empty. OAuth treats a parameter without a value as an absent one (RFC 6749 3.1).
  Form without_empty() const;

  void add(std::string_view name, std::string_view value) { fields_.emplace_back(name, value); }
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

  std::string print() const;  // "a=b&c=d"; a space becomes %20, which parsers of forms and of queries both accept

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// Returns the URL with the form as its query. If the URL already has a query, the form is appended to it.
std::string with_query(std::string_view url, const Form& form);

}  // namespace sallyport::http
