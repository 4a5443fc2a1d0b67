#include "net/upgrade_pump_native.h"

namespace sallyport::net {
namespace {

constexpr std::size_t kRoom = 8 * 1024;

}  // namespace

UpgradePump::UpgradePump(std::shared_ptr<Connection> client, std::shared_ptr<UpstreamConnection> upstream,
                         std::optional<http::Watch> watch)
    : client_(std::move(client)),
      upstream_(std::move(upstream)),
      watch_(std::move(watch)),
      client_side_{client_->transport(), client_->buffer(), {client_->loop().deadlines(), [this] { end(); }}},
      upstream_side_{upstream_->transport, upstream_->in, {client_->loop().deadlines(), [this] { end(); }}},
      check_timer_(client_->loop().deadlines(), [this] { check(); }),
      idle_timer_(client_->loop().deadlines(), [this] { end(); }) {}

void UpgradePump::start() {
  check_timer_.set(client_->loop().limits().upgrade_check_interval);
  idle_timer_.set(client_->loop().limits().upgrade_idle_timeout);
  move(client_side_, upstream_side_);
  if (!over_) move(upstream_side_, client_side_);
}

// Writes what was read, then reads on: one buffer each way bounds what a slow reader can pile up.
void UpgradePump::move(Side& from, Side& to) {
  const std::string_view bytes = from.buffer.unread();
  if (bytes.empty()) return read(from, to);
  to.transport.write(bytes, to.write_timer, client_->loop().limits().write_timeout,
                     [self = shared_from_this(), &from, &to, size = bytes.size()](ErrorCode error) {
                       if (self->over_) return;
                       to.write_timer.stop();
                       if (error) return self->end();
                       from.buffer.use(size);
                       self->read(from, to);
                     });
}

void UpgradePump::read(Side& from, Side& to) {
  from.transport.read_some(from.buffer.room(kRoom),
                           [self = shared_from_this(), &from, &to](ErrorCode error, std::size_t size) {
                             if (self->over_) return;
                             if (error) return self->end();
                             from.buffer.filled(size);
                             self->idle_timer_.set(self->client_->loop().limits().upgrade_idle_timeout);
                             self->move(from, to);
                           });
}

// Whoever cannot be asked allows nothing.
http::Watch::Verdict UpgradePump::glance() const try {
  return watch_ ? watch_->glance() : http::Watch::Verdict::go_on;
} catch (const std::exception&) {
  return http::Watch::Verdict::end;
}

// A session that has ended, or a role that is gone, must not live on in an open socket.
void UpgradePump::check() {
  const auto verdict = glance();
  if (client_->loop().is_draining() || verdict == http::Watch::Verdict::end) return end();
  check_timer_.set(client_->loop().limits().upgrade_check_interval);
  if (verdict == http::Watch::Verdict::look) look();
}

// The timer rests meanwhile: the watch is never asked twice at once. Busy workers are asked again later.
void UpgradePump::look() {
  const auto answer = [self = weak_from_this()](bool allowed) {
    const auto pump = self.lock();
    if (!pump || pump->over_) return;
    if (!allowed) return pump->end();
    pump->check_timer_.set(pump->client_->loop().limits().upgrade_check_interval);
  };
  auto task = [run = watch_->look, mailbox = client_->loop().mailbox(), answer] {
    bool allowed = false;
    try {
      allowed = run();
    } catch (const std::exception&) {  // allowed stays false
    }
    mailbox->post([answer, allowed] { answer(allowed); });
  };
  if (client_->loop().workers().submit_slow(std::move(task))) check_timer_.stop();
}

void UpgradePump::end() {
  if (over_) return;
  const auto self = shared_from_this();
  cancel();
  client_->cancel_read();
  client_->exchange_is_over(Connection::After::close);
}

void UpgradePump::cancel() {
  over_ = true;
  for (Timer* timer : {&check_timer_, &idle_timer_, &client_side_.write_timer, &upstream_side_.write_timer})
    timer->stop();
  upstream_->transport.close();
}

}  // namespace sallyport::net
