#include "http/return_url.h"

#include <algorithm>

#include "base/text.h"
#include "http/loose_path.h"
#include "http/url.h"

namespace sallyport::http {
namespace {

constexpr std::size_t kMaxLength = 2048;

Failure refused(std::string detail) {
  return failure(Kind::rejected, "return_url", "RFC 9700 4.11.1", std::move(detail));
}

// Browsers strip tabs and newlines anywhere, strip controls and spaces at the ends, and read '\' as '/'
// (WHATWG URL 4.4). A fragment survives redirects. So a return address must have none of these characters.
bool is_plain(char c) {
  return c > 0x20 && c < 0x7f && c != '\\' && c != '#' && c != '"' && c != '<' && c != '>' && c != '`';
}

// Returns the path and query of a reference that starts with exactly one '/'.
Result<std::string> check_reference(std::string_view reference) {
  const std::size_t mark = std::min(reference.find('?'), reference.size());
  auto path = loose_path(reference.substr(0, mark));
  if (!path) return refused("the path can be read in two ways: " + path.error().detail);
  // A program that decodes "/%2Fevil.example" reads another origin, "//evil.example". Below a folder this cannot
  // happen.
  if (!path->is_canonical() && path->plain == 1) return refused("an ambiguous segment at the root");
  const std::string_view query = reference.substr(mark);
  const auto decoded = percent_decode(query);
  if (!decoded || has_control(*decoded)) return refused("the query has a broken escape or a control byte");
  return path->text + std::string(query);
}

Result<std::string> check_absolute(std::string_view wanted, std::string_view own_origin) {
  const auto own = Url::parse(own_origin);
  const auto url = Url::parse(wanted);
  if (!own || !url || url->origin() != own->origin()) return refused("neither a path nor a URL of our own origin");
  return check_reference(url->path + (url->has_query ? "?" + url->query : ""));
}

}  // namespace

Result<std::string> check_return_url(std::string_view wanted, std::string_view own_origin,
                                     const std::vector<std::string>& exact_allowed) {
  if (wanted.size() > kMaxLength) return refused("longer than 2048 bytes");
  if (!std::ranges::all_of(wanted, is_plain)) return refused("a byte that stands in no plain URL");
  if (std::ranges::find(exact_allowed, wanted) != exact_allowed.end()) return std::string(wanted);
  return wanted.starts_with('/') ? check_reference(wanted) : check_absolute(wanted, own_origin);
}

}  // namespace sallyport::http
