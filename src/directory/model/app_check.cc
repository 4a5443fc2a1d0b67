// check_app: the rules of the portal for a whole registration.
#include <algorithm>
#include <set>

#include "base/characters.h"
#include "base/text.h"
#include "directory/call/limits.h"
#include "directory/model/administration.h"
#include "directory/model/text_rules.h"

namespace sallyport::directory {
namespace {

using entra::AppRegistration;

Failure rejected(std::string_view reason, std::string detail) {
  return failure(Kind::rejected, reason, "", std::move(detail));
}

Result<void> check_redirect_uris(const AppRegistration& app) {
  const std::size_t most =
      entra::admits_personal_accounts(app.audience) ? limits::kRedirectUrisPersonal : limits::kRedirectUris;
  if (app.redirect_uris.size() > most) return rejected("redirect_uri_count", "at most " + std::to_string(most));
  std::set<std::string_view> seen;
  for (const entra::RedirectUri& uri : app.redirect_uris) {
    SALLYPORT_CHECK(entra::check_redirect_uri(uri));
    if (!seen.insert(uri.uri).second) return failure(Kind::conflict, "redirect_uri_taken", "", uri.uri);
  }
  if (app.logout_url.empty()) return {};
  if (!entra::check_redirect_uri({app.logout_url, entra::Platform::web}))
    return rejected("logout_url", app.logout_url + ": https, or http on localhost alone");
  return {};
}

Result<void> check_identifiers(const AppRegistration& app) {
  for (const std::string& uri : app.identifier_uris) {
    const bool plain = !uri.empty() && uri.size() <= limits::kIdentifierUri && !has_control(uri) &&
                       uri.find(' ') == std::string::npos && !uri.ends_with('/') && uri.find(':') != std::string::npos;
    if (!plain) return rejected("identifier_uri", uri + ": write api://NAME or https://HOST/NAME, without a last '/'");
  }
  return {};
}

Result<void> check_permissions(const AppRegistration& app) {
  std::set<std::string_view> names;
  for (const entra::AppRole& role : app.app_roles) {
    SALLYPORT_CHECK(check_word(role.value, "role_value"));
    if (!names.insert(role.value).second) return failure(Kind::conflict, "role_taken", "", role.value);
  }
  names.clear();
  for (const entra::Scope& scope : app.scopes) {
    SALLYPORT_CHECK(check_word(scope.value, "scope_value"));
    if (!names.insert(scope.value).second) return failure(Kind::conflict, "scope_taken", "", scope.value);
  }
  names.clear();
  for (const entra::RequiredPermission& each : app.required_permissions) names.insert(each.resource.value);
  if (names.size() > limits::kRequiredApis || app.required_permissions.size() > limits::kRequiredPermissions)
    return rejected("required_count", "at most 50 APIs with 400 permissions");
  return {};
}

bool is_credential_name(std::string_view name) {
  const auto letter_or_digit = [](char c) { return is_letter_or_digit(c); };
  return name.size() >= 3 && name.size() <= limits::kName && letter_or_digit(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return letter_or_digit(c) || c == '-' || c == '_'; });
}

Result<void> check_federated(const AppRegistration& app) {
  std::set<std::string_view> names;
  std::set<std::pair<std::string_view, std::string_view>> pairs;
  for (const entra::FederatedCredential& each : app.federated_credentials) {
    if (!is_credential_name(each.name))
      return rejected("federated_name", each.name + ": 3 to 120 letters, digits, '-' and '_'");
    if (each.issuer.empty() || each.subject.empty() || each.audience.empty())
      return rejected("federated_value", each.name + " needs issuer, subject and audience");
    if (!names.insert(each.name).second) return failure(Kind::conflict, "federated_name_taken", "", each.name);
    if (!pairs.insert({each.issuer, each.subject}).second)
      return failure(Kind::conflict, "federated_taken", "", each.issuer + " " + each.subject);
  }
  return {};
}

Result<void> check_version(const AppRegistration& app) {
  const auto& version = app.requested_access_token_version;
  if (version && *version != 1 && *version != 2) return rejected("access_token_version", "1 or 2");
  if (entra::admits_personal_accounts(app.audience) && version != 2)
    return rejected("access_token_version", "must be 2 for an app that admits personal accounts");
  return {};
}

std::size_t entries_of(const AppRegistration& app) {
  return app.redirect_uris.size() + app.identifier_uris.size() + app.scopes.size() + app.pre_authorized.size() +
         app.app_roles.size() + app.required_permissions.size() + app.secrets.size() + app.certificates.size() +
         app.federated_credentials.size() + app.id_token_claims.size() + app.access_token_claims.size() +
         app.owners.size();
}

}  // namespace

Result<void> check_app(const AppRegistration& app) {
  SALLYPORT_CHECK(check_name(app.display_name, "app_name"));
  SALLYPORT_CHECK(check_version(app));
  SALLYPORT_CHECK(check_redirect_uris(app));
  SALLYPORT_CHECK(check_identifiers(app));
  SALLYPORT_CHECK(check_permissions(app));
  SALLYPORT_CHECK(check_federated(app));
  if (entries_of(app) > limits::kAppEntries)
    return rejected("app_size", "The size of the manifest has exceeded its limit of 1200 entries");
  return {};
}

}  // namespace sallyport::directory
