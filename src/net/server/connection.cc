#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "net/proxy/proxy_exchange_native.h"
#include "net/server/connection_native.h"

namespace sallyport::net {
namespace {

constexpr std::size_t kReadAtLeast = 2048;
constexpr std::size_t kFlushAt = 64 * 1024;  // bytes of pipelined answers to collect before they are sent
constexpr std::size_t kMostLingered = 1024 * 1024;
constexpr auto kLinger = std::chrono::milliseconds(2000);
constexpr auto kFirstWords = std::chrono::milliseconds(500);  // for a client that connected just before the stop

bool is_unix_socket(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  return ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 && address.ss_family == AF_UNIX;
}

// The kernel keeps who called connect(), so nobody can pretend to be another user.
std::optional<std::uint32_t> user_of_peer(int fd) {
  struct ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  return peer.uid;
}

std::string address_of_peer(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  const auto& v4 = reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  const bool is_v6 = address.ss_family == AF_INET6;
  // A dual-stack socket reports an IPv4 client as "::ffff:10.0.0.1", which would not match a trusted 10.0.0.1.
  const bool is_mapped = is_v6 && IN6_IS_ADDR_V4MAPPED(&v6);
  const void* const number = is_mapped ? static_cast<const void*>(&v6.s6_addr[12])
                             : is_v6   ? static_cast<const void*>(&v6)
                                       : &v4;
  ::inet_ntop(is_v6 && !is_mapped ? AF_INET6 : AF_INET, number, text.data(), text.size());
  return text.data();
}

}  // namespace

Connection::Connection(Serving& serving, int fd)
    : serving_(serving),
      seat_(serving.connections.quota()),
      stream_(serving.loop.readiness(),
              {serving.limits.header_bytes, serving.limits.header_count, serving.limits.target_bytes}),
      timer_(serving.loop.deadlines(), [this] { ran_out(); }) {
  stream_.transport.adopt(fd);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);  // an upgraded connection may be silent for a long time
}

Connection::~Connection() {
  serving_.connections.remove(*this);
}

void Connection::open(Serving& serving, int fd, SSL_CTX* tls) noexcept {
  serving.tallies.accepted.add();
  std::shared_ptr<Connection> connection;
  try {
    connection = std::make_shared<Connection>(serving, fd);
  } catch (const std::exception& thrown) {
    ::close(fd);
    return serving.loop.report(thrown);
  }
  try {
    serving.connections.add(*connection);
    connection->start(tls);
  } catch (const std::exception& thrown) {
    serving.loop.report(thrown);
  }
}

void Connection::start(SSL_CTX* tls) {
  const int fd = stream_.transport.fd();
  const bool unix_socket = is_unix_socket(fd);
  http::Peer peer{.unix_socket = unix_socket, .tls = tls != nullptr};
  if (unix_socket)
    peer.user = user_of_peer(fd);
  else
    peer.address = address_of_peer(fd);
  peer_ = std::make_shared<http::Peer>(std::move(peer));
  if (tls != nullptr) stream_.transport.add_tls(*tls, TlsStream::Role::server);  // the first read does the handshake
  timer_.set(serving_.limits.header_timeout);
  go_on();
}

void Connection::abort() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  // The exchange may hold the last reference to this connection. `alive` keeps it until the end of this function.
  const auto alive = shared_from_this();
  timer_.stop();
  ++ticket_;
  stream_.transport.close();
  seat_.reset();
  serving_.connections.remove(*this);
  if (const auto exchange = std::move(exchange_)) exchange->cancel();
  itself_.reset();
}

void Connection::go_on() {
  while (!waiting_ && step()) {
  }
}

bool Connection::step() {
  switch (phase_) {
    case Phase::head:
      return take_head();
    case Phase::body:
      return take_body();
    case Phase::drain:
      return drain_body();
    case Phase::leave:
      return leave();
    case Phase::closing:
      return begin_closing();
    case Phase::deferred:
    case Phase::forward:
    case Phase::closed:
      return false;
  }
  return false;
}

bool Connection::take_head() {
  if (close_) {
    phase_ = Phase::closing;
    return true;
  }
  if (stream_.out.size() >= kFlushAt && !flush()) return false;
  const auto end = scan_.find_end(stream_.in.unread());
  if (!end) {
    refuse(status_of_refusal(end.error()), end.error().reason);
    return true;
  }
  if (!*end) {
    if (const auto within = check_growth(); !within) {
      refuse(status_of_refusal(within.error()), within.error().reason);
      return true;
    }
    return need_bytes();
  }
  if (**end == 2) {  // RFC 9112 2.2: skip an empty line before a request, because some clients send one after a body
    stream_.in.use(2);
    scan_.restart();
    return true;
  }
  stream_.in.hold(**end);
  if (const auto parsed = stream_.parser.parse(stream_.in.held()); !parsed) {
    refuse(status_of_refusal(parsed.error()), parsed.error().reason);
    return true;
  }
  stream_.body.start(stream_.parser.head().body);
  stream_.owes_continue = stream_.parser.head().expects_continue && !stream_.body.done();
  if (!stream_.parser.head().request.peer) stream_.parser.head().request.peer = peer_;
  serving_.tallies.requests.add();
  dispatch();
  return true;
}

// Refuses a head that is already too large before all of it has arrived.
Result<void> Connection::check_growth() const {
  const auto text = stream_.in.unread();
  if (text.size() < serving_.limits.target_bytes) return {};
  constexpr std::size_t kAroundTarget = 64;  // method, spaces and version
  const bool in_first_line = text.find("\r\n") == std::string_view::npos;
  if (in_first_line && text.size() > serving_.limits.target_bytes + kAroundTarget)
    return failure(Kind::malformed, "target_too_long", "RFC 9110 15.5.15");
  if (text.size() > serving_.limits.header_bytes) return failure(Kind::malformed, "head_too_large", "RFC 6585 5");
  return {};
}

