#include "directory/model/app_rules.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "directory/model/administration.h"

namespace sallyport::directory {
namespace {

using entra::AppRegistration;
using Fault = std::optional<AppFault>;

// Limits of Entra ID. Source: docs/entra.md, Registrations and platforms.
constexpr std::size_t kSecretsWithPersonal = 2;
constexpr std::size_t kNameWithPersonal = 90;
constexpr std::size_t kFederatedCredentials = 20;

Fault fault(std::string_view property, std::string expected) {
  return AppFault{property, std::move(expected)};
}

// Whether two items of a collection have the same key.
template <class T, class Key>
bool repeats(const std::vector<T>& items, const Key& key) {
  std::set<std::string> seen;
  return std::ranges::any_of(items, [&](const T& item) { return !seen.insert(key(item)).second; });
}

std::string_view property_of(entra::Platform platform) {
  switch (platform) {
    case entra::Platform::web:
      return "web.redirectUris";
    case entra::Platform::spa:
      return "spa.redirectUris";
    case entra::Platform::public_client:
      return "publicClient.redirectUris";
  }
  return "";
}

// Which property check_app means by its reasons.
struct PropertyRow {
  std::string_view reason;
  std::string_view property;
};
constexpr std::array kProperties{
    PropertyRow{"app_name", "displayName"},
    PropertyRow{"access_token_version", "api.requestedAccessTokenVersion"},
    PropertyRow{"logout_url", "web.logoutUrl"},
    PropertyRow{"identifier_uri", "identifierUris"},
    PropertyRow{"role_value", "appRoles"},
    PropertyRow{"role_taken", "appRoles"},
    PropertyRow{"scope_value", "api.oauth2PermissionScopes"},
    PropertyRow{"scope_taken", "api.oauth2PermissionScopes"},
    PropertyRow{"required_count", "requiredResourceAccess"},
    PropertyRow{"federated_name", "federatedIdentityCredentials"},
    PropertyRow{"federated_value", "federatedIdentityCredentials"},
    PropertyRow{"federated_name_taken", "federatedIdentityCredentials"},
    PropertyRow{"federated_taken", "federatedIdentityCredentials"},
    PropertyRow{"app_size", "appRoles"},
};

// The rules that commands have too. The detail of the error says what is expected.
Fault check_whole(const AppRegistration& app) {
  const auto checked = check_app(app);
  if (checked) return {};
  const Error& error = checked.error();
  const auto row = std::ranges::find(kProperties, error.reason, &PropertyRow::reason);
  if (row != kProperties.end()) return fault(row->property, error.detail);
  // All other reasons are about redirect URIs. The last one that the detail names is the one at fault.
  std::string_view property = "web.redirectUris";
  for (const entra::RedirectUri& uri : app.redirect_uris)
    if (error.detail.starts_with(uri.uri)) property = property_of(uri.platform);
  return fault(property, error.detail);
}

bool is_below_domain(std::string_view host, std::string_view domain) {
  return ascii_iequals(host, domain) || (host.size() > domain.size() && host[host.size() - domain.size() - 1] == '.' &&
                                         ascii_iequals(host.substr(host.size() - domain.size()), domain));
}

// "api://{client id}", the same with a path, "api://{tenant id}/…", or a URI on a verified domain.
bool is_identifier(const AppRegistration& app, std::string_view uri, std::span<const std::string> domains) {
  for (const std::string_view prefix : {"api://", "https://"}) {
    if (!uri.starts_with(prefix)) continue;
    const std::string_view rest = uri.substr(prefix.size());
    const std::string_view host = rest.substr(0, rest.find('/'));
    if (prefix == "api://" && (ascii_iequals(host, app.client_id.value) || ascii_iequals(host, app.tenant.value)))
      return true;
    return std::ranges::any_of(domains, [&](const std::string& domain) { return is_below_domain(host, domain); });
  }
  return false;
}

Fault check_identifiers(const AppRegistration& app, const AppRegistration* before,
                        std::span<const std::string> domains) {
  for (const std::string& uri : app.identifier_uris) {
    const bool was_there =
        before != nullptr && std::ranges::find(before->identifier_uris, uri) != before->identifier_uris.end();
    if (was_there) continue;
    if (has_control(uri) || uri.find_first_of(" ?#*") != std::string::npos || uri.ends_with('/') ||
        !is_identifier(app, uri, domains))
      return fault("identifierUris",
                   uri + ": write api://" + app.client_id.value +
                       ", or a URI on a verified domain of the tenant (HostNameNotOnVerifiedDomain).");
  }
  if (repeats(app.identifier_uris, [](const std::string& uri) { return uri; }))
    return fault("identifierUris", "A URI is there twice.");
  return {};
}

// Roles and scopes share one space of ids.
Fault check_permission_ids(const AppRegistration& app) {
  std::set<std::string> ids;
  for (const entra::AppRole& role : app.app_roles)
    if (!ids.insert(role.id).second) return fault("appRoles", "Two have the id " + role.id + ".");
  for (const entra::Scope& scope : app.scopes)
    if (!ids.insert(scope.id).second) return fault("api.oauth2PermissionScopes", "Two have the id " + scope.id + ".");
  for (const entra::PreAuthorizedClient& client : app.pre_authorized)
    for (const std::string& id : client.scope_ids)
      if (entra::find_scope_by_id(app, ascii_lower(id)) == nullptr)
        return fault("api.preAuthorizedApplications", id + " is not the id of a scope of this application.");
  return {};
}

// What is enabled may be in use, so it must be disabled before it goes.
Fault check_removals(const AppRegistration& app, const AppRegistration& before) {
  constexpr std::string_view kDisable = " is enabled. Disable it before you remove it.";
  for (const entra::AppRole& role : before.app_roles)
    if (role.enabled && entra::find_role_by_id(app, role.id) == nullptr)
      return fault("appRoles", role.value + std::string(kDisable));
  for (const entra::Scope& scope : before.scopes)
    if (scope.enabled && entra::find_scope_by_id(app, scope.id) == nullptr)
      return fault("api.oauth2PermissionScopes", scope.value + std::string(kDisable));
  return {};
}

Fault check_credentials(const AppRegistration& app) {
  const bool personal = entra::admits_personal_accounts(app.audience);
  if (personal && app.display_name.size() > kNameWithPersonal)
    return fault("displayName", "It may have at most 90 characters if personal accounts may sign in.");
  if (personal && app.secrets.size() > kSecretsWithPersonal)
    return fault("passwordCredentials", "There may be at most 2 secrets if personal accounts may sign in.");
  if (repeats(app.certificates, [](const entra::KeyCredential& key) { return key.key_id; }))
    return fault("keyCredentials", "Two certificates have one keyId.");
  if (app.federated_credentials.size() > kFederatedCredentials)
    return fault("federatedIdentityCredentials", "There may be at most 20 federated credentials.");
  return {};
}

}  // namespace

std::optional<AppFault> find_fault(const AppRegistration& app, const AppRegistration* before,
                                   std::span<const std::string> domains) {
  if (auto found = check_whole(app)) return found;
  if (auto found = check_identifiers(app, before, domains)) return found;
  if (auto found = check_permission_ids(app)) return found;
  if (auto found = before == nullptr ? Fault() : check_removals(app, *before)) return found;
  return check_credentials(app);
}

}  // namespace sallyport::directory
