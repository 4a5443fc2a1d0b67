// Conditional access policies and named locations.
#include "stores/sqlite/directory/directory_store.h"
#include "stores/sqlite/directory/work.h"
#include "stores/sqlite/directory/writes.h"

namespace sallyport::stores {
namespace {

using entra::Change;
using entra::ConditionalAccessPolicy;
using entra::NamedLocation;
using entra::ObjectId;

// Fails with conflict/`taken` if the statement finds the id, and with conflict/`full` if the tenant has `most` rows.
Result<void> check_room(Connection& c, std::string_view taken_sql, const ObjectId& id, std::string_view taken,
                        std::string_view count_sql, const TenantId& tenant, std::size_t most, std::string_view full) {
  SALLYPORT_TRY(const bool is_taken, is_there(c, taken_sql, {id}));
  if (is_taken) return failure(Kind::conflict, taken);
  std::int64_t count = 0;
  SALLYPORT_CHECK(c.query(count_sql, {tenant}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(count, row.integer(0));
    return {};
  }));
  if (static_cast<std::size_t>(count) >= most) return failure(Kind::conflict, full);
  return {};
}

// Replaces which locations the policy names. All of them must be of its tenant.
Result<void> store_places(Connection& c, const ConditionalAccessPolicy& policy) {
  SALLYPORT_CHECK(c.run("DELETE FROM policy_location WHERE policy = ?", {policy.id}));
  for (const ObjectId& id : entra::named_places(policy)) {
    SALLYPORT_TRY(const bool known,
                  is_there(c, "SELECT 1 FROM named_location WHERE id = ? AND tenant = ?", {id, policy.tenant}));
    if (!known) return failure(Kind::rejected, "no_location", "", id.value);
    SALLYPORT_CHECK(c.run("INSERT OR IGNORE INTO policy_location (policy, location) VALUES (?, ?)", {policy.id, id}));
  }
  return {};
}

template <class T>
auto fixed_of(const T& value) {
  return std::pair(value.id, value.tenant);
}

}  // namespace

Result<void> insert(Connection& c, const NamedLocation& location) {
  SALLYPORT_CHECK(check_room(c, "SELECT 1 FROM named_location WHERE id = ?", location.id, "location_id_taken",
                             "SELECT count(*) FROM named_location WHERE tenant = ?", location.tenant,
                             entra::kNamedLocations, "location_count"));
  SALLYPORT_CHECK(c.run("INSERT INTO named_location (id, tenant, body) VALUES (?, ?, ?)",
                        {location.id, location.tenant, print_record(location)}));
  return {};
}

Result<void> insert(Connection& c, const ConditionalAccessPolicy& policy) {
  SALLYPORT_CHECK(check_room(c, "SELECT 1 FROM policy WHERE id = ?", policy.id, "policy_id_taken",
                             "SELECT count(*) FROM policy WHERE tenant = ?", policy.tenant, entra::kPolicies,
                             "policy_count"));
  SALLYPORT_CHECK(c.run("INSERT INTO policy (id, tenant, body) VALUES (?, ?, ?)",
                        {policy.id, policy.tenant, print_record(policy)}));
  return store_places(c, policy);
}

Result<std::vector<ConditionalAccessPolicy>> SqliteDirectoryStore::policies(const TenantId& tenant) {
  return read_port(database_, [&](Connection& c) {
    return list_bodies<ConditionalAccessPolicy>(c, "SELECT body FROM policy WHERE tenant = ? ORDER BY ordinal",
                                                {tenant});
  });
}

Result<std::optional<ConditionalAccessPolicy>> SqliteDirectoryStore::find_policy(const ObjectId& id) {
  return find_one<ConditionalAccessPolicy>(database_, "SELECT body FROM policy WHERE id = ?", {id});
}

Result<void> SqliteDirectoryStore::add_policy(const ConditionalAccessPolicy& policy) {
  return write_port(database_, [&](Connection& c) { return insert(c, policy); });
}

Result<void> SqliteDirectoryStore::change_policy(const ObjectId& id, const Change<ConditionalAccessPolicy>& change) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(const auto before, load<ConditionalAccessPolicy>(c, "SELECT ordinal, body FROM policy WHERE id = ?",
                                                                   id.value, "no_policy"));
    SALLYPORT_TRY(const auto policy, changed(before.value, change, fixed_of<ConditionalAccessPolicy>));
    SALLYPORT_CHECK(c.run("UPDATE policy SET body = ? WHERE ordinal = ?", {print_record(policy), before.ordinal}));
    return store_places(c, policy);
  });
}

Result<bool> SqliteDirectoryStore::remove_policy(const ObjectId& id) {
  return write_port(database_, [&](Connection& c) -> Result<bool> {
    SALLYPORT_TRY(const auto removed, c.run("DELETE FROM policy WHERE id = ?", {id}));
    return removed > 0;
  });
}

Result<std::vector<NamedLocation>> SqliteDirectoryStore::locations(const TenantId& tenant) {
  return read_port(database_, [&](Connection& c) {
    return list_bodies<NamedLocation>(c, "SELECT body FROM named_location WHERE tenant = ? ORDER BY ordinal", {tenant});
  });
}

Result<std::optional<NamedLocation>> SqliteDirectoryStore::find_location(const ObjectId& id) {
  return find_one<NamedLocation>(database_, "SELECT body FROM named_location WHERE id = ?", {id});
}

Result<void> SqliteDirectoryStore::add_location(const NamedLocation& location) {
  return write_port(database_, [&](Connection& c) { return insert(c, location); });
}

Result<void> SqliteDirectoryStore::change_location(const ObjectId& id, const Change<NamedLocation>& change) {
  return write_port(database_, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(const auto before, load<NamedLocation>(c, "SELECT ordinal, body FROM named_location WHERE id = ?",
                                                         id.value, "no_location"));
    SALLYPORT_TRY(const auto location, changed(before.value, change, fixed_of<NamedLocation>));
    SALLYPORT_CHECK(
        c.run("UPDATE named_location SET body = ? WHERE ordinal = ?", {print_record(location), before.ordinal}));
    return {};
  });
}

Result<bool> SqliteDirectoryStore::remove_location(const ObjectId& id) {
  return write_port(database_, [&](Connection& c) -> Result<bool> {
    SALLYPORT_TRY(const bool used, is_there(c, "SELECT 1 FROM policy_location WHERE location = ? LIMIT 1", {id}));
    if (used) return failure(Kind::conflict, "location_used");
    SALLYPORT_TRY(const auto removed, c.run("DELETE FROM named_location WHERE id = ?", {id}));
    return removed > 0;
  });
}

}  // namespace sallyport::stores
