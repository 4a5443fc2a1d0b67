// Tokens in the JSON shapes of OpenMetadata, which never hold the token itself except in the answer to its creation.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "identity/tokens/token.h"

namespace sallyport::gateway {

// OpenMetadata's clients refuse members that they do not know. Under our own paths a token also has its `scope`, if
// that is not the whole, and its times `createdAt` and `lastUsed` (in milliseconds; absent if it was never used).
enum class TokenShape : std::uint8_t { open_metadata, ours };

// The shape for the path of the request.
TokenShape token_shape_of(std::string_view path);

// {"roles": […], "operations": [{"resource": …, "operations": […]}]}, without what the scope does not name.
json::Object scope_json(const identity::Scope& scope);

// Source: OpenMetadata, personalAccessToken.json. `jwtToken` is added if `token` is not empty.
json::Object personal_token_json(const identity::TokenRecord& record, TokenShape shape, std::string_view token = {});

// Source: OpenMetadata, jwtAuthMechanism.json. `JWTToken` is added if `token` is not empty. An unlimited token has no
// JWTTokenExpiresAt.
json::Object bot_token_json(const identity::TokenRecord& record, TokenShape shape, std::string_view token = {});

// The records as a list with the number of all. Source: OpenMetadata, ResultList.
json::Object personal_token_list(const std::vector<identity::TokenRecord>& records, TokenShape shape);

}  // namespace sallyport::gateway
