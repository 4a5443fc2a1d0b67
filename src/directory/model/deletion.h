// Deletes people, groups and apps so that they can be restored for 30 days, as at Entra ID.
#pragma once

#include "entra/directory_store.h"

namespace sallyport::directory {

inline constexpr Seconds kRestorable(30 * 86400);

// Each keeps the deleted value with its memberships, assignments and consents, and forgets for good what was deleted
// more than 30 days ago. Block. Errors: rejected/"no_user", "no_group", "no_app", "last_administrator";
// conflict/"changed" (somebody changed it at the same time: try
// again).
Result<void> delete_user(entra::DirectoryStore& store, const entra::ObjectId& id, UnixTime now);
Result<void> delete_group(entra::DirectoryStore& store, const entra::ObjectId& id, UnixTime now);
Result<void> delete_app(entra::DirectoryStore& store, const ClientId& client, UnixTime now);

// Forgets for good what was deleted more than 30 days ago.
Result<void> purge_deleted(entra::DeletedStore& store, UnixTime now);

}  // namespace sallyport::directory
