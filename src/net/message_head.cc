#include "net/message_head.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"

namespace sallyport::net {
namespace {

Failure malformed(std::string_view reason, std::string_view rule) {
  return failure(Kind::malformed, reason, rule);
}

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
}

// The same for 32 bytes, in a loop that the compiler turns into a few vector instructions: tokens are long.
bool has_special_in_32(const char* bytes) {
  unsigned char special = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    special = static_cast<unsigned char>(special | static_cast<unsigned char>(c < 0x20) |
                                         static_cast<unsigned char>(c == 0x7f));
  }
  return special != 0;
}

// Whether any of eight bytes is below 0x20 or is 0x7f (TAB included; the slow path tells it apart).
bool has_special(const char* eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kHigh = 0x8080808080808080u;
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  const std::uint64_t low = (word - kOnes * 0x20) & ~word & kHigh;
  const std::uint64_t del = word ^ (kOnes * 0x7f);
  return (low | ((del - kOnes) & ~del & kHigh)) != 0;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// RFC 9110 5.6.2; a table, for every name of every request is looked at.
constexpr auto kTchars = [] {
  std::array<bool, 256> table{};
  for (unsigned c = '0'; c <= 'z'; ++c)
    table[c] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_tchar(char c) {
  return kTchars[static_cast<unsigned char>(c)];
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_tchar);
}

// Takes the next line off a head; absent where none ends. HeadScan has refused every CR that no LF follows.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\r');
  if (end == std::string_view::npos || end + 1 >= text.size() || text[end + 1] != '\n') return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 2);
  return line;
}

// The fields after the first line, up to the empty line, which must be the last. Source: RFC 9112 5.
Result<void> read_headers(std::string_view text, std::size_t max_count, std::vector<http::HeaderView>& headers) {
  headers.clear();
  for (;;) {
    const auto line = take_line(text);
    if (!line) return malformed("head_syntax", "RFC 9112 2.1");
    if (line->empty()) break;
    if (headers.size() == max_count) return malformed("head_count", "RFC 6585 5");
    const std::size_t colon = line->find(':');
    // No white space before the colon, and a name: both are what is_token says (RFC 9112 5.1).
    if (colon == std::string_view::npos || !is_token(line->substr(0, colon)))
      return malformed("head_syntax", "RFC 9112 5.1");
    headers.push_back({line->substr(0, colon), trim(line->substr(colon + 1))});
  }
  if (!text.empty()) return malformed("head_syntax", "RFC 9112 2.1");
  return {};
}

// "HTTP/1.0" or "HTTP/1.1", in this case and no other (RFC 9112 2.3). Gives the minor version.
Result<int> read_version(std::string_view text) {
  if (text == "HTTP/1.1") return 1;
  if (text == "HTTP/1.0") return 0;
  return malformed("head_version", "RFC 9112 2.3");
}

struct RequestLine {
  std::string_view method, target;
  int minor_version = 1;
};

// One space between the parts and none around them: RFC 9112 3 lets a recipient take more, and each reads it its way.
Result<RequestLine> read_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  if (first == std::string_view::npos || !is_token(line.substr(0, first)))
    return malformed("head_syntax", "RFC 9112 3.1");
  const std::size_t second = line.find(' ', first + 1);
  if (second == std::string_view::npos || second == first + 1) return malformed("head_syntax", "RFC 9112 3.2");
  RequestLine out{line.substr(0, first), line.substr(first + 1, second - first - 1), 1};
  SALLYPORT_TRY(out.minor_version, read_version(line.substr(second + 1)));
  return out;
}

struct StatusLine {
  int minor_version = 1;
  int status = 0;
};

// "HTTP/1.1 200 any words". Source: RFC 9112 4.
Result<StatusLine> read_status_line(std::string_view line) {
  StatusLine out;
  SALLYPORT_TRY(out.minor_version, read_version(line.substr(0, line.find(' '))));
  constexpr std::size_t kDigits = 9;  // where they begin
  if (line.size() < kDigits + 4 || line[kDigits + 3] != ' ') return malformed("head_syntax", "RFC 9112 4");
  const std::string_view digits = line.substr(kDigits, 3);
  if (!std::ranges::all_of(digits, is_digit)) return malformed("head_syntax", "RFC 9112 4");
  for (const char digit : digits) out.status = out.status * 10 + (digit - '0');
  return out;
}

// What the fields of a head say about its framing and its connection.
struct Fields {
  std::size_t hosts = 0, lengths = 0, codings = 0;
  std::string_view host, length, coding, upgrade, expect;
  bool close = false, keep_alive = false, connection_upgrade = false;
};

