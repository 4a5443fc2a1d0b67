// URLs, percent-encoding, and the one canonical path that a decision and an upstream both see.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport::http {

// An absolute http(s) URL in its parts. Source: RFC 3986, with what a browser would read otherwise refused.
struct Url {
  std::string scheme;  // "http" or "https", lower case
  std::string host;    // lower case; IPv6 without brackets
  int port = 0;        // always set: 80 and 443 are filled in
  std::string path;    // as given; "/" where empty
  std::string query;   // without '?'
  bool has_query = false;

  // Errors: malformed/"url" for user information, fragments, backslashes, white space, control bytes, non-ASCII,
  // an empty host, a final dot, unusual spellings of addresses ("127.1"), a port beyond 65535, and every other scheme.
  static Result<Url> parse(std::string_view text);

  std::string origin() const;  // "https://host[:port]", the port left out where it is the scheme's own
  std::string print() const;

  bool operator==(const Url&) const = default;
};

// Every byte but A-Z a-z 0-9 - . _ ~ as %XX. Source: RFC 3986 2.3.
std::string percent_encode(std::string_view text);

// Errors: malformed/"percent_encoding" for a cut or non-hexadecimal escape. '+' stays '+'.
Result<std::string> percent_decode(std::string_view text);

// The one spelling of a request path: escapes of unreserved characters decoded, all other escapes in upper case.
// Stricter: what two programs may read in two ways is refused, not repaired. Errors: malformed/"path_ambiguous" for
// "." and ".." segments in any spelling, "//", a backslash, ';', '#', '?', %2F, %5C, %3B, %00 and other encoded
// controls, %25, white space, '"', '<', '>', '`', '{', '}', non-ASCII, invalid UTF-8 behind the escapes, a cut escape,
// and a path that does not start with '/'. Reserved characters keep the spelling they came in ("/a:b" and "/a%3Ab" are
// two paths), so a rule's path is made of unreserved characters.
Result<std::string> canonical_path(std::string_view path);

// Whether the path lies under the prefix at a '/' boundary: "/api" covers "/api" and "/api/x", not "/apix"; "/api/"
// covers "/api/x" and not "/api". Both are canonical.
bool path_is_under(std::string_view path, std::string_view prefix);

}  // namespace sallyport::http
