#include "directory/model/lookup.h"

#include <algorithm>

#include "base/text.h"
#include "entra/graph_application.h"

namespace sallyport::directory {

Result<entra::Tenant> choose_tenant(entra::TenantStore& store, std::string_view name) {
  if (name.empty()) {
    SALLYPORT_TRY(const auto all, store.tenants());
    if (!all.empty()) return all.front();
    return failure(Kind::rejected, "no_tenant", "", "there is none yet: sallyport directory tenant create");
  }
  SALLYPORT_TRY(auto found, store.find_tenant(name));
  if (!found) return failure(Kind::rejected, "no_tenant", "", std::string(name));
  return *std::move(found);
}

Result<entra::User> choose_user(entra::PeopleStore& store, std::string_view name) {
  SALLYPORT_TRY(auto found, store.find_user_by_name(name));
  if (!found) return failure(Kind::rejected, "no_user", "", std::string(name));
  return *std::move(found);
}

Result<entra::Group> choose_group(entra::GroupStore& store, const TenantId& tenant, std::string_view name) {
  if (is_guid(name)) {
    SALLYPORT_TRY(auto by_id, store.find_group(entra::ObjectId(ascii_lower(name))));
    if (by_id && by_id->tenant == tenant) return *std::move(by_id);
  }
  if (name.empty()) return failure(Kind::rejected, "no_group");
  entra::PageRequest request{.name = std::string(name), .limit = entra::kLargestPage};
  SALLYPORT_TRY(auto page, store.groups(tenant, request));
  const auto is_exact = [&](const entra::Group& group) { return group.display_name == name; };
  const auto first = std::ranges::find_if(page.rows, is_exact);
  if (first == page.rows.end()) return failure(Kind::rejected, "no_group", "", std::string(name));
  if (std::ranges::count_if(page.rows, is_exact) > 1)
    return failure(Kind::conflict, "group_ambiguous", "", std::string(name) + ": write its id");
  return *std::move(first);
}

Result<entra::AppRegistration> choose_app(entra::AppStore& store, std::string_view client_id) {
  SALLYPORT_TRY(auto found, store.find_app(ClientId(ascii_lower(client_id))));
  if (!found) return failure(Kind::rejected, "no_app", "", std::string(client_id));
  return *std::move(found);
}

Result<entra::AppRegistration> choose_api(entra::AppStore& store, std::string_view name) {
  if (name == "graph" || entra::is_graph_name(name)) return entra::graph_registration();
  if (is_guid(name)) return choose_app(store, name);
  SALLYPORT_TRY(auto found, store.find_app_by_identifier(name));
  if (!found) return failure(Kind::rejected, "no_app", "", std::string(name));
  return *std::move(found);
}

Result<std::optional<entra::AppRegistration>> find_registration(entra::AppStore& store, const ClientId& client) {
  if (client.value == entra::kGraphClientId) return std::optional(entra::graph_registration());
  return store.find_app(client);
}

Result<entra::ServicePrincipal> choose_service_principal(entra::PrincipalStore& store, const TenantId& tenant,
                                                         const ClientId& client) {
  SALLYPORT_TRY(auto found, store.find_principal_of(tenant, client));
  if (!found)
    return failure(Kind::rejected, "no_principal", "", client.value + " has no service principal in this tenant");
  return *std::move(found);
}

Result<entra::Principal> choose_principal(entra::DirectoryStore& store, const TenantId& tenant, std::string_view name) {
  SALLYPORT_TRY(const auto user, store.find_user_by_name(name));
  if (user) return entra::Principal{user->id, entra::PrincipalKind::user};
  if (is_guid(name)) {
    SALLYPORT_TRY(const auto app, store.find_principal_of(tenant, ClientId(ascii_lower(name))));
    if (app) return entra::Principal{app->id, entra::PrincipalKind::service_principal};
  }
  const auto group = choose_group(store, tenant, name);
  if (group) return entra::Principal{group->id, entra::PrincipalKind::group};
  if (group.error().reason != "no_group") return Failure(group.error());
  return failure(Kind::rejected, "no_principal", "", std::string(name) + ": neither a person, a group nor an app");
}

}  // namespace sallyport::directory
