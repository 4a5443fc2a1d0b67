// What a client makes of the bytes that it got.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/http1/body_decoder.h"
#include "net/http1/message_head.h"

namespace sallyport::fuzz {

struct ClientAnswer {
  int status = 0;
  std::string head;
  std::string body;
  bool whole = false;  // to the last byte of its body
};

// Takes one answer off the text; absent where not even its head is there, or it is none.
inline std::optional<ClientAnswer> take_answer(std::string_view& text, bool to_head_request) {
  net::HeadScan scan;
  const auto end = scan.find_end(text);
  if (!end || !*end) return std::nullopt;
  net::ResponseHeadParser parser;
  if (!parser.parse(text.substr(0, **end))) return std::nullopt;
  ClientAnswer answer{parser.head().status, std::string(text.substr(0, **end)), {}, false};
  text.remove_prefix(**end);
  net::BodyDecoder decoder;
  const bool no_body = to_head_request || answer.status < 200 || answer.status == 204 || answer.status == 304;
  decoder.start(no_body ? net::BodyFraming{} : parser.head().body);
  while (!decoder.done()) {
    const auto piece = decoder.next(text);
    if (!piece || piece->used == 0) break;
    text.remove_prefix(piece->used);
    answer.body.append(piece->data);
  }
  answer.whole = decoder.done();
  return answer;
}

}  // namespace sallyport::fuzz
