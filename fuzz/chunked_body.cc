// A body reads the same however its bytes arrive. It ends at the same byte, and reads the same after it is written
// again.
#include <algorithm>
#include <cstdio>

#include "fuzz/fuzz.h"
#include "net/http1/body_decoder.h"

namespace {

using namespace sallyport;
using fuzz::require;

struct Body {
  std::string data;
  std::size_t used = 0;
  bool done = false;
  std::string_view refused;  // the reason

  bool operator==(const Body&) const = default;
};

// Reads the text as if `step` bytes arrived at a time.
Body read(std::string_view text, net::BodyFraming framing, std::size_t step) {
  net::BodyDecoder decoder;
  decoder.start(framing);
  Body body;
  std::size_t there = 0;
  while (!decoder.done()) {
    const std::string_view input = text.substr(body.used, there - body.used);
    const auto piece = decoder.next(input);
    if (!piece) {
      body.refused = piece.error().reason;
      return body;
    }
    require(piece->used <= input.size() && piece->data.size() <= piece->used);
    body.used += piece->used;
    body.data.append(piece->data);
    if (piece->used > 0) continue;
    if (there == text.size()) return body;
    there = std::min(there + step, text.size());
  }
  body.done = true;
  return body;
}

std::string print_chunks(std::string_view data, std::size_t step) {
  std::string out;
  for (; !data.empty(); data.remove_prefix(std::min(step, data.size()))) {
    const std::string_view chunk = data.substr(0, step);
    char size[20];
    std::snprintf(size, sizeof size, "%zX\r\n", chunk.size());
    out.append(size).append(chunk).append("\r\n");
  }
  return out.append("0\r\n\r\n");
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const std::size_t step = 1 + number_of(text) % 16;
  const net::BodyFraming chunked{net::Framing::chunked, 0};
  const Body whole = read(text, chunked, text.size());
  const Body pieces = read(text, chunked, step);
  // If the body is refused, the number of bytes used before that depends on the steps, but the data does not.
  require(whole.data == pieces.data && whole.done == pieces.done && whole.refused == pieces.refused);
  require(!whole.refused.empty() || whole == pieces);

  const std::string written = print_chunks(text, step);
  const Body again = read(written, chunked, step);
  require(again.done && again.data == text && again.used == written.size());

  const net::BodyFraming length{net::Framing::length, number_of(text) % (text.size() + 2)};
  const Body counted = read(text, length, step);
  require(counted.done == (length.length <= text.size()) && text.starts_with(counted.data));
}
