#include "entra/graph_application.h"

#include <algorithm>
#include <array>

#include "entra/portal_application.h"

namespace sallyport::entra {
namespace {

enum class Who { anybody, admins };

struct Delegated {
  std::string_view id;
  std::string_view value;
  Who who;
  std::string_view name;  // what the consent page says
};

struct Application {
  std::string_view id;
  std::string_view value;
  std::string_view name;
};

constexpr auto kDelegated = std::to_array<Delegated>({
    {"37f7f235-527c-4136-accd-4a02d197296e", "openid", Who::anybody, "Sign you in"},
    {"14dad69e-099b-42c9-810b-d002981feec1", "profile", Who::anybody, "View your basic profile"},
    {"64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0", "email", Who::anybody, "View your email address"},
    {"7427e0e9-2fba-42fe-b0c0-848c9e6a8182", "offline_access", Who::anybody,
     "Maintain access to data you have given it access to"},
    {"e1fe6dd8-ba31-4d61-89e7-88639da4683d", "User.Read", Who::anybody, "Sign you in and read your profile"},
    {"b4e74841-8e56-480b-be8b-910348b18b4c", "User.ReadWrite", Who::anybody, "Read and update your profile"},
    {"b340eb25-3456-403f-be2f-af7a0d370277", "User.ReadBasic.All", Who::anybody, "Read all users' basic profiles"},
    {"a154be20-db9c-4678-8ab7-66f6cc099a59", "User.Read.All", Who::admins, "Read all users' full profiles"},
    {"204e0828-b5ca-4ad8-b9f3-f32a958e7cc4", "User.ReadWrite.All", Who::admins,
     "Read and write all users' full profiles"},
    {"63dd7cd9-b489-4adf-a28c-ac38b9a0f962", "User.Invite.All", Who::admins, "Invite guest users to the organization"},
    {"5f8c59db-677d-491f-a6b8-5f174b11ec1d", "Group.Read.All", Who::admins, "Read all groups"},
    {"4e46008b-f24c-477d-8fff-7bb4ec7aafe0", "Group.ReadWrite.All", Who::admins, "Read and write all groups"},
    {"bc024368-1153-4739-b217-4326f2e966d0", "GroupMember.Read.All", Who::admins, "Read group memberships"},
    {"f81125ac-d3b7-4573-a3b2-7099cc39df9e", "GroupMember.ReadWrite.All", Who::admins,
     "Read and write group memberships"},
    {"06da0dbc-49e2-44d2-8312-53f166ab848a", "Directory.Read.All", Who::admins, "Read directory data"},
    {"c5366453-9fb0-48a5-a156-24f0c49a4b84", "Directory.ReadWrite.All", Who::admins, "Read and write directory data"},
    {"0e263e50-5827-48a4-b97c-d940288653c7", "Directory.AccessAsUser.All", Who::admins, "Access the directory as you"},
    {"c79f8feb-a9db-4090-85f9-90d820caa0eb", "Application.Read.All", Who::admins, "Read applications"},
    {"bdfbf15f-ee85-4955-8675-146e8e5296b5", "Application.ReadWrite.All", Who::admins,
     "Read and write all applications"},
    {"84bccea3-f856-4a8a-967b-dbe0a3d53a64", "AppRoleAssignment.ReadWrite.All", Who::admins,
     "Manage app permission grants and app role assignments"},
    {"41ce6ca6-6826-4807-84f1-1c82854f7ee5", "DelegatedPermissionGrant.ReadWrite.All", Who::admins,
     "Manage all delegated permission grants"},
    {"e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20", "AuditLog.Read.All", Who::admins, "Read audit log data"},
    {"4908d5b9-3fb2-4b1e-9336-1888b7937185", "Organization.Read.All", Who::admins, "Read organization information"},
    {"572fea84-0151-49b2-9301-11cb16974376", "Policy.Read.All", Who::admins, "Read your organization's policies"},
    {"ad902697-1014-4ef5-81ef-2b4301988e8c", "Policy.ReadWrite.ConditionalAccess", Who::admins,
     "Read and write your organization's conditional access policies"},
    {"741c54c3-0c1e-44a1-818b-3f97ab4e8c83", "RoleManagement.Read.Directory", Who::admins,
     "Read directory RBAC settings"},
    {"d01b97e9-cbc0-49fe-810a-750afd5527a3", "RoleManagement.ReadWrite.Directory", Who::admins,
     "Read and write directory RBAC settings"},
    {"1f6b61c5-2f65-4135-9c9f-31c0f8d32b52", "UserAuthenticationMethod.Read", Who::admins,
     "Read your authentication methods"},
    {"48971fc1-70d7-4245-af77-0beb29b53ee2", "UserAuthenticationMethod.ReadWrite", Who::admins,
     "Read and write your authentication methods"},
    {"aec28ec7-4d02-4e8c-b864-50163aea77eb", "UserAuthenticationMethod.Read.All", Who::admins,
     "Read all users' authentication methods"},
    {"b7887744-6746-4312-813d-72daeaee7e2d", "UserAuthenticationMethod.ReadWrite.All", Who::admins,
     "Read and write all users' authentication methods"},
    {"570282fd-fa5c-430d-a7fd-fc8dc98a9dca", "Mail.Read", Who::anybody, "Read your mail"},
    {"465a38f9-76ea-45b9-9f34-9e8b0d4b0b42", "Calendars.Read", Who::anybody, "Read your calendars"},
    {"10465720-29dd-4523-a11a-6a75c743c9d9", "Files.Read", Who::anybody, "Read your files"},
});

constexpr auto kApplication = std::to_array<Application>({
    {"df021288-bdef-4463-88db-98f22de89214", "User.Read.All", "Read all users' full profiles"},
    {"741f803b-c850-494e-b5df-cde7c675a1ca", "User.ReadWrite.All", "Read and write all users' full profiles"},
    {"09850681-111b-4a89-9bed-3f2cae46d706", "User.Invite.All", "Invite guest users to the organization"},
    {"5b567255-7703-4780-807c-7be8301ae99b", "Group.Read.All", "Read all groups"},
    {"62a82d76-70ea-41e2-9197-370581804d09", "Group.ReadWrite.All", "Read and write all groups"},
    {"98830695-27a2-44f7-8c18-0c3ebc9698f6", "GroupMember.Read.All", "Read all group memberships"},
    {"dbaae8cf-10b5-4b86-a4a1-f871c94c6695", "GroupMember.ReadWrite.All", "Read and write all group memberships"},
    {"7ab1d382-f21e-4acd-a863-ba3e13f7da61", "Directory.Read.All", "Read directory data"},
    {"19dbc75e-c2e2-444c-a770-ec69d8559fc7", "Directory.ReadWrite.All", "Read and write directory data"},
    {"9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30", "Application.Read.All", "Read all applications"},
    {"1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9", "Application.ReadWrite.All", "Read and write all applications"},
    {"18a4783c-866b-4cc7-a460-3d5e5662c884", "Application.ReadWrite.OwnedBy",
     "Manage apps that this app creates or owns"},
    {"06b708a9-e830-4db3-a914-8e69da51d44f", "AppRoleAssignment.ReadWrite.All",
     "Manage app permission grants and app role assignments"},
    {"8e8e4742-1d95-4f68-9d56-6ee75648c72a", "DelegatedPermissionGrant.ReadWrite.All",
     "Manage all delegated permission grants"},
    {"b0afded3-3588-46d8-8b3d-9842eff778da", "AuditLog.Read.All", "Read all audit log data"},
    {"498476ce-e0fe-48b0-b801-37ba7e2685c6", "Organization.Read.All", "Read organization information"},
    {"246dd0d5-5bd0-4def-940b-0421030a5b68", "Policy.Read.All", "Read your organization's policies"},
    {"01c0a623-fc9b-48e9-b794-0756f8e8f067", "Policy.ReadWrite.ConditionalAccess",
     "Read and write your organization's conditional access policies"},
    {"483bed4a-2ad3-4361-a73b-c83ccdbdc53c", "RoleManagement.Read.Directory", "Read all directory RBAC settings"},
    {"9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8", "RoleManagement.ReadWrite.Directory",
     "Read and write all directory RBAC settings"},
    {"38d9df27-64da-44fd-b7c5-a6fbac20248f", "UserAuthenticationMethod.Read.All",
     "Read all users' authentication methods"},
    {"50483e42-d915-4231-9639-7fdb7fd190e5", "UserAuthenticationMethod.ReadWrite.All",
     "Read and write all users' authentication methods"},
    {"810c84a8-4a9e-49e6-bf7d-12d183f40d01", "Mail.Read", "Read mail in all mailboxes"},
});

constexpr std::string_view kName = "Microsoft Graph";

AppRegistration make_registration() {
  AppRegistration graph;
  graph.client_id = ClientId(std::string(kGraphClientId));
  graph.id = ObjectId(derived_guid("Microsoft Graph"));
  graph.display_name = kName;
  graph.audience = SignInAudience::orgs_and_personal;
  graph.requested_access_token_version = 1;
  graph.identifier_uris = {"https://graph.microsoft.com"};
  for (const Delegated& each : kDelegated) {
    const std::string name(each.name);
    graph.scopes.push_back(
        {std::string(each.id), std::string(each.value), name, name, name, name, each.who == Who::admins, true});
  }
  PreAuthorizedClient portal{ClientId(std::string(kPortalClientId)), {}};
  for (const Scope& scope : graph.scopes) portal.scope_ids.push_back(scope.id);
  graph.pre_authorized = {std::move(portal)};
  for (const Application& each : kApplication)
    graph.app_roles.push_back({.id = std::string(each.id),
                               .value = std::string(each.value),
                               .display_name = std::string(each.name),
                               .for_users = false,
                               .for_applications = true,
                               .enabled = true,
                               .description = std::string(each.name)});
  return graph;
}

}  // namespace

const AppRegistration& graph_registration() {
  static const AppRegistration graph = make_registration();
  return graph;
}

ServicePrincipal graph_principal(const TenantId& tenant, UnixTime created) {
  return {.id = ObjectId(derived_guid("Microsoft Graph in " + tenant.value)),
          .tenant = tenant,
          .client_id = ClientId(std::string(kGraphClientId)),
          .display_name = std::string(kName),
          .enabled = true,
          .assignment_required = false,
          .created = created};
}

bool is_graph_name(std::string_view resource) {
  if (resource.ends_with('/')) resource.remove_suffix(1);
  return resource == kGraphClientId || resource == "https://graph.microsoft.com" ||
         resource == "https://graph.microsoft.us" || resource == "https://microsoftgraph.chinacloudapi.cn";
}

}  // namespace sallyport::entra
