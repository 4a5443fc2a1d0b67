// What an administrator does in the portal, as functions: make a tenant, a person, a group, an app registration; give
// it secrets and roles; assign people to it. None of them stores what it made or changed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/secret.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

inline constexpr Seconds kSecretLife{180 * 86400};  // Entra's recommended expiry

struct NewTenant {
  std::string name;
  std::vector<std::string> domains;
  std::string id;  // a GUID; empty: a new one, here and below
};

// Errors: rejected/"tenant_name" (empty or over 120 characters), "tenant_domain" (no host name with a dot),
// "tenant_id".
Result<entra::Tenant> make_tenant(const NewTenant& tenant, Random& random);

struct NewUser {
  TenantId tenant;
  std::string user_principal_name;
  std::string display_name;
  std::string email;  // may be empty
  Secret password;    // empty: nobody can sign in with one
  std::string id;
};

// Takes a moment: hashes the password. Errors: rejected/"user_name" (no name@domain), "user_id".
Result<entra::User> make_user(const NewUser& user, UnixTime now, Random& random);

struct NewGroup {
  TenantId tenant;
  std::string display_name;
  std::string id;
};

// Assignments name a person or a group by the id alone: no two share one, in whatever tenants. For what is made, before
// it is put into the store, which would put it in place of the other.
// Errors: conflict/"user_id_taken", "group_id_taken"; those of the store.
Result<void> check_id_is_free(entra::DirectoryStore& store, const entra::ObjectId& id);

// Without members. Errors: rejected/"group_name" (empty or over 120 characters), "group_id".
Result<entra::Group> make_group(const NewGroup& group, Random& random);

// Who is a member already stays one. Errors: rejected/"member_tenant": the person is of another tenant.
Result<void> add_member(entra::Group& group, const entra::User& user);

// Errors: rejected/"not_a_member".
Result<void> remove_member(entra::Group& group, const entra::User& user);

struct NewApp {
  TenantId tenant;
  std::string display_name;
  std::vector<entra::RedirectUri> redirect_uris;
  std::vector<std::string> roles;  // values
  std::string client_id;
};

// An app registration with its service principal and api://{client id}.
// Errors: rejected/"app_name" (empty or over 120 characters), "client_id", and those of add_role and
// check_redirect_uri.
Result<entra::AppRegistration> make_app(const NewApp& app, Random& random);

// Errors: rejected/"role_value" (empty, over 120 characters or with a space); conflict/"role_taken".
Result<void> add_role(entra::AppRegistration& app, const std::string& value, Random& random);

struct NewSecret {
  entra::PasswordCredential credential;
  Secret value;  // 40 characters; shown once, stored as a hash
};

NewSecret make_secret(std::string_view display_name, Seconds life, UnixTime now, Random& random);

// A person or a group may use the app, in a role where one is named by its value. What is so already stays so.
// Errors: rejected/"no_role".
Result<void> assign(entra::AppRegistration& app, const entra::ObjectId& principal, std::string_view role);

// Errors: rejected/"no_role", "not_assigned".
Result<void> unassign(entra::AppRegistration& app, const entra::ObjectId& principal, std::string_view role);

// What a command names. A tenant by GUID or domain, the first one where `name` is empty; a person by user principal
// name; a group by GUID or name, in its tenant; an app by client id; a principal as a person or a group.
// Errors: rejected/"no_tenant", "no_user", "no_group", "no_app", "no_principal"; conflict/"group_ambiguous" (two of one
// name); those of the store.
Result<entra::Tenant> choose_tenant(entra::TenantStore& store, std::string_view name);
Result<entra::User> choose_user(entra::PeopleStore& store, std::string_view name);
Result<entra::Group> choose_group(entra::PeopleStore& store, const TenantId& tenant, std::string_view name);
Result<entra::AppRegistration> choose_app(entra::AppStore& store, std::string_view client_id);
Result<entra::ObjectId> choose_principal(entra::PeopleStore& store, const TenantId& tenant, std::string_view name);

}  // namespace sallyport::directory
