#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <cerrno>
#include <new>

#include "net/engine/tls_stream_native.h"

namespace sallyport::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

TlsStream::Wire& wire_of(BIO* bio) {
  return *static_cast<TlsStream::Wire*>(BIO_get_data(bio));
}

constexpr std::size_t kMostAtOnce = 64 * 1024;  // bytes, a few records; then other connections have their turn

// Replaces OpenSSL's own socket BIO, which raises SIGPIPE and does not report whether the socket is empty.
int receive(BIO* bio, char* data, int size) {
  TlsStream::Wire& wire = wire_of(bio);
  BIO_clear_retry_flags(bio);
  if (wire.budget == 0) {
    wire.drained = false;
    BIO_set_retry_read(bio);
    return -1;
  }
  const std::size_t room = std::min(static_cast<std::size_t>(size), wire.budget);
  const ssize_t got = ::recv(wire.fd, data, room, MSG_DONTWAIT);
  wire.drained = got < static_cast<ssize_t>(room);
  if (got > 0) wire.budget -= static_cast<std::size_t>(got);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_read(bio);
  return static_cast<int>(got);
}

int send(BIO* bio, const char* data, int size) {
  const ssize_t sent = ::send(wire_of(bio).fd, data, static_cast<std::size_t>(size), MSG_NOSIGNAL | MSG_DONTWAIT);
  BIO_clear_retry_flags(bio);
  if (sent < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

long control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;  // a flush always succeeds, because this BIO buffers nothing
}

BIO_METHOD* make_method() {
  BIO_METHOD* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "sallyport socket");
  if (method == nullptr || BIO_meth_set_read(method, receive) != 1 || BIO_meth_set_write(method, send) != 1 ||
      BIO_meth_set_ctrl(method, control) != 1)
    throw std::bad_alloc();
  return method;
}

BIO* make_bio(TlsStream::Wire& wire) {
  static const BIO_METHOD* const method = make_method();  // never freed, like OpenSSL's own methods
  BIO* const bio = BIO_new(method);
  if (bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, &wire);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace

TlsStream::TlsStream(SSL_CTX& context, int fd, Role role) : wire_{.fd = fd}, ssl_(SSL_new(&context)) {
  if (!ssl_) throw std::bad_alloc();
  BIO* const bio = make_bio(wire_);
  SSL_set_bio(ssl_.get(), bio, bio);
  role == Role::server ? SSL_set_accept_state(ssl_.get()) : SSL_set_connect_state(ssl_.get());
}

TlsStream::~TlsStream() = default;

bool TlsStream::expect(const std::string& host) {
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), host.c_str()) == 1) return true;
  ERR_clear_error();  // the failed attempt to read an address left an error
  return SSL_set1_host(ssl_.get(), host.c_str()) == 1 && SSL_set_tlsext_host_name(ssl_.get(), host.c_str()) == 1;
}

void TlsStream::begin() {
  ERR_clear_error();
  errno = 0;
  wire_.budget = kMostAtOnce;
}

Attempt TlsStream::handshake() {
  begin();
  return outcome(SSL_do_handshake(ssl_.get()), 0);
}

Attempt TlsStream::read(std::span<char> room) {
  begin();
  std::size_t size = 0;
  const int result = SSL_read_ex(ssl_.get(), room.data(), room.size(), &size);
  return outcome(result, size);
}

Attempt TlsStream::write(std::string_view text) {
  begin();
  std::size_t size = 0;
  const int result = SSL_write_ex(ssl_.get(), text.data(), text.size(), &size);
  return outcome(result, size);
}

Attempt TlsStream::outcome(int result, std::size_t size) {
  if (result == 1) return {.size = size};
  const int cause = errno;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return {.wait = Attempt::Wait::readable};
    case SSL_ERROR_WANT_WRITE:
      return {.wait = Attempt::Wait::writable};
    case SSL_ERROR_ZERO_RETURN:
      return {.error = asio::error::eof};
    case SSL_ERROR_SSL:
      return {.error = error_code(static_cast<int>(ERR_get_error()), asio::error::get_ssl_category())};
    default:
      return {.error = cause != 0 ? error_code(cause, boost::system::system_category())
                                  : error_code(asio::ssl::error::stream_truncated)};
  }
}

void TlsStream::say_goodbye() {
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

}  // namespace sallyport::net
