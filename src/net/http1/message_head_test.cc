#include "net/http1/message_head.h"

#include <gtest/gtest.h>

#include <string>

#include "base/reason_of.h"

namespace sallyport::net {
namespace {

using namespace std::string_literals;

// Does what the server does: it scans for the end of the head, then parses. The scan must find the same errors if the
// bytes arrive one by one.
std::string_view verdict(std::string_view text, HeadLimits limits = {}) {
  HeadScan slow;
  for (std::size_t size = 0; size < text.size(); ++size)
    if (const auto early = slow.find_end(text.substr(0, size)); !early) return early.error().reason;
  HeadScan scan;
  const auto end = scan.find_end(text);
  if (!end) return end.error().reason;
  if (!*end) return "incomplete";
  RequestHeadParser parser(limits);
  return reason_of(parser.parse(text.substr(0, **end)));
}

std::string_view response_verdict(std::string_view text) {
  HeadScan scan;
  const auto end = scan.find_end(text);
  if (!end) return end.error().reason;
  if (!*end) return "incomplete";
  ResponseHeadParser parser;
  return reason_of(parser.parse(text.substr(0, **end)));
}

std::string with(std::string_view lines) {
  return "POST /a HTTP/1.1\r\nHost: a\r\n" + std::string(lines) + "\r\n";
}

TEST(RequestHead, IsReadAsItStands) {
  RequestHeadParser parser({});
  ASSERT_TRUE(parser.parse("GET /a?b=c HTTP/1.1\r\nHost: x.example:81\r\nX-A: \t 1 2 \r\nx-a:\r\n\r\n"));
  const auto& request = parser.head().request;
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/a?b=c");
  ASSERT_EQ(request.headers.size(), 3u);
  EXPECT_EQ(request.headers[1].name, "X-A");
  EXPECT_EQ(request.headers[1].value, "1 2");
  EXPECT_EQ(request.headers[2].value, "");
  EXPECT_EQ(parser.head().body, BodyFraming{});
  EXPECT_TRUE(parser.head().keep_alive);
}

TEST(RequestHead, AnotherHeadLeavesNothingBehind) {
  RequestHeadParser parser({});
  ASSERT_TRUE(parser.parse(
      "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close, upgrade\r\nUpgrade: websocket\r\n"
      "Expect: 100-continue\r\n\r\n"));
  EXPECT_EQ(parser.head().body, (BodyFraming{Framing::length, 5}));
  EXPECT_FALSE(parser.head().keep_alive);
  EXPECT_TRUE(parser.head().expects_continue);
  EXPECT_EQ(parser.head().upgrade, "websocket");
  ASSERT_TRUE(parser.parse("GET /b HTTP/1.1\r\nHost: b\r\n\r\n"));
  EXPECT_EQ(parser.head().body, BodyFraming{});
  EXPECT_TRUE(parser.head().keep_alive);
  EXPECT_FALSE(parser.head().expects_continue);
  EXPECT_EQ(parser.head().upgrade, "");
  EXPECT_EQ(parser.head().request.headers.size(), 1u);
}

TEST(RequestHead, KeepsHttp10AliveOnlyWhenAsked) {
  RequestHeadParser parser({});
  ASSERT_TRUE(parser.parse("GET / HTTP/1.0\r\nHost: a\r\n\r\n"));
  EXPECT_FALSE(parser.head().keep_alive);
  ASSERT_TRUE(parser.parse("GET / HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n"));
  EXPECT_TRUE(parser.head().keep_alive);
}

TEST(RequestHead, ChunkedInAnyCaseIsChunked) {
  RequestHeadParser parser({});
  ASSERT_TRUE(parser.parse(with("transfer-encoding: Chunked\r\n")));
  EXPECT_EQ(parser.head().body.kind, Framing::chunked);
}

TEST(HeadScan, FindsTheEndHoweverTheBytesArrive) {
  const std::string text = "GET / HTTP/1.1\r\nHost: a\r\nX-Long: 0123456789abcdef\tTAB\r\n\r\nrest";
  HeadScan scan;
  for (std::size_t size = 0; size < text.size() - 4; ++size) {
    const auto found = scan.find_end(std::string_view(text).substr(0, size));
    ASSERT_TRUE(found) << size;
    ASSERT_FALSE(*found) << size;
  }
  const auto found = scan.find_end(text);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ(**found, text.size() - 4);
}

struct Refused {
  std::string text;
  std::string_view reason;
  std::string_view why;
};

TEST(RequestHead, RefusesWhatTwoProgramsReadInTwoWays) {
  RecordProperty("covers", "HTTP-01");
  const Refused rows[] = {
      {with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), "transfer_encoding", "CL.TE"},
      {with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), "content_length", "TE.CL"},
      {with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), "transfer_encoding", "two TE"},
      {with("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n"), "transfer_encoding", "TE.TE"},
      {with("Transfer-Encoding: x\r\nTransfer-Encoding: y\r\n"), "transfer_encoding_twice", "two TE without chunked"},
      {with("Transfer-Encoding: xchunked\r\n"), "transfer_encoding", "xchunked"},
      {with("Transfer-Encoding: chunked, identity\r\n"), "transfer_encoding", "chunked is not last"},
      {with("Transfer-Encoding: identity, chunked\r\n"), "transfer_encoding", "a coding that we do not undo"},
      {with("Transfer-Encoding: \"chunked\"\r\n"), "transfer_encoding", "quoted"},
      {with("Transfer-Encoding: chunked;q=1\r\n"), "transfer_encoding", "with a parameter"},
      {with("Transfer-Encoding:\r\n"), "transfer_encoding", "empty"},
      {with("Transfer-Encoding: \x0b"
            "chunked\r\n"),
       "head_control", "vertical tab before chunked"},
      {with("Transfer-Encoding : chunked\r\n"), "head_syntax", "space before the colon"},
      {with(" Transfer-Encoding: chunked\r\n"), "head_folded", "leading space"},
      {with("Content-Length: 5\r\nContent-Length: 5\r\n"), "content_length_twice", "two, equal"},
      {with("Content-Length: 5\r\nContent-Length: 6\r\n"), "content_length_twice", "two, different"},
      {with("Content-Length: 5,5\r\n"), "content_length", "a list"},
      {with("Content-Length: +5\r\n"), "content_length", "a sign"},
      {with("Content-Length: -5\r\n"), "content_length", "negative"},
      {with("Content-Length: 0x5\r\n"), "content_length", "hexadecimal"},
      {with("Content-Length: 5 5\r\n"), "content_length", "inner space"},
      {with("Content-Length:\r\n"), "content_length", "empty"},
      {with("Content-Length: 99999999999999999999\r\n"), "content_length", "beyond 64 bits"},
      {with("Content-Length: 1e3\r\n"), "content_length", "an exponent"},
      {with("X: a\r\n b\r\n"), "head_folded", "obs-fold"},
      {with("X: a\r\n\tb\r\n"), "head_folded", "obs-fold by TAB"},
      {with("X: a\nY: b\r\n"), "head_line_end", "bare LF"},
      {with("X: a\rY: b\r\n"), "head_line_end", "bare CR"},
      {"GET / HTTP/1.1\nHost: a\n\n", "head_line_end", "LF line ends throughout"},
      {with("X: a"s + '\0' + "b\r\n"), "head_control", "NUL in a value"},
      {with("X: a\x01\r\n"), "head_control", "control byte in a value"},
      {with("X: a\x7f\r\n"), "head_control", "DEL in a value"},
      {with("X\0: a\r\n"s), "head_control", "NUL in a name"},
      {with("X Y: a\r\n"), "head_syntax", "space in a name"},
      {with("X\xc3\xa4: a\r\n"), "head_syntax", "non-ASCII name"},
      {with(": a\r\n"), "head_syntax", "no name"},
      {with("no colon\r\n"), "head_syntax", "no colon"},
      {"POST /a HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "transfer_encoding", "chunked in 1.0"},
  };
  for (const auto& row : rows) EXPECT_EQ(verdict(row.text), row.reason) << row.why;
}

