// What an import will do, found out before anything is written.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

enum class TenantChange { none, added, changed };

// The part of a plan for one tenant.
struct TenantPlan {
  entra::Tenant tenant;
  TenantChange change = TenantChange::none;
  entra::Batch added;
  // Values that exist, as they will be.
  std::vector<entra::User> users;
  std::vector<entra::Group> groups;
  std::vector<entra::AppRegistration> apps;
  std::vector<entra::ServicePrincipal> principals;
  std::vector<entra::NamedLocation> locations;
  std::vector<entra::ConditionalAccessPolicy> policies;
  std::vector<std::string> lines;  // "add user alice@contoso.example", one for each change
};

struct Plan {
  std::vector<TenantPlan> tenants;
};

// Reads a file, compares it with what is stored, and plans the difference. Nothing is removed: what the file does not
// name stays. A value that the file leaves out stays, too. Blocks. Errors: rejected/"import_file" (the detail names the
// place in the file and what to write there); those of the store.
Result<Plan> plan_import(entra::DirectoryStore& store, const json::Object& file, UnixTime now, Random& random);

}  // namespace sallyport::directory
