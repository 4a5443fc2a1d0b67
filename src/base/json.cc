#include "base/json.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <limits>

namespace sallyport::json {
namespace {

constexpr std::size_t kUsualMembers = 8;  // an object reserves space for this many

}  // namespace

// Defined here, because Member is incomplete where the header declares them.
Object::Object() = default;
Object::Object(const Object& other) = default;
Object::Object(Object&& other) noexcept = default;
Object& Object::operator=(const Object& other) = default;
Object& Object::operator=(Object&& other) noexcept = default;
Object::~Object() = default;

Object::Object(std::initializer_list<Member> members) {
  for (const Member& member : members) set(member.name, member.value);
}

const Value* Object::find(std::string_view name) const {
  const auto at = std::ranges::find(members_, name, &Member::name);
  return at == members_.end() ? nullptr : &at->value;
}

Value& Object::operator[](std::string_view name) {
  const auto at = std::ranges::find(members_, name, &Member::name);
  return at != members_.end() ? at->value : append(std::string(name));
}

void Object::set(std::string_view name, Value value) {
  (*this)[name] = std::move(value);
}

Value& Object::append(std::string name) {
  if (members_.empty()) members_.reserve(kUsualMembers);
  return members_.emplace_back(Member{std::move(name), {}}).value;
}

std::size_t Object::size() const {
  return members_.size();
}
const Member* Object::begin() const {
  return members_.data();
}
const Member* Object::end() const {
  return members_.data() + members_.size();
}

bool Object::operator==(const Object& other) const {
  return members_ == other.members_;
}

namespace {

namespace bj = boost::json;

// Receives the parser's events and builds each value in its final place. `open_` is the path from the root to the array
// or object that is being read. Each of them is the last element of the one before it. The pointers stay valid, because
// an array or object does not grow while its last element is open.
class Builder {
 public:
  static constexpr std::size_t max_object_size = kMaxMembers;
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

  Value take() { return std::move(root_); }
  bool duplicate() const { return duplicate_; }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_object_begin(bj::error_code&) { return open(Object{}); }
  bool on_array_begin(bj::error_code&) { return open(Array{}); }
  bool on_object_end(std::size_t, bj::error_code&) { return close(); }
  bool on_array_end(std::size_t, bj::error_code&) { return close(); }
  bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) { return keep(part); }
  bool on_key(bj::string_view part, std::size_t, bj::error_code& error) {
    std::string name = take_text(part);
    Object& object = *open_.back()->as_object();
    if (object.contains(name)) {
      duplicate_ = true;
      error = bj::error::syntax;
      return false;
    }
    member_ = &object.append(std::move(name));
    return true;
  }
  bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) { return keep(part); }
  bool on_string(bj::string_view part, std::size_t, bj::error_code&) {
    place() = take_text(part);
    return true;
  }
  bool on_number_part(bj::string_view, bj::error_code&) { return true; }
  bool on_int64(std::int64_t n, bj::string_view, bj::error_code&) { return put(n); }
  bool on_uint64(std::uint64_t n, bj::string_view, bj::error_code&) { return put(static_cast<double>(n)); }
  bool on_double(double d, bj::string_view, bj::error_code& error) {
    if (std::isfinite(d)) return put(d);
    error = bj::error::syntax;
    return false;
  }
  bool on_bool(bool b, bj::error_code&) { return put(b); }
  bool on_null(bj::error_code&) { return put(nullptr); }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }

 private:
  // The place of the next value.
  Value& place() {
    if (open_.empty()) return root_;
    if (Array* const array = open_.back()->as_array()) return array->emplace_back();
    return *member_;
  }
  bool put(Value value) {
    place() = std::move(value);
    return true;
  }
  bool open(Value value) {
    Value& here = place();
    here = std::move(value);
    open_.push_back(&here);
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  // The parser delivers a string with escapes in parts, and any other string in one piece.
  bool keep(bj::string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }
  std::string take_text(bj::string_view last) {
    if (text_.empty()) return {last.data(), last.size()};
    keep(last);
    return std::exchange(text_, {});
  }

  Value root_;
  std::vector<Value*> open_;
  Value* member_ = nullptr;  // the member of the innermost object that gets the next value
  std::string text_;
  bool duplicate_ = false;
};

}  // namespace

Result<Value> parse(std::string_view text, Limits limits) {
  if (text.size() > limits.bytes) return failure(Kind::malformed, "json_size");
  bj::parse_options options;
  options.max_depth = limits.depth;
  bj::basic_parser<Builder> parser(options);
  bj::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (error == bj::error::too_deep) return failure(Kind::malformed, "json_depth");
  if (parser.handler().duplicate()) return failure(Kind::malformed, "json_duplicate_member", "RFC 7515 4");
  if (error || used != text.size() || !parser.done()) return failure(Kind::malformed, "json_syntax", "RFC 8259");
  return parser.handler().take();
}

Result<Object> parse_object(std::string_view text, Limits limits) {
  SALLYPORT_TRY(auto value, parse(text, limits));
  Object* object = value.as_object();
  if (object == nullptr) return failure(Kind::malformed, "json_not_object");
  return std::move(*object);
}

}  // namespace sallyport::json
