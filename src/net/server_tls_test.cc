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
  // The certificate that the server showed, DER; empty where there was no handshake.
  std::string server_certificate() {
    if (!handshake()) return "";
    const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(ssl_.get()), X509_free);
    unsigned char* bytes = nullptr;
    const int size = i2d_X509(shown.get(), &bytes);
    const std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return der;
  }
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

// A listener whose identity is exchanged while it runs.
class TlsRenewalTest : public TlsTest {
 protected:
  void start_with(const TlsIdentity& identity) {
    Listen listen = loopback();
    listen.tls = identity;
    settings_.listen = {listen, loopback()};
    settings_.loops = 2;
    start([](const http::Request&, bool) -> http::Action { return text_answer("end"); });
  }
  static std::string der_of(const TlsIdentity& identity) {
    return crypto::Certificate::from_pem(identity.certificate_pem)->der;
  }
  std::string shown() { return TlsClient(server_->ports().at(0)).server_certificate(); }

  // How many of so many new connections, which the loops share, are shown this identity.
  int count_shown(const TlsIdentity& identity) {
    int count = 0;
    for (int i = 0; i < kConnections; ++i) count += shown() == der_of(identity) ? 1 : 0;
    return count;
  }
  // The loops take what is renewed when they come round.
  bool all_are_shown_soon(const TlsIdentity& identity) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < limit)
      if (count_shown(identity) == kConnections) return true;
    return false;
  }

  static constexpr int kConnections = 16;
  const TlsIdentity first_ = authority_.identity({"localhost"});
  const TlsIdentity second_ = authority_.identity({"localhost"});
};

TEST_F(TlsRenewalTest, NewConnectionsAreShownTheNewIdentityAndOpenOnesGoOn) {
  start_with(first_);
  TlsClient open(server_->ports().at(0));
  ASSERT_EQ(open.server_certificate(), der_of(first_));
  ASSERT_TRUE(server_->renew_tls(second_));
  EXPECT_TRUE(all_are_shown_soon(second_));
  EXPECT_THAT(open.exchange(kGet), EndsWith("end"));
}

TEST_F(TlsRenewalTest, AnUnusableIdentityChangesNothing) {
  start_with(first_);
  for (const TlsIdentity& unusable :
       {TlsIdentity{first_.certificate_pem, second_.key_pem}, TlsIdentity{"", second_.key_pem},
        TlsIdentity{second_.certificate_pem, Secret()}}) {
    const auto refused = server_->renew_tls(unusable);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, "listen_tls");
  }
  EXPECT_EQ(count_shown(first_), kConnections);
}

TEST_F(TlsRenewalTest, WithoutAnIdentityTheListenersStayAsTheyAre) {
  start_with(first_);
  ASSERT_TRUE(server_->renew_tls(std::nullopt));
  EXPECT_EQ(count_shown(first_), kConnections);
}

TEST_F(TlsRenewalTest, AListenerWithoutTlsDoesNotGetIt) {
  start_with(first_);
  ASSERT_TRUE(server_->renew_tls(second_));
  ASSERT_TRUE(all_are_shown_soon(second_));
  RawSocket plain = RawSocket::to_port(server_->ports().at(1));
  plain.send(kGet);
  EXPECT_THAT(plain.read_response(), EndsWith("end"));
}

// The upstream is a server of our own with TLS.
class TlsUpstreamTest : public TlsTest {
 protected:
  void start_upstream(const TlsIdentity& identity) {
    Server::Settings behind;
    Listen listen = loopback();
    listen.tls = identity;
    behind.listen = {listen};
    auto upstream = Server::start(
        behind,
        [this] {
          return std::make_unique<LambdaHandler>([this](const http::Request&, bool) -> http::Action {
            ++seen_;
            return text_answer("behind");
          });
        },
        *workers_, log_);
    ASSERT_TRUE(upstream);
    upstream_ = *std::move(upstream);
  }
  // The server in front of it, which trusts what is in the file.
  void start_front(std::string ca_file, std::string host = "localhost") {
    auto to = std::make_shared<http::Upstream>();
    to->host = std::move(host);
    to->port = std::to_string(upstream_->ports().at(0));
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
  }
  std::string through(const TlsIdentity& identity, std::string ca_file, std::string host = "localhost") {
    seen_ = 0;
    start_upstream(identity);
    start_front(std::move(ca_file), std::move(host));
    std::string response = exchange(kGet);
    const bool refused = response.starts_with("HTTP/1.1 502 ");
    EXPECT_EQ(seen_, refused ? 0 : 1);  // not a byte to who is not known
    if (!refused) {
      EXPECT_THAT(exchange(kGet), EndsWith("behind"));  // over the kept connection
    }
    server_.reset();
    upstream_.reset();
    return response;
  }

  std::atomic<int> seen_ = 0;
  std::unique_ptr<Server> upstream_;
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

TEST_F(TlsUpstreamTest, WhatIsTrustedIsReadAnewWithTheListenersIdentity) {
  const Authority stranger;
  const std::string trusted = authority_.file() + ".trusted";
  std::filesystem::copy_file(stranger.file(), trusted);
  start_upstream(authority_.identity({"localhost"}));
  start_front(trusted);
  EXPECT_THAT(exchange(kGet), StartsWith("HTTP/1.1 502 "));
  std::filesystem::copy_file(authority_.file(), trusted, std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(exchange(kGet), StartsWith("HTTP/1.1 502 ")) << "it was read once";
  ASSERT_TRUE(server_->renew_tls(std::nullopt));
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::string response;
  while (!response.ends_with("behind") && std::chrono::steady_clock::now() < limit) response = exchange(kGet);
  EXPECT_THAT(response, EndsWith("behind"));
  server_.reset();
  std::filesystem::remove(trusted);
}

}  // namespace
}  // namespace sallyport::net
