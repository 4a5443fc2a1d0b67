// Asks regularly whether an exchange may go on. An open stream must end when its user's session ends, or when the user
// loses the role that it requires.
#include "net/proxy/proxy_exchange_native.h"

namespace sallyport::net {

void ProxyExchange::start_watch() {
  if (forward_.watch) watch_timer_.set(services_.limits.watch_interval);
}

// Called by the timer, either to ask the watch or because its answer is overdue.
void ProxyExchange::watch() {
  const auto self = shared_from_this();
  if (looking_) return expire();
  const auto verdict = glance();
  if (verdict == http::Watch::Verdict::end) return expire();
  watch_timer_.set(services_.limits.watch_interval);
  if (verdict == http::Watch::Verdict::look) return look();
  answer_due_ = {};
}

// If glance() throws, nothing allows the exchange to go on, so it ends.
http::Watch::Verdict ProxyExchange::glance() const try {
  return forward_.watch->glance();
} catch (const std::exception&) {
  return http::Watch::Verdict::end;
}

// Calls the watch on a worker thread, never twice at the same time. If the workers are busy, this tries again after the
// next interval. After watch_patience without an answer the exchange ends.
void ProxyExchange::look() {
  const auto now = services_.loop.deadlines().now();
  if (answer_due_ == Deadlines::Clock::time_point()) answer_due_ = now + services_.limits.watch_patience;
  if (now >= answer_due_) return expire();
  auto task = [ask = forward_.watch->look, keeps = forward_.keeps, mailbox = services_.loop.mailbox(),
               exchange = weak_from_this()] {
    bool allowed = false;
    try {
      allowed = ask();
    } catch (const std::exception&) {  // allowed stays false
    }
    mailbox->post([exchange, allowed] {
      if (const auto self = exchange.lock(); self && !self->over_) self->looked(allowed);
    });
  };
  if (!services_.workers.submit_slow(std::move(task))) return;
  looking_ = true;
  watch_timer_.resume(answer_due_ - now);
}

void ProxyExchange::looked(bool allowed) {
  looking_ = false;
  answer_due_ = {};
  if (!allowed) return expire();
  watch_timer_.set(services_.limits.watch_interval);
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
