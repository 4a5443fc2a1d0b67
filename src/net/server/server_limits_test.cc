// Tests of the limits on time, size and number, and of how a server stops.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>

#include "net/server/server_fixture_test.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SALLYPORT_SANITIZED 1
#elif defined(__has_feature)
#define SALLYPORT_SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define SALLYPORT_SANITIZED 0
#endif

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

// So long has a test to send the beginning of a head, before the server takes its connection for a silent one.
constexpr milliseconds kTimeToBegin(1000);

class LimitsTest : public ServerTest {};

TEST_F(LimitsTest, ASilentConnectionIsClosed) {
  settings_.limits.header_timeout = milliseconds(50);
  start_echo();
  RawSocket socket = connect();
  EXPECT_TRUE(socket.is_closed());
}

TEST_F(LimitsTest, AnIdleConnectionIsClosed) {
  settings_.limits.idle_timeout = milliseconds(50);
  start_echo();
  RawSocket socket = connect();
  socket.send(kGet);
  EXPECT_THAT(socket.read_response(), StartsWith("HTTP/1.1 200 "));
  EXPECT_TRUE(socket.is_closed());
}

TEST_F(LimitsTest, AHeadThatNeverEndsIs408HoweverItTrickles) {
  RecordProperty("covers", "HTTP-07");
  settings_.limits.header_timeout = kTimeToBegin;
  start_echo();
  RawSocket socket = connect();
  socket.send("GET / HTTP/1.1\r\nX: ");
  std::thread trickle([&] {
    while (socket.send("x")) {
      pollfd waiting{socket.fd(), POLLIN, 0};
      if (::poll(&waiting, 1, 10) == 1) return;  // answered
    }
  });
  trickle.join();
  EXPECT_THAT(socket.read_all(), StartsWith("HTTP/1.1 408 "));
}

// Sends the bytes again and again until the server answers or closes. Returns all that the server sent.
std::string trickle(RawSocket& socket, std::string_view bytes) {
  while (socket.send(bytes)) {
    pollfd waiting{socket.fd(), POLLIN, 0};
    if (::poll(&waiting, 1, 10) == 1) break;
  }
  return socket.read_all();
}

TEST_F(LimitsTest, EmptyLinesDoNotRenewTheTimeOfTheFirstHead) {
  RecordProperty("covers", "A8");
  settings_.limits.header_timeout = milliseconds(100);
  start_echo();
  RawSocket socket = connect();
  EXPECT_EQ(trickle(socket, "\r\n"), "");
}

