// Accepts connections from one listening socket of an event loop. Only the loop may use it.
#pragma once

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/ssl/context.hpp>

#include "net/server/serving_native.h"

namespace sallyport::net {

class Acceptor {
 public:
  // Takes ownership of `fd`, which listens. `tls` may be null: the connections are then plain HTTP.
  Acceptor(Serving& serving, int fd, std::shared_ptr<asio::ssl::context> tls);

  void accept();

  // Accepts the connections that already wait in the queue, because closing the socket would reset them.
  void accept_the_rest();

  // Uses another identity for new connections. A listener without TLS ignores it.
  void renew_tls(std::shared_ptr<asio::ssl::context> tls) {
    if (tls_) tls_ = std::move(tls);
  }

  // Called at every tick. Continues to accept after a pause (too many connections, or no descriptors).
  void resume();

 private:
  enum class Paused { no, by_limit, by_kernel };

  void take();

  Serving& serving_;
  asio::posix::basic_stream_descriptor<Executor> listening_;
  std::shared_ptr<asio::ssl::context> tls_;
  Paused paused_ = Paused::no;
  Deadlines::Clock::time_point paused_at_{};
};

}  // namespace sallyport::net
