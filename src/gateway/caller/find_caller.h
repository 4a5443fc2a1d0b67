// The part of finding a caller that asks the store or the provider, and so runs on a worker.
#pragma once

#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "gateway/call/caller.h"
#include "gateway/caller/bearer.h"
#include "gateway/caller/inbox.h"
#include "gateway/caller/parts.h"
#include "http/message.h"

namespace sallyport::gateway {

// Finds the caller on a worker, from the store and the provider. Blocks, and touches no cache of a loop. It leaves what
// it found in `inbox`, which may be null. `bearer` says whose tokens the route carries: a token of the application is
// ignored, and the cookie decides. Errors are in the result's `refusal`.
Who find_caller(const CallerParts& parts, const http::Request& request, Inbox* inbox,
                BearerOwner bearer = BearerOwner::ours);

// Whether the request's session cookie may be made up: it names a session that this process has not seen. A worker
// would have to read the store to tell.
bool is_unknown_session(const CallerParts& parts, const http::Request& request, BearerOwner bearer);

// Whether the request has a token or a session cookie that is worth nothing, as any text of its form would be.
bool is_refused_credential(const Who& who);

struct FoundAgain {
  CallerPtr caller;
  UnixTime good_until;
};

// Looks a caller up in the store again, to decide whether a long exchange may go on. Blocks.
// Absent: the session is over, or the person is disabled or deleted. Errors: those of find_session;
// unavailable/"identity_store".
Result<std::optional<FoundAgain>> find_again(const CallerParts& parts, const CallerPtr& caller);

}  // namespace sallyport::gateway
