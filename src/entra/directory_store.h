// The ports that store the tenants, people, groups, app registrations and service principals of the local directory,
// and for a while what was deleted of them.
//
// To change a value, the caller passes a function. The store calls it within one write transaction with the current
// value, and stores the value as the function leaves it. Concurrent changes from several threads or processes are
// therefore all kept. If the function fails, nothing is stored, and the caller gets the function's error.
//
// Every thread may call a store, and calls block. A change function may run on another thread than the caller's. It
// must not call the store, and it must not change the id, the tenant or the client id of its value.
//
// Every call may fail with unavailable/"directory_store". Every add fails with conflict/"…_id_taken" if the id exists
// already; an object id belongs to only one person, group or service principal over all tenants. Every change fails
// with rejected/"no_tenant", "no_user", "no_group", "no_app", "no_principal", "no_consent", "no_policy" or
// "no_location" if nothing has the id, and with internal/"id_changed" if the function changes what it must not. Every
// removal also succeeds if there is nothing to remove.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "entra/account.h"
#include "entra/admin_link.h"
#include "entra/conditional_access.h"
#include "entra/page.h"
#include "entra/registration.h"
#include "entra/service_principal.h"

namespace sallyport::entra {

template <class T>
using Change = std::function<Result<void>(T&)>;

// Every function that takes a PageRequest fails with rejected/"page_after" if `after` is not what a page returned, and
// with rejected/"page_limit".

class TenantStore {
 public:
  virtual ~TenantStore() = default;

  // Finds a tenant by its GUID or by one of its domains, in any case.
  virtual Result<std::optional<Tenant>> find_tenant(std::string_view id_or_domain) = 0;
  virtual Result<std::vector<Tenant>> tenants() = 0;  // in order of creation; the first one is the home of /common

  // Also adds the service principal of Microsoft Graph to the tenant.
  // Errors of add_tenant: conflict/"tenant_id_taken". Errors of both: conflict/"domain_taken" if another tenant has one
  // of the domains.
  virtual Result<void> add_tenant(const Tenant& tenant) = 0;
  virtual Result<void> change_tenant(const TenantId& id, const Change<Tenant>& change) = 0;
};

class PeopleStore {
 public:
  virtual ~PeopleStore() = default;

  virtual Result<std::optional<User>> find_user(const ObjectId& id) = 0;

  // Finds a user by name, in any case. User principal names are unique over all tenants.
  virtual Result<std::optional<User>> find_user_by_name(std::string_view user_principal_name) = 0;
  virtual Result<Page<User>> users(const TenantId& tenant, const PageRequest& request) = 0;

  // The people of a tenant who have a directory role, in order of creation. They are few.
  virtual Result<std::vector<User>> people_with_directory_role(const TenantId& tenant) = 0;

  // Errors of add_user: conflict/"user_id_taken", "group_id_taken", "principal_id_taken" (who has the id). Errors of
  // both: conflict/"user_name_taken". Errors of change_user and remove_user: rejected/"last_administrator" if the
  // tenant would lose its last enabled Global Administrator.
  virtual Result<void> add_user(const User& user) = 0;
  virtual Result<void> change_user(const ObjectId& id, const Change<User>& change) = 0;

  // Also ends the person's memberships, assignments and consents.
  virtual Result<void> remove_user(const ObjectId& id) = 0;
};

class GroupStore {
 public:
  virtual ~GroupStore() = default;

  virtual Result<std::optional<Group>> find_group(const ObjectId& id) = 0;
  virtual Result<Page<Group>> groups(const TenantId& tenant, const PageRequest& request) = 0;

  // Errors of add_group: as of add_user.
  virtual Result<void> add_group(const Group& group) = 0;
  virtual Result<void> change_group(const ObjectId& id, const Change<Group>& change) = 0;

  // Also ends the group's memberships and assignments.
  virtual Result<void> remove_group(const ObjectId& id) = 0;
};

class MemberStore {
 public:
  virtual ~MemberStore() = default;

  // Members are people, groups and service principals of the group's own tenant. Adding a member twice changes nothing.
  // Groups may contain each other in a circle.
  // Errors: rejected/"no_group"; "no_principal" (nothing has the id of the member); "member_tenant" (it is of another
  // tenant); "member_of_itself".
  virtual Result<void> add_member(const ObjectId& group, const ObjectId& member) = 0;
  virtual Result<bool> remove_member(const ObjectId& group, const ObjectId& member) = 0;  // whether it was a member

  // The direct members in the order of their ids. Of the request, only `after`, `limit` and `count` are used.
  virtual Result<Page<Principal>> members_of(const ObjectId& group, const PageRequest& request) = 0;

