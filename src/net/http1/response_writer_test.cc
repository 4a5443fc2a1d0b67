#include "net/http1/response_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sallyport::net {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string printed(const http::Response& response, Delivery delivery = {}, std::vector<http::Header> extra = {}) {
  std::string out;
  ResponseWriter(extra).print(response, delivery, out);
  return out;
}

http::Response response(int status, std::string body = {}) {
  http::Response out(status);
  out.body = std::move(body);
  return out;
}

TEST(ResponseWriter, FramesTheBody) {
  const auto text = printed(response(200, "hello"));
  EXPECT_THAT(text, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nContent-Length: 5\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nDate: "));
  EXPECT_THAT(text, EndsWith("\r\n\r\nhello"));
}

TEST(ResponseWriter, HeadHasTheLengthAndNoBody) {
  const auto text = printed(response(200, "hello"), {.head_only = true});
  EXPECT_THAT(text, HasSubstr("\r\nContent-Length: 5\r\n"));
  EXPECT_THAT(text, EndsWith("\r\n\r\n"));
}

TEST(ResponseWriter, NoContentHasNeither) {
  for (int status : {204, 304}) {
    const auto text = printed(response(status, "hello"));
    EXPECT_THAT(text, Not(HasSubstr("Content-Length")));
    EXPECT_THAT(text, EndsWith("\r\n\r\n"));
  }
}

TEST(ResponseWriter, LeavesOutWhatWouldSplit) {
  RecordProperty("covers", "HTTP-10");
  auto answer = response(200);
  answer.add("X-Bad", "a\r\nSet-Cookie: b");
  answer.add("X-Lf", "a\nb");
  answer.add("X-Bad\r\nY", "a");
  answer.add("X Y", "a");
  answer.add("", "a");
  const auto text = printed(answer);
  for (std::string_view gone : {"X-Bad", "Set-Cookie", "X-Lf", "X Y"}) EXPECT_THAT(text, Not(HasSubstr(gone)));
}

TEST(ResponseWriter, FramingIsItsOwn) {
  auto answer = response(200, "hello");
  answer.add("content-length", "99");
  answer.add("Transfer-Encoding", "chunked");
  answer.add("Connection", "close");
  const auto text = printed(answer);
  for (std::string_view gone : {"99", "chunked", "close"}) EXPECT_THAT(text, Not(HasSubstr(gone)));
}

TEST(ResponseWriter, ExtraHeadersGiveWayToTheResponse) {
  auto answer = response(200);
  answer.add("x-frame-options", "SAMEORIGIN");
  answer.prepared = http::prepare({{"Cache-Control", "no-store"}, {"Referrer-Policy", "origin"}});
  const auto text =
      printed(answer, {}, {{"X-Frame-Options", "DENY"}, {"Referrer-Policy", "no-referrer"}, {"X-A", "1"}});
  EXPECT_THAT(text, Not(HasSubstr("DENY")));
  EXPECT_THAT(text, Not(HasSubstr("no-referrer")));
  EXPECT_THAT(text, HasSubstr("\r\nX-A: 1\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nCache-Control: no-store\r\n"));
}

TEST(ResponseWriter, AStatusOutOfRangeIs500) {
  for (int status : {0, 101, 199, 600}) EXPECT_THAT(printed(response(status)), StartsWith("HTTP/1.1 500 "));
}

TEST(ResponseWriter, RelayDropsWhatBelongsToTheUpstreamsConnection) {
  ResponseHead head;
  head.status = 200;
  head.headers = {{"Connection", "keep-alive, X-Hop"}, {"X-Hop", "1"},         {"Keep-Alive", "timeout=5"},
                  {"Transfer-Encoding", "chunked"},    {"Set-Cookie", "evil"}, {"X-Kept", "2"}};
  const http::ResponseRules rules{.added = {{"Set-Cookie", "ours"}}, .dropped = {"set-cookie"}, .drop = {}};
  std::string out;
  ResponseWriter({}).print(
      ResponseWriter::Relay{
          .upstream = head, .rules = &rules, .framing = {Framing::length, 7}, .stated_length = {}, .upgrade = {}},
      {}, out);
  for (std::string_view gone : {"X-Hop", "Keep-Alive", "chunked", "evil", "Connection"})
    EXPECT_THAT(out, Not(HasSubstr(gone)));
  EXPECT_THAT(out, HasSubstr("\r\nX-Kept: 2\r\n"));
  EXPECT_THAT(out, HasSubstr("\r\nSet-Cookie: ours\r\n"));
  EXPECT_THAT(out, HasSubstr("\r\nContent-Length: 7\r\n"));
}

TEST(ResponseWriter, ARuleMayReplaceTheValueOfAHeader) {
  RecordProperty("covers", "Q17");
  ResponseHead head;
  head.status = 302;
  head.headers = {{"Location", "/login"}, {"X-Kept", "/login"}, {"Content-Location", "bad"}};
  http::ResponseRules rules;
  rules.replace = [](const http::HeaderView& header) -> std::optional<std::string> {
    if (header.name == "Location") return "/tools" + std::string(header.value);
    if (header.name == "Content-Location") return "a\r\nX-Split: 1";
    return std::nullopt;
  };
  std::string out;
  ResponseWriter({}).print(
      ResponseWriter::Relay{.upstream = head, .rules = &rules, .framing = {}, .stated_length = {}, .upgrade = {}}, {},
      out);
  EXPECT_THAT(out, HasSubstr("\r\nLocation: /tools/login\r\n"));
  EXPECT_THAT(out, HasSubstr("\r\nX-Kept: /login\r\n"));
  EXPECT_THAT(out, Not(HasSubstr("Split"))) << "a value with a line break is not sent";
}

}  // namespace
}  // namespace sallyport::net
