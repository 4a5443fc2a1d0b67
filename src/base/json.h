// JSON as values that can be kept and changed. The parser is strict: it refuses every text that another parser could
// read differently. For JSON that is read once, such as the claims of a token, json_document.h is cheaper.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace sallyport::json {

class Value;
struct Member;
using Array = std::vector<Value>;

// An object. Its members keep the order of the text, and no two have the same name. A pointer or reference to a member
// is valid until a member is added.
class Object {
 public:
  Object();
  Object(std::initializer_list<Member> members);
  Object(const Object& other);
  Object(Object&& other) noexcept;
  Object& operator=(const Object& other);
  Object& operator=(Object&& other) noexcept;
  ~Object();

  const Value* find(std::string_view name) const;  // null if there is no such member
  Value& operator[](std::string_view name);        // adds a null member if there is none
  void set(std::string_view name, Value value);
  Value& append(std::string name);  // adds a null member; the name must be new
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  bool empty() const { return size() == 0; }
  std::size_t size() const;
  const Member* begin() const;
  const Member* end() const;

  bool operator==(const Object&) const;

 private:
  std::vector<Member> members_;
};

// Any JSON value. A number without fraction and exponent that fits into a signed 64-bit integer is an integer. Every
// other number is a double. Each as_...() returns null if the value has another type.
class Value {
 public:
  Value() = default;
  Value(std::nullptr_t) {}
  Value(bool b) : value_(b) {}
  Value(std::int64_t n) : value_(n) {}
  Value(int n) : value_(std::int64_t{n}) {}
  Value(double d) : value_(d) {}
  Value(std::string s) : value_(std::move(s)) {}
  Value(std::string_view s) : value_(std::string(s)) {}
  Value(const char* s) : value_(std::string(s)) {}
  Value(Array a) : value_(std::move(a)) {}
  Value(Object o) : value_(std::move(o)) {}
  template <class T>
  Value(const T*) = delete;  // otherwise a pointer would convert to bool

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }
  const bool* as_bool() const { return std::get_if<bool>(&value_); }
  const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&value_); }
  const double* as_double() const { return std::get_if<double>(&value_); }
  const std::string* as_string() const { return std::get_if<std::string>(&value_); }
  const Array* as_array() const { return std::get_if<Array>(&value_); }
  const Object* as_object() const { return std::get_if<Object>(&value_); }
  Array* as_array() { return std::get_if<Array>(&value_); }
  Object* as_object() { return std::get_if<Object>(&value_); }

  bool operator==(const Value&) const = default;

 private:
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object> value_;
};

struct Member {
  std::string name;
  Value value;

  bool operator==(const Member&) const = default;
};

struct Limits {
  std::size_t bytes = 1 << 20;
  std::size_t depth = 16;  // levels of arrays and objects; the outermost one is the first
};

inline constexpr std::size_t kMaxMembers = 1024;  // in one object, because a look-up compares names one by one

// Parses a whole text. Errors: malformed/"json_size", "json_depth", "json_duplicate_member", "json_syntax". The last
// one covers comments, a BOM, trailing text, NaN, invalid UTF-8, lone surrogates, numbers too large for a double, and
// objects with more than kMaxMembers members. Source: RFC 8259. RFC 7515 4 and RFC 7519 4 allow a parser to refuse
// duplicates.
Result<Value> parse(std::string_view text, Limits limits = {});

// Parses a text that must be an object. Errors: those of parse; malformed/"json_not_object".
Result<Object> parse_object(std::string_view text, Limits limits = {});

// Prints the value without white space. Escapes "<", ">" and "&", so that the text is safe in a script block of HTML.
std::string print(const Value& value);

}  // namespace sallyport::json
