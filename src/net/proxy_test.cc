#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <optional>

#include "net/server_fixture_test.h"

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// The upstream is a socket of the test: what it reads is what was sent, byte for byte.
class ProxyTest : public ServerTest {
 protected:
  http::Forward forward(const http::Request& request) const {
    http::Forward out;
    out.upstream = std::make_shared<http::Upstream>(upstream_);
    out.target = std::string(request.target);
    out.host = "app.internal";
    out.headers = "X-User: anna\r\n";
    return out;
  }
  ProxyTest() {
    upstream_.host = "127.0.0.1";
    upstream_.port = std::to_string(listener_.port());
  }
  void start_proxy() {
    start([this](const http::Request& request, bool) -> http::Action { return forward(request); });
  }
  // One exchange: the request's bytes at the upstream, then `response` back to the client.
  std::string relay(std::string_view response, std::string_view request = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n") {
    RawSocket client = connect();
    client.send(request);
    RawSocket upstream = listener_.accept();
    upstream.read_until("\r\n\r\n");
    upstream.send(response);
    upstream.close();
    return client.read_all();
  }

  RawListener listener_;
  http::Upstream upstream_;
};

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST_F(ProxyTest, TheUpstreamSeesWhatTheHandlerSaidAndNoMore) {
  start_proxy();
  RawSocket client = connect();
  client.send(
      "GET /a?b HTTP/1.1\r\nHost: a\r\nX-User: spoofed\r\nCookie: secret\r\nConnection: X-User\r\nTE: "
      "trailers\r\n\r\n");
  RawSocket upstream = listener_.accept();
  EXPECT_EQ(upstream.read_until("\r\n\r\n"), "GET /a?b HTTP/1.1\r\nHost: app.internal\r\nX-User: anna\r\n\r\n");
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), EndsWith("\r\n\r\nok")));
}

TEST_F(ProxyTest, BodiesKeepTheirFraming) {
  start_proxy();
  RawSocket client = connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
  RawSocket upstream = listener_.accept();
  EXPECT_THAT(upstream.read_until("\r\n\r\n"), HasSubstr("\r\nContent-Length: 3\r\n"));
  EXPECT_EQ(upstream.read_exactly(3), "abc");
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
  client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-User: "
      "bob\r\n\r\n");
  EXPECT_THAT(upstream.read_until("\r\n\r\n"),
              AllOf(HasSubstr("\r\nTransfer-Encoding: chunked\r\n"), Not(HasSubstr("Content-Length"))));
  EXPECT_EQ(upstream.read_until("0\r\n\r\n"), "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");  // neither extension nor trailer
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
}

TEST_F(ProxyTest, ABodyThatTheHandlerReadIsPassedOn) {
  start([this](const http::Request& request, bool has_body) -> http::Action {
    if (!has_body) return http::NeedBody{};
    return http::Defer{[out = forward(request)] { return out; }};
  });
  RawSocket client = connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  RawSocket upstream = listener_.accept();
  EXPECT_THAT(upstream.read_until("\r\n\r\n"),
              AllOf(HasSubstr("\r\nContent-Length: 3\r\n"), Not(HasSubstr("chunked"))));
  EXPECT_EQ(upstream.read_exactly(3), "abc");
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
}

TEST_F(ProxyTest, ForwardAfterDeferStreamsTheBodyOn) {
  start([this](const http::Request& request, bool) -> http::Action {
    return http::Defer{[out = forward(request)] { return out; }};
  });
  RawSocket client = connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc");
  RawSocket upstream = listener_.accept();
  upstream.read_until("\r\n\r\n");
  EXPECT_EQ(upstream.read_exactly(3), "abc");
  client.send("def");
  EXPECT_EQ(upstream.read_exactly(3), "def");
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
}

TEST_F(ProxyTest, RequestsShareAConnection) {
  start_proxy();
  RawSocket client = connect();
  client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  RawSocket upstream = listener_.accept();
  EXPECT_THAT(upstream.read_until("\r\n\r\n"), StartsWith("GET /1 "));
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
  EXPECT_THAT(upstream.read_until("\r\n\r\n"), StartsWith("GET /2 "));
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
  EXPECT_FALSE(listener_.has_connection());
}

