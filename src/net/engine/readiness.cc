#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <system_error>
#include <utility>

#include "net/engine/readiness_native.h"

namespace sallyport::net {
namespace {

constexpr std::uint32_t kReads = EPOLLIN | EPOLLRDHUP;
constexpr std::uint32_t kEnds = EPOLLRDHUP | EPOLLHUP | EPOLLERR;  // epoll always reports the last two

int make_epoll() {
  const int fd = ::epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  return fd;
}

ErrorCode last_error() {
  return {errno, boost::system::system_category()};
}

}  // namespace

Readiness::Readiness(const Executor& executor, Failed failed)
    : epoll_(executor, make_epoll()), failed_(std::move(failed)) {
  wait();
}

void Readiness::watch(StreamSocket& socket, int operation, std::uint32_t events) {
  epoll_event event{};
  event.events = events | EPOLLET;
  event.data.ptr = &socket;
  if (::epoll_ctl(epoll_.native_handle(), operation, socket.fd(), &event) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

// Both calls may throw. The post comes first, because a posted take_soon() without sockets does no harm. A socket in
// soon_ without a posted take_soon() would wait forever, and so would all sockets after it.
void Readiness::call_soon(StreamSocket& socket) {
  if (soon_.empty()) asio::post(executor(), [this] { take_soon(); });
  soon_.push_back(&socket);
}

void Readiness::forget(StreamSocket& socket) {
  if (called_ == &socket) called_ = nullptr;
  for (std::size_t i = event_; i < event_count_; ++i)
    if (events_[i].data.ptr == &socket) events_[i].data.ptr = nullptr;
  if (!socket.soon_) return;
  std::ranges::replace(turn_, &socket, nullptr);
  std::ranges::replace(soon_, &socket, nullptr);
}

void Readiness::wait() {
  epoll_.async_wait(asio::posix::descriptor_base::wait_read, [this](ErrorCode error) {
    if (!error) take();
  });
}

// A busy loop has new events by the time it has handled some. Asking epoll again right here is cheaper than waiting
// through Asio.
void Readiness::take() {
  std::size_t handled = 0;
  do {
    const int count = ::epoll_wait(epoll_.native_handle(), events_.data(), static_cast<int>(events_.size()), 0);
    event_count_ = count > 0 ? static_cast<std::size_t>(count) : 0;
    handled += event_count_;
    for (event_ = 0; event_ < event_count_;) {
      const epoll_event event = events_[event_++];
      if (event.data.ptr != nullptr) call(*static_cast<StreamSocket*>(event.data.ptr), event.events);
    }
    run_after();
  } while (event_count_ > 0 && handled < kAtOnce);
  event_ = event_count_ = 0;
  wait();
}

void Readiness::take_soon() {
  turn_.swap(soon_);
  for (StreamSocket*& place : turn_) {
    StreamSocket* const socket = std::exchange(place, nullptr);
    if (socket == nullptr) continue;
    socket->soon_ = false;
    call(*socket, EPOLLIN);
  }
  turn_.clear();
  run_after();
}

void Readiness::call(StreamSocket& socket, std::uint32_t events) {
  called_ = &socket;
  in_round_ = true;
  try {
    socket.note(events);
    if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) socket.try_to_write();
    if (called_ != nullptr) socket.try_to_read();
  } catch (const std::exception& thrown) {
    failed_(thrown);
  }
  called_ = nullptr;
  in_round_ = false;
  if (after_.size() >= kTogether) run_after();
}

// in_round() is false here, so no task adds another one while this walks over them.
void Readiness::run_after() {
  for (Callback<>& task : after_) try {
      task();
    } catch (const std::exception& thrown) {
      failed_(thrown);
    }
  after_.clear();
}

void StreamSocket::connect(const sockaddr& address, socklen_t size, Done done) {
  fd_ = ::socket(address.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const bool begun = fd_ >= 0 && (::connect(fd_, &address, size) == 0 || errno == EINPROGRESS);
  if (begun) return write_some({}, std::move(done));
  asio::post(readiness_.executor(), [error = last_error(), ended = std::move(done)]() mutable { ended(error, 0); });
}

TlsStream& StreamSocket::add_tls(SSL_CTX& context, TlsStream::Role role) {
  tls_ = std::make_unique<TlsStream>(context, fd_, role);
  return *tls_;
}

void StreamSocket::handshake(Done done) {
  readable_ = true;  // a client sends first, so the first attempt must not wait for an event
  read_some({}, std::move(done));
}

void StreamSocket::watch(bool writes) {
  const std::uint32_t events = writes ? kReads | EPOLLOUT : kReads;
  readiness_.watch(*this, watched_ ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, events);
  watched_ = true;
}

void StreamSocket::read_some(std::span<char> room, Done done) {
  if (!watched_) watch(false);
  if (readable_) call_again();
  room_ = room;
  read_ = std::move(done);
}

// Calls this socket in the next round, although no event will report it as readable.
void StreamSocket::call_again() {
  readable_ = true;
  if (soon_) return;
  readiness_.call_soon(*this);
  soon_ = true;
}

// Registers for EPOLLOUT with each write, so that the kernel checks again: the socket may have become writable already.
void StreamSocket::write_some(std::string_view text, Done done) {
  watch(true);
  text_ = text;
  write_ = std::move(done);
}

void StreamSocket::note(std::uint32_t events) {
  if ((events & (kReads | kEnds)) != 0) readable_ = true;
  if ((events & kEnds) != 0) ended_ = true;
  // No write is pending, so stop the events: a unix socket would send one for every byte that its peer takes.
  if ((events & EPOLLOUT) != 0 && !write_) watch(false);
}

Attempt StreamSocket::receive() {
  if (tls_) return room_.empty() ? tls_->handshake() : tls_->read(room_);
  const ssize_t size = ::recv(fd_, room_.data(), room_.size(), MSG_DONTWAIT);
  if (size > 0) return {.size = static_cast<std::size_t>(size)};
  if (size == 0) return {.error = asio::error::eof};
  if (errno == EAGAIN) return {.wait = Attempt::Wait::readable};
  return {.error = last_error()};
}

Attempt StreamSocket::send(std::string_view text) {
  if (tls_) return tls_->write(text);
  const ssize_t size = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (size >= 0) return {.size = static_cast<std::size_t>(size)};
  if (errno == EAGAIN) return {.wait = Attempt::Wait::writable};
  return {.error = last_error()};
}

Attempt StreamSocket::finish_connecting() const {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return {.error = last_error()};
  return {.error = ErrorCode(error, boost::system::system_category())};
}

// A read that does not fill the room has emptied the socket (epoll(7)). If the peer has closed the connection, one more
// read finds the end. TLS may have to write before it can continue to read, to confirm a new key.
void StreamSocket::try_to_read() {
  if (!read_ || !readable_) return;
  const Attempt attempt = receive();
  if (attempt.wait == Attempt::Wait::writable) return watch(true);
  readable_ =
      attempt.wait == Attempt::Wait::no && (ended_ || (tls_ ? tls_->may_have_more() : attempt.size == room_.size()));
  if (attempt.wait == Attempt::Wait::readable) {
    if (tls_ && tls_->was_interrupted()) call_again();
    return;
  }
  Done done = std::move(read_);
  done(attempt.error, attempt.size);
}

std::size_t StreamSocket::write_now(std::string_view text) {
  std::size_t sent = 0;
  for (Attempt attempt; sent < text.size(); sent += attempt.size) {
    attempt = send(text.substr(sent));
    if (attempt.size == 0) break;
    if (!tls_) return attempt.size;  // if this is not all of it, the kernel's buffer is full
  }
  return sent;
}

void StreamSocket::try_to_write() {
  if (!write_) return;
  const Attempt attempt = text_.empty() ? finish_connecting() : send(text_);
  if (attempt.wait != Attempt::Wait::no) return;
  Done done = std::move(write_);
  done(attempt.error, attempt.size);
}

void StreamSocket::end_sending() {
  if (tls_) tls_->say_goodbye();
  tls_.reset();
  ::shutdown(fd_, SHUT_WR);
}

void StreamSocket::end(Done& done) {
  if (!done) return;
  asio::post(readiness_.executor(), [ended = std::move(done)]() mutable { ended(asio::error::operation_aborted, 0); });
}

void StreamSocket::cancel() {
  end(read_);
  end(write_);
}

void StreamSocket::close() {
  if (fd_ < 0) return;
  cancel();
  readiness_.forget(*this);
  watched_ = readable_ = ended_ = soon_ = false;
  tls_.reset();
  ::close(std::exchange(fd_, -1));
}

}  // namespace sallyport::net
