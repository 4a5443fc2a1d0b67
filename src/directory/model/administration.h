// What an administrator does in the portal, as functions over values: make a tenant, a person, a group or an app
// registration, give an app secrets and roles, and assign people to it.
// None of these functions stores anything. The caller adds a new value to the store. To change a stored value, the
// caller runs the function inside the store's change_…(id, function), so that concurrent changes are not lost.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/secret.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

struct NewTenant {
  std::string name;
  std::vector<std::string> domains;
  std::string id;  // a GUID; if empty, a new one is generated, also in the structs below
};

// Errors: rejected/"tenant_name" (empty, over 120 bytes, or with a control character), "tenant_domain" (not a host name
// with a dot), "tenant_id" (not a GUID).
Result<entra::Tenant> make_tenant(const NewTenant& tenant, Random& random);

struct NewUser {
  TenantId tenant;
  std::string user_principal_name;
  std::string display_name;
  std::string email;  // may be empty
  Secret password;    // if empty, the person cannot sign in with a password
  std::string id;
};

// Takes a moment, because it hashes the password. Errors: rejected/"user_name" (not name@domain), "user_id".
Result<entra::User> make_user(const NewUser& user, UnixTime now, Random& random);

struct NewGroup {
  TenantId tenant;
  std::string display_name;
  std::string id;
};

// Makes a group without members. Errors: rejected/"group_name" (as "tenant_name"), "group_id".
Result<entra::Group> make_group(const NewGroup& group, Random& random);

// Adds a member, unless the person is one already. Errors: rejected/"member_tenant" if the person is of another tenant.
Result<void> add_member(entra::Group& group, const entra::User& user);

// Errors: rejected/"not_a_member".
Result<void> remove_member(entra::Group& group, const entra::User& user);

struct NewApp {
  TenantId tenant;
  std::string display_name;
  std::vector<entra::RedirectUri> redirect_uris;
  std::vector<std::string> roles;  // values of app roles
  std::string client_id;
};

// Makes an app registration with its service principal and the identifier URI api://{client id}.
// Errors: rejected/"app_name" (as "tenant_name"), "client_id"; those of add_role and check_redirect_uri.
Result<entra::AppRegistration> make_app(const NewApp& app, Random& random);

// Errors: rejected/"role_value" (empty, over 120 bytes, or with a space or a control character); conflict/"role_taken".
Result<void> add_role(entra::AppRegistration& app, const std::string& value, Random& random);

struct NewSecret {
  entra::PasswordCredential credential;
  Secret value;  // 40 characters; shown once, stored as a hash
};

// A random secret that is valid from `now` for `life`.
NewSecret make_secret(std::string_view display_name, Seconds life, UnixTime now, Random& random);

// Lets a person or a group use the app. `role` is the value of an app role; empty means access alone. A second
// assignment of the same role changes nothing. Errors: rejected/"no_role".
Result<void> assign(entra::AppRegistration& app, const entra::ObjectId& principal, std::string_view role);

// Errors: rejected/"no_role", "not_assigned".
Result<void> unassign(entra::AppRegistration& app, const entra::ObjectId& principal, std::string_view role);

// These find what a command names: a tenant by GUID or domain (the first tenant if `name` is empty), a person by user
// principal name, a group of a tenant by GUID or name, an app by client id, and a principal as a person or a group.
// They return a copy. To change the stored value, use its id.
// Errors: rejected/"no_tenant", "no_user", "no_group", "no_app", "no_principal"; conflict/"group_ambiguous" (two groups
// have the name); those of the store.
Result<entra::Tenant> choose_tenant(entra::TenantStore& store, std::string_view name);
Result<entra::User> choose_user(entra::PeopleStore& store, std::string_view name);
Result<entra::Group> choose_group(entra::GroupStore& store, const TenantId& tenant, std::string_view name);
Result<entra::AppRegistration> choose_app(entra::AppStore& store, std::string_view client_id);
Result<entra::ObjectId> choose_principal(entra::DirectoryStore& store, const TenantId& tenant, std::string_view name);

}  // namespace sallyport::directory
