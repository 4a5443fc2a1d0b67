// Takes a message's body out of the bytes on the wire, piece by piece, without copying. Source: RFC 9112 6, 7.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "net/message_head.h"

namespace sallyport::net {

class BodyDecoder {
 public:
  struct Piece {
    std::size_t used = 0;   // bytes of the input that are done with
    std::string_view data;  // body bytes among them; may be empty
  };

  void start(BodyFraming framing);

  // The next piece of the body. Call until done() or until `used` is 0, which asks for more bytes.
  // Chunk extensions and trailers are read over and dropped: a trailer never becomes a header (RFC 9110 6.5.1).
  // Errors, all malformed: "chunk_size" (not hexadecimal, or beyond 2^60), "chunk_extension" (more than 1 kB over the
  // whole body, or control bytes), "chunk_line_end", "trailer" (more than 4 kB, no name, control bytes, folded).
  Result<Piece> next(std::string_view input);

  bool done() const { return state_ == State::done; }
  bool is_until_close() const { return state_ == State::until_close; }

  // Bytes still to come where that is known; 0 otherwise.
  std::uint64_t known_rest() const { return state_ == State::length ? rest_ : 0; }
  bool is_chunked() const { return chunked_; }

 private:
  enum class State {
    length,
    until_close,
    size_first,
    size,
    extension,
    size_end,
    data,
    data_cr,
    data_lf,
    trailer_first,
    trailer_name,
    trailer_value,
    trailer_end,
    last_lf,
    done
  };

  Result<void> take(char c);
  Result<void> take_in_size(char c);
  Result<void> take_in_trailer(char c);

  State state_ = State::done;
  bool chunked_ = false;
  std::uint64_t rest_ = 0;
  std::size_t extension_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
};

}  // namespace sallyport::net
