// URLs, percent-encoding, and the canonical path, which is the form that access decisions use and that the upstream
// gets. Every function is pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport::http {

// An absolute http or https URL in its parts. `parse` refuses a URL that a browser would read differently. Source:
// RFC 3986.
struct Url {
  std::string scheme;  // "http" or "https", lower case
  std::string host;    // lower case; IPv6 without brackets
  int port = 0;        // always set: 80 and 443 are filled in
  std::string path;    // as given; "/" if the URL has none
  std::string query;   // without '?'
  bool has_query = false;

  // Errors: malformed/"url" for user information, fragments, backslashes, white space, control bytes, non-ASCII,
  // an empty host, a final dot, unusual spellings of addresses ("127.1"), a port beyond 65535, and every other scheme.
  static Result<Url> parse(std::string_view text);

  std::string origin() const;  // "https://host[:port]", without the default port of the scheme
  std::string print() const;

  bool operator==(const Url&) const = default;
};

// Writes every byte except A-Z a-z 0-9 - . _ ~ as %XX. Source: RFC 3986 2.3.
std::string percent_encode(std::string_view text);

// Decodes every %XX; '+' stays '+'. Errors: malformed/"percent_encoding" for an escape that is cut short or not
// hexadecimal.
Result<std::string> percent_decode(std::string_view text);

// Returns the canonical spelling of a request path, without its query: escapes of unreserved characters are decoded,
// and all other escapes are in upper case. The access decision and the upstream both use this spelling. Stricter: a
// path that two programs may read in two ways is refused, not repaired. Errors: malformed/"path_ambiguous" for "." and
// ".." segments in any spelling, "//", a backslash, ';', '#', '?', %2F, %5C, %3B, %00 and other encoded controls, %25,
// white space, '"', '<', '>', '`', '{', '}', non-ASCII, invalid UTF-8 after decoding, a broken escape, and a path
// that does not start with '/'. Reserved characters stay as they are, escaped or not: "/a:b" and "/a%3Ab" are two
// paths. So write the path of a rule with unreserved characters only.
Result<std::string> canonical_path(std::string_view path);

// Whether the path is the prefix or lies below it at a '/' boundary: "/api" covers "/api" and "/api/x", not "/apix";
// "/api/" covers "/api/x", not "/api". Path and prefix must be canonical.
bool path_is_under(std::string_view path, std::string_view prefix);

}  // namespace sallyport::http
