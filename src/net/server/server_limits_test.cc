// Limits on time, size and number, the kinds of listener, and how a server ends.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>

#include "net/server_fixture_test.h"

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
using ::testing::StartsWith;

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

std::string temporary_path(std::string_view name) {
  return ::testing::TempDir() + "net_test." + std::to_string(::getpid()) + "." + std::string(name);
}

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
  settings_.limits.header_timeout = milliseconds(100);
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

TEST_F(LimitsTest, ABodyThatNeverEndsIs408) {
  RecordProperty("covers", "HTTP-07");
  settings_.limits.body_timeout = milliseconds(50);
  start_echo();
  RawSocket socket = connect();
  socket.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc");
  EXPECT_THAT(socket.read_all(), StartsWith("HTTP/1.1 408 "));
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
  settings_.limits.header_timeout = milliseconds(2000);  // ticks of half a second at most
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
  settings_.limits.header_timeout = milliseconds(400);
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
  for (int i = 0; i < 3; ++i) {  // those who are in are served
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

TEST_F(LimitsTest, StopWaitsNoLongerThanTheDrainTimeout) {
  RecordProperty("covers", "F-15");
  settings_.limits.drain_timeout = milliseconds(50);
  // The task outlives the test: nobody waits for it.
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

class ListenTest : public ServerTest {
 protected:
  std::string refusal_of(Listen listen) {
    Server::Settings settings;
    settings.loops = settings_.loops;
    settings.listen = {std::move(listen)};
    const auto made = Server::start(settings, [] { return std::make_unique<LambdaHandler>(nullptr); }, *workers_, log_);
    if (made) return "none";
    return std::string(made.error().reason) + ": " + made.error().detail;
  }
};

TEST_F(ListenTest, SeveralLoopsShareOnePort) {
  settings_.loops = 3;
  start_echo();
  ASSERT_EQ(server_->ports().size(), 1u);
  std::vector<RawSocket> sockets;
  for (int i = 0; i < 30; ++i) sockets.push_back(connect());
  for (RawSocket& socket : sockets) {
    socket.send(kGet);
    EXPECT_THAT(socket.read_response(), StartsWith("HTTP/1.1 200 "));
  }
  EXPECT_EQ(server_->counters().requests, 30u);
}

TEST_F(ListenTest, ATakenPortIsRefused) {
  for (int loops : {1, 2}) {  // two share their port, and must not share a stranger's
    settings_.loops = loops;
    const RawListener taken;
    Listen listen = loopback();
    listen.port = taken.port();
    EXPECT_THAT(refusal_of(listen), AllOf(StartsWith("listen: 127.0.0.1 port "), EndsWith("Address already in use")));
  }
}

TEST_F(ListenTest, AnAddressMustBeOne) {
  Listen listen;
  listen.address = "localhost";
  EXPECT_EQ(refusal_of(listen), "listen: localhost: not an IP address");
}

TEST_F(ListenTest, SpeaksIpv6) {
  Listen listen;
  listen.address = "::1";
  settings_.listen = {listen};
  start([](const http::Request& request, bool) -> http::Action { return text_answer(request.peer->address); });
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(static_cast<std::uint16_t>(server_->ports().at(0)));
  address.sin6_addr = in6addr_loopback;
  RawSocket socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::connect(socket.fd(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  socket.send(kGet);
  EXPECT_THAT(socket.read_response(), EndsWith("\r\n\r\n::1"));
}

TEST_F(ListenTest, AUnixSocketIsForOwnerAndGroup) {
  Listen listen;
  listen.unix_path = temporary_path("mode.sock");
  settings_.listen = {listen};
  settings_.loops = 2;
  start([](const http::Request& request, bool) -> http::Action {
    return text_answer(request.peer->unix_socket && request.peer->address.empty() ? "unix" : "other");
  });
  struct stat there{};
  ASSERT_EQ(::stat(listen.unix_path.c_str(), &there), 0);
  EXPECT_EQ(there.st_mode & 0777u, 0660u);
  EXPECT_TRUE(server_->ports().empty());
  RawSocket socket = RawSocket::to_path(listen.unix_path);
  socket.send(kGet);
  EXPECT_THAT(socket.read_response(), EndsWith("\r\n\r\nunix"));
  EXPECT_THAT(refusal_of(listen), HasSubstr("Address already in use"));  // somebody listens: it stays
  server_.reset();
  EXPECT_NE(::stat(listen.unix_path.c_str(), &there), 0);
}

TEST_F(ListenTest, OnlyADeadSocketFileIsRemoved) {
  Listen listen;
  listen.unix_path = temporary_path("stale.sock");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, listen.unix_path.data(), listen.unix_path.size());
  const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(::bind(dead, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(dead);  // the file stays
  EXPECT_EQ(refusal_of(listen), "none");
  ::close(::open(listen.unix_path.c_str(), O_CREAT | O_WRONLY, 0600));
  EXPECT_THAT(refusal_of(listen), HasSubstr("is there and no socket"));
  std::filesystem::remove(listen.unix_path);
}

TEST_F(ListenTest, TakesOverAListeningSocket) {
  const RawListener handed_over;
  Listen listen;
  listen.inherited_fd = handed_over.fd();
  settings_.listen = {listen};
  settings_.loops = 2;
  start_echo();
  RawSocket socket = RawSocket::to_port(handed_over.port());
  socket.send(kGet);
  EXPECT_THAT(socket.read_response(), StartsWith("HTTP/1.1 200 "));
  Listen wrong;
  wrong.inherited_fd = socket.fd();
  EXPECT_THAT(refusal_of(wrong), HasSubstr("is no listening socket"));
}

}  // namespace
}  // namespace sallyport::net
