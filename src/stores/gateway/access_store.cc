#include "stores/gateway/access_store.h"

#include "stores/gateway/access_row.h"
#include "stores/gateway/entity_version_store.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {

using identity::AccessChanges;
using identity::AccessState;

namespace {

constexpr std::string_view kAccessStore = "access_store";

Result<std::int64_t> read_revision(Connection& connection) {
  std::optional<std::int64_t> found;
  SALLYPORT_CHECK(connection.query("SELECT revision FROM entity_revision", {}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(found, row.integer(0));
    return {};
  }));
  return found.value_or(0);
}

bool has_entities(const AccessState& state) {
  return !state.policies.empty() || !state.roles.empty() || !state.teams.empty();
}

// Moves from this revision to the next. False if the store is at another one.
Result<bool> move_revision(Connection& connection, std::int64_t at_revision) {
  const bool first = at_revision == 0;
  SALLYPORT_TRY(
      const auto moved,
      first ? connection.run("INSERT INTO entity_revision (id, revision) VALUES (1, 1) ON CONFLICT DO NOTHING")
            : connection.run("UPDATE entity_revision SET revision = revision + 1 WHERE revision = ?", {at_revision}));
  return moved == 1;
}

// A role that somebody has must not disappear: a policy of it may deny something, and another role that is made under
// the same name would be theirs.
Result<void> check_role_is_free(Connection& connection, const identity::EntityId& id) {
  std::optional<std::string> held;
  SALLYPORT_CHECK(connection.query(
      "SELECT m.role FROM entity AS e JOIN membership AS m ON m.role = e.name WHERE e.id = ? AND e.kind = ? AND "
      "m.origin <> ? LIMIT 1",
      {id, "role", "provider"}, [&](const Row& row) -> Result<void> {
        SALLYPORT_TRY(held, row.text(0));
        return {};
      }));
  if (held) return failure(Kind::rejected, "entity_in_use", {}, "people have the role " + *held);
  return {};
}

Result<void> check_roles_are_free(Connection& connection, const AccessChanges& changes) {
  for (const auto& role : changes.roles)
    if (role.header.deleted) SALLYPORT_CHECK(check_role_is_free(connection, role.header.id));
  for (const auto& id : changes.removed) SALLYPORT_CHECK(check_role_is_free(connection, id));
  return {};
}

}  // namespace

Result<AccessState> SqlAccessStore::read() {
  return rename_failure(database_.read([&](Connection& connection) -> Result<AccessState> {
    SALLYPORT_TRY(auto state, read_entities(connection, log_));
    SALLYPORT_TRY(state.revision, read_revision(connection));
    if (state.revision == 0 && has_entities(state))
      return failure(Kind::unavailable, "sql_damaged", {}, "entity_revision is empty");
    return state;
  }),
                        kAccessStore);
}

Result<std::int64_t> SqlAccessStore::revision() {
  return rename_failure(database_.read(read_revision, Isolation::statement), kAccessStore);
}

Result<std::int64_t> SqlAccessStore::commit(std::int64_t at_revision, const AccessChanges& changes) {
  auto committed = database_.write([&](Connection& connection) -> Result<std::int64_t> {
    SALLYPORT_TRY(const bool moved, move_revision(connection, at_revision));
    if (!moved) return failure(Kind::conflict, "access_changed");
    SALLYPORT_CHECK(check_roles_are_free(connection, changes));
    const auto written = write_entities(connection, changes);
    // The only constraints that changes can break are those of names and ids.
    if (!written && written.error().kind == Kind::conflict) return failure(Kind::conflict, "entity_exists");
    if (!written) return Failure(written.error());
    SALLYPORT_CHECK(write_entity_versions(connection, changes.history));
    return at_revision + 1;
  });
  return rename_failure(std::move(committed), kAccessStore);
}

}  // namespace sallyport::stores
