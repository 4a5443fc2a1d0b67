#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>

#include "net/connection_native.h"
#include "net/proxy_exchange_native.h"

namespace sallyport::net {
namespace {

constexpr std::size_t kReadAtLeast = 2048;
constexpr std::size_t kFlushAt = 64 * 1024;  // answers to pipelined requests gather up to here
constexpr std::size_t kMostLingered = 1024 * 1024;
constexpr auto kLinger = std::chrono::milliseconds(2000);
constexpr auto kFirstWords = std::chrono::milliseconds(500);  // of a client that came just before the stop

sa_family_t family_of(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  return ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 ? address.ss_family : AF_UNSPEC;
}

std::string address_of_peer(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  const auto& v4 = reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  const bool is_v6 = address.ss_family == AF_INET6;
  // An IPv4 client of a dual socket is an IPv4 client: "::ffff:10.0.0.1" would not match a trusted 10.0.0.1.
  const bool is_mapped = is_v6 && IN6_IS_ADDR_V4MAPPED(&v6);
  const void* const number = is_mapped ? static_cast<const void*>(&v6.s6_addr[12])
                             : is_v6   ? static_cast<const void*>(&v6)
                                       : &v4;
  ::inet_ntop(is_v6 && !is_mapped ? AF_INET6 : AF_INET, number, text.data(), text.size());
  return text.data();
}

}  // namespace

Connection::Connection(Loop& loop, int fd)
    : loop_(loop),
      transport_(loop.readiness()),
      timer_(loop.deadlines(), [this] { ran_out(); }),
      parser_({loop.limits().header_bytes, loop.limits().header_count, loop.limits().target_bytes}) {
  transport_.adopt(fd);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);  // an upgraded connection may be silent for long
}

Connection::~Connection() {
  loop_.forget(*this);
}

void Connection::start(asio::ssl::context* tls) {
  const int fd = transport_.fd();
  const sa_family_t family = family_of(fd);
  const bool unix_socket = family == AF_UNIX;
  peer_ = std::make_shared<http::Peer>(
      http::Peer{.address = unix_socket ? "" : address_of_peer(fd), .unix_socket = unix_socket, .tls = tls != nullptr});
  if (tls == nullptr) return go_on();
  phase_ = Phase::handshake;
  timer_.set(loop_.limits().header_timeout);
  transport_.add_tls(*tls, family)
      .async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](ErrorCode error) {
        if (error || self->phase_ != Phase::handshake) return self->abort();
        self->phase_ = Phase::head;
        self->go_on();
      });
}

void Connection::abort() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  // The exchange holds this connection, and may be the last that does: this object lives until the end of the call.
  const auto alive = shared_from_this();
  timer_.stop();
  ++ticket_;
  transport_.close();
  loop_.forget(*this);
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
    case Phase::handshake:
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
  if (out_.size() >= kFlushAt && !flush()) return false;
  const auto end = scan_.find_end(in_.unread());
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
  if (**end == 2) {  // RFC 9112 2.2: an empty line before a request; some send one after a body
    in_.use(2);
    scan_.restart();
    return true;
  }
  in_.hold(**end);
  if (const auto parsed = parser_.parse(in_.held()); !parsed) {
    refuse(status_of_refusal(parsed.error()), parsed.error().reason);
    return true;
  }
  decoder_.start(parser_.head().body);
  owes_continue_ = parser_.head().expects_continue && !decoder_.done();
  if (!parser_.head().request.peer) parser_.head().request.peer = peer_;
  loop_.tallies.requests.add();
  dispatch();
  return true;
}

// A head that is already too large need not be read to its end.
Result<void> Connection::check_growth() const {
  const auto text = in_.unread();
  if (text.size() < loop_.limits().target_bytes) return {};
  constexpr std::size_t kAroundTarget = 64;  // method, spaces and version
  const bool in_first_line = text.find("\r\n") == std::string_view::npos;
  if (in_first_line && text.size() > loop_.limits().target_bytes + kAroundTarget)
    return failure(Kind::malformed, "target_too_long", "RFC 9110 15.5.15");
  if (text.size() > loop_.limits().header_bytes) return failure(Kind::malformed, "head_too_large", "RFC 6585 5");
  return {};
}

