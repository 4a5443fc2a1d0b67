#include "net/http1/body_decoder.h"

#include <gtest/gtest.h>

#include <string>

namespace sallyport::net {
namespace {

struct Decoded {
  std::string body;
  std::string_view reason = "none";
  bool done = false;
  std::size_t used = 0;
};

// Decodes the input, at most `step` bytes at a time.
Decoded decode(BodyFraming framing, std::string_view input, std::size_t step) {
  BodyDecoder decoder;
  decoder.start(framing);
  Decoded out;
  while (out.used < input.size() && !decoder.done()) {
    const auto piece = decoder.next(input.substr(out.used, step));
    if (!piece) {
      out.reason = piece.error().reason;
      return out;
    }
    out.used += piece->used;
    out.body += piece->data;
  }
  out.done = decoder.done();
  return out;
}

constexpr BodyFraming kChunked{Framing::chunked, 0};

TEST(BodyDecoder, TakesTheStatedLengthAndNoMore) {
  const auto out = decode({Framing::length, 5}, "helloGET /", 3);
  EXPECT_TRUE(out.done);
  EXPECT_EQ(out.body, "hello");
  EXPECT_EQ(out.used, 5u);
}

TEST(BodyDecoder, NoBodyIsDoneAtOnce) {
  for (const BodyFraming framing : {BodyFraming{}, BodyFraming{Framing::length, 0}}) {
    BodyDecoder decoder;
    decoder.start(framing);
    EXPECT_TRUE(decoder.done());
  }
}

TEST(BodyDecoder, ChunksAreTheSameInOneReadAndByteByByte) {
  const std::string_view wire =
      "5;a=b\r\nhello\r\n00A\r\n0123456789\r\n0\r\nX-Trailer: v\r\nAuthorization: x\r\n\r\nGET /";
  for (std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{7}, wire.size()}) {
    const auto out = decode(kChunked, wire, step);
    EXPECT_TRUE(out.done) << step;
    EXPECT_EQ(out.body, "hello0123456789") << step;
    EXPECT_EQ(wire.substr(out.used), "GET /") << step;
  }
}

TEST(BodyDecoder, ACutBodyIsNeverDone) {
  const std::string_view wire = "5\r\nhello\r\n0\r\n\r\n";
  for (std::size_t size = 0; size < wire.size(); ++size)
    EXPECT_FALSE(decode(kChunked, wire.substr(0, size), 64).done) << size;
}

TEST(BodyDecoder, RefusesWhatTwoProgramsReadInTwoWays) {
  RecordProperty("covers", "HTTP-01");
  struct Row {
    std::string wire;
    std::string_view reason;
    std::string_view why;
  };
  const Row rows[] = {
      {"FFFFFFFFFFFFFFFF1\r\n", "chunk_size", "overflows 64 bits"},
      {"FFFFFFFFFFFFFFFF\r\n", "chunk_size", "beyond 2^60"},
      {"\r\n", "chunk_size", "empty"},
      {"-1\r\n", "chunk_size", "a sign"},
      {"+1\r\n", "chunk_size", "a sign"},
      {"0x1\r\n", "chunk_size", "a prefix"},
      {" 1\r\n", "chunk_size", "leading space"},
      {"1 \r\na\r\n", "chunk_size", "trailing space"},
      {"1 ;a\r\na\r\n", "chunk_size", "space before the extension"},
      {"g\r\n", "chunk_size", "no hexadecimal digit"},
      {"1\na\r\n", "chunk_size", "bare LF after the size"},
      {"1\rXa", "chunk_line_end", "bare CR after the size"},
      {"1;a\nb\r\n", "chunk_extension", "bare LF in the extension"},
      {"1;" + std::string(2000, 'a') + "\r\n", "chunk_extension", "more than 1 kB"},
      {"1\r\nab\r\n", "chunk_line_end", "data longer than stated"},
      {"1\r\na\n", "chunk_line_end", "bare LF after the data"},
      {"0\r\nX: a\nY: b\r\n\r\n", "trailer", "bare LF in a trailer"},
      {"0\r\n folded\r\n\r\n", "trailer", "folded"},
      {"0\r\nno colon\r\n\r\n", "trailer", "space in a name"},
      {"0\r\n: a\r\n\r\n", "trailer", "no name"},
      {"0\r\nX: \x01\r\n\r\n", "trailer", "control byte"},
      {"0\r\nX: " + std::string(5000, 'a') + "\r\n\r\n", "trailer", "more than 4 kB"},
  };
  for (const auto& row : rows)
    for (std::size_t step : {std::size_t{1}, row.wire.size()})
      EXPECT_EQ(decode(kChunked, row.wire, step).reason, row.reason) << row.why;
}

TEST(BodyDecoder, ExtensionsAreCountedOverTheWholeBody) {
  std::string wire;
  for (int i = 0; i < 20; ++i) wire += "1;" + std::string(60, 'a') + "\r\nx\r\n";
  EXPECT_EQ(decode(kChunked, wire, 64).reason, "chunk_extension");
}

}  // namespace
}  // namespace sallyport::net
