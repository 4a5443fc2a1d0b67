#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/system_error.hpp>

#include "net/transport_native.h"

namespace sallyport::net {
namespace {

TEST(TransportTest, WhereTlsCannotHaveTheDescriptorItIsClosedAllTheSame) {
  asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  Readiness readiness(context.get_executor(), [](const std::exception&) {});
  asio::ssl::context tls(asio::ssl::context::tls_server);
  std::array<int, 2> fds{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds.data()), 0);
  {
    Transport transport(readiness);
    transport.adopt(fds[0]);
    transport.connecting().open(asio::ip::tcp::v4());  // stands in for whatever Asio may refuse it for
    EXPECT_THROW(transport.add_tls(tls, AF_UNIX), boost::system::system_error);
  }
  char byte = 0;
  EXPECT_EQ(::recv(fds[1], &byte, 1, 0), 0) << "the other end is still open";
  ::close(fds[1]);
}

}  // namespace
}  // namespace sallyport::net