void read_field(Fields& fields, const http::HeaderView& header) {
  const auto is = [&](std::string_view name) { return ascii_iequals(header.name, name); };
  switch (header.name.size()) {  // lengths differ nearly always: most fields cost one comparison of a number
    case 4:
      if (is("Host")) ++fields.hosts, fields.host = header.value;
      break;
    case 6:
      if (is("Expect")) fields.expect = header.value;
      break;
    case 7:
      if (is("Upgrade")) fields.upgrade = header.value;
      break;
    case 10:
      if (!is("Connection")) break;
      fields.close |= list_names(header.value, "close");
      fields.keep_alive |= list_names(header.value, "keep-alive");
      fields.connection_upgrade |= list_names(header.value, "upgrade");
      break;
    case 14:
      if (is("Content-Length")) ++fields.lengths, fields.length = header.value;
      break;
    case 17:
      if (is("Transfer-Encoding")) ++fields.codings, fields.coding = header.value;
      break;
    default:
      break;
  }
}

Fields read_fields(const std::vector<http::HeaderView>& headers) {
  Fields fields;
  for (const auto& header : headers) read_field(fields, header);
  return fields;
}

// Stricter: RFC 9112 6.3 lets a recipient repair some of these; each repair is a way to smuggle.
Result<BodyFraming> framing_of(const Fields& fields, int minor_version, Framing otherwise) {
  if (fields.codings > 1) return malformed("transfer_encoding_twice", "RFC 9112 6.1");
  if (fields.lengths > 1) return malformed("content_length_twice", "RFC 9112 6.3");
  if (fields.codings == 1 && fields.lengths == 1) return malformed("framing_conflict", "RFC 9112 6.3 (3)");
  if (fields.codings == 1) {
    if (minor_version < 1) return malformed("transfer_encoding", "RFC 9112 6.1");  // chunked does not exist in 1.0
    if (!ascii_iequals(fields.coding, "chunked")) return malformed("transfer_encoding", "RFC 9112 6.1");
    return BodyFraming{Framing::chunked, 0};
  }
  if (fields.lengths == 0) return BodyFraming{otherwise, 0};
  constexpr std::size_t kMaxDigits = 18;  // below 2^63
  if (fields.length.empty() || fields.length.size() > kMaxDigits || !std::ranges::all_of(fields.length, is_digit))
    return malformed("content_length", "RFC 9110 8.6");
  std::uint64_t length = 0;
  for (char c : fields.length) length = length * 10 + static_cast<std::uint64_t>(c - '0');
  return BodyFraming{Framing::length, length};
}

Result<void> check_target(std::string_view target, std::size_t max_bytes) {
  if (target.size() > max_bytes) return malformed("target_too_long", "RFC 9110 15.5.15");
  // Stricter: absolute form names a second host beside Host (RFC 9112 3.2.2 would have it win); '*' asks nothing.
  if (target.empty() || target.front() != '/') return malformed("target_form", "RFC 9112 3.2.1");
  if (!is_origin_form(target)) return malformed("target_character", "RFC 9112 3.2.1");
  return {};
}

// Source: RFC 9112 3.2. Stricter: in HTTP/1.0 too.
Result<void> check_host(const Fields& fields) {
  if (fields.hosts == 0) return malformed("host_missing", "RFC 9112 3.2");
  if (fields.hosts > 1) return malformed("host_twice", "RFC 9112 3.2");
  if (!is_host(fields.host)) return malformed("host_invalid", "RFC 9110 7.2");
  return {};
}

bool is_kept_alive(const Fields& fields, int minor_version) {
  return !fields.close && (minor_version >= 1 || fields.keep_alive);  // RFC 9112 9.3
}

}  // namespace

Result<std::optional<std::size_t>> HeadScan::find_end(std::string_view buffer) {
  const char* bytes = buffer.data();
  std::size_t i = looked_at_;
  while (i < buffer.size()) {
    if (i == line_ && (bytes[i] == ' ' || bytes[i] == '\t')) return malformed("head_folded", "RFC 9112 5.2");
    if (buffer.size() - i >= 32 && !has_special_in_32(bytes + i)) {
      i += 32;
      continue;
    }
    if (buffer.size() - i >= 8 && !has_special(bytes + i)) {
      i += 8;
      continue;
    }
    const char c = bytes[i];
    if (c == '\r') {
      if (i + 1 == buffer.size()) break;  // the next byte decides
      if (bytes[i + 1] != '\n') return malformed("head_line_end", "RFC 9112 2.2");
      const bool empty_line = i == line_;
      i += 2;
      line_ = i;
      if (empty_line) return std::optional(i);
      continue;
    }
    if (c == '\n') return malformed("head_line_end", "RFC 9112 2.2");
    if (is_control(c)) return malformed("head_control", "RFC 9110 5.5");
    ++i;
  }
  looked_at_ = i;
  return std::optional<std::size_t>();
}

