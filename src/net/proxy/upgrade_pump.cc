#include "net/proxy/upgrade_pump_native.h"

namespace sallyport::net {
namespace {

constexpr std::size_t kPumpRoom = 8 * 1024;

}  // namespace

UpgradePump::UpgradePump(std::shared_ptr<ProxiedClient> client, ProxyServices& services,
                         std::shared_ptr<UpstreamConnection> upstream)
    : client_(std::move(client)),
      services_(services),
      upstream_(std::move(upstream)),
      client_side_{client_->stream().transport, client_->stream().in, {services_.loop.deadlines(), [this] { end(); }}},
      upstream_side_{upstream_->transport, upstream_->in, {services_.loop.deadlines(), [this] { end(); }}},
      idle_timer_(services_.loop.deadlines(), [this] { end(); }) {}

void UpgradePump::start() {
  idle_timer_.set(services_.limits.upgrade_idle_timeout);
  move(client_side_, upstream_side_);
  if (!over_) move(upstream_side_, client_side_);
}

// Writes the bytes that were read, and only then reads more. So a slow reader holds at most one buffer.
void UpgradePump::move(Side& from, Side& to) {
  const std::string_view bytes = from.buffer.unread();
  if (bytes.empty()) return read(from, to);
  to.transport.write(bytes, to.write_timer, services_.limits.write_timeout,
                     [self = shared_from_this(), &from, &to, size = bytes.size()](ErrorCode error) {
                       if (self->over_) return;
                       to.write_timer.stop();
                       if (error) return self->end();
                       from.buffer.use(size);
                       self->read(from, to);
                     });
}

void UpgradePump::read(Side& from, Side& to) {
  from.transport.read_some(from.buffer.room(kPumpRoom),
                           [self = shared_from_this(), &from, &to](ErrorCode error, std::size_t size) {
                             if (self->over_) return;
                             if (error) return self->end();
                             from.buffer.filled(size);
                             self->idle_timer_.set(self->services_.limits.upgrade_idle_timeout);
                             self->move(from, to);
                           });
}

void UpgradePump::end() {
  if (over_) return;
  const auto self = shared_from_this();
  cancel();
  client_->stream().transport.cancel();
  client_->exchange_is_over(ProxiedClient::After::close);
}

void UpgradePump::cancel() {
  over_ = true;
  for (Timer* timer : {&idle_timer_, &client_side_.write_timer, &upstream_side_.write_timer}) timer->stop();
  upstream_->transport.close();
}

}  // namespace sallyport::net
