// Writes and reads what clients have provisioned, as rows of the tables scim_user and scim_group, which have the same
// columns. Every function works within one transaction of the caller. A damaged row makes the call fail with
// unavailable/"sql_damaged" or "sql_value", and is logged.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "identity/provisioning_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

enum class ProvisionedTable { user, group };

// The rows of the client that the query wants, with skip and limit, and how many there are without.
Result<identity::ProvisionedPage> list_provisioned(Connection& connection, ProvisionedTable table,
                                                   const PersonId& client, const identity::ProvisionedQuery& query,
                                                   Log& log);

Result<std::optional<identity::Provisioned>> find_provisioned(Connection& connection, ProvisionedTable table,
                                                              const PersonId& client, const std::string& id, Log& log);

// Whether any client has the person or the team.
Result<bool> is_provisioned(Connection& connection, ProvisionedTable table, const std::string& id);

// Errors: conflict/"provisioned_exists" (another row of the client has the name or the external id).
Result<void> check_provisioned_is_free(Connection& connection, ProvisionedTable table, const PersonId& client,
                                       const identity::ProvisionedContent& content, const std::string& but_for);

Result<void> put_provisioned(Connection& connection, ProvisionedTable table, const identity::Provisioned& row);
Result<void> remove_provisioned(Connection& connection, ProvisionedTable table, const std::string& id);

// Which of these people their client says are not active.
Result<std::set<PersonId>> deprovisioned_of(Connection& connection, const std::vector<PersonId>& ids);

}  // namespace sallyport::stores
