#include "net/server/server_tls_fixture.h"

#include <openssl/ssl.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <utility>

namespace sallyport::net {

Authority::Authority() : key_(crypto::PrivateKey::generate_ec(crypto::KeyType::p256)) {
  const UnixTime now = SystemClock().now();
  certificate_ = *crypto::make_authority({.common_name = "Test CA",
                                          .dns_names = {"localhost"},
                                          .ip_addresses = {"127.0.0.1"},
                                          .not_before = now - Seconds(3600),
                                          .not_after = now + Seconds(3600)},
                                         key_);
  std::ofstream(file()) << certificate_.to_pem();
}

Authority::~Authority() {
  std::filesystem::remove(file());
}

std::string Authority::file() const {
  return ::testing::TempDir() + "server_tls_test." + std::to_string(::getpid()) + "." +
         std::to_string(reinterpret_cast<std::uintptr_t>(this));
}

TlsIdentity Authority::identity(std::vector<std::string> names, Seconds until) const {
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

TlsClient::TlsClient(int port, int max_version, const char* ciphers)
    : socket_(RawSocket::to_port(port)),
      context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
      ssl_(nullptr, SSL_free) {
  SSL_CTX_set_options(context_.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
  if (max_version != 0) {
    SSL_CTX_set_security_level(context_.get(), 0);  // otherwise it would not even offer the old versions
    SSL_CTX_set_max_proto_version(context_.get(), max_version);
  }
  if (ciphers != nullptr) SSL_CTX_set_cipher_list(context_.get(), ciphers);
  ssl_ = {SSL_new(context_.get()), SSL_free};
  SSL_set_fd(ssl_.get(), socket_.fd());
  const unsigned char alpn[] = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  SSL_set_alpn_protos(ssl_.get(), alpn, sizeof alpn);
}

bool TlsClient::handshake() {
  return SSL_connect(ssl_.get()) == 1;
}

RawSocket TlsClient::let_go() {
  ssl_.reset();
  context_.reset();
  return std::move(socket_);
}

std::string TlsClient::server_certificate() {
  if (!handshake()) return "";
  const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(ssl_.get()), X509_free);
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(shown.get(), &bytes);
  const std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

std::string TlsClient::exchange(std::string_view bytes) {
  if (SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) <= 0) return "not sent";
  std::string out;
  char part[16384];
  for (int size; (size = SSL_read(ssl_.get(), part, sizeof part)) > 0;) {
    out.append(part, static_cast<std::size_t>(size));
    if (out.ends_with("end")) break;
  }
  return out;
}

void TlsTest::start_tls(OnRequest on_request) {
  Listen listen = loopback();
  listen.tls = authority_.identity({"localhost"});
  settings_.listen = {listen};
  start(std::move(on_request));
}

}  // namespace sallyport::net
