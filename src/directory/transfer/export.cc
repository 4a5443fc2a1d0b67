#include "directory/transfer/export.h"

#include <functional>

#include "base/encoding.h"
#include "directory/graph/shape/application_shape.h"
#include "directory/graph/shape/people_shape.h"
#include "directory/graph/shape/policy_shape.h"
#include "directory/graph/shape/principal_shape.h"
#include "directory/graph/shape/times.h"
#include "entra/graph_application.h"

namespace sallyport::directory {
namespace {

// Every row of all pages, printed.
template <class T>
Result<json::Array> print_all(const std::function<Result<entra::Page<T>>(const entra::PageRequest&)>& read,
                              const std::function<Result<std::optional<json::Object>>(const T&)>& print_row) {
  json::Array all;
  SALLYPORT_CHECK(entra::for_each_row<T>(read, [&](const T& row) -> Result<void> {
    SALLYPORT_TRY(auto printed, print_row(row));
    if (printed) all.emplace_back(*std::move(printed));
    return {};
  }));
  return all;
}

json::Object pick(const json::Object& from, std::initializer_list<std::string_view> names) {
  json::Object picked;
  for (const std::string_view name : names)
    if (const json::Value* value = from.find(name)) picked.set(name, *value);
  return picked;
}

// The key of the authenticator app, and the last code that it gave, which counts no more.
json::Object export_authenticator(const entra::User& user) {
  return {{"key", base64_encode(user.totp.value.reveal())},  // the operator asked for it
          {"lastStep", user.totp_used},
          {"createdDateTime", graph::print_time(user.totp_created)}};
}

json::Object export_user(const entra::User& user, Hashes hashes) {
  json::Object printed = pick(graph::print_user(user), {"id", "userPrincipalName", "displayName", "mail",
                                                        "accountEnabled", "userType", "createdDateTime"});
  json::Object own;
  if (user.directory_role != entra::DirectoryRole::none) own.set("directoryRole", entra::name_of(user.directory_role));
  if (!user.home_issuer.empty()) own.set("homeIssuer", user.home_issuer);
  if (user.must_change_password) own.set("mustChangePassword", true);
  if (user.password_expires) own.set("passwordExpires", graph::print_time(*user.password_expires));
  if (hashes == Hashes::included && !user.password_hash.empty()) own.set("passwordHash", user.password_hash);
  if (hashes == Hashes::included && !user.totp.value.empty()) own.set("authenticator", export_authenticator(user));
  if (!own.empty()) printed.set("sallyport", std::move(own));
  return printed;
}

Result<json::Object> export_group(entra::DirectoryStore& store, const entra::Group& group) {
  json::Object printed = pick(graph::print_group(group), {"id", "displayName", "description", "createdDateTime"});
  SALLYPORT_TRY(auto members,
                print_all<entra::Principal>(
                    [&](const entra::PageRequest& request) { return store.members_of(group.id, request); },
                    [](const entra::Principal& member) -> Result<std::optional<json::Object>> {
                      return json::Object{{"id", member.id.value}};
                    }));
  printed.set("members", std::move(members));
  return printed;
}

json::Array export_secrets(const entra::AppRegistration& app) {
  json::Array secrets;
  for (const entra::PasswordCredential& credential : app.secrets) {
    json::Object printed =
        pick(graph::print_password(credential), {"keyId", "displayName", "hint", "startDateTime", "endDateTime"});
    printed.set("sallyport", json::Object{{"secretHash", credential.secret_hash}});
    secrets.emplace_back(std::move(printed));
  }
  return secrets;
}

json::Array export_certificates(const entra::AppRegistration& app) {
  json::Array keys;
  for (const entra::KeyCredential& credential : app.certificates)
    keys.emplace_back(json::Object{{"keyId", credential.key_id},
                                   {"displayName", credential.display_name},
                                   {"key", base64_encode(credential.certificate_der)}});
  return keys;
}

json::Object export_app(const entra::AppRegistration& app, const entra::Tenant& home, Hashes hashes) {
  json::Object printed = graph::print_application(app, home);
  json::Object kept;
  for (const json::Member& member : printed)
    if (member.name != "deletedDateTime" && member.name != "info" && member.name != "tags" &&
        member.name != "publisherDomain")
      kept.append(member.name) = member.value;
  kept.set("keyCredentials", export_certificates(app));
  kept.set("passwordCredentials", hashes == Hashes::included ? export_secrets(app) : json::Array());
  json::Array federated;
  for (const entra::FederatedCredential& each : app.federated_credentials)
    federated.emplace_back(graph::print_federated_credential(each));
  kept.set("federatedIdentityCredentials", std::move(federated));
  json::Array owners;
  for (const entra::ObjectId& owner : app.owners) owners.emplace_back(json::Object{{"id", owner.value}});
  kept.set("owners", std::move(owners));
  return kept;
}

// Microsoft Graph's own service principal is made with each tenant, so it is no part of the file.
std::optional<json::Object> export_principal(const entra::ServicePrincipal& principal) {
  if (principal.client_id.value == entra::kGraphClientId) return std::nullopt;
  return pick(graph::print_service_principal(principal, {}),
              {"id", "appId", "displayName", "accountEnabled", "appRoleAssignmentRequired", "createdDateTime"});
}

Result<void> export_people(entra::DirectoryStore& store, const TenantId& tenant, Hashes hashes, json::Object& printed) {
  SALLYPORT_TRY(auto users,
                print_all<entra::User>([&](const entra::PageRequest& request) { return store.users(tenant, request); },
                                       [&](const entra::User& user) -> Result<std::optional<json::Object>> {
                                         return export_user(user, hashes);
                                       }));
  printed.set("users", std::move(users));
  SALLYPORT_TRY(auto groups, print_all<entra::Group>(
                                 [&](const entra::PageRequest& request) { return store.groups(tenant, request); },
                                 [&](const entra::Group& group) -> Result<std::optional<json::Object>> {
                                   SALLYPORT_TRY(auto made, export_group(store, group));
                                   return std::optional(std::move(made));
                                 }));
  printed.set("groups", std::move(groups));
  return {};
}

// The assignments at all service principals of the tenant, Graph's included.
Result<json::Array> export_assignments(entra::DirectoryStore& store, const TenantId& tenant) {
  json::Array all;
  const auto add_those_of = [&](const entra::ServicePrincipal& resource) -> Result<std::optional<json::Object>> {
    SALLYPORT_TRY(auto rows,
                  print_all<entra::AppRoleAssignment>(
                      [&](const entra::PageRequest& request) { return store.assignments_to(resource.id, request); },
                      [](const entra::AppRoleAssignment& each) -> Result<std::optional<json::Object>> {
                        return pick(graph::print_assignment(each, nullptr, nullptr),
                                    {"id", "principalId", "resourceId", "appRoleId", "createdDateTime"});
                      }));
    for (json::Value& row : rows) all.push_back(std::move(row));
    return std::optional<json::Object>();
  };
  SALLYPORT_CHECK(print_all<entra::ServicePrincipal>(
      [&](const entra::PageRequest& request) { return store.principals(tenant, request); }, add_those_of));
  return all;
}

Result<void> export_apps(entra::DirectoryStore& store, const entra::Tenant& tenant, Hashes hashes,
                         json::Object& printed) {
  SALLYPORT_TRY(auto apps, print_all<entra::AppRegistration>(
                               [&](const entra::PageRequest& request) { return store.apps(tenant.id, request); },
                               [&](const entra::AppRegistration& app) -> Result<std::optional<json::Object>> {
                                 return export_app(app, tenant, hashes);
                               }));
  printed.set("applications", std::move(apps));
  SALLYPORT_TRY(auto principals,
                print_all<entra::ServicePrincipal>(
                    [&](const entra::PageRequest& request) { return store.principals(tenant.id, request); },
                    [](const entra::ServicePrincipal& each) -> Result<std::optional<json::Object>> {
                      return export_principal(each);
                    }));
  printed.set("servicePrincipals", std::move(principals));
  SALLYPORT_TRY(auto assignments, export_assignments(store, tenant.id));
  printed.set("appRoleAssignments", std::move(assignments));
  SALLYPORT_TRY(
      auto grants,
      print_all<entra::Consent>(
          [&](const entra::PageRequest& request) { return store.consents(tenant.id, {}, request); },
          [](const entra::Consent& each) -> Result<std::optional<json::Object>> { return graph::print_grant(each); }));
  printed.set("oauth2PermissionGrants", std::move(grants));
  return {};
}

// They are few, so the store returns each list at once.
Result<void> export_policies(entra::PolicyStore& store, const TenantId& tenant, json::Object& printed) {
  SALLYPORT_TRY(const auto locations, store.locations(tenant));
  json::Array places;
  for (const entra::NamedLocation& location : locations) places.emplace_back(graph::print_location(location));
  printed.set("namedLocations", std::move(places));
  SALLYPORT_TRY(const auto policies, store.policies(tenant));
  json::Array rules;
  for (const entra::ConditionalAccessPolicy& policy : policies) rules.emplace_back(graph::print_policy(policy));
  printed.set("conditionalAccessPolicies", std::move(rules));
  return {};
}

}  // namespace

Result<json::Object> export_directory(entra::DirectoryStore& store, const std::vector<entra::Tenant>& tenants,
                                      Hashes hashes) {
  json::Array printed;
  for (const entra::Tenant& tenant : tenants) {
    json::Object one = pick(graph::print_organization(tenant), {"id", "displayName"});
    json::Array domains;
    for (const std::string& domain : tenant.domains) domains.emplace_back(json::Object{{"name", domain}});
    one.set("verifiedDomains", std::move(domains));
    SALLYPORT_CHECK(export_people(store, tenant.id, hashes, one));
    SALLYPORT_CHECK(export_apps(store, tenant, hashes, one));
    SALLYPORT_CHECK(export_policies(store, tenant.id, one));
    printed.emplace_back(std::move(one));
  }
  return json::Object{{"format", kTransferFormat}, {"tenants", std::move(printed)}};
}

}  // namespace sallyport::directory
