// Reads people with all that is known about them (identity::PersonEntry), and writes what is set by hand. Every
// function works within one transaction of the caller. Times are those of the database.
#pragma once

#include <vector>

#include "base/log.h"
#include "identity/people_store.h"
#include "stores/gateway/row/person_row.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

// The people with these ids, at most kMaxPeopleAtOnce, in the order of the ids. Those who do not exist are left out.
Result<std::vector<identity::PersonEntry>> read_entries(Connection& connection, const std::vector<PersonId>& ids,
                                                        Damaged damaged, Log& log);

// Writes what differs between `before` and `after`, with the version and the editor of `after`. Errors:
// rejected/"role_unknown", "team_unknown".
Result<void> write_edit(Connection& connection, const identity::PersonEntry& before,
                        const identity::PersonEntry& after);

Result<identity::OtherAdmins> other_admins(Connection& connection, const PersonId& than,
                                           const identity::Administrators& administrators);

}  // namespace sallyport::stores
