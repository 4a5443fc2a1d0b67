#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "net/server/acceptor_native.h"
#include "net/server/connection_native.h"

namespace sallyport::net {
namespace {

constexpr int kAtOnce = 32;  // connections; then other events have their turn
constexpr auto kBackOff = std::chrono::milliseconds(100);

// The client left before accept(), or its network failed. The next connection may be fine. Source: accept(2).
bool concerns_one_connection(int error) {
  return error == EINTR || error == ECONNABORTED || error == EPROTO || error == EPERM || error == ENETDOWN ||
         error == EHOSTUNREACH || error == ENETUNREACH || error == EHOSTDOWN || error == EOPNOTSUPP;
}

}  // namespace

Acceptor::Acceptor(Serving& serving, int fd, std::shared_ptr<asio::ssl::context> tls)
    : serving_(serving), listening_(serving.loop.executor(), fd), tls_(std::move(tls)) {}

void Acceptor::accept() {
  paused_ = Paused::no;
  listening_.async_wait(asio::posix::descriptor_base::wait_read, [this](ErrorCode error) {
    if (!error) take();
  });
}

void Acceptor::take() {
  for (int i = 0; i < kAtOnce; ++i) {
    if (serving_.connections.is_full()) {
      paused_ = Paused::by_limit;
      return;
    }
    const int fd = ::accept4(listening_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      Connection::open(serving_, fd, tls_ ? tls_->native_handle() : nullptr);
      continue;
    }
    if (errno == EAGAIN) break;
    if (concerns_one_connection(errno)) continue;
    // EMFILE, ENFILE, ENOBUFS, ENOMEM: the connection stays in the queue and would wake this loop again immediately.
    paused_ = Paused::by_kernel;
    paused_at_ = std::chrono::steady_clock::now();
    serving_.loop.log(Level::warning, "accept_paused", {{"cause", std::strerror(errno)}});
    return;
  }
  accept();
}

void Acceptor::accept_the_rest() {
  while (!serving_.connections.is_full()) {
    const int fd = ::accept4(listening_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0)
      Connection::open(serving_, fd, tls_ ? tls_->native_handle() : nullptr);
    else if (!concerns_one_connection(errno))
      return;
  }
}

void Acceptor::resume() {
  if (paused_ == Paused::no) return;
  if (paused_ == Paused::by_limit && serving_.connections.is_full()) return;
  if (paused_ == Paused::by_kernel && serving_.loop.deadlines().last_tick() < paused_at_ + kBackOff) return;
  accept();
}

}  // namespace sallyport::net
