// The session cache of one event loop. Only that loop uses it, so it takes no lock.
#pragma once

#include "base/clock.h"
#include "gateway/call/caller.h"
#include "gateway/caller/digest_cache.h"

namespace sallyport::gateway {

struct KnownSession {
  CallerPtr caller;
  UnixTime good_until;  // expiry, idle limit or renewal, whichever is first
  UnixTime last_seen;   // as it was last reported to the store
};

// Bounded: when it is full, a session that was not used lately gives way, and its next request reads it from the store
// again. A session takes about 1 kB.
using SessionCache = DigestCache<KnownSession>;

inline constexpr std::size_t kCachedSessions = 250'000;

}  // namespace sallyport::gateway
