// JSON as a value. The parser is strict: one way to read a text, or none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace sallyport::json {

class Value;
struct Member;
using Array = std::vector<Value>;

// Members in the order of the text. Names are unique.
class Object {
 public:
  Object();
  Object(std::initializer_list<Member> members);
  Object(const Object& other);
  Object(Object&& other) noexcept;
  Object& operator=(const Object& other);
  Object& operator=(Object&& other) noexcept;
  ~Object();

  const Value* find(std::string_view name) const;  // null where absent
  Value& operator[](std::string_view name);        // made null where absent
  void set(std::string_view name, Value value);
  Value& append(std::string name);  // null; the caller knows that there is no such member
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  bool empty() const { return size() == 0; }
  std::size_t size() const;
  const Member* begin() const;
  const Member* end() const;

  bool operator==(const Object&) const;

 private:
  std::vector<Member> members_;
};

// Numbers without fraction or exponent that fit are int64; all others double.
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
  Value(const T*) = delete;  // else a pointer would become a bool

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
  std::size_t depth = 16;
};

inline constexpr std::size_t kMaxMembers = 1024;  // of one object: members are searched one by one

// Errors: malformed/"json_size", "json_depth", "json_duplicate_member", "json_syntax" (which covers comments, a BOM,
// trailing text, NaN, invalid UTF-8, lone surrogates and numbers beyond a double).
// Source: RFC 8259; duplicates refused as RFC 7515 4 and RFC 7519 4 allow.
Result<Value> parse(std::string_view text, Limits limits = {});

// The same, and the text must be an object. Errors: as parse; malformed/"json_not_object".
Result<Object> parse_object(std::string_view text, Limits limits = {});

// Without white space; "/" is not escaped, "<", ">" and "&" are, so that the text can stand in an HTML script block.
std::string print(const Value& value);

}  // namespace sallyport::json
