// The people of a team or of a role, as members of its JSON.
#pragma once

#include "base/json.h"
#include "gateway/api/parts.h"
#include "gateway/api/shape/list_query.h"
#include "gateway/call/site.h"
#include "identity/access/access_state.h"

namespace sallyport::gateway {

inline constexpr std::size_t kMaxShownUsers = 100;  // the list of users, by team or role, has them all

// Each adds what is asked for: `users`, of people who are not deleted, and of a team `userCount`. Blocks. Errors: those
// of the stores.
Result<void> add_people(json::Object& out, const identity::Entity<identity::Team>& team, const Fields& fields,
                        const ApiParts& parts, const Site& site);
Result<void> add_people(json::Object& out, const identity::Entity<identity::Role>& role, const Fields& fields,
                        const ApiParts& parts, const Site& site);

}  // namespace sallyport::gateway
