// The records of tokens in a SQL database. A damaged record that is looked up makes the call fail with
// unavailable/"token_store", after an event in the log.
#pragma once

#include <optional>
#include <vector>

#include "base/log.h"
#include "identity/tokens/token_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

class SqlTokenStore final : public identity::TokenStore {
 public:
  // The database must have the gateway's schema. It and `log` must outlive the store. Any thread may use the store.
  SqlTokenStore(Database& database, Log& log) : database_(database), log_(log) {}

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
  Database& database_;
  Log& log_;
};

}  // namespace sallyport::stores