bool Connection::need_bytes() {
  if (!out_.empty() && !std::exchange(held_, false) && loop_.readiness().in_round()) {
    hold_answers();
    return false;
  }
  if (!flush()) return false;
  if (phase_ == Phase::head && in_.unread().empty()) {
    in_.shrink();
    timer_.set(first_ ? loop_.limits().header_timeout : loop_.limits().idle_timeout);
  } else if (phase_ == Phase::head && !head_begun_) {
    head_begun_ = true;
    timer_.set(loop_.limits().header_timeout);  // for the whole head, however many bytes at a time
  } else if (phase_ != Phase::head && body_progress_ >= kBodyProgress) {
    body_progress_ = 0;
    timer_.set(loop_.limits().body_timeout);
  }
  waiting_ = true;
  transport_.read_some(room(kReadAtLeast),
                       [self = shared_from_this()](ErrorCode error, std::size_t size) { self->on_read(error, size); });
  return false;
}

void Connection::hold_answers() {
  held_ = true;
  waiting_ = true;
  loop_.readiness().after_round([self = shared_from_this()] {
    self->waiting_ = false;
    self->go_on();
  });
}

// Room for more of the body or the next head. The views of the current head follow where their bytes move.
std::span<char> Connection::room(std::size_t at_least) {
  const char* const before = in_.held().data();
  const auto room = in_.room(at_least);
  if (!in_.held().empty() && in_.held().data() != before) static_cast<void>(parser_.parse(in_.held()));  // as before
  return room;
}

void Connection::on_read(ErrorCode error, std::size_t size) {
  waiting_ = false;
  if (phase_ == Phase::closing) return go_on();  // cancelled, to say why
  if (error || phase_ == Phase::closed) return abort();
  in_.filled(size);
  body_progress_ += size;
  if (phase_ == Phase::head && !head_begun_) {
    head_begun_ = true;
    timer_.set(loop_.limits().header_timeout);
  }
  go_on();
}

void Connection::cancel_read() {
  transport_.cancel();
}

// True: all that was written is out.
bool Connection::flush() {
  if (out_.empty()) return true;
  const std::size_t sent = transport_.write_now(out_);
  if (sent == out_.size()) {
    out_.clear();
    if (out_.capacity() > kFlushAt) out_ = std::string();
    return true;
  }
  waiting_ = true;
  body_progress_ = kBodyProgress;
  transport_.write_later(std::string_view(out_).substr(sent), timer_, loop_.limits().write_timeout,
                         [self = shared_from_this()](ErrorCode error) {
                           self->waiting_ = false;
                           if (error || self->phase_ == Phase::closed) return self->abort();
                           self->out_.clear();
                           self->go_on();
                         });
  return false;
}

// A close with unread bytes in the kernel would send a reset, and the client might never see the answer.
// Source: RFC 9112 9.6.
bool Connection::begin_closing() {
  if (!flush()) return false;
  timer_.set(kLinger);
  if (!transport_.is_tls()) {
    transport_.end_sending();
    linger();
    return false;
  }
  waiting_ = true;
  transport_.tls().async_shutdown([self = shared_from_this()](ErrorCode) {
    if (self->phase_ == Phase::closed) return;
    self->transport_.end_sending();
    self->linger();
  });
  return false;
}

// Reads over what comes, below TLS where there is one, until the client is gone.
void Connection::linger() {
  waiting_ = true;
  in_.use(in_.unread().size());
  in_.release();
  const auto room = in_.room(kReadAtLeast);
  transport_.read_raw(room, [self = shared_from_this()](ErrorCode error, std::size_t size) {
    self->lingered_ += size;
    if (error || self->lingered_ > kMostLingered) return self->abort();
    if (self->phase_ == Phase::closing) self->linger();
  });
}

bool Connection::is_waiting_for_message() const {
  const bool in_message = (phase_ == Phase::head && head_begun_) || phase_ == Phase::body;
  return in_message && waiting_ && out_.empty();
}

// Whoever has only just come is about to ask, and gets an answer; who asked before may have left for good.
void Connection::drain() {
  if (is_idle() && first_) return timer_.set(kFirstWords);
  if (is_idle()) return abort();
  if (const auto exchange = exchange_) exchange->drain();
}

void Connection::give_up() {
  if (is_waiting_for_message()) {
    cancel_read();  // its handler goes on with this
    return refuse(503, "stopping");
  }
  if (phase_ == Phase::deferred) {
    ++ticket_;  // a late outcome is dropped
    answer_plainly(503, "stopping");
    const auto self = std::move(itself_);
    return go_on();
  }
  if (const auto exchange = exchange_) exchange->give_up();
}

void Connection::ran_out() {
  const auto self = shared_from_this();
  if (is_waiting_for_message()) {
    cancel_read();  // its handler goes on with this
    return refuse(408, "");
  }
  if (phase_ != Phase::deferred) {
    if (!out_.empty()) transport_.reset_when_closed();
    return abort();
  }
  ++ticket_;  // a late outcome is dropped
  answer_plainly(503, "no answer in time");
  go_on();
}

}  // namespace sallyport::net
