// The rows about the server itself: its version, and what a client needs to know before it signs somebody in.
#pragma once

#include <array>

#include "gateway/api/row.h"
#include "gateway/api/security_api.h"
#include "gateway/api/system/system_bodies.h"

namespace sallyport::gateway {

// clang-format off
inline constexpr auto kSystemRows = std::to_array<ApiRow>({
    {.methods = http::Method::get, .path = "/api/v1/system/config/auth", .who = ApiRows::Who::everybody,
     .runs = http::Runs::on_loop, .label = RouteClass::security_api,
     .traits = {.gives = {Form::one, &kAuthConfigShape}},
     .function = [](const Call& call, const ApiParts&) { return config_auth(call); }},
    {.methods = http::Method::get, .path = "/api/v1/system/config/authorizer", .who = ApiRows::Who::everybody,
     .runs = http::Runs::on_loop, .label = RouteClass::security_api,
     .traits = {.gives = {Form::one, &kAuthorizerConfigShape}},
     .function = [](const Call& call, const ApiParts&) { return config_authorizer(call); }},
    {.methods = http::Method::get, .path = "/api/v1/system/config/jwks", .who = ApiRows::Who::everybody,
     .runs = http::Runs::on_loop, .label = RouteClass::security_api,
     .traits = {.gives = {Form::one, &kJwksShape}},
     .function = [](const Call& call, const ApiParts& parts) { return config_jwks(call, parts.own_tokens()); }},
    {.methods = http::Method::get, .path = "/api/v1/system/version", .who = ApiRows::Who::everybody,
     .runs = http::Runs::on_loop, .precedence = http::Precedence::unless_behind, .label = RouteClass::security_api,
     .traits = {.gives = {Form::one, &kSystemVersionShape}},
     .function = [](const Call& call, const ApiParts&) { return system_version(call); }},
});
// clang-format on

}  // namespace sallyport::gateway