TEST_F(ProxyTest, AConnectionWithBytesLeftOverIsNotShared) {  // they would answer somebody else's request
  start_proxy();
  RawSocket client = connect();
  client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
  RawSocket first = listener_.accept();
  first.read_until("\r\n\r\n");
  first.send(std::string(kOk) + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
  client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  RawSocket second = listener_.accept();
  EXPECT_THAT(second.read_until("\r\n\r\n"), StartsWith("GET /2 "));
  second.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
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
  EXPECT_TRUE(upstream.is_closed());  // without a last chunk
  EXPECT_THAT(client.read_all(), StartsWith("HTTP/1.1 400 "));
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

TEST_F(ProxyTest, ResponseHeadersAreCleanedAndAdded) {
  start([this](const http::Request& request, bool) -> http::Action {
    auto out = forward(request);
    out.response_headers = {{"Set-Cookie", "renewed=1"}};
    out.response_headers_dropped = {"x-auth-request-user"};
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
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
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

TEST_F(ProxyTest,
       AnHttp10ClientSeesThatSomethingIsMissing) {  // its body ends with the connection: only a reset can say it
  start_proxy();
  RawSocket client = connect();
  client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
  RawSocket upstream = listener_.accept();
  upstream.read_until("\r\n\r\n");
  upstream.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\nabc"), EndsWith("abc"));
  upstream.close();
  client.read_all();
  EXPECT_EQ(client.error(), ECONNRESET);
}

TEST_F(ProxyTest, ResponsesWithoutBodyStateTheirLength) {
  start_proxy();
  RawSocket client = connect();
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  RawSocket upstream = listener_.accept();
  upstream.read_until("\r\n\r\n");
  upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("\r\nContent-Length: 1234\r\n"));
  for (std::string_view status : {"204 No Content", "304 Not Modified"}) {
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    upstream.read_until("\r\n\r\n");
    upstream.send("HTTP/1.1 " + std::string(status) + "\r\nContent-Length: 9\r\n\r\n");
    EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 " + std::string(status)));
  }
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

TEST_F(ProxyTest, OnlyADeadKeptConnectionIsTriedAgain) {
  RecordProperty("covers", "F-25");
  start_proxy();
  RawSocket client = connect();
  const auto use_once = [&] {
    client.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n");
    RawSocket upstream = listener_.accept();
    upstream.read_until("\r\n\r\n");
    upstream.send(kOk);
    EXPECT_THAT(client.read_response(), EndsWith("ok"));
    return upstream;
  };
  {
    RawSocket kept = use_once();
    client.send("GET /again HTTP/1.1\r\nHost: a\r\n\r\n");
    kept.read_until("\r\n\r\n");
  }
  {
    RawSocket fresh = listener_.accept();
    EXPECT_THAT(fresh.read_until("\r\n\r\n"), StartsWith("GET /again "));
  }  // and not a third time
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 502 "));
  EXPECT_FALSE(listener_.has_connection());
  {
    RawSocket kept = use_once();
    client.send("POST /once HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");  // may have been carried out
    kept.read_until("\r\n\r\n");
  }
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 502 "));
  EXPECT_FALSE(listener_.has_connection());
}

TEST_F(ProxyTest, NobodyThereIs502) {
  {
    const RawListener gone;
    upstream_.port = std::to_string(gone.port());
  }
  start_proxy();
  EXPECT_THAT(exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 502 "));
  upstream_.port = "none";
  EXPECT_THAT(exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 502 "));
}

TEST_F(ProxyTest, ASilentUpstreamIs504) {
  RecordProperty("covers", "F-25");
  settings_.limits.header_timeout = milliseconds(40);  // makes the ticks short
  upstream_.response_timeout = milliseconds(100);
  start_proxy();
  RawSocket client = connect();
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  RawSocket upstream = listener_.accept();
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 504 "));
  upstream.read_until("\r\n\r\n");
  EXPECT_TRUE(upstream.is_closed());
}

TEST_F(ProxyTest, AnUpstreamThatStopsMidBodyIsCut) {
  settings_.limits.header_timeout = milliseconds(40);
  upstream_.response_timeout = milliseconds(100);
  start_proxy();
  RawSocket client = connect();
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  RawSocket upstream = listener_.accept();
  upstream.read_until("\r\n\r\n");
  upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc");
  EXPECT_THAT(client.read_all(), EndsWith("\r\n\r\nabc"));
}

TEST_F(ProxyTest, AClientThatGoesMidBodyCutsTheRequest) {
  start_proxy();
  RawSocket client = connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  RawSocket upstream = listener_.accept();
  upstream.read_until("3\r\nabc\r\n");
  client.close();
  EXPECT_TRUE(upstream.is_closed());  // without a last chunk
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
  RawSocket client = connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n");
  RawSocket upstream = listener_.accept();
  upstream.read_until("\r\n\r\n");
  const std::string part(1 << 20, 'x');
  std::size_t sent = 0;
  const std::size_t most = 100 << 20;  // far above what the kernel's four buffers may hold
  while (sent < most) {
    pollfd waiting{client.fd(), POLLOUT, 0};
    if (::poll(&waiting, 1, 300) == 0) break;  // nobody takes more
    const ssize_t taken = ::send(client.fd(), part.data(), part.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ASSERT_GT(taken, 0);
    sent += static_cast<std::size_t>(taken);
  }
  EXPECT_LT(sent, most);
}

TEST_F(ProxyTest, AUnixSocketIsAnUpstreamToo) {
  const std::string path = ::testing::TempDir() + "proxy_test." + std::to_string(::getpid()) + ".sock";
  Listen listen;
  listen.unix_path = path;
  Server::Settings behind;
  behind.listen = {listen};
  auto upstream = Server::start(
      behind,
      [] {
        return std::make_unique<LambdaHandler>([](const http::Request& request, bool) -> http::Action {
          return text_answer(std::string(request.target) + std::string(*request.header("Host")));
        });
      },
      *workers_, log_);
  ASSERT_TRUE(upstream);
  upstream_ = http::Upstream();
  upstream_.unix_path = path;
  start_proxy();
  EXPECT_THAT(exchange("GET /a HTTP/1.1\r\nHost: a\r\n\r\n"), EndsWith("\r\n\r\n/aapp.internal"));
}

// Upgrades.
class UpgradeTest : public ProxyTest {
 protected:
  void start_upgrading() {
    start([this](const http::Request& request, bool) -> http::Action {
      auto out = forward(request);
      out.upgrade = true;
      out.watch = watch_;
      return out;
    });
  }
  static constexpr std::string_view kAsk =
      "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  static constexpr std::string_view kYes =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
      "x\r\n\r\n";

  std::atomic<bool> allowed_ = true;
  std::atomic<int> looks_ = 0;
  std::optional<http::Watch> watch_ = http::Watch{
      [this] { return allowed_ ? http::Watch::Verdict::go_on : http::Watch::Verdict::end; }, [] { return true; }};
};

TEST_F(UpgradeTest, BytesPassBothWays) {
  start_upgrading();
  RawSocket client = connect();
  client.send(kAsk);
  RawSocket upstream = listener_.accept();
  EXPECT_THAT(upstream.read_until("\r\n\r\n"), HasSubstr("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"));
  upstream.send(std::string(kYes) + "hello");
  EXPECT_THAT(client.read_until("\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 101 "), HasSubstr("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"),
                    HasSubstr("\r\nSec-WebSocket-Accept: x\r\n")));
  EXPECT_EQ(client.read_exactly(5), "hello");
  for (int i = 0; i < 3; ++i) {
    client.send("ping");
    EXPECT_EQ(upstream.read_exactly(4), "ping");
    upstream.send("pong");
    EXPECT_EQ(client.read_exactly(4), "pong");
  }
  upstream.close();
  EXPECT_TRUE(client.is_closed());
}

TEST_F(UpgradeTest, NothingPassesBeforeThe101) {  // else a forged upgrade smuggles requests
  RecordProperty("covers", "HTTP-09");
  start_upgrading();
  RawSocket client = connect();
  client.send(std::string(kAsk) + "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n");
  RawSocket upstream = listener_.accept();
  upstream.read_until("\r\n\r\n");
  upstream.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 403 "));
  // What followed is a request of its own, and asks the handler.
  EXPECT_THAT(upstream.read_until("\r\n\r\n"), AllOf(StartsWith("GET /admin "), HasSubstr("X-User: anna")));
}

TEST_F(UpgradeTest, AnotherProtocolThanAskedIs502) {
  start_upgrading();
  RawSocket client = connect();
  client.send(kAsk);
  RawSocket upstream = listener_.accept();
  upstream.read_until("\r\n\r\n");
  upstream.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 502 "));
}

TEST_F(UpgradeTest, IsNotPassedOnUnlessTheHandlerSaysSo) {
  start_proxy();
  RawSocket client = connect();
  client.send(kAsk);
  RawSocket upstream = listener_.accept();
  EXPECT_THAT(upstream.read_until("\r\n\r\n"), Not(HasSubstr("pgrade")));
  upstream.send(kYes);
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 502 "));
}

TEST_F(UpgradeTest, EndsWithTheSession) {
  settings_.limits.upgrade_check_interval = milliseconds(40);
  start_upgrading();
  RawSocket client = connect();
  client.send(kAsk);
  RawSocket upstream = listener_.accept();
  upstream.read_until("\r\n\r\n");
  upstream.send(kYes);
  client.read_until("\r\n\r\n");
  client.send("ping");
  EXPECT_EQ(upstream.read_exactly(4), "ping");
  allowed_ = false;
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(upstream.is_closed());
}

TEST_F(UpgradeTest, IsLookedAtOnAWorkerAndEndsByWhatItFinds) {
  settings_.limits.upgrade_check_interval = milliseconds(20);
  watch_ = http::Watch{[] { return http::Watch::Verdict::look; }, [this] { return ++looks_ < 3; }};
  start_upgrading();
  RawSocket client = connect();
  client.send(kAsk);
  RawSocket upstream = listener_.accept();
  upstream.read_until("\r\n\r\n");
  upstream.send(kYes);
  client.read_until("\r\n\r\n");
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(upstream.is_closed());
  EXPECT_EQ(looks_, 3);
}

}  // namespace
}  // namespace sallyport::net
