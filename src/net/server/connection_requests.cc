// What a connection does about one request: ask the handler, and carry out what it says.
#include <algorithm>

#include "net/connection_native.h"
#include "net/proxy_exchange_native.h"

namespace sallyport::net {
namespace {

constexpr std::size_t kMostDrained = 64 * 1024;  // of a body that nobody wanted
constexpr std::size_t kReserveAtMost = 64 * 1024;
constexpr std::size_t kQuietOut = 4096;  // what a connection keeps of a large answer's buffer

http::Response plain_text(const http::PreparedHeaders& lines, int status, std::string_view why) {
  http::Response response(status);
  response.prepared = lines;
  response.add("Content-Type", "text/plain");
  if (!lines) response.add("Cache-Control", "no-store");
  response.body = std::string(http::reason_phrase(status));
  if (!why.empty()) response.body.append(": ").append(why);
  response.body.push_back('\n');
  if (status == 405) response.add("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  if (status == 503) response.add("Retry-After", "1");
  return response;
}

}  // namespace

http::Action Connection::ask_handler() {
  try {
    return loop_.handler()->on_request(parser_.head().request, has_body_);
  } catch (const std::exception& thrown) {  // out of memory, mostly
    loop_.log(Level::error, "handler_exception", {{"what", thrown.what()}});
    return http::Answer{plain_text(loop_.refusal_lines(), 503, "")};
  }
}

void Connection::dispatch() {
  carry_out(ask_handler());
}

void Connection::carry_out(http::Action action) {
  if (auto* ready = std::get_if<http::Answer>(&action)) return answer(ready->response);
  if (const auto* body = std::get_if<http::NeedBody>(&action)) return want_body(body->limit);
  if (auto* work = std::get_if<http::Defer>(&action))
    leaving_ = std::move(*work);
  else
    leaving_ = std::move(std::get<http::Forward>(action));
  phase_ = Phase::leave;
}

void Connection::want_body(std::size_t limit) {
  if (has_body_) {
    loop_.log(Level::error, "body_wanted_twice", {});
    return answer_plainly(500, "");
  }
  body_.clear();
  body_limit_ = limit;
  body_progress_ = kBodyProgress;
  if (decoder_.known_rest() > limit) return refuse(413, "");
  if (owes_continue_ && in_.unread().empty()) out_.append("HTTP/1.1 100 Continue\r\n\r\n");
  owes_continue_ = false;
  body_.reserve(std::min<std::size_t>(decoder_.known_rest(), kReserveAtMost));
  phase_ = Phase::body;
}

bool Connection::take_body() {
  while (!decoder_.done()) {
    const auto piece = decoder_.next(in_.unread());
    if (!piece) {
      refuse(400, piece.error().reason);
      return true;
    }
    if (piece->used == 0) return need_bytes();
    in_.use(piece->used);
    if (piece->data.size() > body_limit_ - body_.size()) {
      refuse(413, "");
      return true;
    }
    body_.append(piece->data);
  }
  has_body_ = true;
  parser_.head().request.body = body_;
  dispatch();
  return true;
}

bool Connection::drain_body() {
  while (!decoder_.done()) {
    const auto piece = decoder_.next(in_.unread());
    if (!piece) {  // answered already: all that is left is to go
      phase_ = Phase::closing;
      return true;
    }
    if (piece->used == 0) return need_bytes();
    in_.use(piece->used);
  }
  finish_request();
  return true;
}

void Connection::answer_plainly(int status, std::string_view why) {
  answer(plain_text(loop_.refusal_lines(), status, why));
}

void Connection::answer(const http::Response& response) {
  const bool can_drain =
      decoder_.done() || (!owes_continue_ && decoder_.known_rest() > 0 && decoder_.known_rest() <= kMostDrained);
  close_ = must_close() || !can_drain;
  loop_.writer().print(response,
                       {.head_only = parser_.head().request.method == "HEAD",
                        .close = close_,
                        .say_keep_alive = parser_.head().minor_version == 0},
                       out_);
  if (decoder_.done()) return finish_request();
  body_progress_ = kBodyProgress;
  phase_ = close_ ? Phase::closing : Phase::drain;
}

void Connection::finish_request() {
  in_.release();
  scan_.restart();
  has_body_ = false;
  head_begun_ = false;
  first_ = false;
  if (body_.capacity() > kReserveAtMost) body_ = std::string();
  phase_ = Phase::head;
}

// What came cannot be followed: say so, and go, because nobody knows where the next request would begin.
void Connection::refuse(int status, std::string_view why) {
  if (status != 408 && status != 503) loop_.tallies.malformed.add();
  close_ = true;
  loop_.writer().print(plain_text(loop_.refusal_lines(), status, why), {.close = true}, out_);
  phase_ = Phase::closing;
}

bool Connection::leave() {
  if (!flush()) return false;
  if (auto* work = std::get_if<http::Defer>(&leaving_)) {
    auto taken = std::move(*work);
    leaving_ = std::monostate();
    defer(std::move(taken));
    return true;
  }
  auto forward = std::move(std::get<http::Forward>(leaving_));
  leaving_ = std::monostate();
  phase_ = Phase::forward;
  timer_.stop();
  exchange_ = std::make_shared<ProxyExchange>(shared_from_this(), std::move(forward));
  exchange_->start();
  return false;
}

void Connection::defer(http::Defer work) {
  phase_ = Phase::deferred;
  const std::uint64_t ticket = ++ticket_;
  itself_ = shared_from_this();
  timer_.set(work.deadline);
  // The worker holds no connection, only the way to one; and the handler, which its work may use.
  auto task = [run = std::move(work.work), ticket, mailbox = loop_.mailbox(), handler = loop_.handler(),
               lines = loop_.refusal_lines(), client = weak_from_this()] {
    auto outcome = std::make_shared<http::Outcome>();
    try {
      *outcome = run();
    } catch (const std::exception&) {
      *outcome = http::Answer{plain_text(lines, 500, "")};
    }
    mailbox->post([outcome, ticket, client] {
      if (const auto connection = client.lock()) connection->settle(ticket, std::move(*outcome));
    });
  };
  auto& workers = loop_.workers();
  if (work.slow ? workers.submit_slow(std::move(task)) : workers.submit(std::move(task))) return;
  loop_.tallies.saturated.add();
  ++ticket_;
  answer_plainly(503, "busy");
  itself_.reset();
}

void Connection::settle(std::uint64_t ticket, http::Outcome outcome) {
  if (ticket != ticket_ || phase_ != Phase::deferred) return;
  ++ticket_;
  const auto self = std::move(itself_);
  std::visit([this](auto& what) { carry_out(std::move(what)); }, outcome);
  go_on();
}

void Connection::exchange_is_over(After after) {
  exchange_.reset();
  if (phase_ == Phase::closed) return;
  if (out_.capacity() > kQuietOut) out_ = std::string();
  if (after == After::keep && decoder_.done()) {
    close_ = must_close();
    finish_request();
  } else {
    phase_ = Phase::closing;
  }
  go_on();
}

void Connection::exchange_failed(int status, After after) {
  exchange_.reset();
  if (phase_ == Phase::closed) return;
  answer_plainly(status, "");
  if (after == After::close) {
    close_ = true;
    phase_ = Phase::closing;
  }
  // Not at once: the exchange may have failed within the very step that began it, and many may wait in the pipeline.
  asio::post(loop_.executor(), [self = shared_from_this()] { self->go_on(); });
}

}  // namespace sallyport::net