bool Connection::need_bytes() {
  if (!stream_.out.empty() && !std::exchange(held_, false) && serving_.loop.readiness().in_round()) {
    hold_answers();
    return false;
  }
  if (!flush()) return false;
  if (phase_ == Phase::head && has_served_its_last()) {
    phase_ = Phase::closing;
    return true;
  }
  if (phase_ == Phase::head) {
    time_head();
  } else if (body_progress_ >= kProgress) {
    body_progress_ = 0;
    timer_.set(serving_.limits.body_timeout);
  }
  waiting_ = true;
  stream_.transport.read_some(
      stream_.room(kReadAtLeast),
      [self = shared_from_this()](ErrorCode error, std::size_t size) { self->on_read(error, size); });
  return false;
}

// The whole head must arrive within header_timeout of its first byte. For the first head of a connection that time
// starts at accept and includes the TLS handshake. Bytes that arrive do not restart it, and neither do empty lines.
void Connection::time_head() {
  if (stream_.in.unread().empty()) stream_.in.shrink();
  if (head_begun_ || first_) return;
  head_begun_ = !stream_.in.unread().empty();
  timer_.set(head_begun_ ? serving_.limits.header_timeout : serving_.limits.idle_timeout);
}

void Connection::hold_answers() {
  held_ = true;
  waiting_ = true;
  serving_.loop.readiness().after_round([self = shared_from_this()] {
    self->waiting_ = false;
    self->go_on();
  });
}

void Connection::on_read(ErrorCode error, std::size_t size) {
  waiting_ = false;
  if (phase_ == Phase::closing) return go_on();  // the read was cancelled to send a refusal
  if (error || phase_ == Phase::closed) return abort();
  stream_.in.filled(size);
  body_progress_ += size;
  if (phase_ == Phase::head && !head_begun_) {
    head_begun_ = true;
    if (!first_) timer_.set(serving_.limits.header_timeout);
  }
  go_on();
}

// Returns true if all output is sent.
bool Connection::flush() {
  if (stream_.out.empty()) return true;
  const std::size_t sent = stream_.transport.write_now(stream_.out);
  if (sent == stream_.out.size()) {
    stream_.out.clear();
    if (stream_.out.capacity() > kFlushAt) stream_.out = std::string();
    return true;
  }
  waiting_ = true;
  body_progress_ = kProgress;
  stream_.transport.write_later(std::string_view(stream_.out).substr(sent), timer_, serving_.limits.write_timeout,
                                [self = shared_from_this()](ErrorCode error) {
                                  self->waiting_ = false;
                                  if (error || self->phase_ == Phase::closed) return self->abort();
                                  self->stream_.out.clear();
                                  self->go_on();
                                });
  return false;
}

// Closing a socket while the kernel holds unread bytes sends a reset, and the client may then never see the answer. So
// this ends only the sending side, and reads until the client closes. Source: RFC 9112 9.6.
bool Connection::begin_closing() {
  if (!flush()) return false;
  timer_.set(kLinger);
  stream_.transport.end_sending();
  linger();
  return false;
}

// Reads and drops bytes until the client has closed the connection.
void Connection::linger() {
  waiting_ = true;
  stream_.in.use(stream_.in.unread().size());
  stream_.in.release();
  const auto room = stream_.in.room(kReadAtLeast);
  stream_.transport.read_some(room, [self = shared_from_this()](ErrorCode error, std::size_t size) {
    self->lingered_ += size;
    if (error || self->lingered_ > kMostLingered) return self->abort();
    if (self->phase_ == Phase::closing) self->linger();
  });
}

bool Connection::is_waiting_for_message() const {
  const bool in_head = phase_ == Phase::head && head_begun_ && !stream_.in.unread().empty();
  const bool in_message = in_head || phase_ == Phase::body;
  return in_message && waiting_ && stream_.out.empty();
}

// Whether the server is stopping and no other request has begun. The answer may have been printed before the stop,
// without "Connection: close"; drain() then left the connection open, because it had output to send or a body to read.
bool Connection::has_served_its_last() const {
  return is_stopping() && !first_ && stream_.in.unread().empty();
}

// A client without a request so far has probably just connected to send one, so it gets time to do so. A client that
// was answered before may never send another request, so its idle connection ends.
void Connection::drain() {
  if (is_idle() && first_) return timer_.set(kFirstWords);
  if (is_idle()) return abort();
  if (const auto exchange = exchange_) exchange->drain();
}

void Connection::give_up() {
  if (is_waiting_for_message()) {
    stream_.transport.cancel();  // on_read() then sends the refusal
    return refuse(503, "stopping");
  }
  if (phase_ == Phase::deferred) {
    ++ticket_;  // drops an outcome that comes later
    answer_plainly(503, "stopping");
    const auto self = std::move(itself_);
    return go_on();
  }
  if (const auto exchange = exchange_) exchange->give_up();
}

void Connection::ran_out() {
  const auto self = shared_from_this();
  if (is_waiting_for_message()) {
    stream_.transport.cancel();  // on_read() then sends the refusal
    return refuse(408, "");
  }
  if (phase_ != Phase::deferred) {
    if (!stream_.out.empty()) stream_.transport.reset_when_closed();
    return abort();
  }
  ++ticket_;  // drops an outcome that comes later
  answer_plainly(503, "no answer in time");
  go_on();
}

}  // namespace sallyport::net
