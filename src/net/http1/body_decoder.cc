#include "net/http1/body_decoder.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/characters.h"

namespace sallyport::net {
namespace {

constexpr std::uint64_t kMaxChunk = std::uint64_t{1} << 60;
constexpr std::size_t kMaxExtensionBytes = 1024;
constexpr std::size_t kMaxTrailerBytes = 4096;

Failure malformed(std::string_view reason, std::string_view rule) {
  return failure(Kind::malformed, reason, rule);
}

bool is_name_character(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.';
}

}  // namespace

void BodyDecoder::start(BodyFraming framing) {
  *this = BodyDecoder();
  switch (framing.kind) {
    case Framing::none:
      state_ = State::done;
      break;
    case Framing::length:
      rest_ = framing.length;
      state_ = rest_ == 0 ? State::done : State::length;
      break;
    case Framing::chunked:
      chunked_ = true;
      state_ = State::size_first;
      break;
    case Framing::until_close:
      state_ = State::until_close;
      break;
  }
}

Result<BodyDecoder::Piece> BodyDecoder::next(std::string_view input) {
  if (done()) return Piece{};
  if (state_ == State::until_close) return Piece{input.size(), input};
  std::size_t used = 0;
  while (used < input.size() && !done()) {
    if (state_ == State::length || state_ == State::data) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(rest_, input.size() - used));
      rest_ -= size;
      if (rest_ == 0) state_ = state_ == State::length ? State::done : State::data_cr;
      return Piece{used + size, input.substr(used, size)};
    }
    SALLYPORT_CHECK(take(input[used]));
    ++used;
  }
  return Piece{used, {}};
}

Result<void> BodyDecoder::take(char c) {
  switch (state_) {
    case State::size_first:
    case State::size:
    case State::extension:
    case State::size_end:
      return take_in_size(c);
    case State::data_cr:
      if (c != '\r') return malformed("chunk_line_end", "RFC 9112 7.1");
      state_ = State::data_lf;
      return {};
    case State::data_lf:
      if (c != '\n') return malformed("chunk_line_end", "RFC 9112 7.1");
      state_ = State::size_first;
      return {};
    default:
      return take_in_trailer(c);
  }
}

// Takes a character of "chunk-size [ chunk-ext ] CRLF". Stricter: no white space before the extension.
Result<void> BodyDecoder::take_in_size(char c) {
  if (state_ == State::size_end) {
    if (c != '\n') return malformed("chunk_line_end", "RFC 9112 7.1");
    state_ = rest_ == 0 ? State::trailer_first : State::data;
    return {};
  }
  if (state_ == State::extension) {
    if (c == '\r') {
      state_ = State::size_end;
      return {};
    }
    if (is_field_control(c) || ++extension_bytes_ > kMaxExtensionBytes)
      return malformed("chunk_extension", "RFC 9112 7.1.1");
    return {};
  }
  if (state_ == State::size_first) rest_ = 0;
  if (const int digit = hex_value(c); digit >= 0) {
    if (rest_ >= kMaxChunk / 16) return malformed("chunk_size", "RFC 9112 7.1");
    rest_ = rest_ * 16 + static_cast<std::uint64_t>(digit);
    state_ = State::size;
    return {};
  }
  if (state_ == State::size_first) return malformed("chunk_size", "RFC 9112 7.1");
  if (c == ';')
    state_ = State::extension;
  else if (c == '\r')
    state_ = State::size_end;
  else
    return malformed("chunk_size", "RFC 9112 7.1");
  return {};
}

Result<void> BodyDecoder::take_in_trailer(char c) {
  const auto refused = [] { return malformed("trailer", "RFC 9112 7.1.2"); };
  if (++trailer_bytes_ > kMaxTrailerBytes) return refused();
  switch (state_) {
    case State::trailer_first:
      if (c == '\r')
        state_ = State::last_lf;
      else if (is_name_character(c))
        state_ = State::trailer_name;
      else
        return refused();
      return {};
    case State::trailer_name:
      if (c == ':')
        state_ = State::trailer_value;
      else if (!is_name_character(c))
        return refused();
      return {};
    case State::trailer_value:
      if (c == '\r')
        state_ = State::trailer_end;
      else if (is_field_control(c))
        return refused();
      return {};
    case State::trailer_end:
    case State::last_lf:
      if (c != '\n') return refused();
      state_ = state_ == State::last_lf ? State::done : State::trailer_first;
      return {};
    default:
      return failure(Kind::internal, "body_decoder");
  }
}

void append_chunk(std::string_view data, std::string& out) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), data.size(), 16).ptr;
  out.append(digits.data(), end).append("\r\n").append(data).append("\r\n");
}

}  // namespace sallyport::net
