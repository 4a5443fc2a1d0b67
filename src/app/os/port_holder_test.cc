#include "app/os/port_holder.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sallyport::app {
namespace {

// A socket on a free port of this machine. It may listen or not.
class Socket {
 public:
  explicit Socket(int family, bool listens = true) : fd_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_storage address{};
    address.ss_family = static_cast<sa_family_t>(family);
    if (family == AF_INET) reinterpret_cast<sockaddr_in&>(address).sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (family == AF_INET6) reinterpret_cast<sockaddr_in6&>(address).sin6_addr = in6addr_loopback;
    socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    bound_ = ::bind(fd_, reinterpret_cast<const sockaddr*>(&address), size) == 0;
    if (listens) ::listen(fd_, 1);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(family == AF_INET ? reinterpret_cast<sockaddr_in&>(address).sin_port
                                   : reinterpret_cast<sockaddr_in6&>(address).sin6_port);
  }
  ~Socket() { ::close(fd_); }
  Socket(const Socket&) = delete;
  bool bound() const { return bound_; }

  int port = 0;

 private:
  int fd_;
  bool bound_ = false;
};

std::string us() {
  return "(process " + std::to_string(::getpid()) + ")";
}

Error taken(int port) {
  return {Kind::unavailable, "listen", {}, "127.0.0.1 port " + std::to_string(port) + ": Address already in use"};
}

TEST(PortHolder, IsTheProgramThatListens) {
  RecordProperty("covers", "B21");
  const Socket socket(AF_INET);
  const auto holder = holder_of_port(socket.port);
  ASSERT_TRUE(holder);
  EXPECT_NE(holder->find(us()), std::string::npos) << *holder;
}

TEST(PortHolder, IsFoundOnIpv6Too) {
  RecordProperty("covers", "B21");
  const Socket socket(AF_INET6);
  if (!socket.bound()) GTEST_SKIP() << "this machine has no IPv6";
  EXPECT_TRUE(holder_of_port(socket.port));
}

TEST(PortHolder, IsAbsentWhereNobodyListens) {
  const Socket quiet(AF_INET, false);
  EXPECT_FALSE(holder_of_port(quiet.port));
}

TEST(PortHolder, IsAddedToTheErrorOfATakenPort) {
  RecordProperty("covers", "B21");
  const Socket socket(AF_INET);
  const Error error = with_port_holder(taken(socket.port));
  EXPECT_NE(error.detail.find(us() + " listens there"), std::string::npos) << error.detail;
}

TEST(PortHolder, LeavesEveryOtherErrorAlone) {
  for (const char* const detail : {"", "127.0.0.1 port 80: Permission denied", "/run/a.sock: Address already in use"}) {
    const Error error{Kind::unavailable, "listen", {}, detail};
    EXPECT_EQ(with_port_holder(error).detail, detail);
  }
}

}  // namespace
}  // namespace sallyport::app
