// Tenants, people, groups and app registrations of the local directory, and the platform rules of redirect URIs.
// Source: entra.md 4, 5.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/tagged.h"

namespace sallyport::entra {

using ObjectId = Tagged<struct ObjectIdTag>;  // a GUID, lower case

enum class Platform { web, spa, public_client };

struct RedirectUri {
  std::string uri;
  Platform platform = Platform::web;
  bool operator==(const RedirectUri&) const = default;
};

struct AppRole {
  std::string id;     // GUID
  std::string value;  // what stands in the roles claim
  std::string display_name;
  bool for_users = true;
  bool for_applications = false;
  bool enabled = true;
  bool operator==(const AppRole&) const = default;
};

struct PasswordCredential {
  std::string key_id;  // GUID: the portal's "Secret ID"
  std::string display_name;
  std::string hint;         // first 3 characters
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

enum class SignInAudience { my_org, multiple_orgs };
enum class GroupClaims { none, security_group, application_group };

struct Tenant {
  TenantId id;
  std::string name;                  // "Contoso"
  std::vector<std::string> domains;  // "contoso.example"
  bool operator==(const Tenant&) const = default;
};

struct User {
  ObjectId id;
  TenantId tenant;
  std::string user_principal_name;
  std::string display_name;
  std::string email;          // may be empty
  std::string password_hash;  // Argon2id
  bool enabled = true;
  UnixTime tokens_valid_from;
  bool operator==(const User&) const = default;
};

struct Group {
  ObjectId id;
  TenantId tenant;
  std::string display_name;
  std::vector<ObjectId> members;  // users
  bool operator==(const Group&) const = default;
};

struct Assignment {  // of a user or a group to an app, with a role ("" default access)
  ObjectId principal;
  std::string app_role_id;
  bool operator==(const Assignment&) const = default;
};

struct AppRegistration {
  ClientId client_id;  // GUID
  ObjectId id;
  ObjectId service_principal;
  TenantId tenant;  // home
  std::string display_name;
  SignInAudience audience = SignInAudience::my_org;
  std::vector<RedirectUri> redirect_uris;
  std::string logout_url;  // front-channel
  bool id_token_implicit = false;
  bool access_token_implicit = false;
  bool public_client_flows = false;
  int access_token_version = 2;
  std::vector<std::string> identifier_uris;  // "api://{client_id}"
  std::vector<AppRole> app_roles;
  GroupClaims group_claims = GroupClaims::none;
  std::vector<PasswordCredential> secrets;
  std::vector<KeyCredential> certificates;
  bool assignment_required = false;
  bool enabled = true;
  std::vector<Assignment> assignments;
  std::vector<std::string> optional_claims;  // "email", "sid", "login_hint", "auth_time", "xms_edov" …
  bool operator==(const AppRegistration&) const = default;
};

// "web", "spa", "public": how seeds, commands and stores write it. "publicClient" is read too.
std::string_view name_of(Platform platform);
std::optional<Platform> parse_platform(std::string_view name);

// For which platforms the port of a loopback redirect URI may differ from the registered one.
// Entra: for all. Stricter, RFC 8252 7.3: for native applications alone.
enum class LoopbackPort { ignored, ignored_for_public_clients };

// The registered URI that this one matches, with its platform: exact, but for the port of localhost.
// Null where none does. Source: Entra, "Redirect URI restrictions"; RFC 6749 3.1.2.3.
const RedirectUri* match_redirect_uri(const AppRegistration& app, std::string_view uri,
                                      LoopbackPort port = LoopbackPort::ignored);

// Whether the portal would take it. Errors: rejected/"redirect_uri_length", "redirect_uri_characters" (also wildcards
// and fragments), "redirect_uri_scheme" (https; http for localhost and 127.0.0.1 alone; any scheme for public clients,
// but none that runs script). Source: Entra, "Redirect URI restrictions".
Result<void> check_redirect_uri(const RedirectUri& uri);

// The roles claim: values of the enabled roles that the user or one of the groups is assigned to, in the app's order.
std::vector<std::string> role_values(const AppRegistration& app, const ObjectId& user,
                                     const std::vector<ObjectId>& groups);

// Whether the user, or one of the groups, is assigned at all.
bool is_assigned(const AppRegistration& app, const ObjectId& user, const std::vector<ObjectId>& groups);

}  // namespace sallyport::entra
