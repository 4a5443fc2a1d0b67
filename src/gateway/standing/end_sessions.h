// Ends sessions in the store, and makes every cache forget them.
#pragma once

#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "gateway/standing/revocations.h"
#include "session/session_store.h"

namespace sallyport::gateway {

// Returns the sessions that have ended. One that is named by its digest is forgotten also if it had ended before. If
// memory runs out on the way, every cache forgets everything, because the store may have ended them already. Errors:
// those of SessionStore::end; then no cache forgets anything, so that an outage of the store signs nobody out.
Result<std::vector<session::SessionDigest>> end_sessions(session::SessionStore& sessions, Revocations& revocations,
                                                         const session::EndOf& which, UnixTime now);

}  // namespace sallyport::gateway
