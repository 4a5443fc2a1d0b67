// Tests of the kinds of listener.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "net/server/server_fixture_test.h"

namespace sallyport::net {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kAsk = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

std::string temporary_path(std::string_view name) {
  return ::testing::TempDir() + "net_test." + std::to_string(::getpid()) + "." + std::string(name);
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
    socket.send(kAsk);
    EXPECT_THAT(socket.read_response(), StartsWith("HTTP/1.1 200 "));
  }
  EXPECT_EQ(server_->counters().requests, 30u);
}

TEST_F(ListenTest, ATakenPortIsRefused) {
  for (int loops : {1, 2}) {  // two loops share a port with each other, but not with another program
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
  socket.send(kAsk);
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
  socket.send(kAsk);
  EXPECT_THAT(socket.read_response(), EndsWith("\r\n\r\nunix"));
  EXPECT_THAT(refusal_of(listen), HasSubstr("Address already in use"));  // a server listens, so the file stays
  server_.reset();
  EXPECT_NE(::stat(listen.unix_path.c_str(), &there), 0);
}

TEST_F(ListenTest, AUnixSocketMayBeForItsOwnerAloneAndTellsWhoseProcessConnected) {
  Listen listen;
  listen.unix_path = temporary_path("owner.sock");
  listen.unix_mode = 0600;
  settings_.listen = {listen};
  start([](const http::Request& request, bool) -> http::Action {
    return text_answer(request.peer->user ? std::to_string(*request.peer->user) : "nobody");
  });
  struct stat there{};
  ASSERT_EQ(::stat(listen.unix_path.c_str(), &there), 0);
  EXPECT_EQ(there.st_mode & 0777u, 0600u);
  RawSocket socket = RawSocket::to_path(listen.unix_path);
  socket.send(kAsk);
  EXPECT_THAT(socket.read_response(), EndsWith("\r\n\r\n" + std::to_string(::geteuid())));
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
  socket.send(kAsk);
  EXPECT_THAT(socket.read_response(), StartsWith("HTTP/1.1 200 "));
  Listen wrong;
  wrong.inherited_fd = socket.fd();
  EXPECT_THAT(refusal_of(wrong), HasSubstr("is no listening socket"));
}

}  // namespace
}  // namespace sallyport::net
