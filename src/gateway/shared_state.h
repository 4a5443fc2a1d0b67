// The state that all event loops and workers of one gateway share. It is made once and outlives every configuration, so
// a reload loses none of it. Any thread may use any member, because each does its own locking. A check that a loop's
// caches can answer takes none of these locks, except after a revocation and to report, once a minute, that a session
// was seen.
#pragma once

#include <atomic>

#include "base/clock.h"
#include "gateway/accounts/hashing_pool.h"
#include "gateway/call/places.h"
#include "gateway/call/rate_limits.h"
#include "gateway/call/refusal_sampler.h"
#include "gateway/call/settings.h"
#include "gateway/caller/touch_queue.h"
#include "gateway/operation/clock_watch.h"
#include "gateway/operation/store_watch.h"
#include "gateway/standing/graph_cache.h"
#include "gateway/standing/policies_in_force.h"
#include "gateway/standing/revocations.h"
#include "gateway/standing/seen_sessions.h"

namespace sallyport::gateway {

struct SharedState {
  SharedState(const Settings& settings, const Clock& clock);

  Revocations revocations;
  SessionTouches touched;
  TokenTouches used_tokens;
  SeenSessions seen;
  RateLimits rate_limits;
  GraphCache graph;
  ClockWatch clock_watch;
  StoreWatch store_watch;
  Places renewals;             // sessions that are being renewed at the provider
  HashingPool strangers;       // password checks for unknown browsers, whoever's password it is
  HashingPool known_browsers;  // password checks for browsers that signed in with the current password before
  RefusalSampler refusals;
  PoliciesInForce policies;
  std::atomic<bool> stopping{false};
  std::atomic<bool> keys_changed{false};  // another process has changed the shared keys, which are to be read again
  std::atomic<bool> configuration_news{false};  // there may be a new version of the configuration in the store
};

}  // namespace sallyport::gateway
