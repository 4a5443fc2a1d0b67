#include "stores/sqlite/directory/writes.h"

#include <algorithm>

#include "entra/graph_application.h"
#include "entra/name_index.h"
#include "stores/sqlite/directory/listing.h"
#include "stores/sqlite/directory/rows.h"

namespace sallyport::stores {
namespace {

using entra::ObjectId;
using entra::PrincipalKind;

// The text in the first column. The statement returns at most one row; absent if it returns none.
Result<std::optional<std::string>> find_text(Connection& c, std::string_view sql, const Parameters& parameters) {
  std::optional<std::string> found;
  SALLYPORT_CHECK(c.query(sql, parameters, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(found, row.text(0));
    return {};
  }));
  return found;
}

// Assignments and memberships name people, groups and service principals by the id alone, so no two of them share one.
Result<void> check_id_is_free(Connection& c, const ObjectId& id) {
  SALLYPORT_TRY(const auto user, find_text(c, "SELECT name FROM account WHERE id = ?", {id}));
  if (user) return failure(Kind::conflict, "user_id_taken", "", id.value + " is the id of " + *user);
  SALLYPORT_TRY(const auto group, find_body<entra::Group>(c, "SELECT body FROM security_group WHERE id = ?", {id}));
  if (group)
    return failure(Kind::conflict, "group_id_taken", "", id.value + " is the id of the group " + group->display_name);
  SALLYPORT_TRY(const auto principal,
                find_body<entra::ServicePrincipal>(c, "SELECT body FROM service_principal WHERE id = ?", {id}));
  if (!principal) return {};
  return failure(Kind::conflict, "principal_id_taken", "",
                 id.value + " is the id of the service principal of " + principal->display_name);
}

Result<std::optional<TenantId>> tenant_of_principal(Connection& c, const ObjectId& id) {
  SALLYPORT_TRY(auto tenant, find_text(c, "SELECT tenant FROM service_principal WHERE id = ?", {id}));
  return tenant ? std::optional(TenantId(*std::move(tenant))) : std::nullopt;
}

Result<void> check_person_of(Connection& c, const entra::Consent& consent, const TenantId& tenant) {
  if (!consent.principal) return {};
  SALLYPORT_TRY(const auto home, find_text(c, "SELECT tenant FROM account WHERE id = ?", {*consent.principal}));
  if (!home) return failure(Kind::rejected, "no_user", "", consent.principal->value);
  if (*home != tenant.value) return failure(Kind::rejected, "consent_tenant");
  return {};
}

}  // namespace

std::int64_t number_of(PrincipalKind kind) {
  return static_cast<std::int64_t>(kind);
}

Result<PrincipalKind> kind_of(std::int64_t number) {
  if (number < 0 || number > number_of(PrincipalKind::service_principal))
    return failure(Kind::unavailable, "sql_value");
  return static_cast<PrincipalKind>(number);
}

std::string person_of(const entra::Consent& consent) {
  return consent.principal ? consent.principal->value : std::string();
}

Result<std::optional<Known>> find_known(Connection& c, const ObjectId& id) {
  std::optional<Known> found;
  SALLYPORT_CHECK(c.query(
      "SELECT 0, tenant FROM account WHERE id = ?1 UNION ALL SELECT 1, tenant FROM security_group WHERE id = ?1 "
      "UNION ALL SELECT 2, tenant FROM service_principal WHERE id = ?1 LIMIT 1",
      {id}, [&](const Row& row) -> Result<void> {
        SALLYPORT_TRY(const auto number, row.integer(0));
        SALLYPORT_TRY(const auto kind, kind_of(number));
        SALLYPORT_TRY(auto tenant, row.text(1));
        found = Known{kind, TenantId(std::move(tenant))};
        return {};
      }));
  return found;
}

