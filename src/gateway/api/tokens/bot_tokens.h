// The tokens of bots. Source: OpenMetadata, UserResource. Administrators make and end them; a token is shown in the
// answer to its creation and never again. Several tokens of a bot are good at the same time.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

// PUT /api/v1/users/generateToken/{id} {"JWTTokenExpiry", "scope"}: makes a token for the bot whose account has this
// id. Nobody makes one with a stored token, so that a token that was stolen makes no others. 400 for a body that cannot
// be read or an account that is no bot's, 404 if there is no such account, 409 at kMostTokens.
http::Outcome generate_bot_token(const Call& call, const ApiParts& parts);

// PUT|POST /api/v1/users/revokeToken {"id"}: ends all tokens of the bot.
http::Outcome revoke_bot_tokens(const Call& call, const ApiParts& parts);

// GET /api/v1/users/token/{id} and /api/v1/users/auth-mechanism/{id}: the newest good token of the bot, without the
// token itself. 404 if it has none.
http::Outcome show_bot_token(const Call& call, const ApiParts& parts);
http::Outcome show_bot_auth_mechanism(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
