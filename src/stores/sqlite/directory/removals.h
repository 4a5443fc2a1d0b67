// Removes single values from the directory's tables with all that names them, inside a write that the caller runs.
#pragma once

#include "entra/directory_store.h"
#include "stores/sql/connection.h"

namespace sallyport::stores {

// Fails with rejected/"last_administrator" if the person is the last enabled Global Administrator of the tenant.
Result<void> check_administrators_without(Connection& connection, const entra::User& leaving);

// Each does nothing if there is no such value. Errors of erase_user: those of check_administrators_without.
Result<void> erase_user(Connection& connection, const entra::ObjectId& id);
Result<void> erase_group(Connection& connection, const entra::ObjectId& id);
Result<void> erase_principal(Connection& connection, const entra::ObjectId& id);
Result<void> erase_app(Connection& connection, const ClientId& client);  // and its principal in the home tenant

}  // namespace sallyport::stores
