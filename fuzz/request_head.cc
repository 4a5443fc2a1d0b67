// A request's head ends at the same place however its bytes arrive. It has one meaning or is refused: printed as it was
// read, it is read the same.
#include <algorithm>
#include <string>

#include "fuzz/fuzz.h"
#include "net/http1/message_head.h"

namespace {

using namespace sallyport;
using fuzz::require;
using net::Framing;
using net::RequestHead;

bool is_visible(char c) {
  return c > 0x20 && c < 0x7f;
}

bool has_line_end(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos;
}

std::size_t count(const RequestHead& head, std::string_view name) {
  return head.request.count(name);
}

void check_fields(const RequestHead& head) {
  for (const auto& [name, value] : head.request.headers) {
    require(!name.empty() && std::ranges::all_of(name, is_visible) && name.find(':') == name.npos);
    require(!has_line_end(value));
    require(value.empty() || (value.front() != ' ' && value.back() != ' '));
  }
}

void check_framing(const RequestHead& head) {
  const bool chunked = count(head, "Transfer-Encoding") == 1;
  const bool length = count(head, "Content-Length") == 1;
  require(count(head, "Transfer-Encoding") + count(head, "Content-Length") <= 1);
  require(head.body.kind == (chunked ? Framing::chunked : length ? Framing::length : Framing::none));
  require(!length || std::stoull(std::string(*head.request.header("Content-Length"))) == head.body.length);
}

std::string print(const RequestHead& head) {
  std::string out;
  out.append(head.request.method).append(" ").append(head.request.target);
  out.append(head.minor_version == 1 ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
  for (const auto& [name, value] : head.request.headers) out.append(name).append(": ").append(value).append("\r\n");
  return out.append("\r\n");
}

void check_written(const RequestHead& head) {
  const std::string written = print(head);
  const auto end = net::HeadScan().find_end(written);
  require(end && *end == written.size());
  net::RequestHeadParser again({.bytes = written.size()});
  require(again.parse(written).has_value());
  require(print(again.head()) == written && again.head().body == head.body);
  require(again.head().keep_alive == head.keep_alive && again.head().upgrade == head.upgrade);
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto end = net::HeadScan().find_end(text);

  net::HeadScan pieces;
  const std::size_t step = 1 + number_of(text) % 16;
  Result<std::optional<std::size_t>> found = std::optional<std::size_t>();
  for (std::size_t size = 0; found && !*found && size < text.size();) {
    size = std::min(size + step, text.size());
    found = pieces.find_end(text.substr(0, size));
  }
  require(end.has_value() == found.has_value());
  if (!end) return require(end.error().reason == found.error().reason);
  require(*end == *found);
  if (!*end) return;

  net::RequestHeadParser parser({});
  const std::string_view bytes = text.substr(0, **end);
  if (const auto parsed = parser.parse(bytes); !parsed) {
    const int status = net::status_of_refusal(parsed.error());
    return require(status == 400 || status == 405 || status == 414 || status == 431);
  }
  const RequestHead& head = parser.head();
  require(net::is_origin_form(head.request.target));
  require(count(head, "Host") == 1 && net::is_host(*head.request.header("Host")));
  check_fields(head);
  check_framing(head);
  check_written(head);
}
