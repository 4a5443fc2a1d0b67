// Finds whom a token stands for and leaves no trace: nothing is written, cached, renewed, fetched or created. For
// administrators who want to know what a token may do.
#pragma once

#include <string_view>

#include "gateway/call/caller.h"
#include "gateway/caller/parts.h"

namespace sallyport::gateway {

// The caller that a request with this token would have, prepared for the policies, or why it would be refused. Blocks.
// Where a request would ask the provider, for new keys or for groups, the answer is what can be said without:
// "jws_unknown_kid", unavailable/"provider_unknown", "groups_overage". Somebody who is new, and whom a first visit
// would create, has an empty id here.
Who try_token(const CallerParts& parts, std::string_view token);

}  // namespace sallyport::gateway
