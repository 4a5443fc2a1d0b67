// Parses the head of an HTTP/1.1 message into views of its bytes. Bytes that two programs could read in two ways are
// refused, never repaired. Nothing here does I/O or shares state between threads. Source: RFC 9112, RFC 9110.
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
  std::size_t bytes = 32 * 1024;        // request line and headers together
  std::size_t count = 100;              // headers
  std::size_t target_bytes = 8 * 1024;  // the request target
};

// How the end of a body is found. `none` means that there is no body. The others are Content-Length, chunks, and the
// end of the connection.
enum class Framing { none, length, chunked, until_close };

struct BodyFraming {
  Framing kind = Framing::none;
  std::uint64_t length = 0;  // bytes, if kind is length

  bool operator==(const BodyFraming&) const = default;
};

// Finds the end of a head in a buffer that grows. It remembers how far it has looked, so it reads each byte once.
// Call restart() before the next head.
class HeadScan {
 public:
  // Returns the length of the head with its final empty line; absent if the buffer does not hold all of it yet. Each
  // call gets the same bytes as the last one, with more bytes behind them.
  // Errors: malformed/"head_line_end" for a bare CR or LF; "head_control" for NUL and other control bytes except TAB;
  // "head_folded" for a line that starts with white space (RFC 9112 5.2).
  Result<std::optional<std::size_t>> find_end(std::string_view buffer);
  void restart() { *this = HeadScan(); }

 private:
  std::size_t looked_at_ = 0;
  std::size_t line_ = 0;
};

struct RequestHead {
  http::Request request;  // views into the text; the caller sets `peer`
  int minor_version = 1;
  BodyFraming body;
  bool keep_alive = true;
  bool expects_continue = false;
  std::string_view upgrade;  // the value of Upgrade if Connection names it; otherwise empty
};

struct ResponseHead {
  int status = 0;
  std::vector<http::HeaderView> headers;
  BodyFraming body;  // as this head says; the caller must allow for HEAD, 204 and 304, which have no body
  bool keep_alive = true;
};

// Parses one head after the other, and keeps the memory for headers between them. The text must be a whole head as
// HeadScan found it, and must stay valid as long as the views in head() are used. After an error, head() is undefined.
class RequestHeadParser {
 public:
  explicit RequestHeadParser(HeadLimits limits) : limits_(limits) {}

  // Errors, all malformed: "head_syntax" (request line, method, name, space before the colon), "head_version" (not 1.0
  // or 1.1), "head_too_large", "head_count", "target_too_long", "target_form" (not origin form), "target_character",
  // "method_refused" (CONNECT, TRACE, PRI), "method_unknown" (not in IANA's registry), "host_missing", "host_twice",
  // "host_invalid", "content_length", "content_length_twice", "transfer_encoding", "transfer_encoding_twice",
  // "framing_conflict" (Content-Length and Transfer-Encoding). The handler decides which methods a route allows.
  Result<void> parse(std::string_view text);
  RequestHead& head() { return head_; }
  const RequestHead& head() const { return head_; }

 private:
  HeadLimits limits_;
  RequestHead head_;
};

// Like RequestHeadParser, for the head of a response with at most 200 headers.
class ResponseHeadParser {
 public:
  // Errors, all malformed: "head_syntax", "head_version", "head_count", "status", and the framing errors of a request.
  Result<void> parse(std::string_view text);
  const ResponseHead& head() const { return head_; }

 private:
  ResponseHead head_;
};

// The status of the answer to a request that the parser refused: 400, 405, 414 or 431.
int status_of_refusal(const Error& error);

// Whether the comma-separated list contains the token. Upper and lower case are equal.
bool list_names(std::string_view list, std::string_view token);

// Whether the text is empty or consists of complete, valid header lines "Name: value\r\n", none of which
// concerns framing, the connection or the host.
bool are_plain_field_lines(std::string_view text);

// Whether the text is a valid request-target in origin form: it starts with '/', and is visible ASCII without '#'.
bool is_origin_form(std::string_view text);

// Whether the text is a valid Host: a name, an IPv4 address or an IPv6 address in brackets, with or without a port.
bool is_host(std::string_view text);

}  // namespace sallyport::net
