#include "http/message.h"

#include <gtest/gtest.h>

namespace sallyport::http {
namespace {

Request with(std::vector<HeaderView> headers) {
  Request request;
  request.method = "GET";
  request.target = "/";
  request.headers = std::move(headers);
  request.peer = std::make_shared<Peer>();
  return request;
}

TEST(RequestHeader, IsFoundInAnyCase) {
  const Request request = with({{"AUTHORIZATION", "Bearer x"}});
  EXPECT_EQ(request.header("Authorization"), "Bearer x");
  EXPECT_EQ(request.header("authorization"), "Bearer x");
}

TEST(RequestHeader, IsAbsentWhereItStandsTwiceEvenWithTheSameValue) {
  const Request request = with({{"Authorization", "Bearer x"}, {"authorization", "Bearer x"}});
  EXPECT_EQ(request.header("Authorization"), std::nullopt);
  EXPECT_EQ(request.count("Authorization"), 2u);
}

TEST(RequestHeader, IsAnEmptyValueWhereItIsThereAndEmpty) {
  EXPECT_EQ(with({{"X", ""}}).header("x"), "");
  EXPECT_EQ(with({}).header("x"), std::nullopt);
}

TEST(RequestHeader, IsNotAnotherOfWhichItIsAPrefix) {
  EXPECT_EQ(with({{"Authorization2", "x"}, {"Author", "y"}}).header("Authorization"), std::nullopt);
}

TEST(RequestHeader, UnderscoreIsNoDash) {  // a CGI program confuses the two, but Request::header does not
  EXPECT_EQ(with({{"X_Auth_User", "x"}}).header("X-Auth-User"), std::nullopt);
}

TEST(RequestTarget, IsPathAndQueryAtTheFirstQuestionMark) {
  Request request = with({});
  request.target = "/a?b?c";
  EXPECT_EQ(request.path(), "/a");
  EXPECT_EQ(request.query(), "b?c");
  request.target = "/a";
  EXPECT_EQ(request.path(), "/a");
  EXPECT_EQ(request.query(), "");
}

TEST(OwnedRequest, OutlivesTheBufferItCameFrom) {
  auto buffer = std::make_unique<std::string>("POST /check?x=1 Cookie a=b body");
  const std::string_view text = *buffer;
  Request request = with({{text.substr(16, 6), text.substr(23, 3)}});
  request.method = text.substr(0, 4);
  request.target = text.substr(5, 10);
  request.body = text.substr(27);

  const Request owned = own(request);
  buffer->assign(buffer->size(), '#');
  buffer.reset();

  EXPECT_EQ(owned.method, "POST");
  EXPECT_EQ(owned.target, "/check?x=1");
  EXPECT_EQ(owned.header("cookie"), "a=b");
  EXPECT_EQ(owned.body, "body");
  EXPECT_EQ(owned.peer, request.peer);
}

TEST(OwnedRequest, MayBeCopiedAndMovedWithoutCopyingItsText) {
  Request copy;
  {
    const std::string target(5000, 'x');
    Request request = with({});
    request.target = target;
    const Request owned = own(request);
    copy = owned;
    EXPECT_EQ(copy.target.data(), owned.target.data());
  }
  EXPECT_EQ(copy.target, std::string(5000, 'x'));
}

TEST(PreparedHeaders, AreLines) {
  EXPECT_EQ(*prepare({{"X-User", "anna"}, {"X-Empty", ""}}), "X-User: anna\r\nX-Empty: \r\n");
  EXPECT_EQ(*prepare({}), "");
}

TEST(PreparedHeaders, LeaveOutAValueWithAControlByte) {
  RecordProperty("covers", "HTTP-10");
  using namespace std::string_literals;
  for (const std::string& value : {"a\r\nSet-Cookie: x=y"s, "a\nb"s, "a\rb"s, "a\0b"s, "a\tb"s, "a\x7f"s, "\x1b[31m"s})
    EXPECT_EQ(*prepare({{"X-User", value}, {"X-Next", "1"}}), "X-Next: 1\r\n");
}

TEST(PreparedHeaders, LeaveOutANameThatIsNoToken) {
  for (const std::string name : {"", "X User", "X:User", "X\r\nY", "X-\xc3\xbc", "X(Y)"})
    EXPECT_EQ(*prepare({{name, "1"}}), "") << name;
}

TEST(PreparedHeaders, KeepBytesBeyondAscii) {
  EXPECT_EQ(*prepare({{"X-Name", "J\xc3\xbcrgen"}}), "X-Name: J\xc3\xbcrgen\r\n");
}

TEST(ResponseHeader, FirstOneIsFoundInAnyCase) {
  Response response(302);
  response.add("Location", "/a");
  response.add("location", "/b");
  ASSERT_NE(response.find("LOCATION"), nullptr);
  EXPECT_EQ(*response.find("LOCATION"), "/a");
  EXPECT_EQ(response.find("Set-Cookie"), nullptr);
}

TEST(ReasonPhrase, IsTheOneOfTheRfc) {
  EXPECT_EQ(reason_phrase(204), "No Content");
  EXPECT_EQ(reason_phrase(404), "Not Found");
  EXPECT_EQ(reason_phrase(505), "HTTP Version Not Supported");
  EXPECT_EQ(reason_phrase(599), "Unknown");
}

}  // namespace
}  // namespace sallyport::http
