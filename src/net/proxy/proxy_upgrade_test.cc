#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "net/proxy/proxy_fixture_test.h"

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

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

  // Opens a connection and completes the upgrade.
  Ends open() {
    start_upgrading();
    Ends ends = ask(kAsk);
    ends.upstream.send(kYes);
    EXPECT_THAT(ends.client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
    is_open_ = true;
    return ends;
  }

  std::atomic<bool> allowed_ = true;
  std::atomic<bool> is_open_ = false;  // until then no watch may end it
  std::atomic<int> looks_ = 0;
  std::optional<http::Watch> watch_ = http::Watch{
      [this] { return allowed_ ? http::Watch::Verdict::go_on : http::Watch::Verdict::end; }, [] { return true; }};
};

TEST_F(UpgradeTest, BytesPassBothWays) {
  start_upgrading();
  auto [client, upstream, head] = ask(kAsk);
  EXPECT_THAT(head, HasSubstr("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"));
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

TEST_F(UpgradeTest, NothingPassesBeforeThe101) {  // otherwise a forged upgrade could smuggle requests
  RecordProperty("covers", "HTTP-09");
  start_upgrading();
  auto [client, upstream, head] = ask(std::string(kAsk) + "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n");
  upstream.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 403 "));
  // The bytes after the upgrade request are another request, which the server passes to the handler.
  EXPECT_THAT(upstream.read_until("\r\n\r\n"), AllOf(StartsWith("GET /admin "), HasSubstr("X-User: anna")));
}

TEST_F(UpgradeTest, AnotherProtocolThanAskedIs502) {
  start_upgrading();
  auto [client, upstream, head] = ask(kAsk);
  upstream.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 502 "));
}

TEST_F(UpgradeTest, IsNotPassedOnUnlessTheHandlerSaysSo) {
  start_proxy();
  auto [client, upstream, head] = ask(kAsk);
  EXPECT_THAT(head, Not(HasSubstr("pgrade")));
  upstream.send(kYes);
  EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 502 "));
}

TEST_F(UpgradeTest, EndsWithTheSession) {
  settings_.limits.watch_interval = milliseconds(40);
  auto [client, upstream, head] = open();
  client.send("ping");
  EXPECT_EQ(upstream.read_exactly(4), "ping");
  allowed_ = false;
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(upstream.is_closed());
}

TEST_F(UpgradeTest, ASilentOneEnds) {
  RecordProperty("covers", "A8");
  settings_.limits.watch_interval = milliseconds(40);  // makes the ticks short
  settings_.limits.upgrade_idle_timeout = milliseconds(100);
  auto [client, upstream, head] = open();
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(upstream.is_closed());
}

TEST_F(UpgradeTest, EndsWhereItsWatchThrows) {
  settings_.limits.watch_interval = milliseconds(20);
  watch_->glance = [this] {
    if (is_open_) throw std::bad_alloc();
    return http::Watch::Verdict::go_on;
  };
  auto [client, upstream, head] = open();
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(upstream.is_closed());
}

TEST_F(UpgradeTest, IsLookedAtOnAWorkerAndEndsByWhatItFinds) {
  settings_.limits.watch_interval = milliseconds(20);
  watch_ = http::Watch{[this] { return is_open_ ? http::Watch::Verdict::look : http::Watch::Verdict::go_on; },
                       [this] { return ++looks_ < 3; }};
  auto [client, upstream, head] = open();
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(upstream.is_closed());
  EXPECT_GE(looks_, 3);
}

}  // namespace
}  // namespace sallyport::net
