// The rows about people.
#pragma once

#include "gateway/api/row.h"
#include "gateway/api/security_api.h"

namespace sallyport::gateway {

// clang-format off
inline constexpr auto kUserRows = std::to_array<ApiRow>({
    {.methods = http::Method::get, .path = "/api/v1/users/loggedInUser", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_loop, .precedence = http::Precedence::unless_behind, .label = RouteClass::security_api,
     .function = [](const Call& call, const ApiParts&) { return logged_in_user(call); }},
});
// clang-format on

}  // namespace sallyport::gateway
