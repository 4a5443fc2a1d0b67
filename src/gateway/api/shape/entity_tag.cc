#include "gateway/api/shape/entity_tag.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::gateway {
namespace {

Failure wrong_tags() {
  return failure(Kind::malformed, "if_match", "RFC 9110 13.1.1", "If-Match must be * or a list of entity tags");
}

// RFC 9110 8.8.3: etagc is any visible character but a double quote.
bool is_opaque_tag(std::string_view text) {
  return text.size() >= 2 && text.front() == '"' && text.back() == '"' &&
         std::ranges::none_of(text.substr(1, text.size() - 2),
                              [](char c) { return c == '"' || static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; });
}

// Absent for a weak tag, which If-Match never admits. No tag of ours has a comma, so a list is split at commas.
Result<std::optional<std::string>> parse_tag(std::string_view text) {
  const bool weak = text.starts_with("W/");
  if (!is_opaque_tag(weak ? text.substr(2) : text)) return wrong_tags();
  return weak ? std::optional<std::string>() : std::optional(std::string(text));
}

}  // namespace

std::string entity_tag(std::string_view id, std::int64_t version) {
  return "\"" + std::string(id) + "/" + std::to_string(version) + "\"";
}

Result<std::optional<IfMatch>> IfMatch::parse(const http::Request& request) {
  IfMatch match;
  bool found = false;
  for (const http::HeaderView& header : request.headers) {
    if (!ascii_iequals(header.name, "If-Match")) continue;
    found = true;
    if (trim(header.value) == "*") {
      match.any_ = true;
      continue;
    }
    const auto pieces = split_words(header.value, ',');
    if (pieces.empty()) return wrong_tags();
    for (const std::string_view piece : pieces) {
      SALLYPORT_TRY(auto tag, parse_tag(trim(piece)));
      if (tag) match.tags_.push_back(*std::move(tag));
    }
  }
  return found ? std::optional(std::move(match)) : std::nullopt;
}

bool IfMatch::admits(std::string_view tag) const {
  return any_ || std::ranges::find(tags_, tag) != tags_.end();
}

}  // namespace sallyport::gateway
