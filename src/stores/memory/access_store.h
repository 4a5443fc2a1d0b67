// Policies, roles and teams in memory, for tests. Nothing survives the process. The stores in a database must behave
// like this one. Any thread may use it.
#pragma once

#include <cstdint>
#include <mutex>

#include "identity/access/access_store.h"
#include "stores/memory/entity_version_store.h"

namespace sallyport::stores {

class MemoryAccessStore final : public identity::AccessStore {
 public:
  Result<identity::AccessState> read() override;
  Result<std::int64_t> revision() override;
  Result<std::int64_t> commit(std::int64_t at_revision, const identity::AccessChanges& changes) override;

  // What commits have kept as history.
  identity::EntityVersionStore& versions() { return versions_; }

 private:
  std::mutex mutex_;
  MemoryEntityVersionStore versions_;
  identity::AccessState state_;
};

}  // namespace sallyport::stores
