// The people of a team, as members of its JSON.
#pragma once

#include "base/json.h"
#include "gateway/api/parts.h"
#include "gateway/api/shape/list_query.h"
#include "identity/access/access_state.h"

namespace sallyport::gateway {

inline constexpr std::size_t kMaxShownUsers = 100;  // of one team; the list of users by team has them all

// Adds `users` and `userCount`, if they are asked for. Blocks. Errors: those of the stores.
Result<void> add_team_people(json::Object& out, const identity::EntityId& team, const Fields& fields,
                             const ApiParts& parts);

}  // namespace sallyport::gateway
