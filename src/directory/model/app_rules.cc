#include "directory/model/app_rules.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "directory/call/limits.h"
#include "http/url.h"

namespace sallyport::directory {
namespace {

using entra::AppRegistration;
using Fault = std::optional<AppFault>;

// Limits of Entra ID. Source: docs/entra.md, Registrations and platforms.
constexpr std::size_t kRedirectUris = 256;
constexpr std::size_t kRedirectUrisWithPersonal = 100;
constexpr std::size_t kSecretsWithPersonal = 2;
constexpr std::size_t kPersonalName = 90;
constexpr std::size_t kFederatedCredentials = 20;
constexpr std::size_t kEntries = 1200;  // of all collections of a manifest
constexpr std::size_t kResources = 50;
constexpr std::size_t kPermissions = 400;

Fault fault(std::string_view property, std::string expected) {
  return AppFault{property, std::move(expected)};
}

// Whether two items of a collection have the same key.
template <class T, class Key>
bool repeats(const std::vector<T>& items, const Key& key) {
  std::set<std::string> seen;
  return std::ranges::any_of(items, [&](const T& item) { return !seen.insert(key(item)).second; });
}

Fault check_name(const AppRegistration& app) {
  const std::size_t most = entra::admits_personal_accounts(app.audience) ? kPersonalName : limits::kName;
  if (app.display_name.empty() || app.display_name.size() > most || has_control(app.display_name))
    return fault("displayName", "It must have 1 to " + std::to_string(most) + " characters.");
  return {};
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

Fault check_redirect_uris(const AppRegistration& app) {
  const std::size_t most =
      entra::admits_personal_accounts(app.audience) ? kRedirectUrisWithPersonal : kRedirectUris;
  if (app.redirect_uris.size() > most)
    return fault("web.redirectUris", "There may be at most " + std::to_string(most) + " redirect URIs.");
  std::set<std::string_view> seen;
  for (const entra::RedirectUri& uri : app.redirect_uris) {
    if (!entra::check_redirect_uri(uri)) return fault(property_of(uri.platform), uri.uri + " cannot be a redirect URI.");
    if (!seen.insert(uri.uri).second) return fault(property_of(uri.platform), uri.uri + " is there twice.");
  }
  return {};
}

// The page that Entra ID requests when the person signs out.
Fault check_logout_url(const AppRegistration& app) {
  if (app.logout_url.empty()) return {};
  const auto url = http::Url::parse(app.logout_url);
  const bool local = url && url->host == "localhost";
  if (!url || (url->scheme != "https" && !local)) return fault("web.logoutUrl", "It must begin with https://.");
  return {};
}

bool is_below_domain(std::string_view host, std::string_view domain) {
  return ascii_iequals(host, domain) ||
         (host.size() > domain.size() && host[host.size() - domain.size() - 1] == '.' &&
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
    const bool was_there = before != nullptr && std::ranges::find(before->identifier_uris, uri) != before->identifier_uris.end();
    if (was_there) continue;
    if (has_control(uri) || uri.find_first_of(" ?#*") != std::string::npos || uri.ends_with('/') ||
        !is_identifier(app, uri, domains))
      return fault("identifierUris", uri + ": write api://" + app.client_id.value +
                                         ", or a URI on a verified domain of the tenant (HostNameNotOnVerifiedDomain).");
  }
  if (repeats(app.identifier_uris, [](const std::string& uri) { return uri; }))
    return fault("identifierUris", "A URI is there twice.");
  return {};
}

Fault check_token_version(const AppRegistration& app) {
  const auto& version = app.requested_access_token_version;
  if (version && *version != 1 && *version != 2)
    return fault("api.requestedAccessTokenVersion", "It must be null, 1 or 2.");
  if (entra::admits_personal_accounts(app.audience) && version != 2)
    return fault("api.requestedAccessTokenVersion", "It must be 2 if personal accounts may sign in.");
  return {};
}

// Roles and scopes share one space of ids.
Fault check_permissions(const AppRegistration& app) {
  std::set<std::string> ids;
  std::set<std::string> values;
  for (const entra::AppRole& role : app.app_roles) {
    if (!ids.insert(role.id).second) return fault("appRoles", "Two have the id " + role.id + ".");
    if (!role.value.empty() && !values.insert(role.value).second)
      return fault("appRoles", "Two have the value " + role.value + ".");
  }
  std::set<std::string> scopes;
  for (const entra::Scope& scope : app.scopes) {
    if (!ids.insert(scope.id).second) return fault("api.oauth2PermissionScopes", "Two have the id " + scope.id + ".");
    if (!scopes.insert(scope.value).second)
      return fault("api.oauth2PermissionScopes", "Two have the value " + scope.value + ".");
  }
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

Fault check_required(const AppRegistration& app) {
  std::set<std::string> resources;
  for (const entra::RequiredPermission& permission : app.required_permissions)
    resources.insert(permission.resource.value);
  if (resources.size() > kResources || app.required_permissions.size() > kPermissions)
    return fault("requiredResourceAccess", "There may be at most 50 APIs and 400 permissions.");
  return {};
}

Fault check_credentials(const AppRegistration& app) {
  if (entra::admits_personal_accounts(app.audience) && app.secrets.size() > kSecretsWithPersonal)
    return fault("passwordCredentials", "There may be at most 2 secrets if personal accounts may sign in.");
  if (repeats(app.certificates, [](const entra::KeyCredential& key) { return key.key_id; }))
    return fault("keyCredentials", "Two certificates have one keyId.");
  if (app.federated_credentials.size() > kFederatedCredentials)
    return fault("federatedIdentityCredentials", "There may be at most 20 federated credentials.");
  return {};
}

Fault check_size(const AppRegistration& app) {
  const std::size_t entries = app.redirect_uris.size() + app.identifier_uris.size() + app.scopes.size() +
                              app.pre_authorized.size() + app.app_roles.size() + app.required_permissions.size() +
                              app.secrets.size() + app.certificates.size();
  if (entries <= kEntries) return {};
  return fault("appRoles", "The size of the manifest has exceeded its limit. Please reduce the number of values and "
                           "retry your request.");
}

}  // namespace

std::optional<AppFault> find_fault(const AppRegistration& app, const AppRegistration* before,
                                   std::span<const std::string> domains) {
  if (auto found = check_name(app)) return found;
  if (auto found = check_redirect_uris(app)) return found;
  if (auto found = check_logout_url(app)) return found;
  if (auto found = check_identifiers(app, before, domains)) return found;
  if (auto found = check_token_version(app)) return found;
  if (auto found = check_permissions(app)) return found;
  if (auto found = before == nullptr ? Fault() : check_removals(app, *before)) return found;
  if (auto found = check_required(app)) return found;
  if (auto found = check_credentials(app)) return found;
  return check_size(app);
}

}  // namespace sallyport::directory
