// Policies, roles and teams as rows of the table `entity`. The content of each is one JSON text, because it is read and
// written as a whole, and no statement looks into it.
#pragma once

#include "base/log.h"
#include "identity/access/access_state.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

// Reads all entities, in the order of their names. A damaged row fails with unavailable/"sql_damaged", after an event
// in the log.
Result<identity::AccessState> read_entities(Connection& connection, Log& log);

// Writes what the changes replace, and removes what they remove, with its old versions. Errors: conflict if a name is
// taken.
Result<void> write_entities(Connection& connection, const identity::AccessChanges& changes);

}  // namespace sallyport::stores
