// The table of all operations of Graph: who may call them, and which function answers. Rows of one path stand together.
// To add an operation, add its function to nouns.h and its row here.
// The permissions are those that Graph documents. The standing is what the person's directory role must allow.
#pragma once

#include <array>

#include "directory/graph/nouns.h"
#include "directory/graph/operation.h"
#include "directory/graph/permissions.h"

namespace sallyport::directory::graph {

// clang-format off
inline constexpr auto kOperations = [] {
  using enum Standing;
  using namespace permissions;
  using M = http::Method;
  return std::to_array<Operation>({
      {M::get, "/v1.0/me", {kReadMe, kNobody, anybody}, show_me},
      {M::get, "/v1.0/me/memberOf", {kMyGroups, kNobody, anybody}, member_of},
      {M::get, "/v1.0/me/transitiveMemberOf", {kMyGroups, kNobody, anybody}, transitive_member_of},
      {M::post, "/v1.0/me/getMemberGroups", {kMyGroups, kNobody, anybody}, get_member_groups},
      {M::post, "/v1.0/me/getMemberObjects", {kMyGroups, kNobody, anybody}, get_member_objects},
      {M::post, "/v1.0/me/checkMemberGroups", {kMyGroups, kNobody, anybody}, check_member_groups},
      {M::get, "/v1.0/me/appRoleAssignments", {kReadMe, kNobody, anybody}, list_assignments_of},
      {M::get, "/v1.0/me/oauth2PermissionGrants", {kReadGrants, kNobody, anybody}, list_grants_of_user},
      {M::get, "/v1.0/me/ownedObjects", {kReadMe, kNobody, anybody}, owned_objects},
      {M::post, "/v1.0/me/revokeSignInSessions", {kRevokeMine, kNobody, anybody}, revoke_my_sessions},

      {M::get, "/v1.0/users", {kReadUsers, kReadUsers, member}, list_users},
      {M::post, "/v1.0/users", {kWriteUsers, kWriteUsers, user_admin}, create_user},
      {M::get, "/v1.0/users/{user}", {kReadMe, kReadUsers, anybody}, show_user},
      {M::patch, "/v1.0/users/{user}", {kWriteUsers, kWriteUsers, user_admin}, change_user},
      {M::delete_, "/v1.0/users/{user}", {kWriteUsers, kWriteUsers, user_admin}, delete_user},
      {M::get, "/v1.0/users/{user}/memberOf", {kMyGroups, kReadGroups, anybody}, member_of},
      {M::get, "/v1.0/users/{user}/transitiveMemberOf", {kMyGroups, kReadGroups, anybody}, transitive_member_of},
      {M::post, "/v1.0/users/{user}/getMemberGroups", {kMyGroups, kReadGroups, anybody}, get_member_groups},
      {M::post, "/v1.0/users/{user}/getMemberObjects", {kMyGroups, kReadGroups, anybody}, get_member_objects},
      {M::post, "/v1.0/users/{user}/checkMemberGroups", {kMyGroups, kReadGroups, anybody}, check_member_groups},
      {M::get, "/v1.0/users/{user}/appRoleAssignments", {kReadMe, kReadAssignments, anybody}, list_assignments_of},
      {M::post, "/v1.0/users/{user}/appRoleAssignments",
       {kWriteAssignments, kWriteAssignments, app_admin}, add_assignment_of},
      {M::delete_, "/v1.0/users/{user}/appRoleAssignments/{assignment}",
       {kWriteAssignments, kWriteAssignments, app_admin}, remove_assignment_of},
      {M::get, "/v1.0/users/{user}/oauth2PermissionGrants", {kReadGrants, kReadGrants, anybody}, list_grants_of_user},
      {M::get, "/v1.0/users/{user}/ownedObjects", {kReadApps, kReadAppsAsApp, member}, owned_objects},
      {M::post, "/v1.0/users/{user}/revokeSignInSessions", {kRevoke, kRevoke, user_admin}, revoke_sessions},

      {M::post, "/v1.0/invitations", {kInvite, kInvite, user_admin}, invite},

      {M::get, "/v1.0/groups", {kReadGroups, kReadGroups, member}, list_groups},
      {M::post, "/v1.0/groups", {kWriteGroups, kWriteGroups, user_admin}, create_group},
      {M::get, "/v1.0/groups/{group:guid}", {kReadGroups, kReadGroups, member}, show_group},
      {M::patch, "/v1.0/groups/{group:guid}", {kWriteGroups, kWriteGroups, user_admin}, change_group},
      {M::delete_, "/v1.0/groups/{group:guid}", {kWriteGroups, kWriteGroups, user_admin}, delete_group},
      {M::get, "/v1.0/groups/{group:guid}/members", {kReadGroups, kReadGroups, member}, list_members},
      {M::post, "/v1.0/groups/{group:guid}/members/$ref", {kWriteMembers, kWriteMembers, user_admin}, add_member},
      {M::delete_, "/v1.0/groups/{group:guid}/members/{member:guid}/$ref",
       {kWriteMembers, kWriteMembers, user_admin}, remove_member},
      {M::get, "/v1.0/groups/{group:guid}/transitiveMembers",
       {kReadGroups, kReadGroups, member}, list_transitive_members},
      {M::get, "/v1.0/groups/{group:guid}/memberOf", {kReadGroups, kReadGroups, member}, member_of},
      {M::get, "/v1.0/groups/{group:guid}/transitiveMemberOf",
       {kReadGroups, kReadGroups, member}, transitive_member_of},
      {M::post, "/v1.0/groups/{group:guid}/getMemberGroups", {kReadGroups, kReadGroups, member}, get_member_groups},
      {M::post, "/v1.0/groups/{group:guid}/getMemberObjects", {kReadGroups, kReadGroups, member}, get_member_objects},
      {M::post, "/v1.0/groups/{group:guid}/checkMemberGroups", {kReadGroups, kReadGroups, member}, check_member_groups},
      {M::get, "/v1.0/groups/{group:guid}/appRoleAssignments",
       {kReadAssignments, kReadAssignments, member}, list_assignments_of},
      {M::post, "/v1.0/groups/{group:guid}/appRoleAssignments",
       {kWriteAssignments, kWriteAssignments, app_admin}, add_assignment_of},
      {M::delete_, "/v1.0/groups/{group:guid}/appRoleAssignments/{assignment}",
       {kWriteAssignments, kWriteAssignments, app_admin}, remove_assignment_of},

      {M::get, "/v1.0/applications", {kReadApps, kReadAppsAsApp, member}, list_applications},
      {M::post, "/v1.0/applications", {kWriteApps, kWriteAppsAsApp, app_admin}, create_application},
      {M::get, "/v1.0/applications/{app}", {kReadApps, kReadAppsAsApp, member}, show_application},
      {M::patch, "/v1.0/applications/{app}", {kWriteApps, kWriteAppsAsApp, app_owner}, change_application},
      {M::delete_, "/v1.0/applications/{app}", {kWriteApps, kWriteAppsAsApp, app_owner}, delete_application},
      {M::post, "/v1.0/applications/{app}/addPassword", {kWriteApps, kWriteAppsAsApp, app_owner}, add_password},
      {M::post, "/v1.0/applications/{app}/removePassword",
       {kWriteApps, kWriteAppsAsApp, app_owner}, remove_password},
      {M::post, "/v1.0/applications/{app}/addKey", {kWriteApps, kWriteAppsAsApp, app_owner}, add_key},
      {M::post, "/v1.0/applications/{app}/removeKey", {kWriteApps, kWriteAppsAsApp, app_owner}, remove_key},
      {M::get, "/v1.0/applications/{app}/owners", {kReadApps, kReadAppsAsApp, member}, list_owners},
      {M::post, "/v1.0/applications/{app}/owners/$ref", {kWriteApps, kWriteAppsAsApp, app_owner}, add_owner},
      {M::delete_, "/v1.0/applications/{app}/owners/{owner:guid}/$ref",
       {kWriteApps, kWriteAppsAsApp, app_owner}, remove_owner},
      {M::get, "/v1.0/applications/{app}/federatedIdentityCredentials",
       {kReadApps, kReadAppsAsApp, member}, list_federated_credentials},
      {M::post, "/v1.0/applications/{app}/federatedIdentityCredentials",
       {kWriteApps, kWriteAppsAsApp, app_owner}, add_federated_credential},
      {M::get, "/v1.0/applications/{app}/federatedIdentityCredentials/{credential}",
       {kReadApps, kReadAppsAsApp, member}, show_federated_credential},
      {M::patch, "/v1.0/applications/{app}/federatedIdentityCredentials/{credential}",
       {kWriteApps, kWriteAppsAsApp, app_owner}, change_federated_credential},
      {M::delete_, "/v1.0/applications/{app}/federatedIdentityCredentials/{credential}",
       {kWriteApps, kWriteAppsAsApp, app_owner}, remove_federated_credential},

      {M::get, "/v1.0/servicePrincipals", {kReadApps, kReadAppsAsApp, member}, list_service_principals},
      {M::post, "/v1.0/servicePrincipals", {kWriteApps, kWriteAppsAsApp, app_admin}, create_service_principal},
      {M::get, "/v1.0/servicePrincipals/{principal}", {kReadApps, kReadAppsAsApp, member}, show_service_principal},
      {M::patch, "/v1.0/servicePrincipals/{principal}",
       {kWriteApps, kWritePrincipalsAsApp, app_admin}, change_service_principal},
      {M::delete_, "/v1.0/servicePrincipals/{principal}",
       {kWriteApps, kWritePrincipalsAsApp, app_admin}, delete_service_principal},
      {M::get, "/v1.0/servicePrincipals/{principal}/owners",
       {kReadApps, kReadAppsAsApp, member}, list_principal_owners},
      {M::get, "/v1.0/servicePrincipals/{principal}/appRoleAssignedTo",
       {kReadAssignments, kReadAssignments, member}, list_assigned_to},
      {M::post, "/v1.0/servicePrincipals/{principal}/appRoleAssignedTo",
       {kWriteAssignments, kWriteAssignments, app_admin}, add_assigned_to},
      {M::delete_, "/v1.0/servicePrincipals/{principal}/appRoleAssignedTo/{assignment}",
       {kWriteAssignments, kWriteAssignments, app_admin}, remove_assigned_to},
      {M::get, "/v1.0/servicePrincipals/{principal}/appRoleAssignments",
       {kReadAssignments, kReadAssignments, member}, list_assignments_of},
      {M::post, "/v1.0/servicePrincipals/{principal}/appRoleAssignments",
       {kWriteAssignments, kWriteAssignments, app_admin}, add_assignment_of},
      {M::delete_, "/v1.0/servicePrincipals/{principal}/appRoleAssignments/{assignment}",
       {kWriteAssignments, kWriteAssignments, app_admin}, remove_assignment_of},
      {M::get, "/v1.0/servicePrincipals/{principal}/oauth2PermissionGrants",
       {kReadGrants, kReadGrants, member}, list_grants_of_principal},
      {M::get, "/v1.0/servicePrincipals/{principal}/memberOf", {kReadApps, kReadAppsAsApp, member}, member_of},
      {M::get, "/v1.0/servicePrincipals/{principal}/transitiveMemberOf",
       {kReadApps, kReadAppsAsApp, member}, transitive_member_of},
      {M::post, "/v1.0/servicePrincipals/{principal}/getMemberGroups",
       {kReadApps, kReadAppsAsApp, member}, get_member_groups},
      {M::post, "/v1.0/servicePrincipals/{principal}/getMemberObjects",
       {kReadApps, kReadAppsAsApp, member}, get_member_objects},
      {M::post, "/v1.0/servicePrincipals/{principal}/checkMemberGroups",
       {kReadApps, kReadAppsAsApp, member}, check_member_groups},

      {M::get, "/v1.0/oauth2PermissionGrants", {kReadGrants, kReadGrants, member}, list_permission_grants},
      {M::post, "/v1.0/oauth2PermissionGrants", {kWriteGrants, kWriteGrants, app_admin}, create_permission_grant},
      {M::get, "/v1.0/oauth2PermissionGrants/{grant}", {kReadGrants, kReadGrants, member}, show_permission_grant},
      {M::patch, "/v1.0/oauth2PermissionGrants/{grant}",
       {kWriteGrants, kWriteGrants, app_admin}, change_permission_grant},
      {M::delete_, "/v1.0/oauth2PermissionGrants/{grant}",
       {kWriteGrants, kWriteGrants, app_admin}, delete_permission_grant},

      {M::get, "/v1.0/organization", {kReadOrganization, kReadOrganization, anybody}, list_organizations},
      {M::get, "/v1.0/organization/{organization:guid}",
       {kReadOrganization, kReadOrganization, anybody}, show_organization},

      {M::get, "/v1.0/directoryObjects/{object:guid}", {kReadObjects, kReadObjects, member}, show_directory_object},
      {M::post, "/v1.0/directoryObjects/getByIds", {kReadObjects, kReadObjects, member}, get_by_ids},

      {M::get, "/v1.0/directoryRoles", {kReadRoles, kReadRoles, member}, list_directory_roles},
      {M::get, "/v1.0/directoryRoles/{role:guid}/members", {kReadRoles, kReadRoles, member}, list_role_members},

      {M::get, "/v1.0/roleManagement/directory/roleDefinitions",
       {kReadRoles, kReadRoles, member}, list_role_definitions},
      {M::get, "/v1.0/roleManagement/directory/roleAssignments",
       {kReadRoles, kReadRoles, member}, list_role_assignments},
      {M::post, "/v1.0/roleManagement/directory/roleAssignments",
       {kWriteRoles, kWriteRoles, global_admin}, create_role_assignment},
      {M::delete_, "/v1.0/roleManagement/directory/roleAssignments/{assignment}",
       {kWriteRoles, kWriteRoles, global_admin}, delete_role_assignment},

      {M::get, "/v1.0/auditLogs/signIns", {kReadLog, kReadLog, app_admin}, list_sign_ins},
      {M::get, "/v1.0/auditLogs/signIns/{attempt:guid}", {kReadLog, kReadLog, app_admin}, show_sign_in},

      {M::get, "/oidc/userinfo", {kOpenId, kNobody, anybody}, userinfo},
      {M::post, "/oidc/userinfo", {kOpenId, kNobody, anybody}, userinfo},
      {M::get, "/{tenant}/openid/userinfo", {kOpenId, kNobody, anybody}, userinfo},
      {M::post, "/{tenant}/openid/userinfo", {kOpenId, kNobody, anybody}, userinfo},
  });
}();
// clang-format on

}  // namespace sallyport::directory::graph