Result<void> forget(Connection& c, const ObjectId& id) {
  SALLYPORT_CHECK(c.run("DELETE FROM membership WHERE member = ?", {id}));
  SALLYPORT_CHECK(c.run("DELETE FROM membership WHERE member_of = ?", {id}));
  SALLYPORT_CHECK(c.run("DELETE FROM assignment WHERE principal = ?", {id}));
  SALLYPORT_CHECK(c.run("DELETE FROM assignment WHERE resource = ?", {id}));
  SALLYPORT_CHECK(c.run("DELETE FROM consent WHERE client = ?", {id}));
  SALLYPORT_CHECK(c.run("DELETE FROM consent WHERE person = ?", {id}));
  SALLYPORT_CHECK(c.run("DELETE FROM consent WHERE resource = ?", {id}));
  return {};
}

Result<std::vector<entra::User>> list_people_with_role(Connection& c, const TenantId& tenant) {
  return list_bodies<entra::User>(
      c,
      "SELECT body FROM account JOIN account_role ON account.id = account_role.person WHERE account_role.tenant = ? "
      "ORDER BY ordinal",
      {tenant});
}

Result<void> store_role(Connection& c, const entra::User& user) {
  SALLYPORT_CHECK(c.run("DELETE FROM account_role WHERE person = ?", {user.id}));
  if (user.directory_role == entra::DirectoryRole::none) return {};
  SALLYPORT_CHECK(c.run("INSERT INTO account_role (person, tenant) VALUES (?, ?)", {user.id, user.tenant}));
  return {};
}

Result<void> store_domains(Connection& c, const entra::Tenant& tenant) {
  SALLYPORT_CHECK(c.run("DELETE FROM tenant_domain WHERE tenant = ?", {tenant.id}));
  for (const std::string& domain : tenant.domains) {
    SALLYPORT_TRY(const bool taken,
                  is_there(c, "SELECT 1 FROM tenant_domain WHERE name = ? AND tenant <> ?", {domain, tenant.id}));
    if (taken) return failure(Kind::conflict, "domain_taken");
    SALLYPORT_CHECK(c.run("INSERT OR IGNORE INTO tenant_domain (name, tenant) VALUES (?, ?)", {domain, tenant.id}));
  }
  return {};
}

Result<void> store_app_indexes(Connection& c, const entra::AppRegistration& app) {
  SALLYPORT_CHECK(c.run("DELETE FROM application_identifier WHERE client_id = ?", {app.client_id}));
  for (const std::string& uri : app.identifier_uris) {
    SALLYPORT_TRY(const bool taken, is_there(c, "SELECT 1 FROM application_identifier WHERE uri = ? AND client_id <> ?",
                                             {uri, app.client_id}));
    if (taken) return failure(Kind::conflict, "identifier_taken");
    SALLYPORT_CHECK(
        c.run("INSERT OR IGNORE INTO application_identifier (uri, client_id) VALUES (?, ?)", {uri, app.client_id}));
  }
  SALLYPORT_CHECK(c.run("DELETE FROM application_origin WHERE client_id = ?", {app.client_id}));
  for (const entra::RedirectUri& uri : app.redirect_uris) {
    const std::string origin = entra::origin_key(uri.uri);
    if (origin.empty()) continue;
    SALLYPORT_CHECK(c.run("INSERT OR IGNORE INTO application_origin (origin, platform, client_id) VALUES (?, ?, ?)",
                          {origin, entra::name_of(uri.platform), app.client_id}));
  }
  SALLYPORT_CHECK(c.run("DELETE FROM application_owner WHERE client_id = ?", {app.client_id}));
  for (const ObjectId& owner : app.owners)
    SALLYPORT_CHECK(
        c.run("INSERT OR IGNORE INTO application_owner (owner, client_id) VALUES (?, ?)", {owner, app.client_id}));
  return {};
}

