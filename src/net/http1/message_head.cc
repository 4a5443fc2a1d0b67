#include "net/http1/message_head.h"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/beast/http/basic_parser.hpp>
#include <cstring>
#include <limits>

#include "base/characters.h"
#include "base/text.h"
#include "http/field_name.h"
#include "http/method.h"

namespace sallyport::net {
namespace {

namespace beast = boost::beast;
using beast::http::field;

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

Failure malformed_head(std::string_view reason, std::string_view rule) {
  return failure(Kind::malformed, reason, rule);
}

// Whether one of 32 bytes is a control byte, TAB included. The compiler turns the loop into a few vector instructions,
// which is worth it because header values such as tokens are long.
bool has_special_in_32(const char* bytes) {
  unsigned char special = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    special = static_cast<unsigned char>(special | static_cast<unsigned char>(c < 0x20) |
                                         static_cast<unsigned char>(c == 0x7f));
  }
  return special != 0;
}

// How many of eight bytes come before the first control byte (below 0x20, or 0x7f). TAB counts as one here; the
// caller accepts it afterwards.
std::size_t plain_of_eight(const char* eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kHigh = 0x8080808080808080u;
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  const std::uint64_t low = (word - kOnes * 0x20) & ~word & kHigh;
  const std::uint64_t del = word ^ (kOnes * 0x7f);
  const std::uint64_t marks = low | ((del - kOnes) & ~del & kHigh);
  static_assert(std::endian::native == std::endian::little);
  return static_cast<std::size_t>(std::countr_zero(marks)) /
         8;  // only the first mark is reliable: a borrow may set later ones
}

bool is_known_version(int version) {
  return version == 10 || version == 11;
}

// Lets Beast parse the lines of a head that HeadScan has accepted, and records views of the parts.
template <bool is_request>
class Recorder final : public beast::http::basic_parser<is_request> {
 public:
  Recorder(std::vector<http::HeaderView>& headers, std::size_t max_count) : headers_(headers), max_count_(max_count) {
    this->header_limit(std::numeric_limits<std::uint32_t>::max());  // our own limits apply instead
    this->body_limit(boost::none);
    headers_.clear();
  }

  // The whole text must be one head.
  Result<void> read(std::string_view text) {
    beast::error_code error;
    const std::size_t used = this->put(boost::asio::const_buffer(text.data(), text.size()), error);
    if (error) return refusal_of(error);
    if (!this->is_header_done() || used != text.size()) return malformed_head("head_syntax", "RFC 9112 2.1");
    return {};
  }

  std::string_view method;
  std::string_view target;
  int version = 0;  // 11 for HTTP/1.1
  int status = 0;

 private:
  using Error = beast::error_code;
  using Text = beast::string_view;

  Failure refusal_of(const Error& cause) const {
    using beast::http::error;
    if (cause == error::header_limit) return malformed_head("head_count", "RFC 6585 5");
    if (cause == error::bad_version || (version != 0 && !is_known_version(version)))
      return malformed_head("head_version", "RFC 9112 2.3");
    if (cause == error::bad_content_length) return malformed_head("content_length", "RFC 9110 8.6");
    if (cause == error::multiple_content_length) return malformed_head("content_length_twice", "RFC 9112 6.3");
    if (cause == error::bad_transfer_encoding) return malformed_head("transfer_encoding", "RFC 9112 6.1");
    return malformed_head("head_syntax", "RFC 9112 2.1");
  }

  void on_request_impl(beast::http::verb, Text name, Text where, int number, Error& error) override {
    error = {};
    method = view(name);
    target = view(where);
    version = number;
  }
  void on_response_impl(int code, Text, int number, Error& error) override {
    error = {};
    status = code;
    version = number;
  }
  void on_field_impl(field, Text name, Text value, Error& error) override {
    error = {};
    if (headers_.size() == max_count_)
      error = beast::http::error::header_limit;
    else
      headers_.push_back({view(name), view(value)});
  }
  void on_header_impl(Error& error) override { error = {}; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error& error) override { error = {}; }
  std::size_t on_body_impl(Text, Error&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, Text, Error& error) override { error = {}; }
  std::size_t on_chunk_body_impl(std::uint64_t, Text, Error&) override { return 0; }
  void on_finish_impl(Error& error) override { error = {}; }

