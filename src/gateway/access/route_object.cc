#include "gateway/access/route_object.h"

#include "base/text.h"
#include "http/url.h"

namespace sallyport::gateway {
namespace {

// The bytes that an application may read as something else than a part of the value ("7;v=1", "7%2Fx", "7%253F"). A
// rule that denies must not miss the object that the application serves.
constexpr std::string_view kAmbiguous = "/\\;%?#";

std::optional<std::string> plain_value(std::string_view segment) {
  auto value = http::percent_decode(segment);
  if (!value || !is_plain_value(*value)) return std::nullopt;
  return *std::move(value);
}

}  // namespace

bool is_plain_value(std::string_view text) {
  return is_utf8(text) && !has_control(text) && text.find_first_of(kAmbiguous) == std::string_view::npos;
}

std::vector<std::optional<std::string>> segments_of(std::string_view below, std::size_t count) {
  std::vector<std::optional<std::string>> segments(count);
  for (auto& value : segments) {
    if (!below.starts_with('/')) break;
    below.remove_prefix(1);
    const std::string_view segment = below.substr(0, below.find('/'));
    if (segment.empty()) break;
    value = plain_value(segment);
    below.remove_prefix(segment.size());
  }
  return segments;
}

}  // namespace sallyport::gateway
