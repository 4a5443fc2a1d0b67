// The steps that personal access tokens and bots' tokens have in common.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "gateway/caller/stored_token.h"
#include "identity/policy/scope.h"
#include "identity/tokens/token.h"

namespace sallyport::gateway {

// The member `JWTTokenExpiry`. Errors: malformed/"field_missing", "field_type", "token_lifetime".
Result<identity::TokenLifetime> read_token_lifetime(const json::Object& body);

// The member `scope`: {"roles": ["DataSteward"], "operations": [{"resource": "dashboard", "operations": ["ViewAll"]}]},
// of which either may be absent. The whole, if the body has none. Errors (malformed): "field_type", "field_missing" (a
// scope that names nothing), "field_unknown"; those of check_scope().
Result<identity::Scope> read_scope(const Call& call, const json::Object& body);

// A list of names, which `field` calls it. Errors: malformed/"field_type".
Result<std::vector<std::string>> read_token_names(const json::Array& values, std::string_view field);

// Makes the token and stores its record. Errors: internal/"sign"; conflict/"token_too_many"; those of the store.
Result<MintedToken> issue_token(const ApiParts& parts, WantedToken wanted);

void audit_new_token(const Call& call, const identity::TokenRecord& record);

// All good tokens of the owner, the newest first.
Result<std::vector<identity::TokenRecord>> good_tokens(const ApiParts& parts, const identity::TokenOwner& owner);

}  // namespace sallyport::gateway
