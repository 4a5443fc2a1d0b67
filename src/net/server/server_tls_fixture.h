// For the tests of TLS: a certificate authority, a TLS client that trusts every server, and a TLS listener.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/certificate.h"
#include "net/server/server_fixture_test.h"

struct ssl_st;
struct ssl_ctx_st;

namespace sallyport::net {

inline constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

// A certificate authority. file() is the path of its certificate, and identity() issues a server certificate.
class Authority {
 public:
  Authority();
  Authority(const Authority&) = delete;
  ~Authority();

  std::string file() const;
  TlsIdentity identity(std::vector<std::string> names, Seconds until = Seconds(3600)) const;

 private:
  crypto::PrivateKey key_;
  crypto::Certificate certificate_;
};

// A blocking TLS client that does not verify the server's certificate: the tests check how the server behaves.
class TlsClient {
 public:
  // `max_version` is one of OpenSSL's TLS version constants, or 0 for the newest; `ciphers` is a list for TLS 1.2.
  explicit TlsClient(int port, int max_version = 0, const char* ciphers = nullptr);

  bool handshake();
  // Frees the client's own state; the connection stays open.
  RawSocket let_go();
  ssl_st* ssl() { return ssl_.get(); }
  // The server's certificate in DER; empty if there was no handshake.
  std::string server_certificate();
  // Sends the bytes, and reads until the answer ends with "end" or the server closes.
  std::string exchange(std::string_view bytes);

 private:
  RawSocket socket_;
  std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)> context_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
};

class TlsTest : public ServerTest {
 protected:
  void start_tls(OnRequest on_request);

  Authority authority_;
};

}  // namespace sallyport::net
