// A long exchange is watched. It ends when the session that opened it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/proxy/proxy_fixture_test.h"

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class WatchTest : public ProxyTest {
 protected:
  WatchTest() { settings_.limits.watch_interval = milliseconds(40); }

  void start_watched() {
    start([this](const http::Request& request, bool) -> http::Action {
      auto out = forward(request);
      out.watch = watch_;
      return out;
    });
  }
  static constexpr std::string_view kStream =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n8\r\ndata: 1\n\r\n";

  // Opens a stream, and returns when its first event has arrived.
  Ends open_stream() {
    start_watched();
    Ends ends = ask();
    ends.upstream.send(kStream);
    EXPECT_THAT(ends.client.read_until("data: 1\n\r\n"), StartsWith("HTTP/1.1 200 "));
    is_open_ = true;
    return ends;
  }
  // Asks for a look at every stream that is open.
  http::Watch::Verdict look_if_open() const {
    return is_open_ ? http::Watch::Verdict::look : http::Watch::Verdict::go_on;
  }

  std::atomic<bool> allowed_ = true;
  std::atomic<bool> is_open_ = false;
  std::atomic<int> glances_ = 0;
  http::Watch watch_{[this] {
                       ++glances_;
                       return allowed_ ? http::Watch::Verdict::go_on : http::Watch::Verdict::end;
                     },
                     [] { return true; }};
};

TEST_F(WatchTest, AStreamedResponseEndsWithTheSession) {
  RecordProperty("covers", "A5");
  auto [client, upstream, head] = open_stream();
  while (glances_ < 2) std::this_thread::yield();
  upstream.send("8\r\ndata: 2\n\r\n");
  EXPECT_THAT(client.read_until("data: 2\n\r\n"), HasSubstr("data: 2")) << "as long as it is allowed";
  allowed_ = false;
  EXPECT_TRUE(client.is_closed()) << "without a last chunk";
  EXPECT_TRUE(upstream.is_closed());
}

TEST_F(WatchTest, AResponseWithoutALengthEndsWithAReset) {  // so that the client does not take it for a complete one
  RecordProperty("covers", "A5");
  start_watched();
  auto [client, upstream, head] = ask("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
  upstream.send("HTTP/1.1 200 OK\r\n\r\nhalf");
  client.read_until("half");
  allowed_ = false;
  EXPECT_TRUE(client.is_closed());
  EXPECT_EQ(client.error(), ECONNRESET);
  EXPECT_TRUE(upstream.is_closed());
}

TEST_F(WatchTest, ALongUploadEndsWithTheSession) {
  RecordProperty("covers", "A5");
  start_watched();
  auto [client, upstream, head] = ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc");
  EXPECT_EQ(upstream.read_exactly(3), "abc");
  allowed_ = false;
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(upstream.is_closed());
}

TEST_F(WatchTest, ALongPollEndsWithTheSession) {
  RecordProperty("covers", "A5");
  start_watched();
  auto [client, upstream, head] = ask();
  allowed_ = false;
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(upstream.is_closed());
}

TEST_F(WatchTest, EndsWhereNoWorkerIsFreeToAsk) {
  RecordProperty("covers", "A5");
  settings_.limits.watch_patience = milliseconds(200);
  watch_.glance = [this] { return look_if_open(); };
  workers_->full = true;
  auto [client, upstream, head] = open_stream();
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(upstream.is_closed());
}

// A watch that asks for a look at once. The first look hangs until the gate opens.
struct Hanging {
  std::shared_ptr<Gate> gate = std::make_shared<Gate>();
  std::shared_ptr<std::atomic<int>> looks = std::make_shared<std::atomic<int>>(0);

  bool hang_first() const {
    if (++*looks == 1) gate->wait();
    return false;
  }
};

TEST_F(WatchTest, ALookThatHangsHidesNoEnd) {
  RecordProperty("covers", "A6");
  const Hanging hanging;
  watch_.glance = [this, hanging] {
    if (!allowed_) return http::Watch::Verdict::end;
    return *hanging.looks == 0 ? http::Watch::Verdict::look : http::Watch::Verdict::go_on;
  };
  watch_.look = [hanging] { return hanging.hang_first(); };
  {
    auto [client, upstream, head] = open_stream();
    while (*hanging.looks == 0) std::this_thread::yield();
    allowed_ = false;
    EXPECT_TRUE(client.is_closed());
    EXPECT_TRUE(upstream.is_closed());
  }
  hanging.gate->open();
}

TEST_F(WatchTest, ASecondLookOvertakesOneThatHangs) {
  RecordProperty("covers", "A6");
  const Hanging hanging;
  watch_ = http::Watch{[this] { return look_if_open(); }, [hanging] { return hanging.hang_first(); }};
  {
    auto [client, upstream, head] = open_stream();
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(*hanging.looks, 2);
  }
  hanging.gate->open();
}

TEST_F(WatchTest, EndsWhereTheAnswerDoesNotCome) {
  RecordProperty("covers", "A5");
  settings_.limits.watch_patience = milliseconds(200);
  const auto gate = std::make_shared<Gate>();
  watch_ = http::Watch{[this] { return look_if_open(); },
                       [gate] {
                         gate->wait();
                         return true;
                       }};
  {
    auto [client, upstream, head] = open_stream();
    EXPECT_TRUE(client.is_closed());
    EXPECT_TRUE(upstream.is_closed());
  }
  gate->open();
}

}  // namespace
}  // namespace sallyport::net
