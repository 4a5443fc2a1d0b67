// The steps that personal access tokens and bots' tokens have in common.
#pragma once

#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "gateway/caller/stored_token.h"
#include "identity/tokens/token.h"

namespace sallyport::gateway {

// The member `JWTTokenExpiry`. Errors: malformed/"field_missing", "field_type", "token_lifetime".
Result<identity::TokenLifetime> read_token_lifetime(const json::Object& body);

// Makes the token and stores its record. Errors: internal/"sign"; conflict/"token_too_many"; those of the store.
Result<MintedToken> issue_token(const ApiParts& parts, WantedToken wanted);

void audit_new_token(const Call& call, const identity::TokenRecord& record);

// All good tokens of the owner, the newest first.
Result<std::vector<identity::TokenRecord>> good_tokens(const ApiParts& parts, const identity::TokenOwner& owner);

}  // namespace sallyport::gateway
