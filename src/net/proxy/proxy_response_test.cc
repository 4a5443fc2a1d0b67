#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/proxy/proxy_fixture_test.h"

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST_F(ProxyTest, ResponseHeadersAreCleanedAndAdded) {
  start([this](const http::Request& request, bool) -> http::Action {
    auto out = forward(request);
    out.response = std::make_shared<http::ResponseRules>(
        http::ResponseRules{.added = {{"Set-Cookie", "renewed=1"}}, .dropped = {"x-auth-request-user"}, .drop = {}});
    return out;
  });
  const auto response = relay(
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
      "X-Auth-Request-User: root\r\nX-Kept: 1\r\nSet-Cookie: app=1\r\n\r\nok",
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(response, AllOf(HasSubstr("\r\nX-Kept: 1\r\n"), HasSubstr("\r\nSet-Cookie: app=1\r\n"),
                              HasSubstr("\r\nSet-Cookie: renewed=1\r\n")));
  for (std::string_view gone : {"X-Hop", "Keep-Alive", "root"}) EXPECT_THAT(response, Not(HasSubstr(gone)));
}

TEST_F(ProxyTest, ABadResponseIs502) {
  RecordProperty("covers", "F-25");
  start_proxy();
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok", "both framings"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok", "two lengths"},
      {"HTTP/1.1 200 OK\r\nX: a\nSet-Cookie: b\r\n\r\n", "bare LF"},
      {"HTTP/1.1 200 OK\r\nX: a\r\n folded\r\n\r\n", "obs-fold"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "another coding"},
      {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", "101 unasked"},
      {"SSH-2.0-OpenSSH_9\r\n\r\n", "another protocol"},
      {"HTTP/1.1 200 OK\r\nX: ", "cut head"},
      {"", "nothing"},
  };
  for (const auto& [bytes, why] : rows)
    EXPECT_THAT(relay(bytes, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 502 "))
        << why;
}

TEST_F(ProxyTest, ACutBodyIsCutForTheClient) {
  RecordProperty("covers", "F-25");
  start_proxy();
  EXPECT_THAT(relay("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"), EndsWith("\r\n\r\nabc"));
  EXPECT_THAT(relay("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), EndsWith("3\r\nabc\r\n"));
  EXPECT_THAT(relay("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n"),
              Not(HasSubstr("0\r\n\r\n")));
}

TEST_F(ProxyTest, ABodyUntilCloseIsChunkedAndWhole) {
  start_proxy();
  RawSocket client = connect();
  client.send(kGet);
  {
    RawSocket upstream = listener_.accept();
    upstream.read_until("\r\n\r\n");
    upstream.send("HTTP/1.1 200 OK\r\n\r\nabc");
  }
  EXPECT_THAT(client.read_until("0\r\n\r\n"),
              AllOf(HasSubstr("\r\nTransfer-Encoding: chunked\r\n"), EndsWith("3\r\nabc\r\n0\r\n\r\n")));
}

TEST_F(ProxyTest, AnHttp10ClientGetsNoChunks) {
  start_proxy();
  const auto response = relay("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                              "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(response,
              AllOf(HasSubstr("\r\nConnection: close\r\n"), EndsWith("\r\n\r\nabc"), Not(HasSubstr("chunked"))));
}

// The body for an HTTP/1.0 client ends with the connection, so only a reset can show that something is missing.
TEST_F(ProxyTest, AnHttp10ClientSeesThatSomethingIsMissing) {
  start_proxy();
  auto [client, upstream, head] = ask("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
  upstream.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\nabc"), EndsWith("abc"));
  upstream.close();
  client.read_all();
  EXPECT_EQ(client.error(), ECONNRESET);
}

TEST_F(ProxyTest, ResponsesWithoutBodyStateTheirLength) {
  start_proxy();
  auto [client, upstream, head] = ask("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("\r\nContent-Length: 1234\r\n"));
  for (std::string_view status : {"204 No Content", "304 Not Modified"}) {
    client.send(kGet);
    upstream.read_until("\r\n\r\n");
    upstream.send("HTTP/1.1 " + std::string(status) + "\r\nContent-Length: 9\r\n\r\n");
    EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 " + std::string(status)));
  }
}

TEST_F(ProxyTest, AnEarlyAnswerEndsTheUpload) {
  start_proxy();
  RawSocket client = connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc");
  RawSocket upstream = listener_.accept();
  upstream.read_until("abc");
  upstream.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(client.read_response(), AllOf(StartsWith("HTTP/1.1 413 "), HasSubstr("\r\nConnection: close\r\n")));
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(upstream.is_closed());
}

TEST_F(ProxyTest, ASilentUpstreamIs504) {
  RecordProperty("covers", "F-25");
  settings_.limits.watch_interval = milliseconds(40);  // makes the ticks short
  upstream_.response_timeout = milliseconds(100);
  start_proxy();
  RawSocket client = connect();
  client.send(kGet);
  RawSocket upstream = listener_.accept();
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 504 "));
  upstream.read_until("\r\n\r\n");
  EXPECT_TRUE(upstream.is_closed());
}

TEST_F(ProxyTest, AnUpstreamThatStopsMidBodyIsCut) {
  settings_.limits.watch_interval = milliseconds(40);
  upstream_.response_timeout = milliseconds(2000);  // also the time that this test has to begin
  start_proxy();
  auto [client, upstream, head] = ask();
  upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc");
  EXPECT_THAT(client.read_all(), EndsWith("\r\n\r\nabc"));
}

}  // namespace
}  // namespace sallyport::net
