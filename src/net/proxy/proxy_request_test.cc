#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include "net/proxy/proxy_fixture_test.h"

namespace sallyport::net {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST_F(ProxyTest, TheUpstreamSeesWhatTheHandlerSaidAndNoMore) {
  start_proxy();
  auto [client, upstream, head] =
      ask("GET /a?b HTTP/1.1\r\nHost: a\r\nX-User: spoofed\r\nCookie: secret\r\nConnection: X-User\r\nTE: "
          "trailers\r\n\r\n");
  EXPECT_EQ(head, "GET /a?b HTTP/1.1\r\nHost: app.internal\r\nX-User: anna\r\n\r\n");
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), EndsWith("\r\n\r\nok")));
}

TEST_F(ProxyTest, BodiesKeepTheirFraming) {
  start_proxy();
  auto [client, upstream, head] = ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_THAT(head, HasSubstr("\r\nContent-Length: 3\r\n"));
  EXPECT_EQ(upstream.read_exactly(3), "abc");
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
  client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-User: "
      "bob\r\n\r\n");
  EXPECT_THAT(upstream.read_until("\r\n\r\n"),
              AllOf(HasSubstr("\r\nTransfer-Encoding: chunked\r\n"), Not(HasSubstr("Content-Length"))));
  EXPECT_EQ(upstream.read_until("0\r\n\r\n"), "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");  // without extensions and trailers
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
}

TEST_F(ProxyTest, ABodyThatTheHandlerReadIsPassedOn) {
  start([this](const http::Request& request, bool has_body) -> http::Action {
    if (!has_body) return http::NeedBody{};
    return http::Defer{[out = forward(request)] { return out; }};
  });
  auto [client, upstream, head] =
      ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_THAT(head, AllOf(HasSubstr("\r\nContent-Length: 3\r\n"), Not(HasSubstr("chunked"))));
  EXPECT_EQ(upstream.read_exactly(3), "abc");
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
}

TEST_F(ProxyTest, ForwardAfterDeferStreamsTheBodyOn) {
  start([this](const http::Request& request, bool) -> http::Action {
    return http::Defer{[out = forward(request)] { return out; }};
  });
  auto [client, upstream, head] = ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc");
  EXPECT_EQ(upstream.read_exactly(3), "abc");
  client.send("def");
  EXPECT_EQ(upstream.read_exactly(3), "def");
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
}

