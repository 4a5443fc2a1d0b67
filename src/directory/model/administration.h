// What an administrator makes in the portal, as functions over values: a tenant, a person, a group, an app
// registration, and what a registration holds.
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

// Makes a member without a directory role. Takes a moment if there is a password, because it hashes it. Errors:
// rejected/"user_name" (not name@domain), "user_id".
Result<entra::User> make_user(const NewUser& user, UnixTime now, Random& random);

// Makes a guest of the tenant, whose account is at another directory. The name here is made of the address, as Entra ID
// makes it: "ann_fabrikam.example#EXT#@contoso.example". `home_issuer` is the issuer of the home directory. Errors:
// rejected/"user_name" (the address is not name@domain), "guest_domain" (the tenant has no domain).
Result<entra::User> make_guest(const entra::Tenant& tenant, const NewUser& guest, std::string_view home_issuer,
                               UnixTime now, Random& random);

// Gives the person a new password by its hash. It has not expired, and it ends the sessions of the person.
void set_password(entra::User& user, std::string hash, UnixTime now);

// Ends the person's sessions: sign-ins, refresh tokens and tokens for Microsoft Graph from before `now`.
void end_sessions(entra::User& user, UnixTime now);

struct NewGroup {
  TenantId tenant;
  std::string display_name;
  std::string id;
};

// Makes a group. Its members are added through the store. Errors: rejected/"group_name" (as "tenant_name"), "group_id".
Result<entra::Group> make_group(const NewGroup& group, UnixTime now, Random& random);

struct NewApp {
  TenantId tenant;
  std::string display_name;
  std::vector<entra::RedirectUri> redirect_uris;
  std::vector<std::string> roles;  // values of app roles
  std::string client_id;
  entra::SignInAudience audience = entra::SignInAudience::my_org;
};

// Makes an app registration with the identifier URI api://{client id} that needs Microsoft Graph's User.Read, as a new
// one in the portal does. The access token version is absent, which means v1, except that an app that admits
// personal accounts needs 2. Errors: rejected/"app_name" (as "tenant_name"), "client_id"; those of add_role and
// check_app.
Result<entra::AppRegistration> make_app(const NewApp& app, UnixTime now, Random& random);

// Makes the service principal of an app in a tenant.
entra::ServicePrincipal make_principal(const entra::AppRegistration& app, const TenantId& tenant, UnixTime now,
                                       Random& random);

// Checks whether the portal would accept the registration. Call it at the end of every change. Errors:
// rejected/"app_name"; "access_token_version" (not 1 or 2, or not 2 although the app admits personal accounts);
// "redirect_uri_count" (more than 256, or 100 with personal accounts); those of check_redirect_uri; "logout_url" (not
// https, except on this machine); "identifier_uri"; "role_value", "scope_value" (empty, over 120 bytes, with a space or
// a control character); "federated_name"; "federated_value" (no issuer, subject or audience); "required_count" (more
// than 50 APIs or 400 permissions); "app_size" (more than 1200 entries in all collections together).
// conflict/"redirect_uri_taken", "role_taken", "scope_taken", "federated_name_taken", "federated_taken" (issuer and
// subject) for what stands twice. Source: docs/entra.md, Registrations and platforms.
Result<void> check_app(const entra::AppRegistration& app);

// Adds a role for people and applications. Errors: rejected/"role_value"; conflict/"role_taken".
Result<void> add_role(entra::AppRegistration& app, const std::string& value, Random& random);

struct NewScope {
  std::string value;
  std::string consent_name = {};  // what the consent page says; if empty, "Access {app's name}"
  bool admins_only = false;
};

// Exposes a delegated permission. Errors: rejected/"scope_value"; conflict/"scope_taken".
Result<void> add_scope(entra::AppRegistration& app, const NewScope& scope, Random& random);

struct NewSecret {
  entra::PasswordCredential credential;
  Secret value;  // 40 characters; shown once, stored as a hash
};

// A random secret that is valid from `now` for `life`.
NewSecret make_secret(std::string_view display_name, Seconds life, UnixTime now, Random& random);

}  // namespace sallyport::directory
