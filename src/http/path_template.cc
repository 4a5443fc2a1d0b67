#include "http/path_template.h"

#include <algorithm>

#include "base/characters.h"
#include "base/text.h"

namespace sallyport::http {
namespace {

constexpr std::size_t kMaxDigits = 18;  // every number with so few digits fits into 64 bits

bool is_number(std::string_view text) {
  if (text.empty() || text.size() > kMaxDigits || (text.front() == '0' && text.size() > 1)) return false;
  return std::ranges::all_of(text, [](char c) { return is_digit(c); });
}

}  // namespace

std::string_view Parameters::operator[](std::string_view name) const {
  for (std::size_t i = 0; i < count_; ++i)
    if (values_[i].name == name) return values_[i].value;
  return {};
}

bool accepts(PathTemplate::Kind kind, std::string_view segment) {
  switch (kind) {
    case PathTemplate::Kind::guid:
      return is_guid(segment);
    case PathTemplate::Kind::number:
      return is_number(segment);
    case PathTemplate::Kind::text:
      return !segment.empty();
    case PathTemplate::Kind::end:
    case PathTemplate::Kind::literal:
    case PathTemplate::Kind::path:
      return false;
  }
  return false;
}

std::optional<Parameters> PathTemplate::match(std::string_view path) const {
  Parameters found;
  for (std::size_t i = 0; i < count_; ++i) {
    if (path.empty()) return std::nullopt;
    const Segment& segment = segments_[i];
    const auto [value, after] = split_segment(path);
    if (segment.kind == Kind::literal) {
      if (value != text_of(segment)) return std::nullopt;
    } else if (segment.kind == Kind::path) {
      found.values_[found.count_++] = {text_of(segment), path.substr(1)};
      return found;
    } else {
      if (!accepts(segment.kind, value)) return std::nullopt;
      found.values_[found.count_++] = {text_of(segment), value};
    }
    path = after;
  }
  if (!path.empty()) return std::nullopt;
  return found;
}

bool PathTemplate::may_lie_below(std::string_view beginning) const {
  for (std::size_t i = 0; i < count_; ++i) {
    const Segment& segment = segments_[i];
    if (beginning == "/" || segment.kind == Kind::path) return true;
    const auto [value, after] = split_segment(beginning);
    if (segment.kind == Kind::literal && !ascii_iequals(value, text_of(segment))) return false;
    beginning = after;
  }
  return false;
}

}  // namespace sallyport::http
