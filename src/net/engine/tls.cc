#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <string_view>

#include "net/engine/tls_native.h"

namespace sallyport::net {
namespace {

namespace ssl = boost::asio::ssl;
using ErrorCode = boost::system::error_code;

constexpr const char* kCiphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

// "http/1.1" with its length in front, the format of ALPN (RFC 7301 3.1).
constexpr unsigned char kAlpn[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

bool set_common(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // An idle connection keeps no record buffers. A write may send only some records, and the caller may repeat the rest
  // from another address in memory.
  SSL_CTX_set_mode(context,
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);                           // reads a whole record in one system call
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // clients resume sessions with tickets that they keep
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 && SSL_CTX_set_cipher_list(context, kCiphers) == 1;
}

int choose_alpn(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                unsigned int offered_size, void*) {
  unsigned char* match = nullptr;
  if (SSL_select_next_proto(&match, size, kAlpn, sizeof kAlpn, offered, offered_size) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = match;
  return SSL_TLSEXT_ERR_OK;
}

Failure unusable(std::string_view reason, std::string_view what, const ErrorCode& error) {
  return failure(Kind::unavailable, reason, "", std::string(what) + ": " + error.message());
}

}  // namespace

Result<std::shared_ptr<ssl::context>> make_server_tls(const TlsIdentity& identity) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  ErrorCode error;
  context->use_certificate_chain(boost::asio::buffer(identity.certificate_pem), error);
  if (error) return unusable("listen_tls", "certificate", error);
  const std::string_view key = identity.key_pem.reveal();
  context->use_private_key(boost::asio::buffer(key.data(), key.size()), ssl::context::pem, error);
  if (error) return unusable("listen_tls", "key", error);
  SSL_CTX* const native = context->native_handle();
  if (SSL_CTX_check_private_key(native) != 1)
    return failure(Kind::unavailable, "listen_tls", "", "the key does not belong to the certificate");
  if (!set_common(native)) return failure(Kind::internal, "listen_tls", "", "TLS settings refused");
  SSL_CTX_set_alpn_select_cb(native, choose_alpn, nullptr);
  return context;
}

Result<std::shared_ptr<ssl::context>> make_client_tls(const std::string& ca_file) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
  ErrorCode error;
  context->set_default_verify_paths(error);
  if (error) return unusable("upstream_tls", "system certificates", error);
  if (!ca_file.empty()) {
    context->load_verify_file(ca_file, error);
    if (error) return unusable("upstream_tls", ca_file, error);
  }
  context->set_verify_mode(ssl::verify_peer, error);
  if (error) return unusable("upstream_tls", "verification", error);
  SSL_CTX* const native = context->native_handle();
  if (!set_common(native) || SSL_CTX_set_alpn_protos(native, kAlpn, sizeof kAlpn) != 0)
    return failure(Kind::internal, "upstream_tls", "", "TLS settings refused");
  return context;
}

}  // namespace sallyport::net
