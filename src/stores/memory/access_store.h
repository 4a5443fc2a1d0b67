// Policies, roles and teams in memory, for tests. Nothing survives the process. The stores in a database must behave
// like this one. Any thread may use it.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

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

  // For the store of people in memory: no role is deleted of which `is_held` is true.
  void keep_roles(std::function<bool(const std::string&)> is_held) { is_held_ = std::move(is_held); }

 private:
  Result<void> check_roles_are_free(const identity::AccessChanges& changes) const;

  std::function<bool(const std::string&)> is_held_ = [](const std::string&) { return false; };
  std::mutex mutex_;
  MemoryEntityVersionStore versions_;
  identity::AccessState state_;
};

}  // namespace sallyport::stores
