#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <system_error>
#include <utility>

#include "net/readiness_native.h"

namespace sallyport::net {
namespace {

constexpr std::uint32_t kReads = EPOLLIN | EPOLLRDHUP;
constexpr std::uint32_t kEnds = EPOLLRDHUP | EPOLLHUP | EPOLLERR;  // the last two come unasked

int make_epoll() {
  const int fd = ::epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  return fd;
}

ErrorCode last_error() {
  return {errno, boost::system::system_category()};
}

#ifdef __SANITIZE_THREAD__
// From these the thread sanitizer learns what one thread tells another.
ssize_t receive(int fd, std::span<char> room) {
  return ::recv(fd, room.data(), room.size(), MSG_DONTWAIT);
}
ssize_t send(int fd, std::string_view text) {
  return ::send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}
#else
// As recv() and send(), which are cancellation points: where there are threads, glibc asks before and after each
// whether this one is to be cancelled. Ours never are.
ssize_t receive(int fd, std::span<char> room) {
  return ::syscall(SYS_recvfrom, fd, room.data(), room.size(), MSG_DONTWAIT, nullptr, nullptr);
}
ssize_t send(int fd, std::string_view text) {
  return ::syscall(SYS_sendto, fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT, nullptr, 0);
}
#endif

}  // namespace

Readiness::Readiness(const Executor& executor, Failed failed)
    : epoll_(executor, make_epoll()), failed_(std::move(failed)) {
  wait();
}

void Readiness::watch(PlainSocket& socket, int operation, std::uint32_t events) {
  epoll_event event{};
  event.events = events | EPOLLET;
  event.data.ptr = &socket;
  if (::epoll_ctl(epoll_.native_handle(), operation, socket.fd(), &event) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

// Either may throw: a turn without sockets does no harm, a socket without a turn would wait for ever, and all that
// come after it.
void Readiness::call_soon(PlainSocket& socket) {
  if (soon_.empty()) asio::post(executor(), [this] { take_soon(); });
  soon_.push_back(&socket);
}

void Readiness::forget(PlainSocket& socket) {
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

// A busy loop has new events by the time it has handled some: asking again at once spares it the way through Asio.
void Readiness::take() {
  std::size_t handled = 0;
  do {
    const int count = ::epoll_wait(epoll_.native_handle(), events_.data(), static_cast<int>(events_.size()), 0);
    event_count_ = count > 0 ? static_cast<std::size_t>(count) : 0;
    handled += event_count_;
    for (event_ = 0; event_ < event_count_;) {
      const epoll_event event = events_[event_++];
      if (event.data.ptr != nullptr) call(*static_cast<PlainSocket*>(event.data.ptr), event.events);
    }
    run_after();
  } while (event_count_ > 0 && handled < kAtOnce);
  event_ = event_count_ = 0;
  wait();
}

void Readiness::take_soon() {
  turn_.swap(soon_);
  for (PlainSocket*& place : turn_) {
    PlainSocket* const socket = std::exchange(place, nullptr);
    if (socket == nullptr) continue;
    socket->soon_ = false;
    call(*socket, EPOLLIN);
  }
  turn_.clear();
  run_after();
}

void Readiness::call(PlainSocket& socket, std::uint32_t events) {
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

// A task may begin what ends within it, but leaves none behind.
void Readiness::run_after() {
  for (Callback<>& task : after_) try {
      task();
    } catch (const std::exception& thrown) {
      failed_(thrown);
    }
  after_.clear();
}

int PlainSocket::release() noexcept {
  if (watched_)
    ::epoll_ctl(readiness_.epoll_.native_handle(), EPOLL_CTL_DEL, fd_, nullptr);  // cannot fail: it is there
  readiness_.forget(*this);
  watched_ = readable_ = ended_ = soon_ = false;
  return std::exchange(fd_, -1);
}

void PlainSocket::watch(bool writes) {
  const std::uint32_t events = writes ? kReads | EPOLLOUT : kReads;
  readiness_.watch(*this, watched_ ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, events);
  watched_ = true;
}

void PlainSocket::read_some(std::span<char> room, Done done) {
  if (!watched_) watch(false);
  if (readable_ && !soon_) {
    readiness_.call_soon(*this);
    soon_ = true;
  }
  room_ = room;
  read_ = std::move(done);
}

// Each wait is asked for anew, so that the kernel looks once more: there may be room by now.
void PlainSocket::write_some(std::string_view text, Done done) {
  watch(true);
  text_ = text;
  write_ = std::move(done);
}

void PlainSocket::note(std::uint32_t events) {
  if ((events & (kReads | kEnds)) != 0) readable_ = true;
  if ((events & kEnds) != 0) ended_ = true;
  if ((events & EPOLLOUT) != 0 && !write_) watch(false);  // nobody waits: a unix socket would tell of each byte taken
}

// Less than there was room for is all there is, unless the end has come: then one more read finds that. Source:
// epoll(7).
void PlainSocket::try_to_read() {
  if (!read_ || !readable_) return;
  const ssize_t size = receive(fd_, room_);
  if (size < 0 && errno == EAGAIN) {
    readable_ = false;
    return;
  }
  const ErrorCode error = size < 0 ? last_error() : size == 0 ? ErrorCode(asio::error::eof) : ErrorCode();
  const auto taken = static_cast<std::size_t>(std::max<ssize_t>(size, 0));
  readable_ = ended_ || taken == room_.size();
  Done done = std::move(read_);
  done(error, taken);
}

std::size_t PlainSocket::write_now(std::string_view text) const {
  const ssize_t sent = send(fd_, text);
  return sent > 0 ? static_cast<std::size_t>(sent) : 0;
}

void PlainSocket::try_to_write() {
  if (!write_) return;
  const ssize_t size = send(fd_, text_);
  if (size < 0 && errno == EAGAIN) return;
  Done done = std::move(write_);
  done(size < 0 ? last_error() : ErrorCode(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
}

void PlainSocket::end(Done& done) {
  if (!done) return;
  asio::post(readiness_.executor(), [ended = std::move(done)]() mutable { ended(asio::error::operation_aborted, 0); });
}

void PlainSocket::cancel() {
  end(read_);
  end(write_);
}

void PlainSocket::close() {
  if (fd_ < 0) return;
  cancel();
  readiness_.forget(*this);
  watched_ = readable_ = ended_ = soon_ = false;
  ::close(std::exchange(fd_, -1));
}

}  // namespace sallyport::net
