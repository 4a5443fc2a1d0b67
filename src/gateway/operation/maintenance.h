// The regular tasks of a running gateway. Each may wait for something else, so the caller runs each on a timer thread
// of its own. Otherwise a locked store or a provider that hangs would delay tasks that must run within seconds.
#pragma once

#include <chrono>

#include "gateway/operation/parts.h"

namespace sallyport::gateway {

// Hears what another process (an operator command, another gateway) has changed in the store, and makes the caches
// forget that. Puts changed policies into
// force. Notes it if the shared keys have changed, or if there is a new version of the configuration. Waits a
// moment for changes, and at most some seconds if the store does not answer; never for a lock.
void hear_changes(const OperationParts& parts);

// Checks whether the clock was set, and empties the caches if so. It also logs how many refusals were left out of the
// log. It waits for nothing.
void look_around(const OperationParts& parts);

// How late doubt_caches() may be called without being too late, and the longest time that it lets pass.
inline constexpr std::chrono::milliseconds kDoubtsWithin{100};
inline constexpr std::chrono::milliseconds kDoubtsAtLeastEvery{1000};

// Empties the caches, and keeps them empty, before hear_changes() has had no answer from the store for
// store.staleAfter. Logs when that begins and ends. So what another process did is not ignored for longer than that,
// however long the store hangs: from then on the store decides about each request, or the request gets 503. Likewise,
// no policy decides any more if a change of policies could not be read for that long. Returns when it has to be called
// again. Does not block.
std::chrono::milliseconds doubt_caches(const OperationParts& parts);

// Writes the last use of sessions and tokens to the store, and if it is this node's turn, deletes expired sessions and
// tokens and what is left of sign-ins. Blocks while another program has locked the store, for at most
// store.busyTimeout.
void tidy_store(const OperationParts& parts);

// Fetches the provider's metadata and keys if they are due. Blocks until the provider has answered or the request has
// failed.
void ask_provider(const OperationParts& parts);

// Writes the last use of sessions and tokens to the store when the gateway stops. Blocks like tidy_store().
void write_down_seen(const OperationParts& parts);

}  // namespace sallyport::gateway