TEST_F(LimitsTest, EmptyLinesAfterAnAnswerHaveTheTimeOfAHead) {
  RecordProperty("covers", "A8");
  settings_.limits.header_timeout = kTimeToBegin;
  settings_.limits.idle_timeout = milliseconds(600000);
  start_echo();
  RawSocket socket = connect();
  socket.send(kGet);
  EXPECT_THAT(socket.read_response(), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(trickle(socket, "\r\n"), "");
}

TEST_F(LimitsTest, AHeadAfterEmptyLinesHasWhatIsLeftOfTheirTime) {
  RecordProperty("covers", "A8");
  settings_.limits.header_timeout = kTimeToBegin;
  settings_.limits.idle_timeout = milliseconds(600000);
  start_echo();
  RawSocket socket = connect();
  socket.send("\r\n\r\nGET /a HTTP/1.1\r\nX: ");
  EXPECT_THAT(trickle(socket, "x"), StartsWith("HTTP/1.1 408 "));
}

TEST_F(LimitsTest, ABodyThatNeverEndsIs408) {
  RecordProperty("covers", "HTTP-07");
  settings_.limits.body_timeout = milliseconds(50);
  start_echo();
  RawSocket socket = connect();
  socket.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc");
  EXPECT_THAT(socket.read_all(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(LimitsTest, AClientThatStaysAfterTheLastAnswerIsClosed) {
  RecordProperty("covers", "A8");
  start_echo();
  RawSocket socket = connect();
  socket.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(socket.read_all(), StartsWith("HTTP/1.1 200 "));  // the client does not close its own side
  while (server_->counters().connections_open > 0) ::poll(nullptr, 0, 10);
}

TEST_F(LimitsTest, AClientThatDoesNotReadIsCut) {
  RecordProperty("covers", "HTTP-07, F-24");
  settings_.limits.write_timeout = milliseconds(50);
  const std::string large(64 << 20, 'x');
  start([&](const http::Request&, bool) -> http::Action { return text_answer(large); });
  RawSocket socket = connect();
  socket.send(kGet);
  while (server_->counters().requests == 0 || server_->counters().connections_open > 0) std::this_thread::yield();
  EXPECT_LT(socket.read_all().size(), large.size());
}

TEST_F(LimitsTest, BeyondTheMostConnectionsOthersWait) {
  settings_.limits.connections = 2;
  settings_.limits.header_timeout = milliseconds(2000);  // so a tick is at most half a second
  start_echo();
  RawSocket first = connect();
  RawSocket second = connect();
  for (RawSocket* socket : {&first, &second}) {
    socket->send(kGet);
    EXPECT_THAT(socket->read_response(), StartsWith("HTTP/1.1 200 "));
  }
  RawSocket third = connect();
  third.send(kGet);
  first.send(kGet);
  EXPECT_THAT(first.read_response(), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(server_->counters().connections_open, 2u);
  first.close();
  EXPECT_THAT(third.read_response(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(LimitsTest, WithoutDescriptorsAcceptingPausesAndGoesOn) {
  RecordProperty("covers", "F-22");
#if SALLYPORT_SANITIZED
  GTEST_SKIP() << "the sanitizers need descriptors of their own to check a pointer";
#endif
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit few{512, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  settings_.limits.header_timeout = kTimeToBegin;
  start_echo();
  RawSocket waiting = connect();
  std::vector<int> all;
  RawSocket pending(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  waiting.send(kGet);
  EXPECT_THAT(waiting.read_response(), StartsWith("HTTP/1.1 200 "));
  for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) all.push_back(fd);
  ASSERT_EQ(errno, EMFILE);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(server_->ports().at(0)));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int connected = ::connect(pending.fd(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  pending.send(kGet);
  for (int i = 0; i < 3; ++i) {  // the connection that is open is still served
    waiting.send(kGet);
    EXPECT_THAT(waiting.read_response(), StartsWith("HTTP/1.1 200 "));
  }
  for (int fd : all) ::close(fd);
  ::setrlimit(RLIMIT_NOFILE, &before);
  ASSERT_EQ(connected, 0);
  EXPECT_THAT(pending.read_response(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(LimitsTest, StopFinishesWhatIsUnderWay) {
  RecordProperty("covers", "F-15");
  Gate gate, begun;
  start([&](const http::Request&, bool) -> http::Action {
    return http::Defer{[&] {
      begun.open();
      gate.wait();
      return text_answer("done");
    }};
  });
  RawSocket idle = connect();
  RawSocket busy = connect();
  busy.send(kGet);
  begun.wait();
  std::thread stopping([&] { server_->stop(); });
  EXPECT_TRUE(idle.is_closed());  // stopping has begun
  gate.open();
  EXPECT_THAT(busy.read_response(), AllOf(HasSubstr("\r\nConnection: close\r\n"), EndsWith("done")));
  EXPECT_TRUE(busy.is_closed());
  busy.close();
  stopping.join();
  EXPECT_EQ(server_->counters().connections_open, 0u);
}

// The answer is out, without "Connection: close", and the rest of the request's body arrives after the stop.
TEST_F(LimitsTest, StopEndsAConnectionThatReadsTheRestOfABody) {
  RecordProperty("covers", "F-15");
  settings_.limits.drain_timeout = std::chrono::minutes(1);
  start([](const http::Request&, bool) -> http::Action { return text_answer("done"); });
  RawSocket idle = connect();
  idle.send(kGet);
  idle.read_response();
  RawSocket late = connect();
  late.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
  EXPECT_THAT(late.read_response(), Not(HasSubstr("Connection: close")));
  std::thread stopping([&] { server_->stop(); });
  EXPECT_TRUE(idle.is_closed());  // stopping has begun
  const auto begun = std::chrono::steady_clock::now();
  late.send("67890");
  EXPECT_TRUE(late.is_closed());
  late.close();
  stopping.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, settings_.limits.drain_timeout / 2);
}

// The client reads its answer only after the stop, so that the server still has output to send.
TEST_F(LimitsTest, StopEndsAConnectionThatStillHasOutputToSend) {
  RecordProperty("covers", "F-15");
  settings_.limits.drain_timeout = std::chrono::minutes(1);
  const std::string large(32 * 1024 * 1024, 'x');  // more than the sockets hold
  start([&](const http::Request&, bool) -> http::Action { return text_answer(large); });
  RawSocket idle = connect();
  RawSocket late = connect();
  late.send(kGet);
  const std::string head = late.read_until("\r\n\r\n");
  EXPECT_THAT(head, Not(HasSubstr("Connection: close")));
  std::thread stopping([&] { server_->stop(); });
  EXPECT_TRUE(idle.is_closed());  // stopping has begun
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(late.read_exactly(large.size()).size(), large.size());
  EXPECT_TRUE(late.is_closed());
  late.close();
  stopping.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, settings_.limits.drain_timeout / 2);
}

TEST_F(LimitsTest, StopWaitsNoLongerThanTheDrainTimeout) {
  RecordProperty("covers", "F-15");
  settings_.limits.drain_timeout = milliseconds(50);
  // The gates are shared because the task may outlive the test body.
  const auto gate = std::make_shared<Gate>();
  const auto begun = std::make_shared<Gate>();
  start([&](const http::Request&, bool) -> http::Action {
    return http::Defer{[gate, begun] {
      begun->open();
      gate->wait();
      return text_answer("late");
    }};
  });
  RawSocket busy = connect();
  busy.send(kGet);
  begun->wait();
  server_->stop();
  EXPECT_THAT(busy.read_response(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("\r\nConnection: close\r\n")));
  EXPECT_TRUE(busy.is_closed());
  gate->open();
}

TEST_F(LimitsTest, AfterStopThePortIsFree) {
  start_echo();
  const int port = server_->ports().at(0);
  server_->stop();
  settings_.listen[0].port = port;
  start_echo();
  EXPECT_EQ(server_->ports(), std::vector<int>{port});
  EXPECT_THAT(exchange(kGet), StartsWith("HTTP/1.1 200 "));
}

}  // namespace
}  // namespace sallyport::net
