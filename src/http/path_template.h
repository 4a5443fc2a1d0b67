// A path with parameters in it, such as "/v1.0/users/{id:guid}/getMemberObjects".
// A template is a literal in the source. The compiler parses it, and a wrong one does not compile. It consists of at
// most kMaxSegments segments. Each segment is of one of these kinds:
//   users         literal: exactly these characters; case matters
//   {name}        text: one segment that is not empty
//   {id:guid}     guid: 8-4-4-4-12 hexadecimal digits
//   {n:number}    number: a decimal number of at most 18 digits, without leading zeros
//   {rest:path}   path: everything after this slash, which may be empty or contain slashes; only as the last segment
// "/" alone is a template; no other template ends with a slash. Match only canonical paths (http/url.h). The value of
// a text parameter is not decoded: it keeps its escapes.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/characters.h"

namespace sallyport::http {

inline constexpr std::size_t kMaxSegments = 8;
inline constexpr std::size_t kMaxParameters = 4;

class PathTemplate;

// The values of a template's parameters in one path. The values are views into that path and the names are views into
// the template, so path and template must outlive this object.
class Parameters {
 public:
  // Empty if the template has no parameter of this name.
  std::string_view operator[](std::string_view name) const;

 private:
  friend class PathTemplate;

  struct Parameter {
    std::string_view name;
    std::string_view value;
  };

  std::array<Parameter, kMaxParameters> values_{};
  std::size_t count_ = 0;
};

class PathTemplate {
 public:
  // In the order in which a look-up tries them: the narrower kind wins.
  enum class Kind : std::uint8_t { end, literal, guid, number, text, path };

  // What counts when two segments of templates are compared. The name of a parameter does not count.
  struct Shape {
    Kind kind = Kind::end;
    std::string_view literal;

    constexpr auto operator<=>(const Shape&) const = default;
  };

  // Not explicit, so that a row can give its template as a string literal.
  template <std::size_t N>
  consteval PathTemplate(const char (&text)[N]) : PathTemplate(std::string_view(text, N - 1)) {
    if (problem_ != nullptr) throw problem_;  // the compiler's error shows this line and the problem
  }

  // Says what is wrong with a template. Null if nothing is wrong.
  static constexpr const char* problem_with(std::string_view text) { return PathTemplate(text).problem_; }

  constexpr std::string_view text() const { return text_; }
  constexpr std::size_t size() const { return count_; }

  // The shape of one segment; Kind::end for each index after the last one.
  constexpr Shape shape(std::size_t index) const {
    if (index >= count_) return {};
    const Segment& segment = segments_[index];
    return {segment.kind, segment.kind == Kind::literal ? text_of(segment) : std::string_view()};
  }

  // Absent if the path does not match. Does not allocate.
  std::optional<Parameters> match(std::string_view path) const;

  // Whether a path that begins with `beginning` may match. Ignores the case of literals, and lets a parameter match any
  // segment, so the answer may be a wrong yes but never a wrong no. `beginning` must start and end with '/'.
  bool may_lie_below(std::string_view beginning) const;

 private:
  struct Segment {
    Kind kind = Kind::end;
    std::uint8_t begin = 0;  // where the literal or the parameter's name begins in the template
    std::uint8_t size = 0;
  };

  constexpr explicit PathTemplate(std::string_view text) : text_(text), problem_(parse()) {}

  constexpr std::string_view text_of(const Segment& segment) const { return text_.substr(segment.begin, segment.size); }
  constexpr const char* parse();
  constexpr const char* parse_segment(std::size_t begin, std::size_t end);
  constexpr const char* parse_parameter(std::size_t begin, std::size_t end);
  constexpr const char* add(Segment segment);

  std::string_view text_;
  std::array<Segment, kMaxSegments> segments_{};
  std::size_t count_ = 0;
  const char* problem_;
};

// Whether one segment of a path can be the value of a parameter of this kind.
bool accepts(PathTemplate::Kind kind, std::string_view segment);

// Splits the first segment off a path that starts with '/'.
struct Split {
  std::string_view segment;
  std::string_view after;  // empty, or starts with '/'
};
constexpr Split split_segment(std::string_view path) {
  const std::size_t slash = path.find('/', 1);
  if (slash == std::string_view::npos) return {path.substr(1), {}};
  return {path.substr(1, slash - 1), path.substr(slash)};
}

// The functions below parse a template at compile time. Each returns the problem, or null.

constexpr const char* PathTemplate::parse() {
  if (text_.empty() || text_.front() != '/') return "a template starts with '/'";
  if (text_.size() > 255) return "a template has at most 255 characters";
  if (text_ == "/") return add({Kind::literal, 1, 0});
  for (std::size_t slash = 0; slash < text_.size();) {
    const std::size_t next = std::min(text_.find('/', slash + 1), text_.size());
    if (const char* const problem = parse_segment(slash + 1, next)) return problem;
    slash = next;
  }
  return nullptr;
}

constexpr const char* PathTemplate::parse_segment(std::size_t begin, std::size_t end) {
  const std::string_view segment = text_.substr(begin, end - begin);
  if (segment.empty()) return "a segment is empty";
  if (count_ > 0 && segments_[count_ - 1].kind == Kind::path) return "a path parameter stands last";
  if (segment.front() == '{') return parse_parameter(begin, end);
  for (const char c : segment)
    if (!(is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '$'))
      return "a literal holds a character that a canonical path would escape, or '{'";
  return add({Kind::literal, static_cast<std::uint8_t>(begin), static_cast<std::uint8_t>(end - begin)});
}

constexpr const char* PathTemplate::parse_parameter(std::size_t begin, std::size_t end) {
  if (text_[end - 1] != '}') return "a parameter ends with '}'";
  const std::string_view inside = text_.substr(begin + 1, end - begin - 2);
  const std::string_view name = inside.substr(0, inside.find(':'));
  const std::string_view type =
      name.size() == inside.size() ? std::string_view("text") : inside.substr(name.size() + 1);
  if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string_view::npos)
    return "the name of a parameter consists of small letters and '_'";
  std::size_t parameters = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    if (segments_[i].kind == Kind::literal) continue;
    if (text_of(segments_[i]) == name) return "two parameters have one name";
    ++parameters;
  }
  if (parameters == kMaxParameters) return "too many parameters";
  const Kind kind = type == "text"     ? Kind::text
                    : type == "guid"   ? Kind::guid
                    : type == "number" ? Kind::number
                    : type == "path"   ? Kind::path
                                       : Kind::end;
  if (kind == Kind::end) return "the type of a parameter is guid, number or path";
  return add({kind, static_cast<std::uint8_t>(begin + 1), static_cast<std::uint8_t>(name.size())});
}

constexpr const char* PathTemplate::add(Segment segment) {
  if (count_ == kMaxSegments) return "too many segments";
  segments_[count_++] = segment;
  return nullptr;
}

}  // namespace sallyport::http
