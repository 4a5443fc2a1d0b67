// App registrations of the local directory as values, and the rules for redirect URIs. All functions are pure.
// What a tenant decides about an application is in service_principal.h.
// Source: docs/entra.md, Registrations and platforms.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/tagged.h"
#include "entra/account.h"

namespace sallyport::entra {

enum class Platform { web, spa, public_client };

struct RedirectUri {
  std::string uri;
  Platform platform = Platform::web;
  bool operator==(const RedirectUri&) const = default;
};

struct AppRole {
  std::string id;     // GUID
  std::string value;  // appears in the roles claim
  std::string display_name;
  bool for_users = true;
  bool for_applications = false;
  bool enabled = true;
  std::string description = {};
  bool operator==(const AppRole&) const = default;
};

// A delegated permission that the application exposes as an API ("Expose an API").
struct Scope {
  std::string id;                  // GUID
  std::string value;               // appears in the scp claim
  std::string admin_consent_name;  // what an administrator reads on the consent page
  std::string admin_consent_text;
  std::string user_consent_name;  // what a person reads there; if empty, the administrator's texts
  std::string user_consent_text;
  bool admins_only = false;  // "Who can consent?": admins only
  bool enabled = true;
  bool operator==(const Scope&) const = default;
};

// A client that may use scopes of this API without consent ("Authorized client applications").
struct PreAuthorizedClient {
  ClientId client;
  std::vector<std::string> scope_ids;
  bool operator==(const PreAuthorizedClient&) const = default;
};

enum class PermissionKind { scope, role };
std::string_view name_of(PermissionKind kind);  // "Scope", "Role", as in the manifest
std::optional<PermissionKind> parse_permission_kind(std::string_view name);

// A permission that the application says it needs ("API permissions").
struct RequiredPermission {
  ClientId resource;  // the API's client id
  std::string id;     // Scope::id or AppRole::id of the API
  PermissionKind kind = PermissionKind::scope;
  bool operator==(const RequiredPermission&) const = default;
};

struct PasswordCredential {
  std::string key_id;  // GUID: the portal's "Secret ID"
  std::string display_name;
  std::string hint;         // the first 3 characters of the secret
  std::string secret_hash;  // hex SHA-256 of the generated 40-character value
  UnixTime start;
  UnixTime end;
  bool operator==(const PasswordCredential&) const = default;
};

struct KeyCredential {
  std::string key_id;
  std::string display_name;
  std::string certificate_der;
  bool operator==(const KeyCredential&) const = default;
};

// Lets a workload prove the application with a token of another issuer. All three are compared byte for byte.
struct FederatedCredential {
  std::string id;    // GUID
  std::string name;  // 3 to 120 characters, unique in the application, never changed
  std::string issuer;
  std::string subject;
  std::string audience;  // usually "api://AzureADTokenExchange"
  std::string description;
  bool operator==(const FederatedCredential&) const = default;
};

// The four choices of "Supported account types".
enum class SignInAudience { my_org, multiple_orgs, orgs_and_personal, personal_only };
std::string_view name_of(SignInAudience audience);  // "AzureADMyOrg" …, as in the manifest
std::optional<SignInAudience> parse_sign_in_audience(std::string_view name);

// Whether people of other tenants than the home tenant may use the application.
bool is_multi_tenant(SignInAudience audience);
bool admits_personal_accounts(SignInAudience audience);

// Which groups the tokens name. application_group: those that are assigned to the application. directory_role: no
// groups, but the person's directory roles (wids). all: security groups and directory roles.
enum class GroupClaims { none, security_group, application_group, directory_role, all };
std::string_view name_of(GroupClaims claims);  // "None", "SecurityGroup" …, as in the manifest
std::optional<GroupClaims> parse_group_claims(std::string_view name);

struct OptionalClaim {
  std::string name;         // "email", "sid", "login_hint", "auth_time", "xms_edov" …
  std::string source = {};  // empty, or "user" for a directory extension
  bool essential = false;
  std::vector<std::string> additional_properties = {};
  bool operator==(const OptionalClaim&) const = default;
};

struct AppRegistration {
  ClientId client_id;  // GUID: "Application (client) ID"
  ObjectId id;
  TenantId tenant;  // the home tenant
  std::string display_name;
  UnixTime created;
  SignInAudience audience = SignInAudience::my_org;
  std::vector<RedirectUri> redirect_uris;
  std::string logout_url;  // front-channel
  std::string home_page_url;
  bool id_token_implicit = false;
  bool access_token_implicit = false;
  bool public_client_flows = false;
  std::optional<int> requested_access_token_version;  // 1 or 2; absent means 1
  std::vector<std::string> identifier_uris;           // "api://{client_id}"
  std::vector<Scope> scopes;
  std::vector<PreAuthorizedClient> pre_authorized;
  std::vector<AppRole> app_roles;
  std::vector<RequiredPermission> required_permissions;
  GroupClaims group_claims = GroupClaims::none;
  std::vector<PasswordCredential> secrets;
  std::vector<KeyCredential> certificates;
  std::vector<FederatedCredential> federated_credentials;
  std::vector<OptionalClaim> id_token_claims;
  std::vector<OptionalClaim> access_token_claims;
  std::vector<ObjectId> owners;  // people and service principals
  std::string notes;
  bool operator==(const AppRegistration&) const = default;

  // The version of the access tokens for this application as a resource.
  int access_token_version() const { return requested_access_token_version.value_or(1); }
};

// "web", "spa" and "public" are the names in seeds, commands and stores. "publicClient" is read as well.
std::string_view name_of(Platform platform);
std::optional<Platform> parse_platform(std::string_view name);

// For which platforms the port of a loopback redirect URI may differ from the registered one. Entra ID ignores the port
// for all platforms. Stricter: RFC 8252 7.3 allows this only for native applications.
enum class LoopbackPort { ignored, ignored_for_public_clients };

// Finds the registered redirect URI that equals `uri`, apart from the port of localhost or 127.0.0.1. Null if there is
// none. The pointer points into `app`. Source: docs/entra.md, Registrations and platforms; RFC 6749 3.1.2.3.
const RedirectUri* match_redirect_uri(const AppRegistration& app, std::string_view uri,
                                      LoopbackPort port = LoopbackPort::ignored);

// Checks whether the portal would accept the URI. The scheme must be https, or http for localhost and 127.0.0.1. Public
// clients may also use a private-use scheme. Errors: rejected/"redirect_uri_length", "redirect_uri_characters" (also
// for wildcards and fragments), "redirect_uri_scheme". Source: docs/entra.md, Registrations and platforms.
Result<void> check_redirect_uri(const RedirectUri& uri);

// The scheme, host and port of a redirect URI, without the port if the host is localhost, because Entra ID ignores it
// there. Empty if the URI has no origin, such as one with a private-use scheme. Two URIs for which it is equal have the
// same origin as far as CORS is concerned.
std::string origin_key(std::string_view uri);

// What has the value or the id; null if there is none. The pointers point into `app`.
const Scope* find_scope(const AppRegistration& app, std::string_view value);
const Scope* find_scope_by_id(const AppRegistration& app, std::string_view id);
const AppRole* find_role(const AppRegistration& app, std::string_view value);
const AppRole* find_role_by_id(const AppRegistration& app, std::string_view id);

}  // namespace sallyport::entra
