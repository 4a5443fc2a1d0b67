// The permissions that Graph documents for its operations, as lists that several rows share.
// Source: Microsoft Graph v1.0, the section "Permissions" of each operation.
#pragma once

#include <string_view>

namespace sallyport::directory::graph::permissions {

inline constexpr std::string_view kNobody = "";  // applications cannot call the operation

inline constexpr std::string_view kReadMe =
    "User.Read User.ReadWrite User.ReadBasic.All User.Read.All User.ReadWrite.All Directory.Read.All "
    "Directory.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kReadUsers =
    "User.ReadBasic.All User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All "
    "Directory.AccessAsUser.All";
inline constexpr std::string_view kWriteUsers = "User.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kRevoke =
    "User.RevokeSessions.All User.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kRevokeMine =
    "User.ReadWrite User.RevokeSessions.All User.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kReadMethods =
    "UserAuthenticationMethod.Read.All UserAuthenticationMethod.ReadWrite.All";
inline constexpr std::string_view kReadMyMethods =
    "UserAuthenticationMethod.Read UserAuthenticationMethod.ReadWrite UserAuthenticationMethod.Read.All "
    "UserAuthenticationMethod.ReadWrite.All";
inline constexpr std::string_view kWriteMethods = "UserAuthenticationMethod.ReadWrite.All";
inline constexpr std::string_view kInvite = "User.Invite.All User.ReadWrite.All Directory.ReadWrite.All";

inline constexpr std::string_view kMyGroups =
    "User.Read User.ReadWrite User.ReadBasic.All User.Read.All User.ReadWrite.All GroupMember.Read.All Group.Read.All "
    "Group.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kReadGroups =
    "GroupMember.Read.All GroupMember.ReadWrite.All Group.Read.All Group.ReadWrite.All Directory.Read.All "
    "Directory.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kWriteGroups =
    "Group.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kWriteMembers =
    "GroupMember.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All";

inline constexpr std::string_view kReadApps =
    "Application.Read.All Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All "
    "Directory.AccessAsUser.All";
inline constexpr std::string_view kReadAppsAsApp =
    "Application.Read.All Application.ReadWrite.All Application.ReadWrite.OwnedBy Directory.Read.All "
    "Directory.ReadWrite.All";
inline constexpr std::string_view kWriteApps =
    "Application.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kWriteAppsAsApp =
    "Application.ReadWrite.All Application.ReadWrite.OwnedBy Directory.ReadWrite.All";
inline constexpr std::string_view kWritePrincipalsAsApp = "Application.ReadWrite.All Directory.ReadWrite.All";

inline constexpr std::string_view kReadAssignments =
    "Application.Read.All Application.ReadWrite.All AppRoleAssignment.ReadWrite.All Directory.Read.All "
    "Directory.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kWriteAssignments = "AppRoleAssignment.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kReadGrants =
    "DelegatedPermissionGrant.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kWriteGrants =
    "DelegatedPermissionGrant.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All";

inline constexpr std::string_view kReadOrganization =
    "User.Read Organization.Read.All User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All "
    "Directory.AccessAsUser.All";
inline constexpr std::string_view kReadObjects =
    "User.ReadBasic.All User.Read.All Group.Read.All Application.Read.All Application.ReadWrite.All Directory.Read.All "
    "Directory.ReadWrite.All Directory.AccessAsUser.All";
inline constexpr std::string_view kRestoreUsers =
    "User.DeleteRestore.All User.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All";
// Whoever may do something with a deleted person, group or application. The operation then asks for the permissions of
// the kind that it finds.
inline constexpr std::string_view kAnyDeleted =
    "User.DeleteRestore.All User.ReadBasic.All User.Read.All User.ReadWrite.All GroupMember.Read.All "
    "GroupMember.ReadWrite.All Group.Read.All Group.ReadWrite.All Application.Read.All Application.ReadWrite.All "
    "Application.ReadWrite.OwnedBy Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All";

inline constexpr std::string_view kReadRoles =
    "RoleManagement.Read.Directory RoleManagement.ReadWrite.Directory Directory.Read.All Directory.ReadWrite.All "
    "Directory.AccessAsUser.All";
inline constexpr std::string_view kWriteRoles = "RoleManagement.ReadWrite.Directory";
inline constexpr std::string_view kReadPolicies = "Policy.Read.All Policy.ReadWrite.ConditionalAccess";
inline constexpr std::string_view kWritePolicies = "Policy.ReadWrite.ConditionalAccess";
inline constexpr std::string_view kReadLog = "AuditLog.Read.All";
inline constexpr std::string_view kOpenId = "openid";

}  // namespace sallyport::directory::graph::permissions
