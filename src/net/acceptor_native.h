// Takes connections from a listening socket, one loop's share of them.
#pragma once

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include "net/loop_native.h"

namespace sallyport::net {

class Acceptor {
 public:
  // `tls` may be null.
  Acceptor(Loop& loop, int fd, std::shared_ptr<asio::ssl::context> tls);

  void accept();

  // Takes what is in the queue already: closing the socket would reset it.
  void accept_the_rest();

  // For connections from now on, where there is TLS at all.
  void renew_tls(std::shared_ptr<asio::ssl::context> tls) {
    if (tls_) tls_ = std::move(tls);
  }

  // Called every tick: goes on where accepting had paused (too many connections, no descriptors).
  void resume();

 private:
  enum class Paused { no, by_limit, by_kernel };

  void take();

  Loop& loop_;
  asio::posix::basic_stream_descriptor<Executor> listening_;
  std::shared_ptr<asio::ssl::context> tls_;
  Paused paused_ = Paused::no;
  Deadlines::Clock::time_point paused_at_{};
};

}  // namespace sallyport::net
