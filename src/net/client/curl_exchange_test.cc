#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "net/client/curl_exchange_native.h"

namespace sallyport::net {
namespace {

using testing::HasSubstr;

class CurlExchange : public testing::Test {
 protected:
  // An address that curl would connect to if the name service changed its answer.
  static curl_sockaddr address_of(std::uint32_t ipv4) {
    curl_sockaddr address{};
    address.family = AF_INET;
    address.socktype = SOCK_STREAM;
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_addr.s_addr = htonl(ipv4);
    static_assert(sizeof in <= sizeof address.addr);
    address.addrlen = sizeof in;
    std::copy_n(reinterpret_cast<const char*>(&in), sizeof in, reinterpret_cast<char*>(&address.addr));
    return address;
  }

  Destinations destinations_{};
  http::Url url_{"https", "login.example", 443, "/", "", false};
  Exchange exchange_{destinations_, url_, 10};
};

TEST_F(CurlExchange, OpensNoSocketToAnAddressThatIsNotAllowed) {
  RecordProperty("covers", "SSRF-01");
  for (const std::uint32_t ipv4 : {0x7f000001u, 0xa9fea9feu, 0x0a000001u}) {
    curl_sockaddr address = address_of(ipv4);
    EXPECT_EQ(on_open_socket(&exchange_, CURLSOCKTYPE_IPCXN, &address), CURL_SOCKET_BAD);
    const Failure why = fault(CURLE_COULDNT_CONNECT, exchange_);
    EXPECT_EQ(why.value().kind, Kind::forbidden);
    EXPECT_EQ(why.value().reason, "http_destination");
  }
}

TEST_F(CurlExchange, OpensASocketToAnAddressThatIs) {
  curl_sockaddr address = address_of(0x14be8001u);
  const curl_socket_t opened = on_open_socket(&exchange_, CURLSOCKTYPE_IPCXN, &address);
  ASSERT_NE(opened, CURL_SOCKET_BAD);
  ::close(opened);
}

TEST_F(CurlExchange, OpensNoSocketOfAnotherFamily) {
  curl_sockaddr address = address_of(0x14be8001u);
  address.addr.sa_family = AF_UNIX;
  EXPECT_EQ(on_open_socket(&exchange_, CURLSOCKTYPE_IPCXN, &address), CURL_SOCKET_BAD);
  EXPECT_EQ(fault(CURLE_COULDNT_CONNECT, exchange_).value().reason, "http_destination");
}

TEST_F(CurlExchange, BodyIsTakenUpToTheLimitAndNeverAfterIt) {
  EXPECT_TRUE(exchange_.take_body("12345"));
  EXPECT_TRUE(exchange_.take_body("67890"));
  EXPECT_FALSE(exchange_.take_body("x"));
  EXPECT_FALSE(exchange_.take_body(""));
  EXPECT_EQ(exchange_.response.body, "1234567890");
}

TEST_F(CurlExchange, LineWithALineEndInItsMiddleEndsTheExchange) {  // some programs read the rest as another header
  EXPECT_TRUE(exchange_.take_head("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(exchange_.take_head("Plain: value\r\n"));
  EXPECT_FALSE(exchange_.take_head("Odd: value\rContent-Type: text/html\r\n"));
  EXPECT_EQ(exchange_.response.find("Odd"), nullptr);
  EXPECT_EQ(fault(CURLE_WRITE_ERROR, exchange_).value().reason, "http_broken");
}

TEST_F(CurlExchange, HeaderThatLooksLikeAStatusLineDoesNotStartAnew) {
  for (const std::string_view line : {"HTTP/1.1 200 OK\r\n", "A: 1\r\n", "HTTP/1.1 500 x: y\r\n", "B: 2\r\n", "\r\n"})
    EXPECT_TRUE(exchange_.take_head(line));
  ASSERT_NE(exchange_.response.find("a"), nullptr);
  ASSERT_NE(exchange_.response.find("b"), nullptr);
}

struct Row {
  CURLcode code;
  std::string_view reason;
};

class CurlFault : public CurlExchange, public testing::WithParamInterface<Row> {};

TEST_P(CurlFault, HasThePortsWordAndNamesTheHost) {
  const Failure why = fault(GetParam().code, exchange_);
  EXPECT_EQ(why.value().kind, Kind::unavailable);
  EXPECT_EQ(why.value().reason, GetParam().reason);
  EXPECT_THAT(why.value().detail, HasSubstr("login.example"));
}

INSTANTIATE_TEST_SUITE_P(
    Codes, CurlFault,
    testing::Values(Row{CURLE_COULDNT_CONNECT, "http_connect"}, Row{CURLE_COULDNT_RESOLVE_HOST, "http_connect"},
                    Row{CURLE_OPERATION_TIMEDOUT, "http_timeout"}, Row{CURLE_PEER_FAILED_VERIFICATION, "http_tls"},
                    Row{CURLE_SSL_CONNECT_ERROR, "http_tls"}, Row{CURLE_FILESIZE_EXCEEDED, "http_too_large"},
                    Row{CURLE_PARTIAL_FILE, "http_broken"}, Row{CURLE_GOT_NOTHING, "http_broken"},
                    Row{CURLE_RECV_ERROR, "http_broken"}, Row{CURLE_OUT_OF_MEMORY, "http_broken"}));

}  // namespace
}  // namespace sallyport::net
