#include "http/url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/characters.h"
#include "base/text.h"
#include "http/address.h"

namespace sallyport::http {
namespace {

constexpr std::size_t kMaxHost = 253;  // RFC 1035 2.3.4, as text
constexpr std::size_t kMaxLabel = 63;

Failure bad_url(std::string detail) {
  return failure(Kind::malformed, "url", "RFC 3986 3", std::move(detail));
}

// The byte of the escape "%XX" at `at`. Absent if the escape is cut short or not hexadecimal.
std::optional<char> escape_at(std::string_view text, std::size_t at) {
  if (text.size() < 3 || at > text.size() - 3 || text[at] != '%') return std::nullopt;
  const int high = hex_value(text[at + 1]);
  const int low = hex_value(text[at + 2]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

// Source: RFC 3986 2.3.
bool is_unreserved(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

void append_escape(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

// Printable ASCII without '#' and without the characters that a browser would escape or change after the authority.
bool is_url_character(char c) {
  return c > 0x20 && c < 0x7f && c != '"' && c != '#' && c != '<' && c != '>' && c != '\\' && c != '`';
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kMaxLabel &&
         std::ranges::all_of(label, [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
}

// Browsers and getaddrinfo read "127.1", "0x7f.1" and "2130706433" as addresses. Source: WHATWG URL 3.5.
bool ends_in_number(std::string_view last_label) {
  if (std::ranges::all_of(last_label, is_digit)) return true;
  return last_label.starts_with("0x") && std::ranges::all_of(last_label.substr(2), is_hex_digit);
}

// Returns a name or an IPv4 address in lower case. Stricter: refuses a final dot, escapes, and unusual spellings of an
// address.
Result<std::string> parse_name(std::string_view text) {
  std::string host = ascii_lower(text);
  if (host.size() > kMaxHost) return bad_url("the host is too long");
  std::string_view rest = host;
  while (true) {
    const std::size_t end = std::min(rest.find('.'), rest.size());
    const std::string_view label = rest.substr(0, end);
    if (!is_label(label)) return bad_url("the host has an empty, overlong or unknown part");
    if (end == rest.size() && ends_in_number(label) && !IpAddress::parse(host))
      return bad_url("the host is an unusual spelling of an address");
    if (end == rest.size()) return host;
    rest.remove_prefix(end + 1);
  }
}

// Returns the address between the brackets in its shortest spelling (RFC 5952), so that equal addresses are equal text.
Result<std::string> parse_ipv6(std::string_view text) {
  const std::string host(text);
  in6_addr address{};
  std::array<char, INET6_ADDRSTRLEN> printed{};
  if (inet_pton(AF_INET6, host.c_str(), &address) != 1 || host.find('\0') != std::string::npos ||
      inet_ntop(AF_INET6, &address, printed.data(), printed.size()) == nullptr)
    return bad_url("the brackets hold no IPv6 address");
  return std::string(printed.data());
}

Result<int> parse_port(std::string_view text) {
  const auto port = parse_decimal(text);
  if (!port || !is_digit(text.front()) || text.front() == '0' || *port > 65535)
    return bad_url("the port is not a number from 1 to 65535");
  return static_cast<int>(*port);
}

// Source: RFC 3986 3.2. This refuses user information too, because '@' is not a character of a host.
Result<void> parse_authority(std::string_view text, Url& url) {
  std::size_t host_end = std::min(text.find(':'), text.size());
  if (text.starts_with('[')) {
    const std::size_t bracket = text.find(']');
    if (bracket == std::string_view::npos) return bad_url("a bracket is not closed");
    host_end = bracket + 1;
    SALLYPORT_TRY(url.host, parse_ipv6(text.substr(1, bracket - 1)));
  } else {
    SALLYPORT_TRY(url.host, parse_name(text.substr(0, host_end)));
  }
  const std::string_view after_host = text.substr(host_end);
  url.port = url.scheme == "https" ? 443 : 80;
  if (after_host.empty()) return {};
  if (after_host.front() != ':') return bad_url("something stands between host and port");
  SALLYPORT_TRY(url.port, parse_port(after_host.substr(1)));
  return {};
}

bool has_broken_escape(std::string_view text) {
  for (std::size_t i = text.find('%'); i != std::string_view::npos; i = text.find('%', i + 1))
    if (!escape_at(text, i)) return true;
  return false;
}

Failure ambiguous_path(std::string detail) {
  return failure(Kind::malformed, "path_ambiguous", "RFC 3986 6.2.2", std::move(detail));
}

// Whether the character may stay unescaped in a path: pchar (RFC 3986 3.3) except ';', and those that browsers send
// unescaped.
bool is_path_character(char c) {
  constexpr std::string_view kMarks = "/!$&'()*+,=:@[]|^";
  return is_unreserved(c) || kMarks.find(c) != std::string_view::npos;
}

// Whether the meaning of an escaped byte changes when a second program decodes it: a separator, the start of a
// parameter or of an escape, or a control byte.
bool is_ambiguous_behind_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\' || c == '%' || c == ';';
}

bool has_ambiguous_segment(std::string_view path) {
  std::string_view rest = path.substr(1);
  while (true) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view segment = rest.substr(0, end);
    if (segment == "." || segment == "..") return true;
    if (end == rest.size()) return false;
    if (segment.empty()) return true;  // "//"
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  Url url;
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return bad_url("not absolute");
  url.scheme = ascii_lower(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https") return bad_url("the scheme is neither https nor http");
  std::string_view rest = text.substr(colon + 3);
  if (!std::ranges::all_of(rest, is_url_character)) return bad_url("a character that stands in no URL, or a fragment");
  if (has_broken_escape(rest)) return bad_url("a broken escape");

  const std::size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
  SALLYPORT_CHECK(parse_authority(rest.substr(0, authority_end), url));
  rest.remove_prefix(authority_end);
  const std::size_t mark = std::min(rest.find('?'), rest.size());
  url.path = mark == 0 ? "/" : std::string(rest.substr(0, mark));
  url.has_query = mark < rest.size();
  if (url.has_query) url.query = rest.substr(mark + 1);
  return url;
}

std::string Url::origin() const {
  const bool ipv6 = host.find(':') != std::string::npos;
  std::string out = scheme + "://" + (ipv6 ? "[" + host + "]" : host);
  if (port != (scheme == "https" ? 443 : 80)) out += ":" + std::to_string(port);
  return out;
}

std::string Url::print() const {
  return origin() + path + (has_query ? "?" + query : "");
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (const char c : text) {
    if (is_unreserved(c))
      out += c;
    else
      append_escape(out, c);
  }
  return out;
}

Result<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto byte = escape_at(text, i);
    if (!byte) return failure(Kind::malformed, "percent_encoding", "RFC 3986 2.1");
    out += *byte;
    i += 2;
  }
  return out;
}

Result<std::string> canonical_path(std::string_view path) {
  if (!path.starts_with('/')) return ambiguous_path("does not start with '/'");
  std::string canonical;
  canonical.reserve(path.size());
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '%') {
      if (!is_path_character(path[i])) return ambiguous_path("a character that programs read in different ways");
      canonical += path[i];
      continue;
    }
    const auto byte = escape_at(path, i);
    if (!byte || is_ambiguous_behind_escape(*byte))
      return ambiguous_path("an escape that programs read in different ways");
    if (is_unreserved(*byte))
      canonical += *byte;  // RFC 3986 6.2.2.2
    else
      append_escape(canonical, *byte);  // RFC 3986 6.2.2.1
    i += 2;
  }
  const bool has_escape = canonical.find('%') != std::string::npos;
  if (has_escape && !is_utf8(*percent_decode(canonical))) return ambiguous_path("no UTF-8 behind the escapes");
  if (has_ambiguous_segment(canonical)) return ambiguous_path("a dot segment or an empty one");
  return canonical;
}

bool path_is_under(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return false;
  return path.size() == prefix.size() || prefix.ends_with('/') || path[prefix.size()] == '/';
}

}  // namespace sallyport::http