  std::vector<http::HeaderView>& headers_;
  std::size_t max_count_;
};

// The header fields that determine the framing and whether the connection is kept.
struct Fields {
  std::size_t hosts = 0, lengths = 0, codings = 0;
  std::string_view host, length, coding, upgrade, expect;
  bool close = false, keep_alive = false, connection_upgrade = false;
};

void read_field(Fields& fields, const http::HeaderView& header) {
  const auto is = [&](std::string_view name) { return ascii_iequals(header.name, name); };
  switch (header.name.size()) {  // most names have none of these lengths, so most fields cost one comparison
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

// Stricter: RFC 9112 6.3 lets a recipient repair some of these faults, but each repair is a way to smuggle requests.
Result<BodyFraming> framing_of(const Fields& fields, int version, Framing otherwise) {
  if (fields.codings > 1) return malformed_head("transfer_encoding_twice", "RFC 9112 6.1");
  if (fields.lengths > 1) return malformed_head("content_length_twice", "RFC 9112 6.3");
  if (fields.codings == 1 && fields.lengths == 1) return malformed_head("framing_conflict", "RFC 9112 6.3 (3)");
  if (fields.codings == 1) {
    if (version < 11) return malformed_head("transfer_encoding", "RFC 9112 6.1");  // chunked does not exist in 1.0
    if (!ascii_iequals(fields.coding, "chunked")) return malformed_head("transfer_encoding", "RFC 9112 6.1");
    return BodyFraming{Framing::chunked, 0};
  }
  if (fields.lengths == 0) return BodyFraming{otherwise, 0};
  constexpr std::size_t kMaxDigits = 18;  // keeps the number below 2^63
  if (fields.length.empty() || fields.length.size() > kMaxDigits || !std::ranges::all_of(fields.length, is_digit))
    return malformed_head("content_length", "RFC 9110 8.6");
  std::uint64_t length = 0;
  for (char c : fields.length) length = length * 10 + static_cast<std::uint64_t>(c - '0');
  return BodyFraming{Framing::length, length};
}

Result<void> check_target(std::string_view target, std::size_t max_bytes) {
  if (target.size() > max_bytes) return malformed_head("target_too_long", "RFC 9110 15.5.15");
  // Stricter: an absolute form is refused, because it names a second host, which overrides Host (RFC 9112 3.2.2). '*'
  // is refused, because it names no resource.
  if (target.empty() || target.front() != '/') return malformed_head("target_form", "RFC 9112 3.2.1");
  if (!is_origin_form(target)) return malformed_head("target_character", "RFC 9112 3.2.1");
  return {};
}

// Source: RFC 9112 3.2. Stricter: a request of HTTP/1.0 needs a Host too.
Result<void> check_host(const Fields& fields) {
  if (fields.hosts == 0) return malformed_head("host_missing", "RFC 9112 3.2");
  if (fields.hosts > 1) return malformed_head("host_twice", "RFC 9112 3.2");
  if (!is_host(fields.host)) return malformed_head("host_invalid", "RFC 9110 7.2");
  return {};
}

bool is_kept_alive(const Fields& fields, int version) {
  return !fields.close && (version >= 11 || fields.keep_alive);  // RFC 9112 9.3
}

}  // namespace

Result<std::optional<std::size_t>> HeadScan::find_end(std::string_view buffer) {
  const char* bytes = buffer.data();
  std::size_t i = looked_at_;
  while (i < buffer.size()) {
    if (i == line_ && (bytes[i] == ' ' || bytes[i] == '\t')) return malformed_head("head_folded", "RFC 9112 5.2");
    if (buffer.size() - i >= 32 && !has_special_in_32(bytes + i)) {
      i += 32;
      continue;
    }
    if (buffer.size() - i >= 8) {
      const std::size_t plain = plain_of_eight(bytes + i);
      i += plain;
      if (plain > 0) continue;
    }
    const char c = bytes[i];
    if (c == '\r') {
      if (i + 1 == buffer.size()) break;  // the next byte decides
      if (bytes[i + 1] != '\n') return malformed_head("head_line_end", "RFC 9112 2.2");
      const bool empty_line = i == line_;
      i += 2;
      line_ = i;
      if (empty_line) return std::optional(i);
      continue;
    }
    if (c == '\n') return malformed_head("head_line_end", "RFC 9112 2.2");
    if (is_field_control(c)) return malformed_head("head_control", "RFC 9110 5.5");
    ++i;
  }
  looked_at_ = i;
  return std::optional<std::size_t>();
}

Result<void> RequestHeadParser::parse(std::string_view text) {
  if (text.size() > limits_.bytes) return malformed_head("head_too_large", "RFC 6585 5");
  Recorder<true> recorder(head_.request.headers, limits_.count);
  SALLYPORT_CHECK(recorder.read(text));
  if (!is_known_version(recorder.version)) return malformed_head("head_version", "RFC 9112 2.3");
  const auto method = http::find_method(recorder.method);
  if (!method) return malformed_head("method_unknown", "RFC 9110 9.1");
  if (!http::is_served(*method)) return malformed_head("method_refused", "RFC 9110 9.3.8");
  const Fields fields = read_fields(head_.request.headers);
  SALLYPORT_TRY(head_.body, framing_of(fields, recorder.version, Framing::none));
  SALLYPORT_CHECK(check_target(recorder.target, limits_.target_bytes));
  SALLYPORT_CHECK(check_host(fields));
  head_.request.method = recorder.method;
  head_.request.target = recorder.target;
  head_.request.body = {};
  head_.minor_version = recorder.version - 10;
  head_.keep_alive = is_kept_alive(fields, recorder.version);
  head_.expects_continue = head_.minor_version == 1 && ascii_iequals(fields.expect, "100-continue");
  head_.upgrade = fields.connection_upgrade && head_.minor_version == 1 ? fields.upgrade : std::string_view();
  return {};
}

Result<void> ResponseHeadParser::parse(std::string_view text) {
  constexpr std::size_t kMaxCount = 200;
  Recorder<false> recorder(head_.headers, kMaxCount);
  SALLYPORT_CHECK(recorder.read(text));
  if (!is_known_version(recorder.version)) return malformed_head("head_version", "RFC 9112 2.3");
  const Fields fields = read_fields(head_.headers);
  SALLYPORT_TRY(head_.body, framing_of(fields, recorder.version, Framing::until_close));
  if (recorder.status < 100 || recorder.status > 599) return malformed_head("status", "RFC 9110 15");
  head_.status = recorder.status;
  head_.keep_alive = is_kept_alive(fields, recorder.version);
  return {};
}

int status_of_refusal(const Error& error) {
  struct Row {
    std::string_view reason;
    int status;
  };
  constexpr std::array kRows{Row{"head_too_large", 431}, Row{"head_count", 431}, Row{"target_too_long", 414},
                             Row{"method_refused", 405}, Row{"method_unknown", 405}};
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
    if (name.size() == line.size() || !http::is_token(name)) return false;
    if (http::is_hop_by_hop(name) || ascii_iequals(name, "Content-Length") || ascii_iequals(name, "Host")) return false;
    if (std::ranges::any_of(line, is_field_control)) return false;
    text.remove_prefix(end + 2);
  }
  return true;
}

bool is_origin_form(std::string_view text) {
  return !text.empty() && text.front() == '/' &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

bool is_host(std::string_view text) {
  const auto is_name = [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_'; };
  const auto is_address = [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; };
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

}  // namespace sallyport::net
