// How a connection serves one request: it asks the handler and carries out the handler's action.
#include <algorithm>

#include "base/thrown.h"
#include "net/proxy/proxy_exchange_native.h"
#include "net/server/connection_native.h"

namespace sallyport::net {
namespace {

constexpr std::size_t kMostDrained =
    64 * 1024;  // bytes; a longer body that the handler does not want ends the connection
constexpr std::size_t kReserveAtMost = 64 * 1024;
constexpr std::size_t kQuietOut = 4096;  // a larger output buffer is freed after an exchange

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
    return serving_.handler->on_request(stream_.parser.head().request, stream_.has_body);
  } catch (const std::exception& thrown) {  // usually out of memory
    serving_.loop.log(Level::error, "handler_exception", {{"what", thrown.what()}});
    return http::Answer{plain_text(serving_.refusal_lines, 500, "")};
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
  if (stream_.has_body) {
    serving_.loop.log(Level::error, "body_wanted_twice", {});
    return answer_plainly(500, "");
  }
  stream_.whole_body.clear();
  body_limit_ = limit;
  body_progress_ = kProgress;
  if (stream_.body.known_rest() > limit) return refuse(413, "");
  if (stream_.owes_continue && stream_.in.unread().empty()) stream_.out.append("HTTP/1.1 100 Continue\r\n\r\n");
  stream_.owes_continue = false;
  stream_.whole_body.reserve(std::min<std::size_t>(stream_.body.known_rest(), kReserveAtMost));
  phase_ = Phase::body;
}

bool Connection::take_body() {
  while (!stream_.body.done()) {
    const auto piece = stream_.body.next(stream_.in.unread());
    if (!piece) {
      refuse(400, piece.error().reason);
      return true;
    }
    if (piece->used == 0) return need_bytes();
    stream_.in.use(piece->used);
    if (piece->data.size() > body_limit_ - stream_.whole_body.size()) {
      refuse(413, "");
      return true;
    }
    stream_.whole_body.append(piece->data);
  }
  stream_.has_body = true;
  stream_.parser.head().request.body = stream_.whole_body;
  dispatch();
  return true;
}

bool Connection::drain_body() {
  while (!stream_.body.done()) {
    const auto piece = stream_.body.next(stream_.in.unread());
    if (!piece) {  // the request is answered already, so just close
      phase_ = Phase::closing;
      return true;
    }
    if (piece->used == 0) return need_bytes();
    stream_.in.use(piece->used);
  }
  finish_request();
  return true;
}

void Connection::answer_plainly(int status, std::string_view why) {
  answer(plain_text(serving_.refusal_lines, status, why));
}

void Connection::answer(const http::Response& response) {
  const bool can_drain = stream_.body.done() || (!stream_.owes_continue && stream_.body.known_rest() > 0 &&
                                                 stream_.body.known_rest() <= kMostDrained);
  close_ = must_close() || !can_drain;
  serving_.writer.print(response,
                        {.head_only = stream_.parser.head().request.method == "HEAD",
                         .close = close_,
                         .say_keep_alive = stream_.parser.head().minor_version == 0},
                        stream_.out);
  if (stream_.body.done()) return finish_request();
  body_progress_ = kProgress;
  phase_ = close_ ? Phase::closing : Phase::drain;
}

void Connection::finish_request() {
  stream_.in.release();
  scan_.restart();
  stream_.has_body = false;
  head_begun_ = false;
  first_ = false;
  if (stream_.whole_body.capacity() > kReserveAtMost) stream_.whole_body = std::string();
  phase_ = Phase::head;
}

// Answers a request that cannot be served, and closes the connection, because we cannot know where the next request
// begins.
void Connection::refuse(int status, std::string_view why) {
  if (status != 408 && status != 503) serving_.tallies.malformed.add();
  close_ = true;
  serving_.writer.print(plain_text(serving_.refusal_lines, status, why), {.close = true}, stream_.out);
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
  exchange_ = std::make_shared<ProxyExchange>(shared_from_this(), serving_.proxy, std::move(forward));
  exchange_->start();
  return false;
}

void Connection::defer(http::Defer work) {
  phase_ = Phase::deferred;
  const std::uint64_t ticket = ++ticket_;
  itself_ = shared_from_this();
  timer_.set(work.deadline);
  // The task keeps the handler alive, because the work may use it. It holds the connection only weakly, so the
  // connection may end before the work does.
  auto task = [run = std::move(work.work), ticket, mailbox = serving_.loop.mailbox(), handler = serving_.handler,
               lines = serving_.refusal_lines, &log = serving_.loop.log_of_all(), client = weak_from_this()] {
    auto outcome = std::make_shared<http::Outcome>();
    try {
      *outcome = run();
    } catch (const std::exception& thrown) {
      log_thrown(log, "handler_exception", thrown.what());
      *outcome = http::Answer{plain_text(lines, 500, "")};
    }
    mailbox->post([outcome, ticket, client] {
      if (const auto connection = client.lock()) connection->settle(ticket, std::move(*outcome));
    });
  };
  auto& workers = serving_.workers;
  if (work.slow ? workers.submit_slow(std::move(task)) : workers.submit(std::move(task))) return;
  serving_.tallies.saturated.add();
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
  if (stream_.out.capacity() > kQuietOut) stream_.out = std::string();
  if (after == After::keep && stream_.body.done()) {
    close_ = must_close();
    finish_request();
  } else {
    phase_ = Phase::closing;
  }
  go_on();
}

void Connection::exchange_failed(int status, std::optional<http::Response> page, After after) {
  exchange_.reset();
  if (phase_ == Phase::closed) return;
  page ? answer(*page) : answer_plainly(status, "");
  if (after == After::close) {
    close_ = true;
    phase_ = Phase::closing;
  }
  // Posted, not called: the exchange may have failed within the step() that began it. A direct call would then recurse
  // once for each request in the pipeline.
  asio::post(serving_.loop.executor(), [self = shared_from_this()] { self->go_on(); });
}

}  // namespace sallyport::net
