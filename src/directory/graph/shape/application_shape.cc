#include "directory/graph/shape/application_shape.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/certificate.h"
#include "directory/graph/shape/answer.h"
#include "directory/graph/shape/times.h"

namespace sallyport::directory::graph {
namespace {

using entra::AppRegistration;
using entra::Platform;
using odata::May;
using odata::Property;
using odata::Shown;
using odata::Type;

constexpr std::array kProperties{
    Property{"id", Type::text, May::filter},
    Property{"deletedDateTime", Type::time},
    Property{"appId", Type::text, May::filter_and_search},
    Property{"createdDateTime", Type::time, May::filter_and_sort},
    Property{"displayName", Type::text, May::everything},
    Property{"groupMembershipClaims"},
    Property{"identifierUris", Type::texts, May::filter},
    Property{"isFallbackPublicClient", Type::boolean},
    Property{"notes"},
    Property{"publisherDomain", Type::text, May::filter},
    Property{"signInAudience", Type::text, May::filter},
    Property{"tags", Type::texts, May::filter},
    Property{"api", Type::object},
    Property{"appRoles", Type::objects, May::filter},
    Property{"appRoles/value", Type::text, May::filter, Shown::if_selected},
    Property{"appRoles/id", Type::text, May::filter, Shown::if_selected},
    Property{"info", Type::object},
    Property{"keyCredentials", Type::objects, May::filter},
    Property{"keyCredentials/keyId", Type::text, May::filter, Shown::if_selected},
    Property{"optionalClaims", Type::object},
    Property{"passwordCredentials", Type::objects, May::filter},
    Property{"passwordCredentials/keyId", Type::text, May::filter, Shown::if_selected},
    Property{"publicClient", Type::object},
    Property{"requiredResourceAccess", Type::objects, May::filter},
    Property{"requiredResourceAccess/resourceAppId", Type::text, May::filter, Shown::if_selected},
    Property{"spa", Type::object},
    Property{"web", Type::object},
};

constexpr std::array kFederatedProperties{
    Property{"id", Type::text, May::filter},
    Property{"name", Type::text, May::filter},
    Property{"issuer", Type::text, May::filter},
    Property{"subject", Type::text, May::filter},
    Property{"description"},
    Property{"audiences", Type::texts},
};

json::Array redirect_uris(const AppRegistration& app, Platform platform) {
  json::Array uris;
  for (const entra::RedirectUri& uri : app.redirect_uris)
    if (uri.platform == platform) uris.emplace_back(uri.uri);
  return uris;
}

json::Object print_web(const AppRegistration& app) {
  json::Array settings;
  for (const entra::RedirectUri& uri : app.redirect_uris)
    if (uri.platform == Platform::web) settings.emplace_back(json::Object{{"uri", uri.uri}, {"index", nullptr}});
  return {{"homePageUrl", text_or_null(app.home_page_url)},
          {"logoutUrl", text_or_null(app.logout_url)},
          {"redirectUris", redirect_uris(app, Platform::web)},
          {"implicitGrantSettings", json::Object{{"enableAccessTokenIssuance", app.access_token_implicit},
                                                 {"enableIdTokenIssuance", app.id_token_implicit}}},
          {"redirectUriSettings", std::move(settings)}};
}

json::Object print_api(const AppRegistration& app) {
  json::Array clients;
  for (const entra::PreAuthorizedClient& client : app.pre_authorized)
    clients.emplace_back(
        json::Object{{"appId", client.client.value}, {"delegatedPermissionIds", print_texts(client.scope_ids)}});
  const auto& version = app.requested_access_token_version;
  return {{"acceptMappedClaims", nullptr},
          {"knownClientApplications", json::Array()},
          {"requestedAccessTokenVersion", version ? json::Value(*version) : json::Value()},
          {"oauth2PermissionScopes", print_scopes(app)},
          {"preAuthorizedApplications", std::move(clients)}};
}

json::Array print_required(const AppRegistration& app) {
  json::Array resources;
  std::vector<std::string_view> printed;
  for (const entra::RequiredPermission& first : app.required_permissions) {
    if (std::ranges::find(printed, first.resource.value) != printed.end()) continue;
    printed.push_back(first.resource.value);
    json::Array access;
    for (const entra::RequiredPermission& each : app.required_permissions)
      if (each.resource == first.resource)
        access.emplace_back(json::Object{{"id", each.id}, {"type", entra::name_of(each.kind)}});
    resources.emplace_back(
        json::Object{{"resourceAppId", first.resource.value}, {"resourceAccess", std::move(access)}});
  }
  return resources;
}

json::Array print_claims(const std::vector<entra::OptionalClaim>& claims) {
  json::Array array;
  for (const entra::OptionalClaim& claim : claims)
    array.emplace_back(json::Object{{"name", claim.name},
                                    {"source", text_or_null(claim.source)},
                                    {"essential", claim.essential},
                                    {"additionalProperties", print_texts(claim.additional_properties)}});
  return array;
}

json::Value print_optional_claims(const AppRegistration& app) {
  if (app.id_token_claims.empty() && app.access_token_claims.empty()) return nullptr;
  return json::Object{{"idToken", print_claims(app.id_token_claims)},
                      {"accessToken", print_claims(app.access_token_claims)},
                      {"saml2Token", json::Array()}};
}

json::Array print_keys(const AppRegistration& app) {
  json::Array keys;
  for (const entra::KeyCredential& credential : app.certificates) keys.emplace_back(print_key(credential));
  return keys;
}

json::Array print_passwords(const AppRegistration& app) {
  json::Array passwords;
  for (const entra::PasswordCredential& credential : app.secrets) passwords.emplace_back(print_password(credential));
  return passwords;
}

}  // namespace

const odata::EntityType kApplicationType{"application", "Application", "applications", kProperties};
const odata::EntityType kFederatedCredentialType{"federatedIdentityCredential", "FederatedIdentityCredential",
                                                 "federatedIdentityCredentials", kFederatedProperties};

json::Object print_key(const entra::KeyCredential& credential) {
  const crypto::Certificate certificate{credential.certificate_der};
  return {{"customKeyIdentifier", base64_encode(certificate.sha1_thumbprint())},
          {"displayName", text_or_null(credential.display_name)},
          {"keyId", credential.key_id},
          {"endDateTime", print_time(certificate.not_after())},
          {"type", "AsymmetricX509Cert"},
          {"usage", "Verify"},
          {"key", nullptr}};
}

json::Array print_texts(const std::vector<std::string>& texts) {
  json::Array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

json::Array print_app_roles(const AppRegistration& app) {
  json::Array roles;
  for (const entra::AppRole& role : app.app_roles) {
    json::Array allowed;
    if (role.for_users) allowed.emplace_back("User");
    if (role.for_applications) allowed.emplace_back("Application");
    roles.emplace_back(json::Object{{"allowedMemberTypes", std::move(allowed)},
                                    {"description", role.description},
                                    {"displayName", role.display_name},
                                    {"id", role.id},
                                    {"isEnabled", role.enabled},
                                    {"origin", "Application"},
                                    {"value", text_or_null(role.value)}});
  }
  return roles;
}

json::Array print_scopes(const AppRegistration& app) {
  json::Array scopes;
  for (const entra::Scope& scope : app.scopes)
    scopes.emplace_back(json::Object{{"adminConsentDescription", text_or_null(scope.admin_consent_text)},
                                     {"adminConsentDisplayName", text_or_null(scope.admin_consent_name)},
                                     {"id", scope.id},
                                     {"isEnabled", scope.enabled},
                                     {"type", scope.admins_only ? "Admin" : "User"},
                                     {"userConsentDescription", text_or_null(scope.user_consent_text)},
                                     {"userConsentDisplayName", text_or_null(scope.user_consent_name)},
                                     {"value", scope.value}});
  return scopes;
}

json::Object print_password(const entra::PasswordCredential& credential) {
  return {{"customKeyIdentifier", nullptr},
          {"displayName", text_or_null(credential.display_name)},
          {"endDateTime", print_time(credential.end)},
          {"hint", credential.hint},
          {"keyId", credential.key_id},
          {"secretText", nullptr},
          {"startDateTime", print_time(credential.start)}};
}

json::Object print_application(const AppRegistration& app, const entra::Tenant& home) {
  return {
      {"id", app.id.value},
      {"deletedDateTime", nullptr},
      {"appId", app.client_id.value},
      {"createdDateTime", print_time(app.created)},
      {"displayName", app.display_name},
      {"groupMembershipClaims",
       app.group_claims == entra::GroupClaims::none ? json::Value() : json::Value(entra::name_of(app.group_claims))},
      {"identifierUris", print_texts(app.identifier_uris)},
      {"isFallbackPublicClient", app.public_client_flows ? json::Value(true) : json::Value()},
      {"notes", text_or_null(app.notes)},
      {"publisherDomain", home.domains.empty() ? json::Value() : json::Value(home.domains.front())},
      {"signInAudience", entra::name_of(app.audience)},
      {"tags", json::Array()},
      {"api", print_api(app)},
      {"appRoles", print_app_roles(app)},
      {"info", json::Object()},
      {"keyCredentials", print_keys(app)},
      {"optionalClaims", print_optional_claims(app)},
      {"passwordCredentials", print_passwords(app)},
      {"publicClient", json::Object{{"redirectUris", redirect_uris(app, Platform::public_client)}}},
      {"requiredResourceAccess", print_required(app)},
      {"spa", json::Object{{"redirectUris", redirect_uris(app, Platform::spa)}}},
      {"web", print_web(app)},
  };
}

json::Object print_federated_credential(const entra::FederatedCredential& credential) {
  return {{"id", credential.id},
          {"name", credential.name},
          {"issuer", credential.issuer},
          {"subject", credential.subject},
          {"description", text_or_null(credential.description)},
          {"audiences", json::Array{credential.audience}}};
}

}  // namespace sallyport::directory::graph
