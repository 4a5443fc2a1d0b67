// Tokens in the JSON shapes of OpenMetadata, which never hold the token itself except in the answer to its creation.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"
#include "identity/tokens/token.h"

namespace sallyport::gateway {

// Source: OpenMetadata, personalAccessToken.json. `jwtToken` is added if `token` is not empty.
json::Object personal_token_json(const identity::TokenRecord& record, std::string_view token = {});

// Source: OpenMetadata, jwtAuthMechanism.json. `JWTToken` is added if `token` is not empty. An unlimited token has no
// JWTTokenExpiresAt.
json::Object bot_token_json(const identity::TokenRecord& record, std::string_view token = {});

// The records as a list with the number of all. Source: OpenMetadata, ResultList.
json::Object personal_token_list(const std::vector<identity::TokenRecord>& records);

}  // namespace sallyport::gateway
