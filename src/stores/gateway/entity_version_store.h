// Old versions of entities in a SQL database, one row each. A damaged record makes the call that needs it fail with
// unavailable/"entity_version_store", after an event in the log.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "identity/access/entity_version_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

class SqlEntityVersionStore final : public identity::EntityVersionStore {
 public:
  // The database must have the gateway's schema. It and `log` must outlive the store. Any thread may use the store.
  SqlEntityVersionStore(Database& database, Log& log) : database_(database), log_(log) {}

  Result<void> put(const identity::EntityVersion& version) override;
  Result<std::vector<identity::EntityVersion>> list(const identity::EntityId& entity, std::size_t limit) override;
  Result<std::optional<identity::EntityVersion>> find(const identity::EntityId& entity, std::int64_t number) override;
  Result<void> forget(const identity::EntityId& entity) override;

 private:
  Result<std::vector<identity::EntityVersion>> load(std::string_view where, const Parameters& parameters);

  Database& database_;
  Log& log_;
};

// The same as put() and forget(), as a part of a larger piece of work.
Result<void> write_entity_versions(Connection& connection, std::span<const identity::EntityVersion> versions);
Result<void> write_text_before(Connection& connection, const identity::EntityId& entity, std::int64_t number,
                               const std::string& text);  // of identity::Edited
Result<void> remove_entity_versions(Connection& connection, const identity::EntityId& entity);

}  // namespace sallyport::stores
