// A byte stream on an event loop: a TCP or unix socket, with or without TLS. A write continues until every byte is
// sent, and never waits without a deadline.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "net/engine/deadlines.h"
#include "net/engine/readiness_native.h"

namespace sallyport::net {

// In bytes. A connection is closed if its peer sends or accepts less than this before the timeout.
inline constexpr std::size_t kProgress = 4096;

// Only its loop may use it. `done` is called on the loop; StreamSocket says when.
class Transport {
 public:
  explicit Transport(Readiness& readiness) : socket_(readiness) {}

  void adopt(int fd) { socket_.adopt(fd); }
  void connect(const sockaddr& address, socklen_t size, StreamSocket::Done done) {
    socket_.connect(address, size, std::move(done));
  }
  TlsStream& add_tls(SSL_CTX& context, TlsStream::Role role) { return socket_.add_tls(context, role); }
  void handshake(StreamSocket::Done done) { socket_.handshake(std::move(done)); }

  int fd() const { return socket_.fd(); }
  bool is_tls() const { return socket_.is_tls(); }

  void read_some(std::span<char> room, StreamSocket::Done done) { socket_.read_some(room, std::move(done)); }

  // Writes all of `text`. If the kernel takes all of it at once, `done(error)` is called before this returns. The text
  // must stay valid until `done` is called. A write that has to wait starts the timer with `timeout`, restarts it after
  // every kProgress bytes, and leaves it running after the last byte.
  template <class Done>
  void write(std::string_view text, Timer& timer, std::chrono::milliseconds timeout, Done done) {
    text.remove_prefix(write_now(text));
    if (text.empty()) return done(ErrorCode());
    write_later(text, timer, timeout, std::move(done));
  }

  // Sends what the kernel takes without waiting, and returns the number of bytes.
  std::size_t write_now(std::string_view text) { return socket_.write_now(text); }

  // Like write(), but `done` is called only after this has returned. `progress` is the number of bytes written since
  // the timer was set; by default the timer is set at once.
  template <class Done>
  void write_later(std::string_view text, Timer& timer, std::chrono::milliseconds timeout, Done done,
                   std::size_t progress = kProgress) {
    if (progress >= kProgress) {
      timer.set(timeout);
      progress = 0;
    }
    socket_.write_some(text, [this, text, &timer, timeout, progress, done = std::move(done)](ErrorCode error,
                                                                                             std::size_t size) mutable {
      if (error || size == text.size()) return done(error);
      write_later(text.substr(size), timer, timeout, std::move(done), progress + size);
    });
  }

  void end_sending() { socket_.end_sending(); }

  // Pending operations end with asio::error::operation_aborted.
  void cancel() { socket_.cancel(); }

  // From now on close() discards undelivered bytes and resets the connection. So the peer cannot take a truncated
  // answer for a complete one, and a peer that does not read holds no memory here.
  void reset_when_closed() {
    const linger hard{1, 0};
    ::setsockopt(fd(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  }
  void close() { socket_.close(); }

 private:
  StreamSocket socket_;
};

}  // namespace sallyport::net
