// The rows about tokens.
#pragma once

#include <array>

#include "gateway/api/row.h"
#include "gateway/api/tokens/bot_tokens.h"
#include "gateway/api/tokens/personal_tokens.h"

namespace sallyport::gateway {

inline constexpr std::size_t kMaxTokenBody = 64 * 1024;  // bytes

constexpr ApiRow token_row(http::Precedence precedence, http::Methods methods, const http::PathTemplate& path,
                           ApiRows::Function function) {
  return {.methods = methods,
          .path = path,
          .who = ApiRows::Who::signed_in,
          .runs = http::Runs::on_worker,
          .body_limit = kMaxTokenBody,
          .precedence = precedence,
          .label = RouteClass::security_api,
          .function = function};
}

// A row that makes tokens.
constexpr ApiRow new_token_row(http::Precedence precedence, const http::PathTemplate& path,
                               ApiRows::Function function) {
  ApiRow row = token_row(precedence, http::Method::put, path, function);
  row.traits.limit = Limited::new_token;
  return row;
}

// The rows below a literal.
#define SALLYPORT_TOKEN_ROWS(first, all)                                                               \
  std::to_array<ApiRow>({                                                                              \
      token_row(first, http::Method::get, all "/security/token", list_personal_tokens),                \
      new_token_row(first, all "/security/token", create_personal_token),                              \
      token_row(first, http::Method::put, all "/security/token/revoke", revoke_personal_tokens),       \
      new_token_row(first, all "/generateToken/{id:guid}", generate_bot_token),                        \
      token_row(first, http::Method::put | http::Method::post, all "/revokeToken", revoke_bot_tokens), \
      token_row(first, http::Method::get, all "/token/{id:guid}", show_bot_token),                     \
      token_row(first, http::Method::get, all "/auth-mechanism/{id:guid}", show_bot_auth_mechanism),   \
  })

// OpenMetadata's paths. An OpenMetadata behind us answers them itself.
inline constexpr auto kTokenRows = SALLYPORT_TOKEN_ROWS(http::Precedence::unless_behind, "/api/v1/users");

// The same under paths that are always ours.
inline constexpr auto kOwnTokenRows = SALLYPORT_TOKEN_ROWS(http::Precedence::ours, "/api/sallyport/v1/users");

#undef SALLYPORT_TOKEN_ROWS

}  // namespace sallyport::gateway
