// Reads applications from bodies; application_shape.cc prints them.
#include <algorithm>

#include "base/characters.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/certificate.h"
#include "directory/call/limits.h"
#include "directory/graph/shape/application_shape.h"
#include "directory/graph/shape/times.h"

namespace sallyport::directory::graph {
namespace {

using entra::AppRegistration;
using entra::Platform;

constexpr std::string_view kResource = "Application";
constexpr std::string_view kFederatedResource = "FederatedIdentityCredential";
constexpr std::size_t kMaxNotes = 1024;
constexpr std::size_t kMaxUri = 256;

// Replaces the redirect URIs of one platform.
Result<void> read_redirect_uris(Fields& fields, AppRegistration& app, Platform platform) {
  if (!fields.has("redirectUris")) return {};
  std::vector<std::string> uris;
  SALLYPORT_CHECK(fields.texts("redirectUris", uris, kMaxUri));
  std::erase_if(app.redirect_uris, [&](const entra::RedirectUri& uri) { return uri.platform == platform; });
  for (std::string& uri : uris) {
    entra::RedirectUri made{std::move(uri), platform};
    if (const auto checked = entra::check_redirect_uri(made); !checked)
      return fields.wrong("redirectUris", made.uri +
                                              ": write https://, or http://localhost, without a wildcard or a "
                                              "fragment and with at most 256 characters.");
    app.redirect_uris.push_back(std::move(made));
  }
  return {};
}

Result<void> read_web(Fields& fields, AppRegistration& app) {
  SALLYPORT_CHECK(read_redirect_uris(fields, app, Platform::web));
  SALLYPORT_CHECK(fields.text("logoutUrl", app.logout_url, kMaxUri));
  SALLYPORT_CHECK(fields.text("homePageUrl", app.home_page_url, kMaxUri));
  SALLYPORT_CHECK(fields.object("implicitGrantSettings", [&](Fields& settings) -> Result<void> {
    SALLYPORT_CHECK(settings.flag("enableIdTokenIssuance", app.id_token_implicit));
    return settings.flag("enableAccessTokenIssuance", app.access_token_implicit);
  }));
  std::vector<std::string> ignored;  // repeats redirectUris, with an index that nothing uses
  return fields.objects<std::string>("redirectUriSettings", ignored, [](Fields& item) -> Result<std::string> {
    std::string uri;
    SALLYPORT_CHECK(item.text("uri", uri, kMaxUri));
    SALLYPORT_CHECK(item.unused({"index"}));
    return uri;
  });
}

Result<entra::Scope> read_scope(Fields& fields, Random& random) {
  entra::Scope scope;
  scope.id = random_uuid(random);
  std::string type = "User";
  SALLYPORT_CHECK(fields.guid("id", scope.id));
  SALLYPORT_CHECK(fields.name("value", scope.value, limits::kName));
  SALLYPORT_CHECK(fields.text("adminConsentDisplayName", scope.admin_consent_name));
  SALLYPORT_CHECK(fields.text("adminConsentDescription", scope.admin_consent_text));
  SALLYPORT_CHECK(fields.text("userConsentDisplayName", scope.user_consent_name));
  SALLYPORT_CHECK(fields.text("userConsentDescription", scope.user_consent_text));
  SALLYPORT_CHECK(fields.flag("isEnabled", scope.enabled));
  SALLYPORT_CHECK(fields.text("type", type));
  SALLYPORT_CHECK(fields.unused({"lang", "origin"}));
  if (type != "User" && type != "Admin") return fields.wrong("type", "It must be User or Admin.");
  if (scope.value.empty() || scope.value.find(' ') != std::string::npos)
    return fields.wrong("value", "A scope needs one word.");
  scope.admins_only = type == "Admin";
  return scope;
}

Result<entra::PreAuthorizedClient> read_client(Fields& fields) {
  entra::PreAuthorizedClient client;
  SALLYPORT_CHECK(fields.guid("appId", client.client.value));
  SALLYPORT_CHECK(fields.texts("delegatedPermissionIds", client.scope_ids));
  SALLYPORT_CHECK(fields.texts("permissionIds", client.scope_ids));  // the older name
  if (client.client.empty()) return fields.wrong("appId", "It must be a GUID.");
  return client;
}

Result<void> read_api(Fields& fields, AppRegistration& app, Random& random) {
  SALLYPORT_CHECK(fields.number("requestedAccessTokenVersion", app.requested_access_token_version));
  SALLYPORT_CHECK(fields.objects<entra::Scope>("oauth2PermissionScopes", app.scopes,
                                               [&](Fields& item) { return read_scope(item, random); }));
  SALLYPORT_CHECK(fields.objects<entra::PreAuthorizedClient>("preAuthorizedApplications", app.pre_authorized,
                                                             [](Fields& item) { return read_client(item); }));
  return fields.unused({"acceptMappedClaims", "knownClientApplications", "tokenEncryptionKeyId"});
}

Result<entra::AppRole> read_role(Fields& fields, Random& random) {
  entra::AppRole role;
  role.id = random_uuid(random);
  std::vector<std::string> allowed;
  SALLYPORT_CHECK(fields.guid("id", role.id));
  SALLYPORT_CHECK(fields.text("value", role.value, limits::kName));
  SALLYPORT_CHECK(fields.name("displayName", role.display_name, limits::kName));
  SALLYPORT_CHECK(fields.text("description", role.description));
  SALLYPORT_CHECK(fields.flag("isEnabled", role.enabled));
  SALLYPORT_CHECK(fields.texts("allowedMemberTypes", allowed));
  std::string ignored;
  SALLYPORT_CHECK(fields.text("origin", ignored));  // "Application" or "ServicePrincipal", which Graph adds
  const auto is_allowed = [&](std::string_view type) { return std::ranges::find(allowed, type) != allowed.end(); };
  role.for_users = is_allowed("User");
  role.for_applications = is_allowed("Application");
  const auto known = static_cast<std::size_t>(role.for_users) + static_cast<std::size_t>(role.for_applications);
  if (allowed.empty() || allowed.size() != known)
    return fields.wrong("allowedMemberTypes", "It must hold User, Application or both.");
  if (role.display_name.empty()) return fields.wrong("displayName", "A role needs a name.");
  if (role.value.find(' ') != std::string::npos || has_control(role.value))
    return fields.wrong("value", "It must be one word.");
  return role;
}

struct RequiredResource {
  std::vector<entra::RequiredPermission> permissions;
};

Result<RequiredResource> read_required(Fields& fields) {
  RequiredResource required;
  ClientId resource;
  SALLYPORT_CHECK(fields.guid("resourceAppId", resource.value));
  if (resource.empty()) return fields.wrong("resourceAppId", "It must be a GUID.");
  SALLYPORT_CHECK(fields.objects<entra::RequiredPermission>("resourceAccess", required.permissions,
                                                            [&](Fields& item) -> Result<entra::RequiredPermission> {
                                                              entra::RequiredPermission permission;
                                                              permission.resource = resource;
                                                              std::string type;
                                                              SALLYPORT_CHECK(item.guid("id", permission.id));
                                                              SALLYPORT_CHECK(item.text("type", type));
                                                              const auto kind = entra::parse_permission_kind(type);
                                                              if (permission.id.empty())
                                                                return item.wrong("id", "It must be a GUID.");
                                                              if (!kind)
                                                                return item.wrong("type", "It must be Scope or Role.");
                                                              permission.kind = *kind;
                                                              return permission;
                                                            }));
  return required;
}

Result<void> read_required_access(Fields& fields, AppRegistration& app) {
  std::vector<RequiredResource> resources;
  const bool given = fields.has("requiredResourceAccess");
  SALLYPORT_CHECK(fields.objects<RequiredResource>("requiredResourceAccess", resources,
                                                   [](Fields& item) { return read_required(item); }));
  if (!given) return {};
  app.required_permissions.clear();
  for (const RequiredResource& resource : resources)
    app.required_permissions.insert(app.required_permissions.end(), resource.permissions.begin(),
                                    resource.permissions.end());
  return {};
}

Result<entra::OptionalClaim> read_claim(Fields& fields) {
  entra::OptionalClaim claim;
  SALLYPORT_CHECK(fields.name("name", claim.name, limits::kName));
  SALLYPORT_CHECK(fields.text("source", claim.source));
  SALLYPORT_CHECK(fields.flag("essential", claim.essential));
  SALLYPORT_CHECK(fields.texts("additionalProperties", claim.additional_properties));
  if (claim.name.empty()) return fields.wrong("name", "A claim needs a name.");
  return claim;
}

Result<void> read_claims(Fields& fields, AppRegistration& app) {
  const auto read = [](Fields& item) { return read_claim(item); };
  SALLYPORT_CHECK(fields.objects<entra::OptionalClaim>("idToken", app.id_token_claims, read));
  SALLYPORT_CHECK(fields.objects<entra::OptionalClaim>("accessToken", app.access_token_claims, read));
  return fields.unused({"saml2Token"});
}

struct SentKey {
  entra::KeyCredential credential;  // without the certificate
  std::string key;                  // as sent; may be empty
};

Result<SentKey> read_sent_key(Fields& fields, Random& random) {
  SentKey sent;
  sent.credential.key_id = random_uuid(random);
  std::string ignored;
  std::optional<UnixTime> ignored_time;
  SALLYPORT_CHECK(fields.guid("keyId", sent.credential.key_id));
  SALLYPORT_CHECK(fields.text("displayName", sent.credential.display_name, limits::kName));
  SALLYPORT_CHECK(fields.text("key", sent.key, 16 * 1024));
  for (const std::string_view name : {"customKeyIdentifier", "type", "usage"})
    SALLYPORT_CHECK(fields.text(name, ignored));
  for (const std::string_view name : {"startDateTime", "endDateTime"}) SALLYPORT_CHECK(fields.time(name, ignored_time));
  return sent;
}

Result<entra::KeyCredential> with_certificate(const Fields& fields, SentKey sent) {
  const auto bytes = base64_decode(sent.key);
  if (!bytes) return fields.wrong("key", "It must be base64.");
  auto certificate = bytes->starts_with("-----BEGIN") ? crypto::Certificate::from_pem(*bytes)
                                                      : Result<crypto::Certificate>(crypto::Certificate{*bytes});
  if (!certificate || !certificate->public_key()) return fields.wrong("key", "It must be an X.509 certificate.");
  sent.credential.certificate_der = std::move(certificate->der);
  return std::move(sent.credential);
}

// A certificate comes as base64 of its DER bytes. One that is stored already may come back without them.
Result<entra::KeyCredential> read_key(Fields& fields, const AppRegistration& app, Random& random) {
  SALLYPORT_TRY(auto sent, read_sent_key(fields, random));
  if (!sent.key.empty()) return with_certificate(fields, std::move(sent));
  const auto stored = std::ranges::find(app.certificates, sent.credential.key_id, &entra::KeyCredential::key_id);
  if (stored == app.certificates.end()) return fields.wrong("key", "A new certificate needs its bytes in base64.");
  return *stored;
}

// A secret can only be kept or removed here.
Result<void> read_passwords(Fields& fields, AppRegistration& app) {
  return fields.objects<entra::PasswordCredential>(
      "passwordCredentials", app.secrets, [&](Fields& item) -> Result<entra::PasswordCredential> {
        std::string key_id;
        SALLYPORT_CHECK(item.guid("keyId", key_id));
        const auto stored = std::ranges::find(app.secrets, key_id, &entra::PasswordCredential::key_id);
        if (stored == app.secrets.end()) return item.wrong("keyId", "Make a secret with addPassword.");
        std::string ignored;
        std::optional<UnixTime> ignored_time;
        for (const std::string_view name : {"displayName", "hint"}) SALLYPORT_CHECK(item.text(name, ignored));
        for (const std::string_view name : {"startDateTime", "endDateTime"})
          SALLYPORT_CHECK(item.time(name, ignored_time));
        SALLYPORT_CHECK(item.unused({"customKeyIdentifier", "secretText"}));
        return *stored;
      });
}

Result<void> read_names(Fields& fields, AppRegistration& app) {
  SALLYPORT_CHECK(fields.name("displayName", app.display_name, limits::kName));
  SALLYPORT_CHECK(fields.text("notes", app.notes, kMaxNotes));
  std::string audience(entra::name_of(app.audience));
  SALLYPORT_CHECK(fields.text("signInAudience", audience));
  const auto parsed = entra::parse_sign_in_audience(audience);
  if (!parsed)
    return fields.wrong("signInAudience",
                        "It must be AzureADMyOrg, AzureADMultipleOrgs, "
                        "AzureADandPersonalMicrosoftAccount or PersonalMicrosoftAccount.");
  app.audience = *parsed;
  std::string groups(entra::name_of(app.group_claims));
  SALLYPORT_CHECK(fields.text("groupMembershipClaims", groups));
  const auto claims = groups.empty() ? entra::GroupClaims::none : entra::parse_group_claims(groups);
  if (!claims)
    return fields.wrong("groupMembershipClaims",
                        "It must be None, SecurityGroup, ApplicationGroup, DirectoryRole or All.");
  app.group_claims = *claims;
  return fields.flag("isFallbackPublicClient", app.public_client_flows);
}

Result<void> read_members(Fields& fields, AppRegistration& app, Random& random) {
  SALLYPORT_CHECK(fields.unchanged("id", app.id.value));
  SALLYPORT_CHECK(fields.unchanged("appId", app.client_id.value));
  SALLYPORT_CHECK(fields.unchanged("createdDateTime", print_time(app.created)));
  SALLYPORT_CHECK(read_names(fields, app));
  SALLYPORT_CHECK(fields.texts("identifierUris", app.identifier_uris, kMaxUri));
  SALLYPORT_CHECK(fields.object("web", [&](Fields& web) { return read_web(web, app); }));
  SALLYPORT_CHECK(fields.object("spa", [&](Fields& spa) { return read_redirect_uris(spa, app, Platform::spa); }));
  SALLYPORT_CHECK(fields.object(
      "publicClient", [&](Fields& client) { return read_redirect_uris(client, app, Platform::public_client); }));
  SALLYPORT_CHECK(fields.object("api", [&](Fields& api) { return read_api(api, app, random); }));
  SALLYPORT_CHECK(
      fields.objects<entra::AppRole>("appRoles", app.app_roles, [&](Fields& item) { return read_role(item, random); }));
  SALLYPORT_CHECK(read_required_access(fields, app));
  if (const auto* claims = fields.find("optionalClaims"); claims != nullptr && claims->is_null()) {
    app.id_token_claims.clear();
    app.access_token_claims.clear();
  }
  SALLYPORT_CHECK(fields.object("optionalClaims", [&](Fields& claims) { return read_claims(claims, app); }));
  SALLYPORT_CHECK(fields.objects<entra::KeyCredential>("keyCredentials", app.certificates,
                                                       [&](Fields& item) { return read_key(item, app, random); }));
  SALLYPORT_CHECK(read_passwords(fields, app));
  std::string ignored;  // follows from the tenant's domains
  SALLYPORT_CHECK(fields.text("publisherDomain", ignored));
  return fields.unused({"addIns",
                        "applicationTemplateId",
                        "certification",
                        "defaultRedirectUri",
                        "deletedDateTime",
                        "description",
                        "disabledByMicrosoftStatus",
                        "info",
                        "isDeviceOnlyAuthSupported",
                        "nativeAuthenticationApisEnabled",
                        "oauth2RequirePostResponse",
                        "parentalControlSettings",
                        "requestSignatureVerification",
                        "samlMetadataUrl",
                        "serviceManagementReference",
                        "servicePrincipalLockConfiguration",
                        "tags",
                        "tokenEncryptionKeyId",
                        "uniqueName",
                        "verifiedPublisher"});
}

Result<void> read_federated(Fields& fields, entra::FederatedCredential& credential) {
  SALLYPORT_CHECK(fields.unchanged("id", credential.id));
  SALLYPORT_CHECK(fields.name("issuer", credential.issuer, 600));
  SALLYPORT_CHECK(fields.name("subject", credential.subject, 600));
  SALLYPORT_CHECK(fields.text("description", credential.description, 600));
  std::vector<std::string> audiences{credential.audience};
  SALLYPORT_CHECK(fields.texts("audiences", audiences, 600));
  if (audiences.size() != 1 || audiences.front().empty())
    return fields.wrong("audiences", "Exactly one audience is needed.");
  credential.audience = audiences.front();
  if (credential.issuer.empty()) return fields.wrong("issuer", "It is needed.");
  if (credential.subject.empty()) return fields.wrong("subject", "It is needed.");
  return {};
}

// 3 to 120 letters, digits, dashes and underscores, of which the first is a letter or a digit.
bool is_credential_name(std::string_view name) {
  const auto is_plain = [](char c) { return is_letter_or_digit(c); };
  return name.size() >= 3 && name.size() <= 120 && is_plain(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return is_plain(c) || c == '-' || c == '_'; });
}

}  // namespace

