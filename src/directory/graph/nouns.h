// The functions of all operations, by noun. Each has its source in a file of the noun's name, and its row, with who may
// call it, in operations.h. All of them block.
#pragma once

#include "directory/graph/operation/operation.h"

namespace sallyport::directory::graph {

// users.cc: people. A path names a person by object id or by user principal name.
Answered<http::Response> show_me(const Call& call);
Answered<http::Response> list_users(const Call& call);
Answered<http::Response> show_user(const Call& call);
Answered<http::Response> owned_objects(const Call& call);

// keys.cc: certificates that an application replaces by itself.
Answered<http::Response> add_key(const Call& call);
Answered<http::Response> remove_key(const Call& call);

// user_changes.cc: what administrators do with people.
Answered<http::Response> create_user(const Call& call);
Answered<http::Response> change_user(const Call& call);
Answered<http::Response> delete_user(const Call& call);
Answered<http::Response> revoke_sessions(const Call& call);
Answered<http::Response> revoke_my_sessions(const Call& call);
Answered<http::Response> invite(const Call& call);

// authentication_methods.cc: how a person proves who they are.
Answered<http::Response> list_methods(const Call& call);
Answered<http::Response> show_method(const Call& call);
Answered<http::Response> remove_method(const Call& call);  // only the authenticator

// memberships.cc: the groups of people, groups and service principals. The parameter of the path is "user", "group" or
// "principal"; without one it is the caller.
Answered<http::Response> member_of(const Call& call);
Answered<http::Response> transitive_member_of(const Call& call);
Answered<http::Response> get_member_groups(const Call& call);
Answered<http::Response> get_member_objects(const Call& call);
Answered<http::Response> check_member_groups(const Call& call);

// groups.cc
Answered<http::Response> list_groups(const Call& call);
Answered<http::Response> show_group(const Call& call);
Answered<http::Response> create_group(const Call& call);
Answered<http::Response> change_group(const Call& call);
Answered<http::Response> delete_group(const Call& call);
Answered<http::Response> list_members(const Call& call);
Answered<http::Response> list_transitive_members(const Call& call);
Answered<http::Response> add_member(const Call& call);
Answered<http::Response> remove_member(const Call& call);

// applications.cc
Answered<http::Response> list_applications(const Call& call);
Answered<http::Response> show_application(const Call& call);
Answered<http::Response> create_application(const Call& call);
Answered<http::Response> change_application(const Call& call);
Answered<http::Response> delete_application(const Call& call);
Answered<http::Response> list_owners(const Call& call);
Answered<http::Response> add_owner(const Call& call);
Answered<http::Response> remove_owner(const Call& call);

// credentials.cc: secrets and federated credentials of applications.
Answered<http::Response> add_password(const Call& call);
Answered<http::Response> remove_password(const Call& call);
Answered<http::Response> list_federated_credentials(const Call& call);
Answered<http::Response> show_federated_credential(const Call& call);
Answered<http::Response> add_federated_credential(const Call& call);
Answered<http::Response> change_federated_credential(const Call& call);
Answered<http::Response> remove_federated_credential(const Call& call);

// service_principals.cc
Answered<http::Response> list_service_principals(const Call& call);
Answered<http::Response> show_service_principal(const Call& call);
Answered<http::Response> create_service_principal(const Call& call);
Answered<http::Response> change_service_principal(const Call& call);
Answered<http::Response> delete_service_principal(const Call& call);
Answered<http::Response> list_principal_owners(const Call& call);

// assignments.cc: app roles. The parameter of the path is "user", "group" or "principal".
Answered<http::Response> list_assignments_of(const Call& call);  // what it holds
Answered<http::Response> list_assigned_to(const Call& call);     // who holds roles of this resource
Answered<http::Response> add_assignment_of(const Call& call);
Answered<http::Response> add_assigned_to(const Call& call);
Answered<http::Response> remove_assignment_of(const Call& call);
Answered<http::Response> remove_assigned_to(const Call& call);

// permission_grants.cc: delegated permissions that people and administrators consented to.
Answered<http::Response> list_permission_grants(const Call& call);
Answered<http::Response> show_permission_grant(const Call& call);
Answered<http::Response> create_permission_grant(const Call& call);
Answered<http::Response> change_permission_grant(const Call& call);
Answered<http::Response> delete_permission_grant(const Call& call);
Answered<http::Response> list_grants_of_principal(const Call& call);
Answered<http::Response> list_grants_of_user(const Call& call);

// directory_objects.cc: the tenant, and objects of any kind.
Answered<http::Response> list_organizations(const Call& call);
Answered<http::Response> show_organization(const Call& call);
Answered<http::Response> show_directory_object(const Call& call);
Answered<http::Response> get_by_ids(const Call& call);

// deleted_items.cc: what was deleted within the last 30 days.
Answered<http::Response> list_deleted_users(const Call& call);
Answered<http::Response> list_deleted_groups(const Call& call);
Answered<http::Response> list_deleted_applications(const Call& call);
Answered<http::Response> show_deleted(const Call& call);
Answered<http::Response> restore_deleted(const Call& call);
Answered<http::Response> remove_deleted(const Call& call);

// directory_roles.cc: who administers the tenant.
Answered<http::Response> list_directory_roles(const Call& call);
Answered<http::Response> list_role_members(const Call& call);
Answered<http::Response> list_role_definitions(const Call& call);
Answered<http::Response> list_role_assignments(const Call& call);
Answered<http::Response> create_role_assignment(const Call& call);
Answered<http::Response> delete_role_assignment(const Call& call);

// policies.cc: conditional access.
Answered<http::Response> list_policies(const Call& call);
Answered<http::Response> show_policy(const Call& call);
Answered<http::Response> create_policy(const Call& call);
Answered<http::Response> change_policy(const Call& call);
Answered<http::Response> delete_policy(const Call& call);
Answered<http::Response> list_locations(const Call& call);
Answered<http::Response> show_location(const Call& call);
Answered<http::Response> create_location(const Call& call);
Answered<http::Response> change_location(const Call& call);
Answered<http::Response> delete_location(const Call& call);

// sign_ins.cc: the log of attempts to sign in, newest first.
Answered<http::Response> list_sign_ins(const Call& call);
Answered<http::Response> show_sign_in(const Call& call);

// userinfo.cc: the userinfo endpoint of OpenID Connect, which Graph serves. Its sub equals that of the ID token of the
// application that holds the access token.
Answered<http::Response> userinfo(const Call& call);

}  // namespace sallyport::directory::graph
