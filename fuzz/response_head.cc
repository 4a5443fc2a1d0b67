// A response's head has one meaning or is refused: printed as it was read, it is read the same.
#include "fuzz/fuzz.h"
#include "net/http1/message_head.h"

namespace {

using namespace sallyport;
using net::ResponseHead;

std::string print(const ResponseHead& head) {
  std::string out = "HTTP/1.1 " + std::to_string(head.status) + " X\r\n";
  for (const auto& [name, value] : head.headers) out.append(name).append(": ").append(value).append("\r\n");
  return out.append("\r\n");
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto end = net::HeadScan().find_end(text);
  if (!end || !*end) return;
  net::ResponseHeadParser parser;
  if (!parser.parse(text.substr(0, **end))) return;
  const ResponseHead& head = parser.head();
  require(head.status >= 100 && head.status <= 599);
  for (const auto& [name, value] : head.headers) {
    require(!name.empty() && name.find_first_of(" \t:\r\n") == name.npos);
    require(value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos);
  }
  const std::string written = print(head);
  net::ResponseHeadParser again;
  require(again.parse(written).has_value());
  require(print(again.head()) == written && again.head().body == head.body);
}
