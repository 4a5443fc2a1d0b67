#include "gateway/shared_state.h"

#include <algorithm>

namespace sallyport::gateway {

namespace {

// Those who work and those who wait hold a quarter of the workers at most, in both pools together; where there are
// fewer than 16 workers, nobody waits.
HashingPool::Size pool_size(const Settings& settings) {
  HashingPool::Size size;
  size.waiting = std::max(settings.server.workers / 8 - size.at_once, 0);
  return size;
}

}  // namespace

SharedState::SharedState(const Settings& settings, const Clock& clock)
    : clock_watch(clock),
      store_watch(clock),
      renewals(std::max(settings.server.workers / 4, 1)),
      strangers(pool_size(settings)),
      known_browsers(pool_size(settings)),
      policies(clock) {}

}  // namespace sallyport::gateway
