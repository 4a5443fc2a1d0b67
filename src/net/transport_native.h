// A connected byte stream of an event loop: TCP or unix socket, with TLS around it or not. TLS runs on a socket of
// Asio's, everything else on one of our own.
#pragma once

#include <sys/socket.h>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "net/deadlines.h"
#include "net/readiness_native.h"

namespace sallyport::net {

using Socket = asio::basic_stream_socket<asio::generic::stream_protocol, Executor>;

class Transport {
 public:
  explicit Transport(Readiness& readiness) : plain_(readiness), socket_(readiness.executor()) {}

  // Takes a connected descriptor.
  void adopt(int fd) { plain_.adopt(fd); }

  // For Asio to connect; then connected().
  Socket& connecting() { return socket_; }
  void connected() { plain_.adopt(socket_.release()); }

  int fd() { return plain_.fd() >= 0 ? plain_.fd() : socket_.native_handle(); }
  bool is_tls() const { return tls_ != nullptr; }
  asio::ssl::stream<Socket&>& add_tls(asio::ssl::context& context, int family) {
    socket_.assign(asio::generic::stream_protocol(family, SOCK_STREAM), plain_.fd());
    plain_.release();  // only now: what throws leaves it with one owner
    tls_ = std::make_unique<asio::ssl::stream<Socket&>>(socket_, context);
    return *tls_;
  }
  asio::ssl::stream<Socket&>& tls() { return *tls_; }

  template <class Done>
  void read_some(std::span<char> room, Done done) {
    if (tls_)
      tls_->async_read_some(asio::mutable_buffer(room.data(), room.size()), std::move(done));
    else
      plain_.read_some(room, std::move(done));
  }

  // What comes below TLS, where there is one.
  template <class Done>
  void read_raw(std::span<char> room, Done done) {
    if (tls_)
      socket_.async_read_some(asio::mutable_buffer(room.data(), room.size()), std::move(done));
    else
      plain_.read_some(room, std::move(done));
  }

  // Writes all of `text`, at once where the kernel takes it: `done(error)` may be called before this returns. The text
  // must stand until then. The timer is set anew with each part that was taken.
  template <class Done>
  void write(std::string_view text, Timer& timer, std::chrono::milliseconds timeout, Done done) {
    text.remove_prefix(write_now(text));
    if (text.empty()) return done(ErrorCode());
    write_later(text, timer, timeout, std::move(done));
  }

  // How much of `text` went out without waiting.
  std::size_t write_now(std::string_view text) { return tls_ ? 0 : plain_.write_now(text); }

  // Writes all of `text`; `done` is called after this has returned. Otherwise as write().
  template <class Done>
  void write_later(std::string_view text, Timer& timer, std::chrono::milliseconds timeout, Done done) {
    timer.set(timeout);
    auto written = [this, text, &timer, timeout, done = std::move(done)](ErrorCode error, std::size_t size) mutable {
      if (error || size == text.size()) return done(error);
      write_later(text.substr(size), timer, timeout, std::move(done));
    };
    if (tls_)
      tls_->async_write_some(asio::const_buffer(text.data(), text.size()), std::move(written));
    else
      plain_.write_some(text, std::move(written));
  }

  void end_sending() { ::shutdown(fd(), SHUT_WR); }

  // What is under way ends with asio::error::operation_aborted.
  void cancel() {
    ErrorCode ignored;
    plain_.cancel();
    socket_.cancel(ignored);
  }
  // From now on close() throws away what is not delivered, and the peer sees a reset: no peer takes a cut answer for a
  // whole one, and one that does not read holds no memory.
  void reset_when_closed() {
    const linger hard{1, 0};
    ::setsockopt(fd(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  }
  void close() {
    ErrorCode ignored;
    plain_.close();
    socket_.close(ignored);
  }

 private:
  PlainSocket plain_;
  Socket socket_;  // while Asio connects it, and with TLS
  std::unique_ptr<asio::ssl::stream<Socket&>> tls_;
};

}  // namespace sallyport::net
