#include "stores/memory/directory_state.h"

#include <algorithm>

#include "base/text.h"
#include "entra/graph_application.h"

namespace sallyport::stores {

using entra::ObjectId;

Result<void> State::check_domains(const entra::Tenant& tenant) const {
  const auto has_one_of_them = [&](const entra::Tenant& other) {
    return other.id != tenant.id && std::ranges::any_of(other.domains, [&](const std::string& theirs) {
             return std::ranges::any_of(tenant.domains,
                                        [&](const std::string& ours) { return ascii_iequals(ours, theirs); });
           });
  };
  if (tenants.find(has_one_of_them) != nullptr) return failure(Kind::conflict, "domain_taken");
  return {};
}

Result<void> State::check_name(const entra::User& user) const {
  const auto has_the_name = [&](const entra::User& other) {
    return other.id != user.id && ascii_iequals(other.user_principal_name, user.user_principal_name);
  };
  if (users.find(has_the_name) != nullptr) return failure(Kind::conflict, "user_name_taken");
  return {};
}

bool State::has_administrator(const TenantId& tenant) const {
  return users.find([&](const entra::User& each) { return each.tenant == tenant && is_enabled_administrator(each); }) !=
         nullptr;
}

Result<void> State::check_administrators_without(const entra::User& leaving) const {
  const auto is_another = [&](const entra::User& each) {
    return each.id != leaving.id && each.tenant == leaving.tenant && is_enabled_administrator(each);
  };
  if (!is_enabled_administrator(leaving) || users.find(is_another) != nullptr) return {};
  return failure(Kind::rejected, "last_administrator", "",
                 leaving.user_principal_name + ": make another Global Administrator first");
}

Result<void> State::check_identifiers(const entra::AppRegistration& app) const {
  const auto has_one_of_them = [&](const entra::AppRegistration& other) {
    return other.client_id != app.client_id && std::ranges::any_of(app.identifier_uris, [&](const std::string& uri) {
             return std::ranges::find(other.identifier_uris, uri) != other.identifier_uris.end();
           });
  };
  if (apps.find(has_one_of_them) != nullptr) return failure(Kind::conflict, "identifier_taken");
  return {};
}

Result<void> State::check_id_is_free(const ObjectId& id) const {
  if (const auto* user = users.find(has_id(id)))
    return failure(Kind::conflict, "user_id_taken", "", id.value + " is the id of " + user->user_principal_name);
  if (const auto* group = groups.find(has_id(id)))
    return failure(Kind::conflict, "group_id_taken", "", id.value + " is the id of the group " + group->display_name);
  if (const auto* principal = principals.find(has_id(id)))
    return failure(Kind::conflict, "principal_id_taken", "",
                   id.value + " is the id of the service principal of " + principal->display_name);
  return {};
}

std::optional<State::Known> State::find_known(const ObjectId& id) const {
  if (const auto* user = users.find(has_id(id))) return Known{entra::PrincipalKind::user, user->tenant};
  if (const auto* group = groups.find(has_id(id))) return Known{entra::PrincipalKind::group, group->tenant};
  if (const auto* principal = principals.find(has_id(id)))
    return Known{entra::PrincipalKind::service_principal, principal->tenant};
  return std::nullopt;
}

Result<void> State::remove_user(const ObjectId& id) {
  const entra::User* const user = users.find(has_id(id));
  if (user == nullptr) return {};
  SALLYPORT_CHECK(check_administrators_without(*user));
  users.remove(has_id(id));
  forget(id);
  return {};
}

void State::remove_group(const ObjectId& id) {
  if (groups.remove(has_id(id)) > 0) forget(id);
}

void State::remove_app(const ClientId& client) {
  const auto is_it = [&](const auto& row) { return row.client_id == client; };
  const entra::AppRegistration* app = apps.find(is_it);
  if (app == nullptr) return;
  const auto is_at_home = [&, home = app->tenant](const entra::ServicePrincipal& each) {
    return each.tenant == home && each.client_id == client;
  };
  apps.remove(is_it);
  if (const entra::ServicePrincipal* principal = principals.find(is_at_home))
    remove_principal(ObjectId(principal->id));  // a copy, because the row goes away
}

void State::remove_principal(const ObjectId& id) {
  if (principals.remove(has_id(id)) > 0) forget(id);
}

void State::forget(const ObjectId& id) {
  std::erase_if(members, [&](const auto& each) { return each.first == id || each.second == id; });
  assignments.remove([&](const auto& each) { return each.principal == id || each.resource == id; });
  consents.remove([&](const auto& each) { return each.client == id || each.principal == id || each.resource == id; });
}

Result<void> State::add(const entra::Tenant& tenant) {
  if (tenants.find(has_id(tenant.id)) != nullptr)
    return failure(Kind::conflict, "tenant_id_taken", "", tenant.id.value);
  SALLYPORT_CHECK(check_domains(tenant));
  tenants.add(tenant);
  principals.add(entra::graph_principal(tenant.id, {}));
  return {};
}

Result<void> State::add(const entra::User& user) {
  SALLYPORT_CHECK(check_id_is_free(user.id));
  SALLYPORT_CHECK(check_name(user));
  users.add(user);
  return {};
}

Result<void> State::add(const entra::Group& group) {
  SALLYPORT_CHECK(check_id_is_free(group.id));
  groups.add(group);
  return {};
}

Result<void> State::add(const entra::AppRegistration& app) {
  const auto has_the_client_id = [&](const auto& other) { return other.client_id == app.client_id; };
  if (principals.find(has_the_client_id) != nullptr)
    return failure(Kind::conflict, "client_id_taken", "", app.client_id.value);
  return add_again(app);
}

Result<void> State::add_again(const entra::AppRegistration& app) {
  const auto has_the_client_id = [&](const auto& other) { return other.client_id == app.client_id; };
  if (apps.find(has_the_client_id) != nullptr)
    return failure(Kind::conflict, "client_id_taken", "", app.client_id.value);
  if (apps.find(has_id(app.id)) != nullptr) return failure(Kind::conflict, "app_id_taken", "", app.id.value);
  SALLYPORT_CHECK(check_identifiers(app));
  apps.add(app);
  return {};
}

Result<void> State::add(const entra::ServicePrincipal& principal) {
  SALLYPORT_CHECK(check_id_is_free(principal.id));
  const auto is_same = [&](const entra::ServicePrincipal& other) {
    return other.tenant == principal.tenant && other.client_id == principal.client_id;
  };
  if (principals.find(is_same) != nullptr)
    return failure(Kind::conflict, "principal_taken", "", principal.client_id.value);
  principals.add(principal);
  return {};
}

Result<void> State::add(entra::AppRoleAssignment assignment) {
  const auto holder = find_known(assignment.principal);
  if (!holder) return failure(Kind::rejected, "no_principal", "", assignment.principal.value);
  const auto* resource = principals.find(has_id(assignment.resource));
  if (resource == nullptr) return failure(Kind::rejected, "no_principal", "", assignment.resource.value);
  if (holder->tenant != resource->tenant) return failure(Kind::rejected, "assignment_tenant");
  const auto is_same = [&](const entra::AppRoleAssignment& other) {
    return other.principal == assignment.principal && other.resource == assignment.resource &&
           other.role_id == assignment.role_id;
  };
  if (assignments.find(is_same) != nullptr) return failure(Kind::conflict, "assignment_taken");
  if (assignments.find(has_id(assignment.id)) != nullptr) return failure(Kind::conflict, "assignment_id_taken");
  assignment.principal_kind = holder->kind;
  assignments.add(std::move(assignment));
  return {};
}

Result<void> State::add(const entra::Consent& consent) {
  const auto* client = principals.find(has_id(consent.client));
  const auto* resource = principals.find(has_id(consent.resource));
  if (client == nullptr || resource == nullptr) return failure(Kind::rejected, "no_principal");
  if (client->tenant != resource->tenant) return failure(Kind::rejected, "consent_tenant");
  if (consent.principal) {
    const auto* person = users.find(has_id(*consent.principal));
    if (person == nullptr) return failure(Kind::rejected, "no_user", "", consent.principal->value);
    if (person->tenant != client->tenant) return failure(Kind::rejected, "consent_tenant");
  }
  const auto is_same = [&](const entra::Consent& other) {
    return other.client == consent.client && other.principal == consent.principal && other.resource == consent.resource;
  };
  if (auto* known = consents.find(is_same)) {
    for (const std::string& scope : consent.scopes)
      if (std::ranges::find(known->scopes, scope) == known->scopes.end()) known->scopes.push_back(scope);
    return {};
  }
  if (consents.find(has_id(consent.id)) != nullptr) return failure(Kind::conflict, "consent_id_taken");
  consents.add(consent);
  return {};
}

Result<void> State::add(const entra::Membership& membership) {
  const auto* group = groups.find(has_id(membership.group));
  if (group == nullptr) return failure(Kind::rejected, "no_group", "", membership.group.value);
  if (membership.group == membership.member) return failure(Kind::rejected, "member_of_itself");
  const auto member = find_known(membership.member);
  if (!member) return failure(Kind::rejected, "no_principal", "", membership.member.value);
  if (member->tenant != group->tenant) return failure(Kind::rejected, "member_tenant", "", membership.member.value);
  members.emplace(membership.group, membership.member);
  return {};
}

}  // namespace sallyport::stores
