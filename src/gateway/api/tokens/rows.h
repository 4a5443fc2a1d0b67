// The rows about tokens.
#pragma once

#include "gateway/api/row.h"
#include "gateway/api/tokens/personal_tokens.h"

namespace sallyport::gateway {

inline constexpr std::size_t kMaxTokenBody = 64 * 1024;  // bytes

// clang-format off
inline constexpr auto kTokenRows = std::to_array<ApiRow>({
    {.methods = http::Method::get, .path = "/api/v1/users/security/token", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .precedence = http::Precedence::unless_behind, .label = RouteClass::security_api,
     .function = list_personal_tokens},
    {.methods = http::Method::put, .path = "/api/v1/users/security/token", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .body_limit = kMaxTokenBody, .precedence = http::Precedence::unless_behind,
     .label = RouteClass::security_api,
     .function = create_personal_token},
    {.methods = http::Method::put, .path = "/api/v1/users/security/token/revoke", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .body_limit = kMaxTokenBody, .precedence = http::Precedence::unless_behind,
     .label = RouteClass::security_api,
     .function = revoke_personal_tokens},
});
// clang-format on

}  // namespace sallyport::gateway
