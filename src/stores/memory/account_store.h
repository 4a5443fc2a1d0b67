// People's local accounts and second factors in memory, for tests. Nothing survives the process. The stores in a
// database must behave like this one.
#pragma once

#include <optional>
#include <string>

#include "identity/accounts/account_store.h"
#include "stores/memory/identity_store.h"

namespace sallyport::stores {

// `people` must outlive the store. Any thread may use it.
class MemoryAccountStore final : public identity::AccountStore {
 public:
  explicit MemoryAccountStore(MemoryIdentityStore& people) : people_(people) {}

  Result<std::optional<identity::LocalAccount>> find(const PersonId& person) override;
  Result<std::optional<identity::LocalAccount>> find_by_link(const std::string& link_hash) override;
  Result<identity::LocalAccount> change(const PersonId& person, const Change& change) override;
  Result<void> note_sign_in(const PersonId& person, UnixTime now) override;
  Result<std::optional<identity::SecondFactor>> find_factor(const PersonId& person) override;
  Result<std::optional<identity::SecondFactor>> change_factor(const PersonId& person,
                                                              const FactorChange& change) override;

 private:
  MemoryIdentityStore& people_;
};

}  // namespace sallyport::stores
