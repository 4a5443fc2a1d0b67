// TLS on a non-blocking socket. Each call does what is possible now and reports what the caller has to wait for.
#pragma once

#include <openssl/ssl.h>

#include <boost/system/error_code.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace sallyport::net {

// The outcome of one attempt to read or write.
struct Attempt {
  enum class Wait { no, readable, writable };
  Wait wait = Wait::no;               // unless `no`: try again when the socket is readable or writable
  std::size_t size = 0;               // bytes read or written
  boost::system::error_code error{};  // asio::error::eof if the peer closed the connection cleanly
};

// OpenSSL works on the socket directly and keeps no buffer between two records, so an idle stream is small. Only one
// thread may use it. The caller owns the socket's descriptor and keeps it open as long as the stream lives.
class TlsStream {
 public:
  enum class Role { server, client };

  // Throws std::bad_alloc.
  TlsStream(SSL_CTX& context, int fd, Role role);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;

  // Only for a client, and before the handshake. The handshake then fails unless the server's certificate names this
  // host or address. The server also receives a name, but not an address (RFC 6066 3). Returns false if no certificate
  // can name the host.
  bool expect(const std::string& host);

  // A server may skip this, because its first read also does the handshake.
  Attempt handshake();

  // Errors: asio::error::eof only after the peer's close_notify (RFC 8446 6.1). A connection that ends without one is
  // reported as OpenSSL's own error, because an attacker on the network could have cut it.
  Attempt read(std::span<char> room);

  // After a write that has to wait, the next write must start with the same bytes.
  Attempt write(std::string_view text);

  // After a read: whether the next read may find bytes without waiting.
  bool may_have_more() const { return !wire_.drained || SSL_has_pending(ssl_.get()) == 1; }

  // After an attempt that has to wait: whether it stopped only because its budget was used up, so that other
  // connections have their turn. The kernel does not report the socket as readable again in this case, so the caller
  // must repeat the attempt soon.
  bool was_interrupted() const { return wire_.budget == 0; }

  // Sends close_notify if the socket takes it without waiting.
  void say_goodbye();

  // The state behind OpenSSL's reads and writes on the socket.
  struct Wire {
    int fd;
    bool drained = false;    // the last read did not fill the buffer, so the socket is empty
    std::size_t budget = 0;  // bytes that this attempt may still read; bounds a flood of handshake messages
  };

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  void begin();
  Attempt outcome(int result, std::size_t size);

  Wire wire_;
  std::unique_ptr<SSL, Free> ssl_;
};

}  // namespace sallyport::net