TEST(RequestHead, RefusesOtherRequestLines) {
  const std::string host = "\r\nHost: a\r\n\r\n";
  const Refused rows[] = {
      {"GET / HTTP/1.2" + host, "head_version", "no such version"},
      {"GET / HTTP/2.0" + host, "head_version", "not ours"},
      {"GET / HTTP/0.9" + host, "head_version", "not ours"},
      {"GET / http/1.1" + host, "head_version", "lower case"},
      {"GET /" + host, "head_syntax", "HTTP/0.9 by omission"},
      {"GET  / HTTP/1.1" + host, "head_syntax", "two spaces"},
      {"GET /  HTTP/1.1" + host, "head_version", "two spaces"},
      {"GET / HTTP/1.1 " + host, "head_version", "trailing space"},
      {"GET\t/ HTTP/1.1" + host, "head_syntax", "TAB as separator"},
      {"G@T / HTTP/1.1" + host, "head_syntax", "method is no token"},
      {" GET / HTTP/1.1" + host, "head_folded", "leading space"},
      {"GET http://a/ HTTP/1.1" + host, "target_form", "absolute form"},
      {"GET a:80 HTTP/1.1" + host, "target_form", "authority form"},
      {"OPTIONS * HTTP/1.1" + host, "target_form", "asterisk form"},
      {"GET /a#b HTTP/1.1" + host, "target_character", "fragment"},
      {"GET /\xc3\xa4 HTTP/1.1" + host, "target_character", "non-ASCII"},
      {"GET /a\x01 HTTP/1.1" + host, "head_control", "control byte"},
      {"CONNECT a:443 HTTP/1.1" + host, "method_refused", "a tunnel"},
      {"TRACE / HTTP/1.1" + host, "method_refused", "echoes secrets"},
      {"get / HTTP/1.1" + host, "method_unknown", "another case"},
      {"BREW / HTTP/1.1" + host, "method_unknown", "in nobody's registry"},
  };
  for (const auto& row : rows) EXPECT_EQ(verdict(row.text), row.reason) << row.why;
}