Result<void> insert(Connection& c, const entra::Tenant& tenant) {
  SALLYPORT_TRY(const bool taken, is_there(c, "SELECT 1 FROM tenant WHERE id = ?", {tenant.id}));
  if (taken) return failure(Kind::conflict, "tenant_id_taken", "", tenant.id.value);
  SALLYPORT_CHECK(c.run("INSERT INTO tenant (id, body) VALUES (?, ?)", {tenant.id, print_record(tenant)}));
  SALLYPORT_CHECK(store_domains(c, tenant));
  return insert(c, entra::graph_principal(tenant.id, {}));
}

Result<void> insert(Connection& c, const entra::User& user) {
  SALLYPORT_CHECK(check_id_is_free(c, user.id));
  SALLYPORT_TRY(const bool taken, is_there(c, "SELECT 1 FROM account WHERE name = ?", {user.user_principal_name}));
  if (taken) return failure(Kind::conflict, "user_name_taken");
  SALLYPORT_CHECK(
      c.run("INSERT INTO account (id, tenant, name, display, body) VALUES (?, ?, ?, ?, ?)",
            {user.id, user.tenant, user.user_principal_name, entra::fold_name(user.display_name), print_record(user)}));
  if (user.directory_role != entra::DirectoryRole::none) SALLYPORT_CHECK(store_role(c, user));
  return add_words(c, kAccounts, user.tenant, entra::words_of(user));
}

Result<void> insert(Connection& c, const entra::Group& group) {
  SALLYPORT_CHECK(check_id_is_free(c, group.id));
  SALLYPORT_CHECK(c.run("INSERT INTO security_group (id, tenant, display, body) VALUES (?, ?, ?, ?)",
                        {group.id, group.tenant, entra::fold_name(group.display_name), print_record(group)}));
  return add_words(c, kGroups, group.tenant, entra::words_of(group));
}

Result<void> insert(Connection& c, const entra::AppRegistration& app) {
  SALLYPORT_TRY(const bool left_behind,
                is_there(c, "SELECT 1 FROM service_principal WHERE client_id = ? LIMIT 1", {app.client_id}));
  if (left_behind) return failure(Kind::conflict, "client_id_taken", "", app.client_id.value);
  return insert_again(c, app);
}

Result<void> insert_again(Connection& c, const entra::AppRegistration& app) {
  SALLYPORT_TRY(const bool client_taken, is_there(c, "SELECT 1 FROM application WHERE client_id = ?", {app.client_id}));
  if (client_taken) return failure(Kind::conflict, "client_id_taken", "", app.client_id.value);
  SALLYPORT_TRY(const bool id_taken, is_there(c, "SELECT 1 FROM application WHERE id = ?", {app.id}));
  if (id_taken) return failure(Kind::conflict, "app_id_taken", "", app.id.value);
  SALLYPORT_CHECK(c.run("INSERT INTO application (client_id, id, tenant, display, body) VALUES (?, ?, ?, ?, ?)",
                        {app.client_id, app.id, app.tenant, entra::fold_name(app.display_name), print_record(app)}));
  SALLYPORT_CHECK(add_words(c, kApplications, app.tenant, entra::words_of(app)));
  return store_app_indexes(c, app);
}

Result<void> insert(Connection& c, const entra::ServicePrincipal& principal) {
  SALLYPORT_CHECK(check_id_is_free(c, principal.id));
  SALLYPORT_TRY(const bool taken, is_there(c, "SELECT 1 FROM service_principal WHERE tenant = ? AND client_id = ?",
                                           {principal.tenant, principal.client_id}));
  if (taken) return failure(Kind::conflict, "principal_taken", "", principal.client_id.value);
  SALLYPORT_CHECK(c.run("INSERT INTO service_principal (id, tenant, client_id, display, body) VALUES (?, ?, ?, ?, ?)",
                        {principal.id, principal.tenant, principal.client_id, entra::fold_name(principal.display_name),
                         print_record(principal)}));
  return add_words(c, kPrincipals, principal.tenant, entra::words_of(principal));
}

