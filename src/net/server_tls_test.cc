// TLS at the listener, and towards an upstream.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <filesystem>
#include <fstream>

#include "crypto/certificate.h"
#include "net/server_fixture_test.h"

namespace sallyport::net {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

// An authority, its certificate in a file, and identities that it vouches for.
class Authority {
 public:
  Authority() : key_(crypto::PrivateKey::generate_ec(crypto::KeyType::p256)) {
    const UnixTime now = SystemClock().now();
    certificate_ = *crypto::make_authority({.common_name = "Test CA",
                                            .dns_names = {"localhost"},
                                            .ip_addresses = {"127.0.0.1"},
                                            .not_before = now - Seconds(3600),
                                            .not_after = now + Seconds(3600)},
                                           key_);
    std::ofstream(file()) << certificate_.to_pem();
  }
  Authority(const Authority&) = delete;
  ~Authority() { std::filesystem::remove(file()); }

  std::string file() const {
    return ::testing::TempDir() + "server_tls_test." + std::to_string(::getpid()) + "." +
           std::to_string(reinterpret_cast<std::uintptr_t>(this));
  }
  TlsIdentity identity(std::vector<std::string> names, Seconds until = Seconds(3600)) const {
    const auto key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
    const UnixTime now = SystemClock().now();
    const auto leaf = crypto::make_leaf({.common_name = "leaf",
                                         .dns_names = std::move(names),
                                         .ip_addresses = {},
                                         .not_before = now - Seconds(3600),
                                         .not_after = now + until},
                                        key.public_key(), certificate_, key_);
    return {leaf->to_pem(), key.to_pem()};
  }

 private:
  crypto::PrivateKey key_;
  crypto::Certificate certificate_;
};

// A blocking TLS client that trusts anybody: what it checks is the server's manners.
class TlsClient {
 public:
  explicit TlsClient(int port, int max_version = 0, const char* ciphers = nullptr)
      : socket_(RawSocket::to_port(port)), context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    SSL_CTX_set_options(context_.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
    if (max_version != 0) {
      SSL_CTX_set_security_level(context_.get(), 0);  // or it would not even offer the old versions
      SSL_CTX_set_max_proto_version(context_.get(), max_version);
    }
    if (ciphers != nullptr) SSL_CTX_set_cipher_list(context_.get(), ciphers);
    ssl_ = {SSL_new(context_.get()), SSL_free};
    SSL_set_fd(ssl_.get(), socket_.fd());
    const unsigned char alpn[] = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_set_alpn_protos(ssl_.get(), alpn, sizeof alpn);
  }
  bool handshake() { return SSL_connect(ssl_.get()) == 1; }
  SSL* ssl() { return ssl_.get(); }
  std::string exchange(std::string_view bytes) {
    if (SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) <= 0) return "not sent";
    std::string out;
    char part[16384];
    for (int size; (size = SSL_read(ssl_.get(), part, sizeof part)) > 0;) {
      out.append(part, static_cast<std::size_t>(size));
      if (out.ends_with("end")) break;
    }
    return out;
  }

 private:
  RawSocket socket_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
};

class TlsTest : public ServerTest {
 protected:
  void start_tls(OnRequest on_request) {
    Listen listen = loopback();
    listen.tls = authority_.identity({"localhost"});
    settings_.listen = {listen};
    start(std::move(on_request));
  }
  Authority authority_;
};