Result<void> merge_application(const json::Object& body, AppRegistration& app, Random& random) {
  Fields fields(body, kResource);
  SALLYPORT_CHECK(read_members(fields, app, random));
  return fields.no_others();
}

Result<entra::KeyCredential> read_new_key(Fields& fields, Random& random) {
  SALLYPORT_TRY(auto sent, read_sent_key(fields, random));
  return with_certificate(fields, std::move(sent));
}

Result<entra::FederatedCredential> read_federated_credential(const json::Object& body, Random& random) {
  Fields fields(body, kFederatedResource);
  entra::FederatedCredential credential;
  credential.id = random_uuid(random);
  SALLYPORT_CHECK(fields.name("name", credential.name, limits::kName));
  if (!is_credential_name(credential.name))
    return fields.wrong("name", "It must have 3 to 120 letters, digits, dashes and underscores.");
  SALLYPORT_CHECK(read_federated(fields, credential));
  SALLYPORT_CHECK(fields.no_others());
  return credential;
}

Result<void> merge_federated_credential(const json::Object& body, entra::FederatedCredential& credential) {
  Fields fields(body, kFederatedResource);
  SALLYPORT_CHECK(fields.unchanged("name", credential.name));
  SALLYPORT_CHECK(read_federated(fields, credential));
  return fields.no_others();
}

}  // namespace sallyport::directory::graph
