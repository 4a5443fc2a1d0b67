#include "stores/gateway/entity_version_store.h"

#include <algorithm>

#include "stores/sql/row_check.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {

using identity::EntityId;
using identity::EntityVersion;

namespace {

constexpr std::string_view kEntityVersionStore = "entity_version_store";

Parameters values_of(const EntityVersion& version) {
  return {version.entity, version.number, version.text};
}

Result<EntityVersion> parse_entity_version(const Row& row) {
  EntityVersion version;
  SALLYPORT_TRY(version.entity.value, row.text(0));
  SALLYPORT_TRY(version.number, row.integer(1));
  SALLYPORT_TRY(version.text, row.text(2));
  SALLYPORT_TRY(const auto check, row.blob(3));
  SALLYPORT_CHECK(check_row(values_of(version), check));
  return version;
}

Result<void> write_entity_version(Connection& connection, const EntityVersion& version) {
  if (version.text.size() > identity::kMaxVersionText) return failure(Kind::rejected, "version_too_long");
  auto values = values_of(version);
  const std::string check = row_check(values);
  values.emplace_back(Blob{check});
  SALLYPORT_CHECK(connection.run(
      "INSERT INTO entity_version (entity, number, text, row_check) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      values));
  SALLYPORT_CHECK(connection.run("DELETE FROM entity_version WHERE entity = ? AND number <= ?",
                                 {version.entity, version.number - identity::kMaxVersionsKept}));
  return {};
}

}  // namespace

Result<void> write_entity_versions(Connection& connection, std::span<const EntityVersion> versions) {
  for (const EntityVersion& version : versions) SALLYPORT_CHECK(write_entity_version(connection, version));
  return {};
}

Result<void> write_text_before(Connection& connection, const EntityId& entity, std::int64_t number,
                               const std::string& text) {
  if (text.empty()) return {};
  return write_entity_version(connection, {entity, number, text});
}

Result<void> remove_entity_versions(Connection& connection, const EntityId& entity) {
  SALLYPORT_CHECK(connection.run("DELETE FROM entity_version WHERE entity = ?", {entity}));
  return {};
}

Result<void> SqlEntityVersionStore::put(const EntityVersion& version) {
  return rename_failure(
      database_.write([&](Connection& connection) { return write_entity_version(connection, version); }),
      kEntityVersionStore);
}

Result<std::vector<EntityVersion>> SqlEntityVersionStore::load(std::string_view where, const Parameters& parameters) {
  const std::string sql = joined({"SELECT entity, number, text, row_check FROM entity_version WHERE ", where});
  return rename_failure(database_.read(
                            [&](Connection& connection) -> Result<std::vector<EntityVersion>> {
                              std::vector<EntityVersion> found;
                              SALLYPORT_CHECK(connection.query(sql, parameters, [&](const Row& row) -> Result<void> {
                                auto version = parse_entity_version(row);
                                if (!version) {
                                  report_damaged(log_, "entity_version", row.text(0).value_or("?"), version.error());
                                  return Failure(version.error());
                                }
                                found.push_back(*std::move(version));
                                return {};
                              }));
                              return found;
                            },
                            Isolation::statement),
                        kEntityVersionStore);
}

Result<std::vector<EntityVersion>> SqlEntityVersionStore::list(const EntityId& entity, std::size_t limit) {
  const auto most = static_cast<std::int64_t>(std::min(limit, std::size_t{identity::kMaxVersionsKept}));
  return load("entity = ? ORDER BY number DESC LIMIT ?", {entity, most});
}

Result<std::optional<EntityVersion>> SqlEntityVersionStore::find(const EntityId& entity, std::int64_t number) {
  SALLYPORT_TRY(auto found, load("entity = ? AND number = ?", {entity, number}));
  return found.empty() ? std::optional<EntityVersion>() : std::optional(std::move(found.front()));
}

Result<void> SqlEntityVersionStore::forget(const EntityId& entity) {
  return rename_failure(
      database_.write([&](Connection& connection) { return remove_entity_versions(connection, entity); }),
      kEntityVersionStore);
}

}  // namespace sallyport::stores
