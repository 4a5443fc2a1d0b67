// Who calls Graph: the person or the application of the bearer token, the permissions that the token carries, and what
// the person's directory role allows.
// Source: docs/entra.md, Graph and overage; RFC 6750 2.1; Microsoft Graph, "Overview of Microsoft Graph permissions".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/graph/operation/graph_services.h"
#include "directory/graph/shape/answer.h"

namespace sallyport::directory::graph {

struct Caller {
  entra::ObjectId id;  // oid: the person, or the application's service principal
  std::string sub;
  TenantId tenant;
  ClientId client;                       // the application that holds the token
  std::optional<entra::User> person;     // absent for an application that calls for itself; always enabled
  std::vector<std::string> permissions;  // scp of a person's token, roles of an application's

  bool is_app() const { return !person; }
  bool has(std::string_view permission) const;
  bool has_one_of(std::string_view permissions) const;  // separated by spaces
};

// What a person must be to use an endpoint, besides the permissions of the token. It does not concern applications,
// because an administrator granted their permissions. Each value is a rule of Entra ID's roles.
enum class Standing : std::uint8_t {
  anybody,      // every signed-in person; the endpoint concerns the person alone
  member,       // members of the tenant and guests with a directory role: may read the directory
  app_owner,    // application administrators, and owners of the application that the path names
  app_admin,    // Application Administrator, Global Administrator
  user_admin,   // User Administrator, Global Administrator
  global_admin  // Global Administrator
};

struct Access {
  std::string_view delegated;    // a person's token needs one of these permissions
  std::string_view application;  // an application's token needs one of these; empty: applications cannot call
  Standing standing;
};

// Reads the token. The directory must have issued it for Graph, it must not have expired, and its holder must still be
// there and enabled. A person's token must not be older than the person's last revocation.
Answered<Caller> authenticate(const Services& services, const Exchange& exchange);

// Whether the caller may use an endpoint. `app` is the object id in the path; only Standing::app_owner asks for it.
// An application whose only permission is Application.ReadWrite.OwnedBy is treated as an owner. Refusals: 403; 404 for
// an application that the caller's tenant does not have.
Answered<void> check_access(const Services& services, const Caller& caller, const Access& access,
                            const entra::ObjectId& app);

// Whether the caller may read a person whom a path names by object id or user principal name: themself, or, with one of
// the permissions, everybody whom they may see in the directory. Refusals: 403.
Answered<void> may_see(const Caller& caller, std::string_view person, std::string_view permissions);

// Whether the caller may change the person. People with a directory role are changed only by Global Administrators, and
// by applications that may give such roles, so that nobody gains a role by resetting its holder's password.
// Refusals: 403.
Answered<void> may_change(const Caller& caller, const entra::User& person);

bool is_app_admin(const Caller& caller);
bool is_user_admin(const Caller& caller);
bool is_global_admin(const Caller& caller);

}  // namespace sallyport::directory::graph
