// Who may use an application in a tenant, and what the application may do there: service principals, assignments and
// consents. Every function that takes a store writes to it, blocks, and also fails with the store's errors.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

// Adds the registration and its service principal in the home tenant, or neither. Returns the principal. Errors: those
// of add_app and add_principal.
Result<entra::ServicePrincipal> register_app(entra::DirectoryStore& store, const entra::AppRegistration& app,
                                             UnixTime now, Random& random);

// Finds the service principal of an app in a tenant, or makes it. Of several that make it at once, all get the same.
Result<entra::ServicePrincipal> ensure_principal(entra::PrincipalStore& store, const entra::AppRegistration& app,
                                                 const TenantId& tenant, UnixTime now, Random& random);

// The id of an app role by its value; the id of access alone if the value is empty. Errors: rejected/"no_role".
Result<std::string> role_id(const entra::AppRegistration& app, std::string_view value);

struct Assignee {
  entra::Principal holder;
  std::string role;  // value of an app role; empty: access alone
};

// Gives a role of the app at its service principal. A second assignment of the same role changes nothing. Errors:
// rejected/"no_role"; "role_holder" (the role is not for this kind of holder).
Result<void> assign(entra::AssignmentStore& store, const entra::AppRegistration& app,
                    const entra::ServicePrincipal& resource, const Assignee& assignee, UnixTime now, Random& random);

// Errors: rejected/"no_role", "not_assigned".
Result<void> unassign(entra::AssignmentStore& store, const entra::AppRegistration& app,
                      const entra::ServicePrincipal& resource, const Assignee& assignee);

struct NewConsent {
  entra::ObjectId client;  // service principals
  entra::ObjectId resource;
  std::optional<entra::ObjectId> principal;  // absent: everybody in the tenant
  std::vector<std::string> scopes;
};

// Adds a consent, or adds its scopes to the one that there is. Without scopes it does nothing.
Result<void> consent(entra::ConsentStore& store, NewConsent asked, UnixTime now, Random& random);

// Takes scopes back, or all of them if none is named. Errors: rejected/"no_consent".
Result<void> withdraw_consent(entra::ConsentStore& store, const TenantId& tenant, const NewConsent& named);

// Checks the scopes against the API. Errors: rejected/"no_scope" (the detail names it).
Result<void> check_scopes(const entra::AppRegistration& api, const std::vector<std::string>& scopes);

// "Grant admin consent": gives the app in the tenant everything that its registration lists under API permissions, for
// everybody. Delegated permissions become consents, application permissions become assignments of the app itself. It
// makes the app's service principal if there is none. The scopes of a sign-in are always included. A listed API that
// has no service principal in the tenant, and is not the app itself, is left out. Returns what was left out, as client
// ids.
Result<std::vector<ClientId>> grant_admin_consent(entra::DirectoryStore& store, const entra::AppRegistration& app,
                                                  const TenantId& tenant, UnixTime now, Random& random);

// Microsoft Graph's scopes that nearly every sign-in asks for: openid, profile, email, offline_access, User.Read.
std::vector<std::string> sign_in_scopes();

}  // namespace sallyport::directory
