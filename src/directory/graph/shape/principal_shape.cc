#include "directory/graph/shape/principal_shape.h"

#include <array>

#include "directory/graph/shape/answer.h"
#include "directory/graph/shape/application_shape.h"
#include "directory/graph/shape/times.h"

namespace sallyport::directory::graph {
namespace {

using odata::May;
using odata::Property;
using odata::Shown;
using odata::Type;

constexpr std::array kPrincipalProperties{
    Property{"id", Type::text, May::filter},
    Property{"accountEnabled", Type::boolean, May::filter},
    Property{"appDisplayName", Type::text, May::filter},
    Property{"appId", Type::text, May::filter_and_search},
    Property{"appOwnerOrganizationId", Type::text, May::filter},
    Property{"appRoleAssignmentRequired", Type::boolean, May::filter},
    Property{"createdDateTime", Type::time, May::filter_and_sort},
    Property{"displayName", Type::text, May::everything},
    Property{"homepage"},
    Property{"logoutUrl"},
    Property{"notes"},
    Property{"replyUrls", Type::texts},
    Property{"servicePrincipalNames", Type::texts, May::filter},
    Property{"servicePrincipalType", Type::text, May::filter},
    Property{"signInAudience"},
    Property{"tags", Type::texts, May::filter},
    Property{"appRoles", Type::objects},
    Property{"keyCredentials", Type::objects},
    Property{"oauth2PermissionScopes", Type::objects},
    Property{"passwordCredentials", Type::objects},
};

constexpr std::array kRoleAssignmentProperties{
    Property{"id", Type::text, May::filter},
    Property{"deletedDateTime", Type::time},
    Property{"appRoleId", Type::text, May::filter},
    Property{"createdDateTime", Type::time},
    Property{"principalDisplayName", Type::text, May::filter},
    Property{"principalId", Type::text, May::filter},
    Property{"principalType", Type::text, May::filter},
    Property{"resourceDisplayName"},
    Property{"resourceId", Type::text, May::filter},
};

constexpr std::array kGrantProperties{
    Property{"clientId", Type::text, May::filter},   Property{"consentType", Type::text, May::filter},
    Property{"id", Type::text, May::filter},         Property{"principalId", Type::text, May::filter},
    Property{"resourceId", Type::text, May::filter}, Property{"scope", Type::text, May::filter},
};

}  // namespace

const odata::EntityType kServicePrincipalType{"servicePrincipal", "ServicePrincipal", "servicePrincipals",
                                              kPrincipalProperties};
const odata::EntityType kAppRoleAssignmentType{"appRoleAssignment", "AppRoleAssignment", "appRoleAssignments",
                                               kRoleAssignmentProperties};
const odata::EntityType kPermissionGrantType{"oAuth2PermissionGrant", "OAuth2PermissionGrant", "oauth2PermissionGrants",
                                             kGrantProperties};

json::Object print_service_principal(const entra::ServicePrincipal& principal, const entra::AppRegistration& app) {
  json::Array names{json::Value(principal.client_id.value)};
  for (const std::string& uri : app.identifier_uris) names.emplace_back(uri);
  json::Array replies;
  for (const entra::RedirectUri& uri : app.redirect_uris) replies.emplace_back(uri.uri);
  return {{"id", principal.id.value},
          {"accountEnabled", principal.enabled},
          {"appDisplayName", app.display_name},
          {"appId", principal.client_id.value},
          {"appOwnerOrganizationId", text_or_null(app.tenant.value)},
          {"appRoleAssignmentRequired", principal.assignment_required},
          {"createdDateTime", print_time(principal.created)},
          {"displayName", principal.display_name},
          {"homepage", text_or_null(app.home_page_url)},
          {"logoutUrl", text_or_null(app.logout_url)},
          {"notes", nullptr},
          {"replyUrls", std::move(replies)},
          {"servicePrincipalNames", std::move(names)},
          {"servicePrincipalType", "Application"},
          {"signInAudience", entra::name_of(app.audience)},
          {"tags", json::Array{json::Value("WindowsAzureActiveDirectoryIntegratedApp")}},
          {"appRoles", print_app_roles(app)},
          {"keyCredentials", json::Array()},
          {"oauth2PermissionScopes", print_scopes(app)},
          {"passwordCredentials", json::Array()}};
}

json::Object print_assignment(const entra::AppRoleAssignment& assignment, json::Value principal, json::Value resource) {
  return {{"id", assignment.id},
          {"deletedDateTime", nullptr},
          {"appRoleId", assignment.role_id},
          {"createdDateTime", print_time(assignment.created)},
          {"principalDisplayName", std::move(principal)},
          {"principalId", assignment.principal.value},
          {"principalType", entra::name_of(assignment.principal_kind)},
          {"resourceDisplayName", std::move(resource)},
          {"resourceId", assignment.resource.value}};
}

json::Object print_grant(const entra::Consent& consent) {
  std::string scope;
  for (const std::string& value : consent.scopes) scope += (scope.empty() ? "" : " ") + value;
  return {{"clientId", consent.client.value},
          {"consentType", consent.principal ? "Principal" : "AllPrincipals"},
          {"id", consent.id},
          {"principalId", consent.principal ? json::Value(consent.principal->value) : json::Value()},
          {"resourceId", consent.resource.value},
          {"scope", std::move(scope)}};
}

}  // namespace sallyport::directory::graph