TEST(RequestHead, EveryRegisteredMethodReachesTheHandler) {
  RecordProperty("covers", "Q18");
  for (const char* method : {"GET", "PATCH", "PROPFIND", "MKCOL", "LOCK", "REPORT", "VERSION-CONTROL"})
    EXPECT_EQ(verdict(std::string(method) + " /a HTTP/1.1\r\nHost: a\r\n\r\n"),
              verdict("GET /a HTTP/1.1\r\nHost: a\r\n\r\n"))
        << method;
}

TEST(RequestHead, DemandsOneProperHost) {
  RecordProperty("covers", "HTTP-04");
  const auto hosted = [](std::string_view host) { return "GET / HTTP/1.1\r\n" + std::string(host) + "\r\n"; };
  const Refused rows[] = {
      {hosted(""), "host_missing", "none"},
      {hosted("Host: a\r\nHost: a\r\n"), "host_twice", "two, equal"},
      {hosted("Host: a\r\nhOST: b\r\n"), "host_twice", "two, different"},
      {hosted("Host:\r\n"), "host_invalid", "empty"},
      {hosted("Host: a@b\r\n"), "host_invalid", "user information"},
      {hosted("Host: a/b\r\n"), "host_invalid", "a path"},
      {hosted("Host: a b\r\n"), "host_invalid", "a space"},
      {hosted("Host: a,b\r\n"), "host_invalid", "a list"},
      {hosted("Host: a:b\r\n"), "host_invalid", "port is no number"},
      {hosted("Host: a:\r\n"), "host_invalid", "port is empty"},
      {hosted("Host: a:123456\r\n"), "host_invalid", "port too long"},
      {hosted("Host: :80\r\n"), "host_invalid", "no name"},
      {hosted("Host: [::1\r\n"), "host_invalid", "bracket not closed"},
      {hosted("Host: [::1]x\r\n"), "host_invalid", "text after the bracket"},
      {hosted("Host: <a>\r\n"), "host_invalid", "markup"},
  };
  for (const auto& row : rows) EXPECT_EQ(verdict(row.text), row.reason) << row.why;
  for (std::string_view host : {"a", "a.example:8443", "127.0.0.1", "[::1]", "[2001:db8::1]:80", "my_app"})
    EXPECT_EQ(verdict(hosted("Host: " + std::string(host) + "\r\n")), "none") << host;
}

TEST(RequestHead, HasLimits) {
  RecordProperty("covers", "HTTP-08");
  const HeadLimits limits{.bytes = 1000, .count = 5, .target_bytes = 100};
  const auto target = [](std::size_t size) {
    return "GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n";
  };
  EXPECT_EQ(verdict(target(100), limits), "none");
  EXPECT_EQ(verdict(target(101), limits), "target_too_long");
  EXPECT_EQ(verdict(with("A: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\n"), limits), "none");
  EXPECT_EQ(verdict(with("A: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\nA: 5\r\n"), limits), "head_count");
  const std::size_t others = with("A: \r\n").size();
  EXPECT_EQ(verdict(with("A: " + std::string(1000 - others, 'a') + "\r\n"), limits), "none");
  EXPECT_EQ(verdict(with("A: " + std::string(1001 - others, 'a') + "\r\n"), limits), "head_too_large");
}

