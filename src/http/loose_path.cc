#include "http/loose_path.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "http/url.h"

namespace sallyport::http {
namespace {

constexpr int kMostReadings = 4;  // as sent, and decoded up to three times; no real name needs more decodings

Failure ambiguous(std::string detail) {
  return failure(Kind::malformed, "path_ambiguous", "RFC 3986 6.2.2", std::move(detail));
}

// The length of the ambiguous character at the front, or 0 if the character there is not ambiguous. A slash before
// another slash is ambiguous, because some programs merge the two.
std::size_t ambiguous_length(std::string_view text) {
  if (text.starts_with("//")) return 1;
  if (text.front() != '%') return text.front() == ';' ? 1 : 0;
  constexpr std::array<std::string_view, 3> kEscapes{"%2f", "%25", "%3b"};
  const std::string_view escape = text.substr(0, 3);
  return std::ranges::any_of(kEscapes, [&](std::string_view each) { return ascii_iequals(each, escape); }) ? 3 : 0;
}

// Finds the first ambiguous character. Most paths have none and need only this search.
std::optional<std::size_t> find_ambiguous(std::string_view path) {
  std::size_t first = path.find("//");
  for (std::size_t i = path.find_first_of("%;"); i < first; i = path.find_first_of("%;", i + 1))
    if (ambiguous_length(path.substr(i)) > 0) first = i;
  return first == std::string_view::npos ? std::nullopt : std::optional(first);
}

// Returns the path with each ambiguous character replaced by a letter, and repeated slashes replaced by one.
// canonical_path then finds everything else that is wrong with the path.
std::string masked(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t length = ambiguous_length(path);
    if (!path.starts_with("//")) out += length > 0 ? 'x' : path.front();
    path.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

// Decodes every escape once. All other characters, and broken escapes, stay as they are.
std::string decoded_once(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto byte = text.size() >= 3 && text.front() == '%' ? percent_decode(text.substr(0, 3)) : std::string();
    const bool escape = byte && byte->size() == 1;
    out += escape ? byte->front() : text.front();
    text.remove_prefix(escape ? 3 : 1);
  }
  return out;
}

// Whether the segment consists of dots, or some programs reduce it to dots: "..", "..;x", "..?", ".. ", "...".
bool may_climb(std::string_view segment) {
  segment = segment.substr(0, segment.find_first_of(";?#"));
  const bool dots = segment.find_first_not_of(". ") == std::string_view::npos;
  return dots && segment.find('.') != std::string_view::npos;
}

Result<void> check_reading(std::string_view reading) {
  if (has_control(reading) || reading.find('\\') != std::string_view::npos)
    return ambiguous("a control byte or a backslash behind escapes");
  if (!is_utf8(reading)) return ambiguous("no UTF-8 behind the escapes");
  for (const std::string_view segment : split_words(reading, '/'))
    if (may_climb(segment)) return ambiguous("a dot segment behind escapes or before a parameter");
  return {};
}

Result<void> check_every_reading(std::string_view rest) {
  std::string reading(rest);
  for (int n = 0; n < kMostReadings; ++n) {
    SALLYPORT_CHECK(check_reading(reading));
    std::string next = decoded_once(reading);
    if (next == reading) return {};
    reading = std::move(next);
  }
  return ambiguous("escapes of escapes");
}

}  // namespace

Result<LoosePath> loose_path(std::string_view path) {
  const auto at = find_ambiguous(path);
  if (!at) {
    SALLYPORT_TRY(auto text, canonical_path(path));
    const std::size_t size = text.size();
    return LoosePath{std::move(text), size};
  }
  SALLYPORT_CHECK(canonical_path(masked(path)));
  const std::size_t slash = path.rfind('/', *at);  // there is a slash, because the masked path starts with one
  const std::string_view rest = path.substr(slash + 1);
  SALLYPORT_CHECK(check_every_reading(rest));
  SALLYPORT_TRY(auto text, canonical_path(path.substr(0, slash + 1)));
  const std::size_t plain = text.size();
  return LoosePath{text.append(rest), plain};
}

}  // namespace sallyport::http
