// Every wait of an exchange ends, both for the client and for the upstream.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/proxy/proxy_fixture_test.h"

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ProxyDeadlineTest : public ProxyTest {
 protected:
  ProxyDeadlineTest() {
    settings_.limits.watch_interval = milliseconds(100);  // makes the ticks short
    upstream_.response_timeout = milliseconds(200);
  }

  // Sends as much as the buffers hold, until the peer answers. Full buffers alone do not end it: the proxy may be slow.
  static void fill(RawSocket& socket) {
    const std::string part(1 << 20, 'x');
    for (pollfd either{socket.fd(), POLLOUT | POLLIN, 0}; ::poll(&either, 1, 20'000) == 1;) {
      if (either.revents != POLLOUT) return;
      if (::send(socket.fd(), part.data(), part.size(), MSG_DONTWAIT | MSG_NOSIGNAL) <= 0 && errno != EAGAIN) return;
    }
  }
  // Sends the bytes again and again until the peer answers or closes.
  static void trickle(RawSocket& socket, std::string_view bytes) {
    while (socket.send(bytes)) {
      pollfd waiting{socket.fd(), POLLIN, 0};
      if (::poll(&waiting, 1, 10) == 1) return;
    }
  }
};

TEST_F(ProxyDeadlineTest, AnUpstreamThatStopsReadingAndNeverAnswersIs504) {
  RecordProperty("covers", "A16");
  start_proxy();
  auto [client, upstream, head] = ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n");
  fill(client);
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 504 "));
}

TEST_F(ProxyDeadlineTest, AnUpstreamThatTakesAllAndNeverAnswersIs504) {
  RecordProperty("covers", "A16");
  start_proxy();
  auto [client, upstream, head] = ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_EQ(upstream.read_exactly(3), "abc");
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 504 "));
}

TEST_F(ProxyDeadlineTest, ABodyThatNobodyReadsLeavesTheTimeOfTheHeadAsItIs) {
  RecordProperty("covers", "A16");
  start_proxy();
  auto [client, upstream, head] = ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n");
  upstream.send("HTTP/1.1 2");
  fill(client);
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 504 "));
}

TEST_F(ProxyDeadlineTest, AHeadThatTricklesIs504) {
  RecordProperty("covers", "A16");
  start_proxy();
  auto [client, upstream, head] = ask();
  upstream.send("HTTP/1.1 200 OK\r\nX: ");
  trickle(upstream, "x");
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 504 "));
}

TEST_F(ProxyDeadlineTest, InterimResponsesAreNoAnswer) {
  RecordProperty("covers", "A16");
  start_proxy();
  auto [client, upstream, head] = ask();
  for (int i = 0; i < 3; ++i) upstream.send("HTTP/1.1 103 Early Hints\r\n\r\n");
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 504 "));
}

TEST_F(ProxyDeadlineTest, ALongUploadIsNotHeldToTheTimeOfTheHead) {
  upstream_.response_timeout = milliseconds(2000);  // also the time that this test has to answer
  start_proxy();
  auto [client, upstream, head] = ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  const auto until = std::chrono::steady_clock::now() + milliseconds(2500);
  while (std::chrono::steady_clock::now() < until) {
    ASSERT_TRUE(client.send("1\r\nx\r\n"));
    EXPECT_EQ(upstream.read_exactly(6), "1\r\nx\r\n");
  }
  client.send("0\r\n\r\n");
  EXPECT_EQ(upstream.read_exactly(5), "0\r\n\r\n");
  upstream.send(kOk);
  EXPECT_THAT(client.read_response(), EndsWith("ok"));
}

TEST_F(ProxyDeadlineTest, WhatFailedIsToldByTheHandlersPage) {
  RecordProperty("covers", "B9");
  start([this](const http::Request& request, bool) -> http::Action {
    auto out = forward(request);
    if (request.target != "/late") {
      auto patient = upstream_;
      patient.response_timeout = std::chrono::minutes(1);
      out.upstream = std::make_shared<http::Upstream>(patient);
    }
    out.failed = [](int status, std::string_view cause) {
      if (cause == "upstream_timeout") throw std::bad_alloc();
      http::Response page(status);
      page.body = "page of " + std::string(cause);
      return page;
    };
    return out;
  });
  EXPECT_THAT(relay("nonsense\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 502 "), EndsWith("page of response_head")));
  EXPECT_THAT(relay("", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 502 "), EndsWith("page of upstream_closed")));
  auto [client, upstream, head] = ask("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.read_response(), AllOf(StartsWith("HTTP/1.1 504 "), HasSubstr("Gateway Timeout")));
}

}  // namespace
}  // namespace sallyport::net
