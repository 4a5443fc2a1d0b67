// The rows about tokens.
#pragma once

#include <array>

#include "gateway/api/row.h"
#include "gateway/api/tokens/bot_tokens.h"
#include "gateway/api/tokens/personal_tokens.h"
#include "gateway/api/tokens/token_bodies.h"

namespace sallyport::gateway {

inline constexpr std::size_t kMaxTokenBody = 64 * 1024;  // bytes

constexpr ApiRow token_row(http::Precedence precedence, http::Methods methods, const http::PathTemplate& path,
                           ApiRows::Function function, Body takes, Body gives,
                           std::span<const std::string_view> query = {}) {
  return {.methods = methods,
          .path = path,
          .who = ApiRows::Who::signed_in,
          .runs = http::Runs::on_worker,
          .body_limit = kMaxTokenBody,
          .precedence = precedence,
          .label = RouteClass::security_api,
          .traits = {.takes = takes, .gives = gives, .query = query},
          .function = function};
}

// A row that makes tokens.
constexpr ApiRow new_token_row(http::Precedence precedence, const http::PathTemplate& path, ApiRows::Function function,
                               Body takes, Body gives) {
  ApiRow row = token_row(precedence, http::Method::put, path, function, takes, gives);
  row.traits.limit = Limited::new_token;
  return row;
}

// The rows below a literal.
#define SALLYPORT_TOKEN_ROWS(first, users)                                                                             \
  std::to_array<ApiRow>({                                                                                              \
      token_row(first, http::Method::get, users "/security/token", list_personal_tokens, {},                           \
                {Form::all, &kPersonalTokenShape}, kTokenOwnerParameters),                                             \
      new_token_row(first, users "/security/token", create_personal_token, {Form::one, &kNewPersonalTokenShape},       \
                    {Form::one, &kPersonalTokenShape}),                                                                \
      token_row(first, http::Method::put, users "/security/token/revoke", revoke_personal_tokens,                      \
                {Form::one, &kRevokedTokensShape}, {Form::all, &kPersonalTokenShape}, kRevocationParameters),          \
      new_token_row(first, users "/generateToken/{id:guid}", generate_bot_token, {Form::one, &kNewBotTokenShape},      \
                    {Form::one, &kBotTokenShape}),                                                                     \
      token_row(first, http::Method::put | http::Method::post, users "/revokeToken", revoke_bot_tokens,                \
                {Form::one, &kRevokedBotShape}, {Form::one, &kBotTokenShape}),                                         \
      token_row(first, http::Method::get, users "/token/{id:guid}", show_bot_token, {}, {Form::one, &kBotTokenShape}), \
      token_row(first, http::Method::get, users "/auth-mechanism/{id:guid}", show_bot_auth_mechanism, {},              \
                {Form::one, &kAuthMechanismShape}),                                                                    \
  })

// OpenMetadata's paths. An OpenMetadata behind us answers them itself.
inline constexpr auto kTokenRows = SALLYPORT_TOKEN_ROWS(http::Precedence::unless_behind, "/api/v1/users");

// The same under paths that are always ours.
inline constexpr auto kOwnTokenRows = SALLYPORT_TOKEN_ROWS(http::Precedence::ours, "/api/sallyport/v1/users");

#undef SALLYPORT_TOKEN_ROWS

}  // namespace sallyport::gateway
