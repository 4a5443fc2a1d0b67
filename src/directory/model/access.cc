#include "directory/model/access.h"

#include <algorithm>
#include <map>

#include "directory/model/administration.h"
#include "directory/model/lookup.h"
#include "entra/graph_application.h"

namespace sallyport::directory {
namespace {

// What a registration lists of one API.
struct Listed {
  std::vector<std::string> scopes;  // values
  std::vector<std::string> roles;   // ids
};

Listed listed_of(const entra::AppRegistration& app, const entra::AppRegistration& api) {
  Listed listed;
  for (const entra::RequiredPermission& each : app.required_permissions) {
    if (each.resource != api.client_id) continue;
    const bool is_scope = each.kind == entra::PermissionKind::scope;
    if (const auto* scope = is_scope ? entra::find_scope_by_id(api, each.id) : nullptr)
      listed.scopes.push_back(scope->value);
    if (!is_scope && entra::find_role_by_id(api, each.id) != nullptr) listed.roles.push_back(each.id);
  }
  return listed;
}

Result<void> ignore_repetition(Result<void> added) {
  if (!added && added.error().reason == "assignment_taken") return {};
  return added;
}

Result<void> add_role_assignment(entra::AssignmentStore& store, const entra::ObjectId& holder,
                                 const entra::ObjectId& resource, std::string role, UnixTime now, Random& random) {
  entra::AppRoleAssignment assignment;
  assignment.id = random_uuid(random);
  assignment.principal = holder;
  assignment.resource = resource;
  assignment.role_id = std::move(role);
  assignment.created = now;
  return ignore_repetition(store.add_assignment(assignment));
}

}  // namespace

Result<entra::ServicePrincipal> register_app(entra::DirectoryStore& store, const entra::AppRegistration& app,
                                             UnixTime now, Random& random) {
  entra::Batch batch;
  batch.apps.push_back(app);
  batch.principals.push_back(make_principal(app, app.tenant, now, random));
  SALLYPORT_CHECK(store.add(batch));
  return std::move(batch.principals.front());
}

Result<entra::ServicePrincipal> ensure_principal(entra::PrincipalStore& store, const entra::AppRegistration& app,
                                                 const TenantId& tenant, UnixTime now, Random& random) {
  SALLYPORT_TRY(auto found, store.find_principal_of(tenant, app.client_id));
  if (found) return *std::move(found);
  auto made = make_principal(app, tenant, now, random);
  const auto added = store.add_principal(made);
  if (added) return made;
  if (added.error().reason != "principal_taken") return Failure(added.error());
  return choose_service_principal(store, tenant, app.client_id);  // somebody else was faster
}

Result<std::string> role_id(const entra::AppRegistration& app, std::string_view value) {
  if (value.empty()) return std::string(entra::kDefaultAccess);
  const auto* role = entra::find_role(app, value);
  if (role == nullptr) return failure(Kind::rejected, "no_role", "", std::string(value));
  return role->id;
}

Result<void> assign(entra::AssignmentStore& store, const entra::AppRegistration& app,
                    const entra::ServicePrincipal& resource, const Assignee& assignee, UnixTime now, Random& random) {
  SALLYPORT_TRY(auto id, role_id(app, assignee.role));
  const auto* role = entra::find_role(app, assignee.role);
  const bool is_app = assignee.holder.kind == entra::PrincipalKind::service_principal;
  if (role != nullptr && !(is_app ? role->for_applications : role->for_users))
    return failure(Kind::rejected, "role_holder", "",
                   assignee.role + (is_app ? " is a role for people" : " is a role for applications"));
  return add_role_assignment(store, assignee.holder.id, resource.id, std::move(id), now, random);
}

Result<void> unassign(entra::AssignmentStore& store, const entra::AppRegistration& app,
                      const entra::ServicePrincipal& resource, const Assignee& assignee) {
  SALLYPORT_TRY(const auto id, role_id(app, assignee.role));
  SALLYPORT_TRY(const bool removed, store.remove_assignment(assignee.holder.id, resource.id, id));
  if (!removed) return failure(Kind::rejected, "not_assigned");
  return {};
}

Result<void> consent(entra::ConsentStore& store, NewConsent asked, UnixTime now, Random& random) {
  if (asked.scopes.empty()) return {};
  return store.grant_consent({random_uuid(random), std::move(asked.client), std::move(asked.principal),
                              std::move(asked.resource), std::move(asked.scopes), now});
}

Result<void> withdraw_consent(entra::ConsentStore& store, const TenantId& tenant, const NewConsent& named) {
  const entra::ConsentFilter filter{named.client, named.principal.value_or(entra::ObjectId()), named.resource};
  std::vector<entra::Consent> found;
  SALLYPORT_CHECK(entra::for_each_row<entra::Consent>(
      [&](const entra::PageRequest& request) { return store.consents(tenant, filter, request); },
      [&](const entra::Consent& each) -> Result<void> {
        if (each.principal == named.principal) found.push_back(each);
        return {};
      }));
  if (found.empty()) return failure(Kind::rejected, "no_consent");
  for (const entra::Consent& each : found)
    SALLYPORT_CHECK(store.change_consent(each.id, [&](entra::Consent& stored) -> Result<void> {
      if (named.scopes.empty()) stored.scopes.clear();
      std::erase_if(stored.scopes, [&](const std::string& scope) {
        return std::ranges::find(named.scopes, scope) != named.scopes.end();
      });
      return {};
    }));
  return {};
}

Result<void> check_scopes(const entra::AppRegistration& api, const std::vector<std::string>& scopes) {
  for (const std::string& scope : scopes)
    if (entra::find_scope(api, scope) == nullptr)
      return failure(Kind::rejected, "no_scope", "", api.display_name + " does not expose " + scope);
  return {};
}

Result<std::vector<ClientId>> grant_admin_consent(entra::DirectoryStore& store, const entra::AppRegistration& app,
                                                  const TenantId& tenant, UnixTime now, Random& random) {
  SALLYPORT_TRY(const auto client, ensure_principal(store, app, tenant, now, random));
  const ClientId& graph = entra::graph_registration().client_id;
  std::vector<ClientId> apis{graph};  // for the scopes of the sign-in itself
  for (const entra::RequiredPermission& each : app.required_permissions)
    if (std::ranges::find(apis, each.resource) == apis.end()) apis.push_back(each.resource);
  std::vector<ClientId> left_out;
  for (const ClientId& id : apis) {
    SALLYPORT_TRY(const auto api, find_registration(store, id));
    SALLYPORT_TRY(const auto resource, store.find_principal_of(tenant, id));
    if (!api || !resource) {
      left_out.push_back(id);
      continue;
    }
    auto listed = listed_of(app, *api);
    if (id == graph)
      for (std::string& scope : sign_in_scopes())
        if (std::ranges::find(listed.scopes, scope) == listed.scopes.end()) listed.scopes.push_back(std::move(scope));
    SALLYPORT_CHECK(consent(store, {client.id, resource->id, std::nullopt, std::move(listed.scopes)}, now, random));
    for (std::string& role : listed.roles)
      SALLYPORT_CHECK(add_role_assignment(store, client.id, resource->id, std::move(role), now, random));
  }
  return left_out;
}

std::vector<std::string> sign_in_scopes() {
  return {"openid", "profile", "email", "offline_access", "User.Read"};
}

}  // namespace sallyport::directory
