// The plain sockets of one event loop, in an epoll of its own beside Asio's. Asio tries to read before it waits: on a
// connection that has just answered that is a system call for nothing with each request. Here the kernel speaks first.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <cstdint>
#include <exception>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "net/callback.h"

namespace sallyport::net {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Executor = asio::io_context::executor_type;  // concrete: no indirect call per operation

class PlainSocket;

// Events are edge-triggered: each is told once, and the socket remembers it.
class Readiness {
 public:
  using Failed = std::function<void(const std::exception&)>;

  // `failed` hears of what the `done` of a socket throws, and throws nothing itself; the other sockets go on. Throws
  // std::system_error where the kernel has no descriptor left.
  Readiness(const Executor& executor, Failed failed);
  Readiness(const Readiness&) = delete;

  Executor executor() { return epoll_.get_executor(); }

  // Whether sockets are being called, several in turn: then what is to be sent may wait for after_round(), so that a
  // peer who waits for many answers is woken once.
  bool in_round() const { return in_round_; }

  // Calls `task` when those are through, or when sixteen tasks wait: no answer waits for more than fifteen others.
  // Shape: in_round().
  void after_round(Callback<> task) { after_.push_back(std::move(task)); }

 private:
  friend class PlainSocket;
  static constexpr std::size_t kAtOnce = 128;  // then timers and other threads' posts have their turn
  static constexpr std::size_t kTogether = 16;

  void watch(PlainSocket& socket, int operation, std::uint32_t events);
  void call_soon(PlainSocket& socket);
  void forget(PlainSocket& socket);  // may be called from within its own call
  void wait();
  void take();
  void take_soon();
  void call(PlainSocket& socket, std::uint32_t events);
  void run_after();

  asio::posix::basic_stream_descriptor<Executor> epoll_;
  Failed failed_;
  std::array<epoll_event, kAtOnce> events_{};
  std::size_t event_ = 0;  // the next of this round
  std::size_t event_count_ = 0;
  std::vector<PlainSocket*> soon_;  // asked to be called in the next round
  std::vector<PlainSocket*> turn_;  // being called; forgotten ones are null
  std::vector<Callback<>> after_;
  bool in_round_ = false;
  PlainSocket* called_ = nullptr;  // null again as soon as it is forgotten
};

// A connected, non-blocking TCP or unix socket. At most one read and one write are under way. `done(error, size)` is
// called from the loop, never before the call that began it returns; the bytes must stand until then.
class PlainSocket {
 public:
  using Done = Callback<ErrorCode, std::size_t>;

  explicit PlainSocket(Readiness& readiness) : readiness_(readiness) {}
  PlainSocket(const PlainSocket&) = delete;
  ~PlainSocket() { close(); }

  void adopt(int fd) { fd_ = fd; }
  int release() noexcept;         // gives the descriptor back; nothing may be under way
  int fd() const { return fd_; }  // -1: none

  // Errors: asio::error::eof at the orderly end.
  void read_some(std::span<char> room, Done done);
  void write_some(std::string_view text, Done done);

  // How much of it the kernel takes at once. An error shows again in the write that waits.
  std::size_t write_now(std::string_view text) const;

  // What is under way ends with asio::error::operation_aborted.
  void cancel();
  void close();

 private:
  friend class Readiness;

  void watch(bool writes);
  void note(std::uint32_t events);
  void try_to_read();
  void try_to_write();
  void end(Done& done);

  Readiness& readiness_;
  int fd_ = -1;
  bool watched_ = false;
  bool readable_ = false;  // a read may find something
  bool ended_ = false;     // and the end or an error after it
  bool soon_ = false;      // readiness_ holds a pointer to this
  std::span<char> room_;
  std::string_view text_;
  Done read_;  // empty: no read is under way
  Done write_;
};

}  // namespace sallyport::net