TEST_F(ProxyTest, ContinueIsOursToSay) {
  start_proxy();
  RawSocket client = connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("abc");
  RawSocket upstream = listener_.accept();
  EXPECT_THAT(upstream.read_until("\r\n\r\n"), Not(HasSubstr("Expect")));
  EXPECT_EQ(upstream.read_exactly(3), "abc");
  upstream.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + std::string(kOk));
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ProxyTest, RefusedRequestsReachNoUpstream) {
  RecordProperty("covers", "HTTP-01");
  start_proxy();
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\n";
  const std::string smuggled = "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::pair<std::string, std::string_view> rows[] = {
      {head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "CL.TE"},
      {head + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "TE.CL"},
      {head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", "TE.TE"},
      {head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "xchunked"},
      {head + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", "chunked is not last"},
      {head + "Transfer-Encoding: \x0b"
              "chunked\r\n\r\n0\r\n\r\n",
       "vertical tab"},
      {head + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "space before the colon"},
      {head + "Content-Length: 0\r\nContent-Length: 44\r\n\r\n", "two CL"},
      {head + "Content-Length: 5,5\r\n\r\nabcde", "list of CL"},
      {head + "Content-Length: +5\r\n\r\nabcde", "sign"},
      {head + "Content-Length: 0x5\r\n\r\nabcde", "hexadecimal"},
      {head + "X: a\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "obs-fold"},
      {head + "X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "bare LF"},
      {head + "X: a\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "bare CR"},
      {head + "X: a" + std::string(1, '\0') + "\r\n\r\n", "NUL"},
      {"GET http://other/ HTTP/1.1\r\nHost: a\r\n\r\n", "absolute form"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "two Hosts"},
      {"GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", "user information"},
      {"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", "TRACE"},
      {"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", "CONNECT"},
  };
  for (const auto& [bytes, why] : rows) {
    RawSocket client = connect();
    client.send(bytes + smuggled);
    EXPECT_THAT(client.read_all(), AllOf(StartsWith("HTTP/1.1 40"), Not(HasSubstr(" 200 ")))) << why;
    EXPECT_FALSE(listener_.has_connection()) << why;
  }
}

TEST_F(ProxyTest, ABadChunkCutsTheRequestUpstream) {
  start_proxy();
  RawSocket client = connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  RawSocket upstream = listener_.accept();
  upstream.read_until("3\r\nabc\r\n");
  client.send("FFFFFFFFFFFFFFFF1\r\nGET /admin HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(upstream.is_closed());  // the last chunk never came
  EXPECT_THAT(client.read_all(), StartsWith("HTTP/1.1 400 "));
}

TEST_F(ProxyTest, AClientThatGoesMidBodyCutsTheRequest) {
  start_proxy();
  RawSocket client = connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  RawSocket upstream = listener_.accept();
  upstream.read_until("3\r\nabc\r\n");
  client.close();
  EXPECT_TRUE(upstream.is_closed());  // the last chunk never came
}

TEST_F(ProxyTest, ABodyThatTricklesIs408AndACutRequestUpstream) {
  RecordProperty("covers", "HTTP-07");
  settings_.limits.body_timeout = std::chrono::milliseconds(100);
  start_proxy();
  constexpr std::size_t kSize = 500;
  auto [client, upstream, head] = ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n");
  std::size_t sent = 0;
  pollfd answered{client.fd(), POLLIN, 0};
  while (sent < kSize && ::poll(&answered, 1, 10) == 0 && client.send("x")) ++sent;
  ASSERT_LT(sent, kSize) << "each byte bought the whole time anew";
  EXPECT_LT(upstream.read_all().size(), kSize);
  EXPECT_THAT(client.read_all(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(ProxyTest, AForwardThatWouldSplitIsRefused) {
  const std::function<void(http::Forward&)> faults[] = {
      [](http::Forward& out) { out.target = "/a HTTP/1.1\r\nX: y"; },
      [](http::Forward& out) { out.target = "a"; },
      [](http::Forward& out) { out.host = "a\r\nX: y"; },
      [](http::Forward& out) { out.host = ""; },
      [](http::Forward& out) { out.headers = "X: y"; },
      [](http::Forward& out) { out.headers = "X: y\r\n\r\nGET / HTTP/1.1\r\n"; },
      [](http::Forward& out) { out.headers = "Content-Length: 5\r\n"; },
      [](http::Forward& out) { out.headers = "Transfer-Encoding: chunked\r\n"; },
      [](http::Forward& out) { out.upstream = nullptr; },
  };
  start([&](const http::Request& request, bool) -> http::Action {
    auto out = forward(request);
    faults[static_cast<std::size_t>(request.target.back() - '0')](out);
    return out;
  });
  RawSocket client = connect();
  for (std::size_t i = 0; i < std::size(faults); ++i) {
    client.send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 500 ")) << i;
    EXPECT_FALSE(listener_.has_connection()) << i;
  }
}

TEST_F(ProxyTest, LargeBodiesStreamBothWays) {
  start_proxy();
  const std::size_t size = 10 << 20;
  std::thread upstream_side([&] {
    RawSocket upstream = listener_.accept();
    upstream.read_until("\r\n\r\n");
    const auto body = upstream.read_exactly(size);
    upstream.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (std::size_t at = 0; at < size; at += 1 << 20) upstream.send("100000\r\n" + body.substr(at, 1 << 20) + "\r\n");
    upstream.send("0\r\n\r\n");
  });
  RawSocket client = connect();
  std::string body(size, 'a');
  for (std::size_t i = 0; i < size; i += 4093) body[i] = static_cast<char>('b' + i % 20);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n");
  client.send(body);
  client.read_until("\r\n\r\n");
  std::string back;
  for (;;) {
    const std::size_t chunk = std::stoul(client.read_until("\r\n"), nullptr, 16);
    back += client.read_exactly(chunk);
    client.read_until("\r\n");
    if (chunk == 0) break;
  }
  EXPECT_TRUE(back == body);
  upstream_side.join();
}

TEST_F(ProxyTest, AnUpstreamThatDoesNotReadHoldsTheClientBack) {
  RecordProperty("covers", "F-24");
  start_proxy();
  auto [client, upstream, head] = ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n");
  const std::string part(1 << 20, 'x');
  std::size_t sent = 0;
  const std::size_t most = 100 << 20;  // much more than the four socket buffers in the kernel can hold
  while (sent < most) {
    pollfd waiting{client.fd(), POLLOUT, 0};
    if (::poll(&waiting, 1, 300) == 0) break;  // all buffers are full
    const ssize_t taken = ::send(client.fd(), part.data(), part.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ASSERT_GT(taken, 0);
    sent += static_cast<std::size_t>(taken);
  }
  EXPECT_LT(sent, most);
}

}  // namespace
}  // namespace sallyport::net
