#include "stores/sqlite/directory/upgrade_2.h"

#include "entra/graph_application.h"
#include "stores/sqlite/directory/rows.h"
#include "stores/sqlite/directory/writes.h"

namespace sallyport::stores {
namespace {

using entra::ObjectId;

constexpr std::string_view kOwnScope = "user_impersonation";  // what every access token for an app had
constexpr const char* kGraphScopes[] = {"openid", "profile", "email", "offline_access", "User.Read"};

entra::AppRegistration registration_of(AppOf010 old) {
  entra::AppRegistration app;
  app.client_id = std::move(old.client_id);
  app.id = std::move(old.id);
  app.tenant = std::move(old.tenant);
  app.display_name = std::move(old.display_name);
  app.audience = old.audience;
  app.redirect_uris = std::move(old.redirect_uris);
  app.logout_url = std::move(old.logout_url);
  app.id_token_implicit = old.id_token_implicit;
  app.access_token_implicit = old.access_token_implicit;
  app.public_client_flows = old.public_client_flows;
  app.requested_access_token_version = old.access_token_version;
  app.identifier_uris = std::move(old.identifier_uris);
  app.app_roles = std::move(old.app_roles);
  app.group_claims = old.group_claims;
  app.secrets = std::move(old.secrets);
  app.certificates = std::move(old.certificates);
  for (std::string& claim : old.optional_claims) app.id_token_claims.push_back({.name = std::move(claim)});
  const std::string meaning = "Access " + app.display_name;
  app.scopes.push_back({.id = entra::derived_guid(std::string(kOwnScope) + " of " + app.client_id.value),
                        .value = std::string(kOwnScope),
                        .admin_consent_name = meaning,
                        .admin_consent_text = meaning,
                        .user_consent_name = meaning,
                        .user_consent_text = meaning});
  app.required_permissions.push_back({ClientId(std::string(entra::kGraphClientId)),
                                      entra::find_scope(entra::graph_registration(), "User.Read")->id,
                                      entra::PermissionKind::scope});
  return app;
}

entra::Consent consent_of(const entra::ServicePrincipal& client, const ObjectId& resource,
                          std::vector<std::string> scopes) {
  return {entra::derived_guid("consent of " + client.id.value + " at " + resource.value),
          client.id,
          std::nullopt,
          resource,
          std::move(scopes),
          {}};
}

// Version 0.1.0 let every application resolve the groups of people through Graph. Those whose tokens name groups still
// may.
Result<void> let_read_groups(Connection& connection, const entra::ServicePrincipal& principal, const ObjectId& graph) {
  for (const std::string_view value : {"User.Read.All", "GroupMember.Read.All"}) {
    entra::AppRoleAssignment assignment;
    assignment.role_id = entra::find_role(entra::graph_registration(), value)->id;
    assignment.id = entra::derived_guid("assignment of " + assignment.role_id + " to " + principal.id.value);
    assignment.principal = principal.id;
    assignment.resource = graph;
    SALLYPORT_CHECK(insert(connection, assignment));
  }
  return {};
}

Result<void> carry_app(Connection& connection, AppOf010 old) {
  const entra::ServicePrincipal principal{
      old.service_principal, old.tenant, old.client_id, old.display_name, old.enabled, old.assignment_required, {}};
  const auto assignments = old.assignments;
  const bool names_groups = old.group_claims != entra::GroupClaims::none;
  SALLYPORT_CHECK(insert(connection, registration_of(std::move(old))));
  SALLYPORT_CHECK(insert(connection, principal));
  for (const AssignmentOf010& each : assignments) {
    const std::string role = each.app_role_id.empty() ? std::string(entra::kDefaultAccess) : each.app_role_id;
    entra::AppRoleAssignment assignment;
    assignment.id =
        entra::derived_guid("assignment of " + role + " at " + principal.id.value + " to " + each.principal.value);
    assignment.principal = each.principal;
    assignment.resource = principal.id;
    assignment.role_id = role;
    SALLYPORT_CHECK(insert(connection, assignment));
  }
  const ObjectId graph = entra::graph_principal(principal.tenant, {}).id;
  SALLYPORT_CHECK(insert(connection, consent_of(principal, graph, {std::begin(kGraphScopes), std::end(kGraphScopes)})));
  if (names_groups) SALLYPORT_CHECK(let_read_groups(connection, principal, graph));
  return insert(connection, consent_of(principal, principal.id, {std::string(kOwnScope)}));
}

Result<void> carry_groups(Connection& connection) {
  SALLYPORT_CHECK(connection.query("SELECT id, tenant, name FROM user_group ORDER BY name, id", {},
                                   [&](const Row& row) -> Result<void> {
                                     entra::Group group;
                                     SALLYPORT_TRY(group.id.value, row.text(0));
                                     SALLYPORT_TRY(group.tenant.value, row.text(1));
                                     SALLYPORT_TRY(group.display_name, row.text(2));
                                     return insert(connection, group);
                                   }));
  return connection.query("SELECT member_of, user FROM member ORDER BY member_of, user", {},
                          [&](const Row& row) -> Result<void> {
                            entra::Membership membership;
                            SALLYPORT_TRY(membership.group.value, row.text(0));
                            SALLYPORT_TRY(membership.member.value, row.text(1));
                            return insert(connection, membership);
                          });
}

}  // namespace

Result<void> upgrade_2(Connection& connection) {
  SALLYPORT_TRY(const auto tenants,
                list_bodies<entra::Tenant>(connection, "SELECT body FROM tenant ORDER BY ordinal", {}));
  for (const entra::Tenant& tenant : tenants)
    SALLYPORT_CHECK(insert(connection, entra::graph_principal(tenant.id, {})));
  SALLYPORT_TRY(const auto users, list_bodies<entra::User>(connection, "SELECT body FROM user ORDER BY ordinal", {}));
  for (const entra::User& user : users) SALLYPORT_CHECK(insert(connection, user));
  SALLYPORT_CHECK(carry_groups(connection));
  SALLYPORT_TRY(auto apps, list_bodies<AppOf010>(connection, "SELECT body FROM app ORDER BY ordinal", {}));
  for (AppOf010& app : apps) SALLYPORT_CHECK(carry_app(connection, std::move(app)));
  return {};
}

}  // namespace sallyport::stores
