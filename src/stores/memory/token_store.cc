#include "stores/memory/token_store.h"

#include <algorithm>

namespace sallyport::stores {

using identity::TokenFacts;
using identity::TokenId;
using identity::TokenOwner;
using identity::TokenRecord;

Result<void> MemoryTokenStore::create(const TokenRecord& record) {
  const std::lock_guard lock(mutex_);
  std::size_t good = 0;
  std::size_t all = 0;
  for (const auto& [id, known] : records_) {
    if (id == record.id || known.hash == record.hash) return failure(Kind::conflict, "token_exists");
    if (known.owner != record.owner) continue;
    ++all;
    if (check_token_is_good(known, record.created)) ++good;
  }
  if (good >= identity::kMostTokens || all >= identity::kMostTokenRecords)
    return failure(Kind::rejected, "token_too_many");
  records_.emplace(record.id, record);
  return {};
}

Result<std::optional<TokenRecord>> MemoryTokenStore::find(const TokenId& id) {
  const std::lock_guard lock(mutex_);
  const auto found = records_.find(id);
  return found == records_.end() ? std::optional<TokenRecord>() : std::optional(found->second);
}

Result<std::vector<TokenRecord>> MemoryTokenStore::list_of(const TokenOwner& owner, const TokenId& after,
                                                           std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<TokenRecord> page;
  for (auto at = records_.upper_bound(after); at != records_.end() && page.size() < limit; ++at)
    if (at->second.owner == owner) page.push_back(at->second);
  return page;
}

Result<void> MemoryTokenStore::revoke(const TokenOwner& owner, const TokenId& id, UnixTime now) {
  const std::lock_guard lock(mutex_);
  const auto found = records_.find(id);
  if (found == records_.end() || found->second.owner != owner) return failure(Kind::rejected, "token_unknown");
  if (found->second.revoked.seconds == 0) found->second.revoked = now;
  return {};
}

Result<std::size_t> MemoryTokenStore::revoke_all_of(const TokenOwner& owner, UnixTime now) {
  const std::lock_guard lock(mutex_);
  std::size_t revoked = 0;
  for (auto& [id, record] : records_) {
    if (record.owner != owner || record.revoked.seconds != 0) continue;
    record.revoked = now;
    ++revoked;
  }
  return revoked;
}

Result<void> MemoryTokenStore::note_used(const std::vector<TokenId>& ids, UnixTime now) {
  const std::lock_guard lock(mutex_);
  for (const TokenId& id : ids)
    if (const auto found = records_.find(id); found != records_.end())
      found->second.last_used = std::max(found->second.last_used, now);
  return {};
}

Result<void> MemoryTokenStore::replace_facts(const TokenOwner& owner, const TokenFacts& facts) {
  const std::lock_guard lock(mutex_);
  for (auto& [id, record] : records_)
    if (record.owner == owner) record.facts = facts;
  return {};
}

Result<std::size_t> MemoryTokenStore::sweep(UnixTime now, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::size_t removed = 0;
  for (auto at = records_.begin(); at != records_.end() && removed < limit;) {
    const TokenRecord& record = at->second;
    const bool forgotten = record.revoked.seconds != 0 && record.revoked + identity::kRevokedTokenKept <= now;
    const bool ended = record.expires <= now && record.expires < identity::kTokenNeverExpires;
    if (!ended && !forgotten) {
      ++at;
      continue;
    }
    at = records_.erase(at);
    ++removed;
  }
  return removed;
}

}  // namespace sallyport::stores
