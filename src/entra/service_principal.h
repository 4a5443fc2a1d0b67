// What a tenant knows of an application: its service principal ("enterprise application"), who was assigned to it, and
// what people and administrators consented to.
// Source: docs/entra.md, Registrations and platforms.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "entra/account.h"
#include "entra/registration.h"

namespace sallyport::entra {

// There is one for each application and tenant that uses it.
struct ServicePrincipal {
  ObjectId id;
  TenantId tenant;
  ClientId client_id;
  std::string display_name;
  bool enabled = true;               // "Enabled for users to sign in?"
  bool assignment_required = false;  // "Assignment required?"
  UnixTime created;
  bool operator==(const ServicePrincipal&) const = default;
};

// The role of an assignment that gives access alone.
inline constexpr std::string_view kDefaultAccess = "00000000-0000-0000-0000-000000000000";

// Gives a principal an app role of a resource, or access alone.
struct AppRoleAssignment {
  std::string id;      // GUID
  ObjectId principal;  // who is assigned
  PrincipalKind principal_kind = PrincipalKind::user;
  ObjectId resource;                    // the service principal of the application that has the role
  std::string role_id{kDefaultAccess};  // AppRole::id
  UnixTime created;
  bool operator==(const AppRoleAssignment&) const = default;
};

// Lets a client act for one person, or for everybody in the tenant (Graph: oauth2PermissionGrant).
struct Consent {
  std::string id;                     // GUID
  ObjectId client;                    // the client's service principal
  std::optional<ObjectId> principal;  // the person who consented; absent: an administrator, for everybody
  ObjectId resource;                  // the service principal of the API
  std::vector<std::string> scopes;    // values, such as "User.Read"
  UnixTime created;
  bool operator==(const Consent&) const = default;
};

// The values of the roles claim: the enabled roles of the application that the assignments give, in the order of the
// registration. `assignments` are those of the holder at the resource. `holder` is user for people, and
// service_principal for applications, whose assignments through a group are not counted.
std::vector<std::string> role_values(const AppRegistration& app, std::span<const AppRoleAssignment> assignments,
                                     PrincipalKind holder);

// The scopes that the consents give at the resource, without repetitions.
std::vector<std::string> consented_scopes(std::span<const Consent> consents, const ObjectId& resource);

}  // namespace sallyport::entra
