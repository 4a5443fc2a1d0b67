// Tenants, people, groups and app registrations of the local directory as values, and the rules for redirect URIs and
// app roles. All functions are pure. Source: docs/entra.md, Registrations and platforms.
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
  std::string value;  // appears in the roles claim
  std::string display_name;
  bool for_users = true;
  bool for_applications = false;
  bool enabled = true;
  bool operator==(const AppRole&) const = default;
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

// Assigns a user or a group to an app, with a role. An empty role means default access.
struct Assignment {
  ObjectId principal;
  std::string app_role_id;
  bool operator==(const Assignment&) const = default;
};

struct AppRegistration {
  ClientId client_id;  // GUID
  ObjectId id;
  ObjectId service_principal;
  TenantId tenant;  // the home tenant
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

// The values of the roles claim: the enabled roles to which the user or one of the groups is assigned, in the order of
// the app registration.
std::vector<std::string> role_values(const AppRegistration& app, const ObjectId& user,
                                     const std::vector<ObjectId>& groups);

// Whether the user or one of the groups is assigned to the app.
bool is_assigned(const AppRegistration& app, const ObjectId& user, const std::vector<ObjectId>& groups);

}  // namespace sallyport::entra
