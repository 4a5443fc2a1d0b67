// Old versions of entities in memory, for tests. Nothing survives the process. Any thread may use it.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "identity/access/entity_version_store.h"

namespace sallyport::stores {

class MemoryEntityVersionStore final : public identity::EntityVersionStore {
 public:
  Result<void> put(const identity::EntityVersion& version) override;
  Result<std::vector<identity::EntityVersion>> list(const identity::EntityId& entity, std::size_t limit) override;
  Result<std::optional<identity::EntityVersion>> find(const identity::EntityId& entity, std::int64_t number) override;
  Result<void> forget(const identity::EntityId& entity) override;

  // Keeps all of them or, after an error of put(), none.
  Result<void> put_all(std::span<const identity::EntityVersion> versions);

 private:
  std::mutex mutex_;
  std::map<identity::EntityId, std::map<std::int64_t, std::string>> texts_;  // by entity and number
};

}  // namespace sallyport::stores
