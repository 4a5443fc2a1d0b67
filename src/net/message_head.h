// The head of an HTTP/1.1 message as views into the bytes it was read from. One reading, or none: what two programs
// may read in two ways is refused. Source: RFC 9112, RFC 9110.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace sallyport::net {

struct HeadLimits {
  std::size_t bytes = 32 * 1024;
  std::size_t count = 100;
  std::size_t target_bytes = 8 * 1024;
};

enum class Framing { none, length, chunked, until_close };

struct BodyFraming {
  Framing kind = Framing::none;
  std::uint64_t length = 0;  // where kind is length

  bool operator==(const BodyFraming&) const = default;
};

// Finds the end of a head in a buffer that grows; each byte is looked at once.
class HeadScan {
 public:
  // Absent: more bytes are needed. Otherwise the length of the head, its empty line included.
  // Errors: malformed/"head_line_end" for a bare CR or LF; "head_control" for NUL and the other control bytes but TAB;
  // "head_folded" for a line that starts with white space (RFC 9112 5.2).
  Result<std::optional<std::size_t>> find_end(std::string_view buffer);
  void restart() { *this = HeadScan(); }

 private:
  std::size_t looked_at_ = 0;
  std::size_t line_ = 0;
};

struct RequestHead {
  http::Request request;  // views into the text; peer is for the caller to set
  int minor_version = 1;
  BodyFraming body;
  bool keep_alive = true;
  bool expects_continue = false;
  std::string_view upgrade;  // value of Upgrade, where Connection names it; else empty
};

struct ResponseHead {
  int status = 0;
  std::vector<http::HeaderView> headers;
  BodyFraming body;  // as the head alone says it; HEAD, 204 and 304 are for the caller
  bool keep_alive = true;
};

// Parsers keep their memory from one head to the next. The text is a whole head as HeadScan delimits it.
class RequestHeadParser {
 public:
  explicit RequestHeadParser(HeadLimits limits) : limits_(limits) {}

  // Errors, all malformed: "head_syntax" (request line, method, name, space before the colon), "head_version" (not 1.0
  // or 1.1), "head_too_large", "head_count", "target_too_long", "target_form" (not origin form), "target_character",
  // "method_refused" (CONNECT, TRACE), "host_missing", "host_twice", "host_invalid", "content_length",
  // "content_length_twice", "transfer_encoding", "transfer_encoding_twice", "framing_conflict" (both).
  Result<void> parse(std::string_view text);
  RequestHead& head() { return head_; }
  const RequestHead& head() const { return head_; }

 private:
  HeadLimits limits_;
  RequestHead head_;
};

class ResponseHeadParser {
 public:
  // Errors: "head_syntax", "head_version", "status", and the framing errors of the request.
  Result<void> parse(std::string_view text);
  const ResponseHead& head() const { return head_; }

 private:
  ResponseHead head_;
};

// The status that answers a refused request: 400, 405, 414 or 431.
int status_of_refusal(const Error& error);

// Whether the comma separated list names the token, without case.
bool list_names(std::string_view list, std::string_view token);

// Whether text is complete lines "Name: value\r\n" (or nothing) that a head may hold, none of them about framing or the
// connection.
bool are_plain_field_lines(std::string_view text);

// Whether text can stand as request-target in origin form: starts with '/', visible ASCII, no '#'.
bool is_origin_form(std::string_view text);

// Whether text can stand as Host: a name, an IPv4 or a bracketed IPv6 address, and at most a port.
bool is_host(std::string_view text);

// Fields that belong to one connection and are never passed on. Source: RFC 9110 7.6.1.
bool is_hop_by_hop(std::string_view name);

}  // namespace sallyport::net