TEST(RequestHead, IsOneWholeHead) {
  for (std::string_view text :
       {"", "\r\n", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\n", "GET / HTTP/1.1\r\nHost: a",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\nX", "GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\n"})
    EXPECT_EQ(reason_of(RequestHeadParser({}).parse(text)), "head_syntax") << text;
}

TEST(HeadScan, FindsASpecialByteWhereverItStandsInALongValue) {
  const std::string value(100, 'a');
  for (std::size_t at = 0; at < value.size(); ++at) {
    for (const auto& [byte, reason] : {std::pair('\0', "head_control"), std::pair('\x7f', "head_control"),
                                       std::pair('\n', "head_line_end"), std::pair('\r', "head_line_end")}) {
      std::string text = with("X: " + value + "\r\n");
      text[text.find(value) + at] = byte;
      EXPECT_EQ(verdict(text), reason) << at;
    }
    std::string text = with("X: " + value + "\r\n");
    text[text.find(value) + at] = '\t';
    EXPECT_EQ(verdict(text), "none") << at;
  }
}

TEST(ResponseHead, RefusesWhatCouldSplitOrConfuse) {
  const auto answer = [](std::string_view lines) { return "HTTP/1.1 200 OK\r\n" + std::string(lines) + "\r\n"; };
  const Refused rows[] = {
      {answer("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), "transfer_encoding", "both"},
      {answer("Content-Length: 1\r\nContent-Length: 1\r\n"), "content_length_twice", "two"},
      {answer("Content-Length: x\r\n"), "content_length", "no number"},
      {answer("Transfer-Encoding: gzip, chunked\r\n"), "transfer_encoding", "another coding"},
      {answer("X: a\nSet-Cookie: b\r\n"), "head_line_end", "bare LF"},
      {answer("X: a\r\n b\r\n"), "head_folded", "obs-fold"},
      {answer("X : a\r\n"), "head_syntax", "space before the colon"},
      {"HTTP/1.1 999 Odd\r\n\r\n", "status", "beyond 599"},
      {"HTTP/1.1 20 Short\r\n\r\n", "head_syntax", "two digits"},
      {"HTTP/1.1 2000 Long\r\n\r\n", "head_syntax", "four digits"},
      {"HTTP/1.1 200\r\n\r\n", "head_syntax", "no space after the status"},
      {"HTTP/1.1  200 OK\r\n\r\n", "head_syntax", "two spaces"},
      {"HTTP/2.0 200 OK\r\n\r\n", "head_version", "not ours"},
      {"SSH-2.0-OpenSSH\r\n\r\n", "head_version", "another protocol"},
  };
  for (const auto& row : rows) EXPECT_EQ(response_verdict(row.text), row.reason) << row.why;
  EXPECT_EQ(response_verdict(answer("Content-Length: 1\r\n")), "none");
  EXPECT_EQ(response_verdict("HTTP/1.0 404 Not Found\r\n\r\n"), "none");
}

TEST(FieldLines, AreCompleteAndNotAboutTheConnection) {
  EXPECT_TRUE(are_plain_field_lines(""));
  EXPECT_TRUE(are_plain_field_lines("X-User: a\r\nAccept: */*\r\n"));
  for (std::string_view bad :
       {"X: a", "X: a\n", "X: a\nY: b\r\n", "X a\r\n", ": a\r\n", "X : a\r\n", "X: a\r\n\r\n", "Host: b\r\n",
        "content-length: 1\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", " X: a\r\n"})
    EXPECT_FALSE(are_plain_field_lines(bad)) << bad;
}

// RFC 9110 5.5
TEST(FieldLines, MayHoldATabAndNoOtherControlCharacter) {
  EXPECT_TRUE(are_plain_field_lines("X: a\tb\r\n"));
  for (const std::string_view bad : {std::string_view("X: a\0b\r\n", 8), std::string_view("X: a\x1f\r\n"),
                                     std::string_view("X: a\x7f\r\n"), std::string_view("X: a\nb\r\n")})
    EXPECT_FALSE(are_plain_field_lines(bad)) << bad;
}

}  // namespace
}  // namespace sallyport::net
