// The connected sockets of one event loop, with or without TLS. They have an epoll instance of their own beside Asio's,
// because Asio tries to read before it waits. On a connection that has just answered, that is a useless system call for
// each request. Here a socket reads only after the kernel has reported that it is readable.
#pragma once

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "net/engine/callback.h"
#include "net/engine/tls_stream_native.h"

namespace sallyport::net {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Executor = asio::io_context::executor_type;  // concrete: no indirect call per operation

class StreamSocket;

// Events are edge-triggered: the kernel reports each once, and the socket remembers it. Only the loop may use this.
class Readiness {
 public:
  using Failed = std::function<void(const std::exception&)>;

  // If the `done` of a socket throws, `failed` gets the exception and the other sockets continue. `failed` must not
  // throw. The constructor throws std::system_error if the kernel has no descriptor left.
  Readiness(const Executor& executor, Failed failed);
  Readiness(const Readiness&) = delete;

  Executor executor() { return epoll_.get_executor(); }

  // True inside the callback of a socket. One round calls the sockets that are ready, one after the other. A socket may
  // then delay its output with after_round(), so that a peer that waits for many answers wakes only once.
  bool in_round() const { return in_round_; }

  // Runs `task` at the end of the round, or as soon as sixteen tasks wait, so no answer waits for more than fifteen
  // others. Requires: in_round().
  void after_round(Callback<> task) { after_.push_back(std::move(task)); }

 private:
  friend class StreamSocket;
  static constexpr std::size_t kAtOnce = 128;  // events; then timers and posts of other threads have their turn
  static constexpr std::size_t kTogether = 16;

  void watch(StreamSocket& socket, int operation, std::uint32_t events);
  void call_soon(StreamSocket& socket);
  void forget(StreamSocket& socket);  // may be called from a callback of the same socket
  void wait();
  void take();
  void take_soon();
  void call(StreamSocket& socket, std::uint32_t events);
  void run_after();

  asio::posix::basic_stream_descriptor<Executor> epoll_;
  Failed failed_;
  std::array<epoll_event, kAtOnce> events_{};
  std::size_t event_ = 0;  // the next event of this round
  std::size_t event_count_ = 0;
  std::vector<StreamSocket*> soon_;  // sockets to call in the next round
  std::vector<StreamSocket*> turn_;  // sockets of the current round; null if forgotten
  std::vector<Callback<>> after_;
  bool in_round_ = false;
  StreamSocket* called_ = nullptr;  // the socket whose callbacks run; null once it is forgotten
};

// A non-blocking TCP or unix socket. At most one read and one write may be pending. `done(error, size)` is called once
// for each, on the loop, and never before the call that began it returns. The caller's bytes must stay valid until
// then. Only the loop may use a socket.
class StreamSocket {
 public:
  using Done = Callback<ErrorCode, std::size_t>;

  explicit StreamSocket(Readiness& readiness) : readiness_(readiness) {}
  StreamSocket(const StreamSocket&) = delete;
  ~StreamSocket() { close(); }

  // Takes ownership of a connected descriptor. Requires: the socket has no descriptor yet.
  void adopt(int fd) { fd_ = fd; }
  int fd() const { return fd_; }  // -1: none

  // Opens a descriptor and connects it; the size in `done` is 0. After an error the caller calls close().
  // Requires: the socket has no descriptor yet.
  void connect(const sockaddr& address, socklen_t size, Done done);

  // From now on reads and writes go through TLS. The socket owns the returned stream. Throws std::bad_alloc.
  TlsStream& add_tls(SSL_CTX& context, TlsStream::Role role);
  bool is_tls() const { return tls_ != nullptr; }

  // Counts as the pending read; the size in `done` is 0. A server may skip it, because its first read does the
  // handshake.
  void handshake(Done done);

  // Each completes as soon as it has read or written at least one byte. Errors: asio::error::eof if the peer closed the
  // connection cleanly.
  void read_some(std::span<char> room, Done done);
  void write_some(std::string_view text, Done done);

  // Sends what the kernel takes without waiting, and returns the number of bytes. It does not report an error, because
  // the next write_some() reports it.
  std::size_t write_now(std::string_view text);

  // Tells the peer that no more bytes follow, and ends TLS if there is any: later reads return the raw bytes.
  // Requires: no read or write is pending.
  void end_sending();

  // A pending read or write ends with asio::error::operation_aborted; its `done` is called later, on the loop.
  void cancel();
  void close();

 private:
  friend class Readiness;

  Attempt receive();
  Attempt send(std::string_view text);
  Attempt finish_connecting() const;
  void watch(bool writes);
  void call_again();
  void note(std::uint32_t events);
  void try_to_read();
  void try_to_write();
  void end(Done& done);

  Readiness& readiness_;
  std::unique_ptr<TlsStream> tls_;
  int fd_ = -1;
  bool watched_ = false;
  bool readable_ = false;  // a read may find bytes
  bool ended_ = false;     // reads will find the end or an error after the bytes
  bool soon_ = false;      // readiness_ holds a pointer to this
  std::span<char> room_;   // empty: the pending read is a handshake
  std::string_view text_;  // empty: the pending write is a connect
  Done read_;              // empty: no read is pending
  Done write_;
};

}  // namespace sallyport::net
