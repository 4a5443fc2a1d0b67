// The port that keeps the records of tokens. Every thread may call a store, calls may block, and each call is one
// atomic step. Every call may fail with unavailable/"token_store"; the caller must then accept no token. A damaged
// record of a token that is looked up is such an error, and list_of() leaves it out.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/result.h"
#include "identity/tokens/token.h"

namespace sallyport::identity {

// How long a store keeps the record of a token that was revoked, so that administrators can look at it.
inline constexpr Seconds kRevokedTokenKept{7 * 86400};

class TokenStore {
 public:
  virtual ~TokenStore() = default;

  // The record is durable when the call returns. Errors: conflict/"token_exists" (the id or the hash is taken);
  // rejected/"token_too_many" (the owner has kMostTokens that are good at `record.created`, or kMostTokenRecords).
  virtual Result<void> create(const TokenRecord& record) = 0;

  // Absent if there is no such record. One that has expired or was revoked is found until it is swept.
  virtual Result<std::optional<TokenRecord>> find(const TokenId& id) = 0;

  // At most `limit` records of the owner in the order of their ids, from the one that follows `after`, or from the
  // first if it is empty. Only an empty result means the end.
  virtual Result<std::vector<TokenRecord>> list_of(const TokenOwner& owner, const TokenId& after,
                                                   std::size_t limit) = 0;

  // Revokes one token. Every other node hears of it as of a change to people. It succeeds also if the token was revoked
  // before, and then changes nothing. Errors: rejected/"token_unknown" if the owner has no such token.
  virtual Result<void> revoke(const TokenOwner& owner, const TokenId& id, UnixTime now) = 0;

  // Revokes all tokens of the owner. Returns how many were not revoked before.
  virtual Result<std::size_t> revoke_all_of(const TokenOwner& owner, UnixTime now) = 0;

  // Sets last_used of several tokens to `now`, unless it is later. Leaves out tokens that are gone.
  virtual Result<void> note_used(const std::vector<TokenId>& ids, UnixTime now) = 0;

  // Replaces the facts in all records of the owner.
  virtual Result<void> replace_facts(const TokenOwner& owner, const TokenFacts& facts) = 0;

  // Removes at most `limit` records of tokens that have expired, or were revoked longer than kRevokedTokenKept ago.
  // Returns how many.
  virtual Result<std::size_t> sweep(UnixTime now, std::size_t limit) = 0;
};

}  // namespace sallyport::identity
