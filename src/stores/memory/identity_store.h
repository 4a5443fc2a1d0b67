// People in memory: for the demo and tests, and the reference for the databases. Gone with the process.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "base/random.h"
#include "identity/identity_store.h"

namespace sallyport::stores {

class MemoryIdentityStore final : public identity::IdentityStore {
 public:
  explicit MemoryIdentityStore(Random& random) : random_(random) {}

  Result<std::optional<identity::Person>> find(const identity::IdentityKey& key) override;
  Result<std::optional<identity::Person>> find_by_id(const PersonId& id) override;
  Result<std::optional<identity::Person>> link_or_create(const identity::IdentityKey& key,
                                                         const identity::Labels& labels, bool admin,
                                                         identity::CreateMissing create, UnixTime now) override;
  Result<void> set_disabled(const PersonId& id, bool disabled) override;
  Result<std::vector<identity::Person>> list(const PersonId& after, std::size_t limit) override;

 private:
  std::mutex mutex_;
  std::vector<identity::Person> people_;  // in order of creation
  std::map<identity::IdentityKey, std::size_t> by_key_;
  std::map<PersonId, std::size_t> by_id_;
  Random& random_;
};

}  // namespace sallyport::stores
