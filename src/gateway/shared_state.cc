#include "gateway/shared_state.h"

#include <algorithm>

namespace sallyport::gateway {

SharedState::SharedState(const Settings& settings, const Clock& clock)
    : clock_watch(clock), store_watch(clock), renewals(std::max(settings.server.workers / 4, 1)), policies(clock) {}

}  // namespace sallyport::gateway
