// Extracts the body of a message from the bytes of the connection, piece by piece and without copying.
// Source: RFC 9112 6, 7.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http1/message_head.h"

namespace sallyport::net {

// Decodes one body after the other; start() begins each. It keeps no bytes and does no I/O. Only one thread may use it.
class BodyDecoder {
 public:
  struct Piece {
    std::size_t used = 0;   // bytes of the input that the caller may drop once it has used `data`
    std::string_view data;  // the part of them that is body, as a view into the input; may be empty
  };

  void start(BodyFraming framing);

  // Returns the next piece of the body. Call it until done(), or until `used` is 0, which means that it needs more
  // input. It skips chunk extensions and trailers, so a trailer never becomes a header (RFC 9110 6.5.1). After an error
  // the caller can only close the connection.
  // Errors, all malformed: "chunk_size" (not hexadecimal, or beyond 2^60), "chunk_extension" (more than 1 kB in the
  // whole body, or control bytes), "chunk_line_end", "trailer" (more than 4 kB, no name, control bytes, folded).
  Result<Piece> next(std::string_view input);

  bool done() const { return state_ == State::done; }
  bool is_until_close() const { return state_ == State::until_close; }

  // How many bytes are still to come if the message has a Content-Length; otherwise 0.
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

// Appends one chunk to `out`: the size of the data, the data, and the line ends. The data must not be empty, because an
// empty chunk would end the body. Source: RFC 9112 7.1.
void append_chunk(std::string_view data, std::string& out);

// The end of a chunked body, without trailers.
constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace sallyport::net
