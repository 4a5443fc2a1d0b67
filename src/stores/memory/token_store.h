// Records of tokens in memory, for tests. Nothing survives the process. The stores in a database must behave like this
// one.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "identity/tokens/token_store.h"

namespace sallyport::stores {

// Any thread may use it.
class MemoryTokenStore final : public identity::TokenStore {
 public:
  Result<void> create(const identity::TokenRecord& record) override;
  Result<std::optional<identity::TokenRecord>> find(const identity::TokenId& id) override;
  Result<std::vector<identity::TokenRecord>> list_of(const identity::TokenOwner& owner, const identity::TokenId& after,
                                                     std::size_t limit) override;
  Result<void> revoke(const identity::TokenOwner& owner, const identity::TokenId& id, UnixTime now) override;
  Result<std::size_t> revoke_all_of(const identity::TokenOwner& owner, UnixTime now) override;
  Result<void> note_used(const std::vector<identity::TokenId>& ids, UnixTime now) override;
  Result<void> replace_facts(const identity::TokenOwner& owner, const identity::TokenFacts& facts) override;
  Result<std::size_t> sweep(UnixTime now, std::size_t limit) override;

 private:
  std::mutex mutex_;
  std::map<identity::TokenId, identity::TokenRecord> records_;
};

}  // namespace sallyport::stores
