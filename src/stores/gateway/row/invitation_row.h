// Adds an invitation within a transaction of the caller.
#pragma once

#include "identity/invitation.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

// The person must exist, and have no identity. The times are those of the database. Errors: as in
// InvitationStore::invite (identity/identity_store.h).
Result<void> add_invitation(Connection& connection, const PersonId& person, const identity::Invitation& invitation);

}  // namespace sallyport::stores