  // The ids of the groups that list the member, sorted; and the ids of those that contain it directly or through other
  // groups, sorted.
  virtual Result<std::vector<ObjectId>> groups_of(const ObjectId& member) = 0;
  virtual Result<std::vector<ObjectId>> transitive_groups_of(const ObjectId& member) = 0;
};

class AppStore {
 public:
  virtual ~AppStore() = default;

  // These find stored registrations only, not Microsoft Graph (entra/graph_application.h).
  virtual Result<std::optional<AppRegistration>> find_app(const ClientId& client) = 0;
  virtual Result<std::optional<AppRegistration>> find_app_by_object_id(const ObjectId& id) = 0;

  // Finds an app by one of its identifier URIs ("api://…"), which must match exactly.
  virtual Result<std::optional<AppRegistration>> find_app_by_identifier(std::string_view uri) = 0;
  virtual Result<Page<AppRegistration>> apps(const TenantId& tenant, const PageRequest& request) = 0;

  // Whether an app of any tenant has a redirect URI with this origin (origin_key in registration.h). If a platform is
  // given, only its redirect URIs count.
  virtual Result<bool> is_redirect_origin(std::string_view origin, std::optional<Platform> platform) = 0;

  // Errors of add_app: conflict/"client_id_taken" (by an app, or by a service principal that an app left behind,
  // because the new app would inherit what was consented for the old one), "app_id_taken". Errors of add_app and
  // change_app: conflict/"identifier_taken" if another app has one of the identifier URIs.
  virtual Result<void> add_app(const AppRegistration& app) = 0;
  virtual Result<void> change_app(const ClientId& client, const Change<AppRegistration>& change) = 0;

  // Also removes the app's service principal in the home tenant. Those of other tenants stay, as at Entra ID.
  virtual Result<void> remove_app(const ClientId& client) = 0;
};

class PrincipalStore {
 public:
  virtual ~PrincipalStore() = default;

  virtual Result<std::optional<ServicePrincipal>> find_principal(const ObjectId& id) = 0;
  virtual Result<std::optional<ServicePrincipal>> find_principal_of(const TenantId& tenant, const ClientId& client) = 0;
  virtual Result<Page<ServicePrincipal>> principals(const TenantId& tenant, const PageRequest& request) = 0;

  // Errors of add_principal: as of add_user; conflict/"principal_taken" if the tenant has one of the same client.
  virtual Result<void> add_principal(const ServicePrincipal& principal) = 0;
  virtual Result<void> change_principal(const ObjectId& id, const Change<ServicePrincipal>& change) = 0;

  // Also removes the assignments and consents of the principal, and those at it, and ends its memberships.
  virtual Result<void> remove_principal(const ObjectId& id) = 0;
};

class AssignmentStore {
 public:
  virtual ~AssignmentStore() = default;

  // The assignments at a resource that a person or a service principal has, directly or as a direct member of a group.
  virtual Result<std::vector<AppRoleAssignment>> assignments_at(const ObjectId& resource, const ObjectId& holder) = 0;

  // All assignments at a resource, and all that are given directly to a principal, in order of creation. Of the
  // request, only `after`, `limit` and `count` are used.
  virtual Result<Page<AppRoleAssignment>> assignments_to(const ObjectId& resource, const PageRequest& request) = 0;
  virtual Result<Page<AppRoleAssignment>> assignments_of(const ObjectId& principal, const PageRequest& request) = 0;

  // The store finds the kind of the principal, and ignores the given one.
  // Errors: conflict/"assignment_taken" (the principal has this role there), "assignment_id_taken";
  // rejected/"no_principal" (the principal or the resource does not exist), "assignment_tenant" (they are of different
  // tenants).
  virtual Result<void> add_assignment(const AppRoleAssignment& assignment) = 0;

  // Returns whether there was one.
  virtual Result<bool> remove_assignment(const ObjectId& principal, const ObjectId& resource,
                                         std::string_view role_id) = 0;
};

// Which consents a list holds. An empty id is no condition.
struct ConsentFilter {
  ObjectId client = {};
  ObjectId principal = {};
  ObjectId resource = {};
};

class ConsentStore {
 public:
  virtual ~ConsentStore() = default;

  // The consents of a client that count for a person: the person's own, and those for everybody.
  virtual Result<std::vector<Consent>> consents_for(const ObjectId& client, const ObjectId& person) = 0;

  // The consents of a tenant in order of creation. Of the request, only `after`, `limit` and `count` are used.
  virtual Result<Page<Consent>> consents(const TenantId& tenant, const ConsentFilter& filter,
                                         const PageRequest& request) = 0;
  virtual Result<std::optional<Consent>> find_consent(std::string_view id) = 0;

  // Adds the consent, or adds its scopes to the one that exists for the same client, principal and resource. That one
  // keeps its id. Errors: rejected/"no_principal" (client or resource), "no_user", "consent_tenant" (they are of
  // different tenants); conflict/"consent_id_taken".
  virtual Result<void> grant_consent(const Consent& consent) = 0;