Result<void> insert(Connection& c, const entra::Membership& membership) {
  SALLYPORT_TRY(const auto tenant, find_text(c, "SELECT tenant FROM security_group WHERE id = ?", {membership.group}));
  if (!tenant) return failure(Kind::rejected, "no_group", "", membership.group.value);
  if (membership.group == membership.member) return failure(Kind::rejected, "member_of_itself");
  SALLYPORT_TRY(const auto member, find_known(c, membership.member));
  if (!member) return failure(Kind::rejected, "no_principal", "", membership.member.value);
  if (member->tenant.value != *tenant) return failure(Kind::rejected, "member_tenant", "", membership.member.value);
  SALLYPORT_CHECK(c.run("INSERT OR IGNORE INTO membership (member, member_of, kind) VALUES (?, ?, ?)",
                        {membership.member, membership.group, number_of(member->kind)}));
  return {};
}

Result<void> insert(Connection& c, const entra::AppRoleAssignment& assignment) {
  SALLYPORT_TRY(const auto holder, find_known(c, assignment.principal));
  if (!holder) return failure(Kind::rejected, "no_principal", "", assignment.principal.value);
  SALLYPORT_TRY(const auto tenant, tenant_of_principal(c, assignment.resource));
  if (!tenant) return failure(Kind::rejected, "no_principal", "", assignment.resource.value);
  if (holder->tenant != *tenant) return failure(Kind::rejected, "assignment_tenant");
  SALLYPORT_TRY(const bool taken,
                is_there(c, "SELECT 1 FROM assignment WHERE principal = ? AND resource = ? AND role = ?",
                         {assignment.principal, assignment.resource, assignment.role_id}));
  if (taken) return failure(Kind::conflict, "assignment_taken");
  SALLYPORT_TRY(const bool id_taken, is_there(c, "SELECT 1 FROM assignment WHERE id = ?", {assignment.id}));
  if (id_taken) return failure(Kind::conflict, "assignment_id_taken");
  SALLYPORT_CHECK(
      c.run("INSERT INTO assignment (id, principal, kind, resource, role, created) VALUES (?, ?, ?, ?, ?, ?)",
            {assignment.id, assignment.principal, number_of(holder->kind), assignment.resource, assignment.role_id,
             assignment.created}));
  return {};
}

Result<void> insert(Connection& c, const entra::Consent& consent) {
  SALLYPORT_TRY(const auto tenant, tenant_of_principal(c, consent.client));
  SALLYPORT_TRY(const auto theirs, tenant_of_principal(c, consent.resource));
  if (!tenant || !theirs) return failure(Kind::rejected, "no_principal");
  if (*tenant != *theirs) return failure(Kind::rejected, "consent_tenant");
  SALLYPORT_CHECK(check_person_of(c, consent, *tenant));
  const std::string person = person_of(consent);
  SALLYPORT_TRY(auto known, find_body<entra::Consent>(
                                c, "SELECT body FROM consent WHERE client = ? AND person = ? AND resource = ?",
                                {consent.client, person, consent.resource}));
  if (known) {
    for (const std::string& scope : consent.scopes)
      if (std::ranges::find(known->scopes, scope) == known->scopes.end()) known->scopes.push_back(scope);
    SALLYPORT_CHECK(c.run("UPDATE consent SET body = ? WHERE id = ?", {print_record(*known), known->id}));
    return {};
  }
  SALLYPORT_TRY(const bool id_taken, is_there(c, "SELECT 1 FROM consent WHERE id = ?", {consent.id}));
  if (id_taken) return failure(Kind::conflict, "consent_id_taken");
  SALLYPORT_CHECK(c.run("INSERT INTO consent (id, tenant, client, person, resource, body) VALUES (?, ?, ?, ?, ?, ?)",
                        {consent.id, *tenant, consent.client, person, consent.resource, print_record(consent)}));
  return {};
}

}  // namespace sallyport::stores