Result<void> RequestHeadParser::parse(std::string_view text) {
  if (text.size() > limits_.bytes) return malformed("head_too_large", "RFC 6585 5");
  const auto first = take_line(text);
  if (!first) return malformed("head_syntax", "RFC 9112 2.1");
  SALLYPORT_TRY(const RequestLine line, read_request_line(*first));
  SALLYPORT_CHECK(read_headers(text, limits_.count, head_.request.headers));
  if (line.method == "CONNECT" || line.method == "TRACE") return malformed("method_refused", "RFC 9110 9.3.8");
  const Fields fields = read_fields(head_.request.headers);
  SALLYPORT_TRY(head_.body, framing_of(fields, line.minor_version, Framing::none));
  SALLYPORT_CHECK(check_target(line.target, limits_.target_bytes));
  SALLYPORT_CHECK(check_host(fields));
  head_.request.method = line.method;
  head_.request.target = line.target;
  head_.request.body = {};
  head_.minor_version = line.minor_version;
  head_.keep_alive = is_kept_alive(fields, line.minor_version);
  head_.expects_continue = line.minor_version == 1 && ascii_iequals(fields.expect, "100-continue");
  head_.upgrade = fields.connection_upgrade && line.minor_version == 1 ? fields.upgrade : std::string_view();
  return {};
}

Result<void> ResponseHeadParser::parse(std::string_view text) {
  constexpr std::size_t kMaxCount = 200;
  const auto first = take_line(text);
  if (!first) return malformed("head_syntax", "RFC 9112 2.1");
  SALLYPORT_TRY(const StatusLine line, read_status_line(*first));
  SALLYPORT_CHECK(read_headers(text, kMaxCount, head_.headers));
  const Fields fields = read_fields(head_.headers);
  SALLYPORT_TRY(head_.body, framing_of(fields, line.minor_version, Framing::until_close));
  if (line.status < 100 || line.status > 599) return malformed("status", "RFC 9110 15");
  head_.status = line.status;
  head_.keep_alive = is_kept_alive(fields, line.minor_version);
  return {};
}

int status_of_refusal(const Error& error) {
  struct Row {
    std::string_view reason;
    int status;
  };
  constexpr std::array kRows{Row{"head_too_large", 431}, Row{"head_count", 431}, Row{"target_too_long", 414},
                             Row{"method_refused", 405}};
  const auto row = std::ranges::find(kRows, error.reason, &Row::reason);
  return row == kRows.end() ? 400 : row->status;
}

bool list_names(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (ascii_iequals(trim(list.substr(0, comma)), token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

bool are_plain_field_lines(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    if (end == std::string_view::npos) return false;
    const std::string_view line = text.substr(0, end);
    const std::string_view name = line.substr(0, line.find(':'));
    if (name.empty() || name.size() == line.size() || !std::ranges::all_of(name, is_tchar)) return false;
    if (is_hop_by_hop(name) || ascii_iequals(name, "Content-Length") || ascii_iequals(name, "Host")) return false;
    if (std::ranges::any_of(line, is_control)) return false;
    text.remove_prefix(end + 2);
  }
  return true;
}

bool is_origin_form(std::string_view text) {
  return !text.empty() && text.front() == '/' &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

bool is_host(std::string_view text) {
  const auto is_name = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
  };
  const auto is_address = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
  };
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || end < 3 || !std::ranges::all_of(text.substr(1, end - 1), is_address))
      return false;
    rest = text.substr(end + 1);
  } else {
    const std::size_t end = std::min(text.find(':'), text.size());
    if (end == 0 || end > 255 || !std::ranges::all_of(text.substr(0, end), is_name)) return false;
    rest = text.substr(end);
  }
  if (rest.empty()) return true;
  return rest.front() == ':' && rest.size() >= 2 && rest.size() <= 6 && std::ranges::all_of(rest.substr(1), is_digit);
}

bool is_hop_by_hop(std::string_view name) {
  constexpr std::array<std::string_view, 9> kNames{"connection", "keep-alive",     "proxy-connection",
                                                   "te",         "trailer",        "transfer-encoding",
                                                   "upgrade",    "http2-settings", "proxy-authenticate"};
  return std::ranges::any_of(kNames, [&](std::string_view hop) { return ascii_iequals(hop, name); });
}

}  // namespace sallyport::net