TEST_F(TlsTest, AnswersByTls13AndTls12) {
  start_tls([](const http::Request& request, bool has_body) -> http::Action {
    if (!has_body) return http::NeedBody{1 << 20};
    return text_answer(std::string(request.peer->tls ? "tls " : "plain ") + std::to_string(request.body.size()) +
                       " end");
  });
  for (int version : {0, TLS1_2_VERSION}) {
    TlsClient client(server_->ports().at(0), version);
    ASSERT_TRUE(client.handshake());
    const unsigned char* protocol = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(client.ssl(), &protocol, &size);
    EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(protocol), size), "http/1.1");
    EXPECT_THAT(client.exchange(kGet), EndsWith("tls 0 end"));
    EXPECT_THAT(
        client.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + std::string(100000, 'x')),
        EndsWith("tls 100000 end"));
    EXPECT_THAT(client.exchange("GET / HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  }
}

TEST_F(TlsTest, ALargeAnswerArrivesWhole) {
  const std::string large = std::string(4 << 20, 'x') + "end";
  start_tls([&](const http::Request&, bool) -> http::Action { return text_answer(large); });
  TlsClient client(server_->ports().at(0));
  ASSERT_TRUE(client.handshake());
  const auto response = client.exchange(kGet);
  EXPECT_EQ(response.size() - response.find("\r\n\r\n") - 4, large.size());
}

TEST_F(TlsTest, OldVersionsAndWeakCiphersAreRefused) {
  RecordProperty("covers", "HTTP-15");
  start_tls([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  for (int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    TlsClient client(server_->ports().at(0), version, "ALL:@SECLEVEL=0");
    EXPECT_FALSE(client.handshake()) << version;
  }
  for (const char* ciphers :
       {"AES128-SHA", "AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256"}) {
    TlsClient client(server_->ports().at(0), TLS1_2_VERSION, ciphers);
    EXPECT_FALSE(client.handshake()) << ciphers;
  }
}

TEST_F(TlsTest, RenegotiationIsRefused) {
  RecordProperty("covers", "HTTP-15");
  start_tls([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  TlsClient client(server_->ports().at(0), TLS1_2_VERSION);
  ASSERT_TRUE(client.handshake());
  ASSERT_EQ(SSL_renegotiate(client.ssl()), 1);
  EXPECT_NE(SSL_do_handshake(client.ssl()) == 1 && client.exchange(kGet).ends_with("end"), true);
}

TEST_F(TlsTest, PlainHttpToTlsIsClosed) {
  start_tls([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  RawSocket plain = connect();
  plain.send(kGet);
  EXPECT_THAT(plain.read_all(), ::testing::Not(HasSubstr("HTTP/")));
}

TEST_F(TlsTest, AKeyOfAnotherCertificateStopsTheStart) {
  Listen listen = loopback();
  listen.tls = TlsIdentity{authority_.identity({"a"}).certificate_pem, authority_.identity({"b"}).key_pem};
  settings_.listen = {listen};
  const auto made = Server::start(settings_, [] { return std::make_unique<LambdaHandler>(nullptr); }, *workers_, log_);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().reason, "listen_tls");
}

// The upstream is a server of our own with TLS.
class TlsUpstreamTest : public TlsTest {
 protected:
  std::string through(const TlsIdentity& identity, std::string ca_file, std::string host = "localhost") {
    Server::Settings behind;
    Listen listen = loopback();
    listen.tls = identity;
    behind.listen = {listen};
    std::atomic<int> seen = 0;
    auto upstream = Server::start(
        behind,
        [&] {
          return std::make_unique<LambdaHandler>([&](const http::Request&, bool) -> http::Action {
            ++seen;
            return text_answer("behind");
          });
        },
        *workers_, log_);
    EXPECT_TRUE(upstream);
    auto to = std::make_shared<http::Upstream>();
    to->host = std::move(host);
    to->port = std::to_string((*upstream)->ports().at(0));
    to->tls = true;
    to->ca_file = std::move(ca_file);
    settings_.listen = {loopback()};
    start([to](const http::Request& request, bool) -> http::Action {
      http::Forward out;
      out.upstream = to;
      out.target = std::string(request.target);
      out.host = "a";
      return out;
    });
    std::string response = exchange(kGet);
    const bool refused = response.starts_with("HTTP/1.1 502 ");
    EXPECT_EQ(seen, refused ? 0 : 1);  // not a byte to who is not known
    if (!refused) {
      EXPECT_THAT(exchange(kGet), EndsWith("behind"));  // over the kept connection
    }
    server_.reset();
    return response;
  }
};

TEST_F(TlsUpstreamTest, IsSpokenToOnlyWhereItProvesItsName) {
  const Authority stranger;
  EXPECT_THAT(through(authority_.identity({"localhost"}), authority_.file()), EndsWith("\r\n\r\nbehind"));
  EXPECT_THAT(through(authority_.identity({"other.example"}), authority_.file()), StartsWith("HTTP/1.1 502 "));
  EXPECT_THAT(through(stranger.identity({"localhost"}), authority_.file()), StartsWith("HTTP/1.1 502 "));
  EXPECT_THAT(through(authority_.identity({"localhost"}), ""), StartsWith("HTTP/1.1 502 "));
  EXPECT_THAT(through(authority_.identity({"localhost"}, -Seconds(60)), authority_.file()),
              StartsWith("HTTP/1.1 502 "));
  EXPECT_THAT(through(authority_.identity({"localhost"}), authority_.file(), "127.0.0.1"), StartsWith("HTTP/1.1 502 "));
  EXPECT_THAT(through(authority_.identity({"localhost"}), "/nowhere"), StartsWith("HTTP/1.1 502 "));
}

}  // namespace
}  // namespace sallyport::net
