#include "stores/postgres/engine/server_clock.h"

#include <chrono>

namespace sallyport::stores {
namespace {

Seconds offset_of(const ServerClock::Asked& asked) {
  return Seconds(asked.wall.seconds) - std::chrono::floor<Seconds>(asked.monotonic.time_since_epoch());
}

bool is_same(Seconds difference) {
  return std::chrono::abs(difference) <= ServerClock::kSame;
}

}  // namespace

void ServerClock::answered(const Asked& asked, std::int64_t server) {
  if (clock_.monotonic() - asked.monotonic > kSame) return;
  const Seconds found = Seconds(server - asked.wall.seconds);
  const Seconds offset = offset_of(asked);
  const std::lock_guard lock(mutex_);
  const Seconds known = ahead_where(offset);
  ahead_ = is_same(found) ? Seconds(0) : is_same(found - known) ? known : found;
  offset_ = offset;
  answered_ = true;
}

Seconds ServerClock::ahead() const {
  const Seconds offset = offset_of(ask());
  const std::lock_guard lock(mutex_);
  const Seconds found = ahead_where(offset);
  return is_same(found) ? Seconds(0) : found;
}

bool ServerClock::must_ask() const {
  const Seconds offset = offset_of(ask());
  const std::lock_guard lock(mutex_);
  return set_by(offset) != Seconds(0);
}

Seconds ServerClock::set_by(Seconds offset) const {
  const Seconds moved = offset - offset_;
  return !answered_ || is_same(moved) ? Seconds(0) : moved;
}

Seconds ServerClock::ahead_where(Seconds offset) const {
  return ahead_ - set_by(offset);
}

}  // namespace sallyport::stores
