// Answers 429 to clients that send too much. None of this is on the way of a request whose caller the caches know.
#pragma once

#include <optional>

#include "gateway/call/endpoint.h"
#include "gateway/parts.h"
#include "http/handler.h"

namespace sallyport::gateway {

// Counts a request of this kind. Absent: it is within the limit.
std::optional<http::Answer> refuse_too_many(const Call& call, const Parts& parts, Limited kind);

// Call this before a worker looks for the caller. If too many credentials of the client's network were refused, it
// refuses a session cookie that may be made up, so that such cookies do not cost a read of the store each. Sessions
// that this process has seen alive, and tokens, pass. Absent: the worker may look.
std::optional<http::Answer> refuse_guess(const Call& call, const Parts& parts, BearerOwner bearer);

// Counts a refused credential; any other caller is not counted. Absent: it is within the limit, or was not refused.
std::optional<http::Answer> refuse_refused(const Call& call, const Parts& parts, const Who& who);

// The same for a worker, which has done the work already and says why the credential was refused.
void count_refused(const Parts& parts, const Trace& trace, const Who& who);

}  // namespace sallyport::gateway
