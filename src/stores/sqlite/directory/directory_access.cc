// Assignments, consents, and what is added together.
#include "stores/sqlite/directory/created_page.h"
#include "stores/sqlite/directory/directory_store.h"
#include "stores/sqlite/directory/work.h"
#include "stores/sqlite/directory/writes.h"

namespace sallyport::stores {
namespace {

using entra::AppRoleAssignment;
using entra::Change;
using entra::Consent;
using entra::ObjectId;
using entra::Page;
using entra::PageRequest;

constexpr std::string_view kAssignmentColumns = "a.id, a.principal, a.kind, a.resource, a.role, a.created, a.ordinal";

Result<AppRoleAssignment> read_assignment(const Row& row) {
  AppRoleAssignment assignment;
  SALLYPORT_TRY(assignment.id, row.text(0));
  SALLYPORT_TRY(assignment.principal.value, row.text(1));
  SALLYPORT_TRY(const auto kind, row.integer(2));
  SALLYPORT_TRY(assignment.principal_kind, kind_of(kind));
  SALLYPORT_TRY(assignment.resource.value, row.text(3));
  SALLYPORT_TRY(assignment.role_id, row.text(4));
  SALLYPORT_TRY(assignment.created, row.time(5));
  return assignment;
}

Result<Consent> read_consent(const Row& row) {
  SALLYPORT_TRY(const auto body, row.text(0));
  return parse_record<Consent>(body);
}

Result<Page<Consent>> list_consents(Connection& c, const TenantId& tenant, const entra::ConsentFilter& filter,
                                    const PageRequest& request) {
  std::string from_where = "consent AS a WHERE a.tenant = ?";
  Parameters parameters{tenant};
  const auto add = [&](std::string_view condition, const ObjectId& id) {
    if (id.empty()) return;
    from_where += condition;
    parameters.emplace_back(id);
  };
  add(" AND a.client = ?", filter.client);
  add(" AND a.person = ?", filter.principal);
  add(" AND a.resource = ?", filter.resource);
  return created_page<Consent>(c, request, "a.body, a.ordinal", from_where, std::move(parameters), 1, read_consent);
}

template <class T>
Result<void> insert_each(Connection& c, const std::vector<T>& values) {
  for (const T& value : values) SALLYPORT_CHECK(insert(c, value));
  return {};
}

}  // namespace

Result<std::vector<AppRoleAssignment>> SqliteDirectoryStore::assignments_at(const ObjectId& resource,
                                                                            const ObjectId& holder) {
  static const std::string sql =
      joined({"SELECT ", kAssignmentColumns, " FROM assignment AS a WHERE a.principal = ?2 AND a.resource = ?1",
              " UNION ALL SELECT ", kAssignmentColumns,
              " FROM membership JOIN assignment AS a ON a.principal = member_of AND a.resource = ?1 WHERE member = ?2",
              " ORDER BY 7"});
  const auto read = [&](Connection& c) -> Result<std::vector<AppRoleAssignment>> {
    std::vector<AppRoleAssignment> found;
    SALLYPORT_CHECK(c.query(sql, {resource, holder}, [&](const Row& row) -> Result<void> {
      SALLYPORT_TRY(auto assignment, read_assignment(row));
      found.push_back(std::move(assignment));
      return {};
    }));
    return found;
  };
  return rename_failure(kept_assignments_at_.get(database_, resource.value + " " + holder.value, read), kPortWord);
}

Result<Page<AppRoleAssignment>> SqliteDirectoryStore::assignments_to(const ObjectId& resource,
                                                                     const PageRequest& request) {
  return read_port(database_, [&](Connection& c) {
    return created_page<AppRoleAssignment>(c, request, kAssignmentColumns, "assignment AS a WHERE a.resource = ?",
                                           {resource}, 6, read_assignment);
  });
}

Result<Page<AppRoleAssignment>> SqliteDirectoryStore::assignments_of(const ObjectId& principal,
                                                                     const PageRequest& request) {
  return read_port(database_, [&](Connection& c) {
    return created_page<AppRoleAssignment>(c, request, kAssignmentColumns, "assignment AS a WHERE a.principal = ?",
                                           {principal}, 6, read_assignment);
  });
}

Result<void> SqliteDirectoryStore::add_assignment(const AppRoleAssignment& assignment) {
  return write_port(database_, [&](Connection& c) { return insert(c, assignment); });
}

Result<bool> SqliteDirectoryStore::remove_assignment(const ObjectId& principal, const ObjectId& resource,
                                                     std::string_view role_id) {
  return write_port(database_, [&](Connection& c) -> Result<bool> {
    SALLYPORT_TRY(const auto removed, c.run("DELETE FROM assignment WHERE principal = ? AND resource = ? AND role = ?",
                                            {principal, resource, role_id}));
    return removed > 0;
  });
}

Result<std::vector<Consent>> SqliteDirectoryStore::consents_for(const ObjectId& client, const ObjectId& person) {
  return ask_port(database_, [&](Connection& c) {
    return list_bodies<Consent>(c, "SELECT body FROM consent WHERE client = ? AND person IN ('', ?) ORDER BY ordinal",
                                {client, person});
  });
}

Result<Page<Consent>> SqliteDirectoryStore::consents(const TenantId& tenant, const entra::ConsentFilter& filter,
                                                     const PageRequest& request) {
  return read_port(database_, [&](Connection& c) { return list_consents(c, tenant, filter, request); });
}

Result<std::optional<Consent>> SqliteDirectoryStore::find_consent(std::string_view id) {
  return find_one<Consent>(database_, "SELECT body FROM consent WHERE id = ?", {id});
}

Result<void> SqliteDirectoryStore::grant_consent(const Consent& consent) {
  return write_port(database_, [&](Connection& c) { return insert(c, consent); });
}

Result<void> SqliteDirectoryStore::change_consent(std::string_view id, const Change<Consent>& change) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(const auto before,
                  load<Consent>(c, "SELECT ordinal, body FROM consent WHERE id = ?", id, "no_consent"));
    const auto fixed = [](const Consent& each) {
      return std::tuple(each.id, each.client, each.principal, each.resource);
    };
    SALLYPORT_TRY(const auto consent, changed(before.value, change, fixed));
    if (consent.scopes.empty()) {
      SALLYPORT_CHECK(c.run("DELETE FROM consent WHERE ordinal = ?", {before.ordinal}));
    } else {
      SALLYPORT_CHECK(c.run("UPDATE consent SET body = ? WHERE ordinal = ?", {print_record(consent), before.ordinal}));
    }
    return {};
  });
}

Result<bool> SqliteDirectoryStore::remove_consent(std::string_view id) {
  return write_port(database_, [&](Connection& c) -> Result<bool> {
    SALLYPORT_TRY(const auto removed, c.run("DELETE FROM consent WHERE id = ?", {id}));
    return removed > 0;
  });
}

Result<void> SqliteDirectoryStore::add(const entra::Batch& batch) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_CHECK(insert_each(c, batch.users));
    SALLYPORT_CHECK(insert_each(c, batch.groups));
    SALLYPORT_CHECK(insert_each(c, batch.apps));
    SALLYPORT_CHECK(insert_each(c, batch.principals));
    SALLYPORT_CHECK(insert_each(c, batch.members));
    SALLYPORT_CHECK(insert_each(c, batch.assignments));
    SALLYPORT_CHECK(insert_each(c, batch.consents));
    SALLYPORT_CHECK(insert_each(c, batch.locations));
    return insert_each(c, batch.policies);
  });
}

}  // namespace sallyport::stores
