// Bots' tokens and personal access tokens: mints them, checks them, and makes the caller that one stands for. A token
// is good if our key signed it and the store has its record. Its rights are those that its owner has at the moment,
// narrowed by its scope, and never more.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "gateway/call/caller.h"
#include "gateway/caller/parts.h"
#include "identity/person.h"
#include "identity/requirement.h"
#include "identity/tokens/token.h"
#include "session/session.h"

namespace sallyport::gateway {

// What a stored token says of itself.
struct StoredTokenClaims {
  identity::TokenId id;
  identity::TokenKind kind = identity::TokenKind::personal;
};

// Checks the signature and the claims. Asks no store. Errors: those of jose::verify and check_lifetime (a token
// without `exp` passes: its record says whether it is unlimited); rejected/"stored_token_key" (the key that signed it
// counts no longer), "stored_token_issuer", "stored_token_audience", "stored_token_kind", "stored_token_id".
Result<StoredTokenClaims> check_stored_token(const Settings& settings, const OwnKeys& own_keys, std::string_view token,
                                             UnixTime now);

// What somebody wants to have a token for.
struct WantedToken {
  identity::TokenOwner owner;
  identity::Labels labels;  // of the owner
  std::string name;
  std::string created_by;
  identity::TokenLifetime lifetime = identity::TokenLifetime::one_hour;
  identity::Scope scope;
  identity::TokenFacts facts;  // empty for a bot
};

struct MintedToken {
  Secret token;  // shown once, and never stored
  identity::TokenRecord record;
};

// Signs a token and makes its record, which the caller has to store before anybody gets the token. Source: RFC 7519;
// the claims that OpenMetadata's tokens have: sub, email, preferred_username, isBot, tokenType, roles left out, because
// the rights are looked up at each use. Errors: internal/"sign".
Result<MintedToken> mint_stored_token(const OwnTokenParts& parts, WantedToken wanted);

// Finds the caller of a token that check_stored_token() has passed. Blocks.
// Errors: rejected/"stored_token_unknown" (it has no record, or is not the token that was issued), "token_revoked",
// "token_expired", "stored_token_owner" (the owner is gone); forbidden/"person_disabled", and the errors of
// decide_again(): the rules in force do not let the owner in; unavailable/"token_store", "identity_store".
Result<CallerPtr> find_token_caller(const CallerParts& parts, const StoredTokenClaims& claims, std::string_view token,
                                    UnixTime now);

// Finds the caller of a token again that was good before. Errors: as above. Requires: caller.token is set. Blocks.
Result<CallerPtr> find_token_caller_again(const CallerParts& parts, const Caller& caller, UnixTime now);

}  // namespace sallyport::gateway
