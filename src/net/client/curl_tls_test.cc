#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/reason_of.h"
#include "crypto/certificate.h"
#include "net/client/curl_client.h"
#include "net/engine/scripted_server.h"

namespace sallyport::net {
namespace {

using testing::HasSubstr;

// A certificate authority whose certificate is in a file. It issues server certificates.
class Authority {
 public:
  Authority() : key_(crypto::PrivateKey::generate_ec(crypto::KeyType::p256)) {
    const UnixTime now = SystemClock().now();
    const auto made = crypto::make_authority({.common_name = "Test CA",
                                              .dns_names = {"localhost"},
                                              .ip_addresses = {"127.0.0.1"},
                                              .not_before = now - Seconds(3600),
                                              .not_after = now + Seconds(3600)},
                                             key_);
    EXPECT_TRUE(made);
    certificate_ = *made;
    file_ = std::filesystem::temp_directory_path() / ("curl_tls_test." + std::to_string(::getpid()) + "." +
                                                      std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    std::ofstream(file_) << certificate_.to_pem();
  }
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;
  ~Authority() { std::filesystem::remove(file_); }

  std::string file() const { return file_; }

  crypto::Certificate leaf(const crypto::PrivateKey& key, std::vector<std::string> names, Seconds until) const {
    const UnixTime now = SystemClock().now();
    const auto made = crypto::make_leaf({.common_name = "leaf",
                                         .dns_names = std::move(names),
                                         .ip_addresses = {},
                                         .not_before = now - Seconds(3600),
                                         .not_after = now + until},
                                        key.public_key(), certificate_, key_);
    EXPECT_TRUE(made);
    return *made;
  }

 private:
  crypto::PrivateKey key_;
  crypto::Certificate certificate_;
  std::filesystem::path file_;
};

// Answers one request on each connection, over TLS.
class TlsServer {
 public:
  TlsServer(const crypto::Certificate& certificate, const crypto::PrivateKey& key, int max_version = 0)
      : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free),
        server_([this](int connection) { serve(connection); }) {
    const std::string pem = certificate.to_pem();
    BIO* text = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509* x509 = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
    BIO_free(text);
    const Secret secret = key.to_pem();
    text = BIO_new_mem_buf(secret.reveal().data(), static_cast<int>(secret.reveal().size()));
    EVP_PKEY* pkey = PEM_read_bio_PrivateKey(text, nullptr, nullptr, nullptr);
    BIO_free(text);
    EXPECT_EQ(SSL_CTX_use_certificate(context_.get(), x509), 1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey(context_.get(), pkey), 1);
    X509_free(x509);
    EVP_PKEY_free(pkey);
    if (max_version == 0) return;
    SSL_CTX_set_security_level(context_.get(), 0);  // old versions are off by default
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), max_version);
  }

  std::string authority(std::string_view host = "localhost") const { return server_.authority(host); }
  int requests() const { return requests_; }

 private:
  void serve(int connection) {
    const std::unique_ptr<SSL, void (*)(SSL*)> ssl(SSL_new(context_.get()), SSL_free);
    SSL_set_fd(ssl.get(), connection);
    if (SSL_accept(ssl.get()) != 1) return;
    std::string request;
    for (char byte = 0; !request.ends_with("\r\n\r\n"); request += byte)
      if (SSL_read(ssl.get(), &byte, 1) != 1) return;
    ++requests_;
    constexpr std::string_view kFineAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    SSL_write(ssl.get(), kFineAnswer.data(), static_cast<int>(kFineAnswer.size()));
    SSL_shutdown(ssl.get());
  }

  std::atomic<int> requests_ = 0;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  ScriptedServer server_;
};

Result<http::ClientResponse> ask(const std::string& authority, const std::string& ca_file) {
  const auto client = make_curl_client({.hosts = {authority}, .loopback_hosts = {authority}, .ca_file = ca_file});
  return client->send({.url = "https://" + authority + "/"});
}

class CurlTls : public testing::Test {
 protected:
  const Authority authority_{};
  const crypto::PrivateKey key_ = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
  const crypto::Certificate leaf_ = authority_.leaf(key_, {"localhost"}, Seconds(3600));
};

TEST_F(CurlTls, CertificateOfTheConfiguredAuthorityIsTrusted) {
  const TlsServer idp(leaf_, key_);
  const auto response = ask(idp.authority(), authority_.file());
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "ok");
}

TEST_F(CurlTls, CertificateOfAnUnknownAuthorityIsNotAndTheMessageSaysWhatToDo) {
  RecordProperty("covers", "HTTP-15");
  const TlsServer idp(leaf_, key_);
  const auto refused = ask(idp.authority(), "");
  ASSERT_EQ(reason_of(refused), "http_tls");
  EXPECT_EQ(refused.error().kind, Kind::unavailable);
  EXPECT_THAT(refused.error().detail, HasSubstr("certificate of localhost is not trusted"));
  EXPECT_THAT(refused.error().detail, HasSubstr("server.caFile names a CA file"));
  EXPECT_EQ(idp.requests(), 0);
}

TEST_F(CurlTls, CertificateOfAnotherAuthorityOfTheSameNameIsNot) {
  const Authority other;
  const TlsServer idp(leaf_, key_);
  EXPECT_EQ(reason_of(ask(idp.authority(), other.file())), "http_tls");
  EXPECT_EQ(idp.requests(), 0);
}

TEST_F(CurlTls, CertificateForAnotherNameIsNot) {  // the certificate is for localhost, but the URL has the address
  RecordProperty("covers", "HTTP-15");
  const TlsServer idp(leaf_, key_);
  EXPECT_EQ(reason_of(ask(idp.authority("127.0.0.1"), authority_.file())), "http_tls");
  EXPECT_EQ(idp.requests(), 0);
}

TEST_F(CurlTls, ExpiredCertificateIsNot) {
  RecordProperty("covers", "HTTP-15");
  const TlsServer idp(authority_.leaf(key_, {"localhost"}, Seconds(-60)), key_);
  EXPECT_EQ(reason_of(ask(idp.authority(), authority_.file())), "http_tls");
  EXPECT_EQ(idp.requests(), 0);
}

TEST_F(CurlTls, OlderThanTls12IsRefused) {
  RecordProperty("covers", "HTTP-15");
  const TlsServer current(leaf_, key_, TLS1_2_VERSION);
  EXPECT_EQ(reason_of(ask(current.authority(), authority_.file())), "none");
  const TlsServer old(leaf_, key_, TLS1_1_VERSION);
  EXPECT_EQ(reason_of(ask(old.authority(), authority_.file())), "http_tls");
  EXPECT_EQ(old.requests(), 0);
}

TEST_F(CurlTls, AuthorityFileThatIsNotThereIsNamed) {
  const TlsServer idp(leaf_, key_);
  const auto refused = ask(idp.authority(), "/nowhere/ca.pem");
  ASSERT_EQ(reason_of(refused), "http_tls");
  EXPECT_THAT(refused.error().detail, HasSubstr("/nowhere/ca.pem"));
}

TEST_F(CurlTls, ServerThatSpeaksNoTlsIsRefused) {
  const ScriptedServer plain([](int connection) {
    write_all(connection, "HTTP/1.1 400 Bad Request\r\n\r\n");
    wait_until_closed(connection);
  });
  EXPECT_EQ(reason_of(ask(plain.authority("localhost"), authority_.file())), "http_tls");
}

}  // namespace
}  // namespace sallyport::net
