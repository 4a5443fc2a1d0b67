#include "directory/transfer/import.h"

namespace sallyport::directory {
namespace {

// The value as it will be, in place of the one that is stored.
template <class T>
entra::Change<T> to(const T& value) {
  return [&value](T& stored) -> Result<void> {
    stored = value;
    return {};
  };
}

Result<void> carry_out(entra::DirectoryStore& store, const TenantPlan& plan) {
  if (plan.change == TenantChange::added) SALLYPORT_CHECK(store.add_tenant(plan.tenant));
  if (plan.change == TenantChange::changed) SALLYPORT_CHECK(store.change_tenant(plan.tenant.id, to(plan.tenant)));
  for (const entra::User& user : plan.users) SALLYPORT_CHECK(store.change_user(user.id, to(user)));
  for (const entra::Group& group : plan.groups) SALLYPORT_CHECK(store.change_group(group.id, to(group)));
  for (const entra::AppRegistration& app : plan.apps) SALLYPORT_CHECK(store.change_app(app.client_id, to(app)));
  for (const entra::ServicePrincipal& principal : plan.principals)
    SALLYPORT_CHECK(store.change_principal(principal.id, to(principal)));
  for (const entra::NamedLocation& location : plan.locations)
    SALLYPORT_CHECK(store.change_location(location.id, to(location)));
  SALLYPORT_CHECK(store.add(plan.added));
  for (const entra::ConditionalAccessPolicy& policy : plan.policies)  // they may name what was just added
    SALLYPORT_CHECK(store.change_policy(policy.id, to(policy)));
  return {};
}

}  // namespace

Result<void> carry_out(entra::DirectoryStore& store, const Plan& plan) {
  for (const TenantPlan& tenant : plan.tenants) SALLYPORT_CHECK(carry_out(store, tenant));
  return {};
}

std::vector<std::string> lines_of(const Plan& plan) {
  std::vector<std::string> all;
  for (const TenantPlan& tenant : plan.tenants) all.insert(all.end(), tenant.lines.begin(), tenant.lines.end());
  return all;
}

}  // namespace sallyport::directory
