// Asks regularly whether an exchange may go on. An open stream must end when its user's session ends, or when the user
// loses the role that it requires.
#include <algorithm>

#include "base/thrown.h"
#include "net/proxy/proxy_exchange_native.h"

namespace sallyport::net {
namespace {

constexpr int kMostLooks = 2;  // of one exchange at the same time

}  // namespace

void ProxyExchange::start_watch() {
  if (forward_.watch) watch_timer_.set(services_.limits.watch_interval);
}

// Called by the timer.
void ProxyExchange::watch() {
  const auto self = shared_from_this();
  const auto now = services_.loop.deadlines().now();
  const bool is_awaited = answer_due_ != Deadlines::Clock::time_point();
  if (is_awaited && now >= answer_due_) return expire();
  const auto verdict = glance();
  if (verdict == http::Watch::Verdict::end) return expire();
  if (verdict == http::Watch::Verdict::look)
    look();
  else if (looking_ == 0)
    answer_due_ = {};
  Deadlines::Clock::duration pause = services_.limits.watch_interval;
  if (answer_due_ != Deadlines::Clock::time_point()) pause = std::min(pause, answer_due_ - now);
  watch_timer_.resume(pause);
}

// If glance() throws, nothing allows the exchange to go on, so it ends.
http::Watch::Verdict ProxyExchange::glance() const try {
  return forward_.watch->glance();
} catch (const std::exception& thrown) {
  services_.loop.report(thrown);
  return http::Watch::Verdict::end;
}

// Calls the watch on a worker thread. If one call hangs, a second one may overtake it. If the workers are busy, this
// tries again after the next interval. After watch_patience without an answer the exchange ends.
void ProxyExchange::look() {
  if (answer_due_ == Deadlines::Clock::time_point()) await_answer();
  if (looking_ == kMostLooks) return;
  auto task = [ask = forward_.watch->look, keeps = forward_.keeps, mailbox = services_.loop.mailbox(),
               &log = services_.loop.log_of_all(), exchange = weak_from_this()] {
    bool allowed = false;
    try {
      allowed = ask();
    } catch (const std::exception& thrown) {  // allowed stays false
      log_thrown(log, "watch_exception", thrown.what());
    }
    mailbox->post([exchange, allowed] {
      if (const auto self = exchange.lock(); self && !self->over_) self->looked(allowed);
    });
  };
  if (services_.workers.submit_slow(std::move(task))) ++looking_;
}

void ProxyExchange::await_answer() {
  answer_due_ = services_.loop.deadlines().now() + services_.limits.watch_patience;
}

void ProxyExchange::looked(bool allowed) {
  --looking_;
  if (!allowed) return expire();
  answer_due_ = {};
  if (looking_ > 0) await_answer();
}

// Closes both sides. The client sees that the response is incomplete.
void ProxyExchange::expire() {
  const auto self = shared_from_this();
  if (pump_) {
    stop();
    return pump_->end();
  }
  cut();
}

}  // namespace sallyport::net