  // A consent that the function leaves without scopes is removed. The function must not change the client, the
  // principal or the resource.
  virtual Result<void> change_consent(std::string_view id, const Change<Consent>& change) = 0;
  virtual Result<bool> remove_consent(std::string_view id) = 0;  // whether there was one
};

// Conditional access. A tenant has few policies and locations, so the lists have no pages; they are in order of
// creation.
class PolicyStore {
 public:
  virtual ~PolicyStore() = default;

  virtual Result<std::vector<ConditionalAccessPolicy>> policies(const TenantId& tenant) = 0;
  virtual Result<std::optional<ConditionalAccessPolicy>> find_policy(const ObjectId& id) = 0;

  // Errors of add_policy: conflict/"policy_count" (the tenant has kPolicies). Errors of both: rejected/"no_location" (a
  // location that the policy names does not exist in the tenant).
  virtual Result<void> add_policy(const ConditionalAccessPolicy& policy) = 0;
  virtual Result<void> change_policy(const ObjectId& id, const Change<ConditionalAccessPolicy>& change) = 0;
  virtual Result<bool> remove_policy(const ObjectId& id) = 0;  // whether there was one

  virtual Result<std::vector<NamedLocation>> locations(const TenantId& tenant) = 0;
  virtual Result<std::optional<NamedLocation>> find_location(const ObjectId& id) = 0;
  virtual Result<void> add_location(const NamedLocation& location) = 0;  // conflict/"location_count": kNamedLocations
  virtual Result<void> change_location(const ObjectId& id, const Change<NamedLocation>& change) = 0;

  // Returns whether there was one. Errors: conflict/"location_used" if a policy names it, because a policy that lost
  // its location would concern other requests than before.
  virtual Result<bool> remove_location(const ObjectId& id) = 0;
};

struct Membership {
  ObjectId group;
  ObjectId member;
  bool operator==(const Membership&) const = default;
};

// Values that are added together. Later parts may name what earlier parts add.
struct Batch {
  std::vector<User> users;
  std::vector<Group> groups;
  std::vector<AppRegistration> apps;
  std::vector<ServicePrincipal> principals;
  std::vector<Membership> members;
  std::vector<AppRoleAssignment> assignments;
  std::vector<Consent> consents;
  std::vector<NamedLocation> locations;
  std::vector<ConditionalAccessPolicy> policies;
  bool operator==(const Batch&) const = default;
};

enum class DeletedKind { user, group, app };

// What was deleted and can come back.
struct DeletedItem {
  ObjectId id;  // of the person, the group or the app
  TenantId tenant;
  DeletedKind kind = DeletedKind::user;
  UnixTime deleted;
  // The person, the group, or the app with its service principal in the home tenant, and the memberships, assignments
  // and consents that end with it. `users`, `groups` or `apps` has exactly one value, with the id.
  Batch what;
  bool operator==(const DeletedItem&) const = default;
};

class DeletedStore {
 public:
  virtual ~DeletedStore() = default;

  // Removes what the item holds, as remove_user, remove_group and remove_app do, and keeps the item, within one write.
  // Errors: rejected/"no_user", "no_group", "no_app", "last_administrator"; conflict/"changed" if the store has the
  // person, group or app with other values.
  virtual Result<void> set_aside(const DeletedItem& item) = 0;
  virtual Result<std::optional<DeletedItem>> find_deleted(const ObjectId& id) = 0;

  // In the order of deletion. Of the request, only `after`, `limit` and `count` are used.
  virtual Result<Page<DeletedItem>> deleted_items(const TenantId& tenant, DeletedKind kind,
                                                  const PageRequest& request) = 0;

  // Adds what the item holds again, and forgets the item, within one write. A person's sessions from before the
  // deletion stay ended (tokens_valid_from). Memberships, assignments and consents whose
  // other side is gone are left out. Errors: rejected/"no_deleted"; those of the adds.
  virtual Result<void> restore(const ObjectId& id) = 0;

  virtual Result<bool> remove_deleted(const ObjectId& id) = 0;  // whether there was one
  virtual Result<void> remove_deleted_before(UnixTime time) = 0;
};

class DirectoryStore : public TenantStore,
                       public PeopleStore,
                       public GroupStore,
                       public MemberStore,
                       public AppStore,
                       public PrincipalStore,
                       public AssignmentStore,
                       public ConsentStore,
                       public DeletedStore,
                       public PolicyStore,
                       public AdminLinkStore {
 public:
  // Adds everything within one write, or nothing. A large batch takes much less time than single adds do. Errors: those
  // of the single adds.
  virtual Result<void> add(const Batch& batch) = 0;
};

}  // namespace sallyport::entra
