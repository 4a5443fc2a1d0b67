// The rows about what somebody may do, and about what rules may name.
#pragma once

#include <array>

#include "gateway/api/permissions/permission_bodies.h"
#include "gateway/api/permissions/permissions.h"
#include "gateway/api/permissions/vocabulary.h"
#include "gateway/api/permissions/why.h"
#include "gateway/api/row.h"

namespace sallyport::gateway {

inline constexpr std::size_t kMaxWhyBody = 64 * 1024;          // bytes: a token is at most a few kB
inline constexpr std::size_t kMaxQuestionsBody = 1024 * 1024;  // bytes: 100 questions with their attributes

// clang-format off
inline constexpr auto kPermissionRows = std::to_array<ApiRow>({
    {.methods = http::Method::get, .path = "/api/v1/permissions", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .precedence = http::Precedence::unless_behind, .label = RouteClass::security_api,
     .traits = {.gives = {Form::all, &kResourcePermissionShape}, .query = kAskedUserParameters},
     .function = all_permissions},
    {.methods = http::Method::get, .path = "/api/v1/permissions/{resource}", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .precedence = http::Precedence::unless_behind, .label = RouteClass::security_api,
     .traits = {.gives = {Form::one, &kResourcePermissionShape}, .query = kAskedUserParameters},
     .function = resource_permissions},
    {.methods = http::Method::get, .path = "/api/v1/permissions/{resource}/{id}", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .precedence = http::Precedence::unless_behind, .label = RouteClass::security_api,
     .traits = {.gives = {Form::one, &kResourcePermissionShape}, .query = kAskedUserParameters},
     .function = resource_permissions},
    {.methods = http::Method::get, .path = "/api/v1/permissions/{resource}/name/{name}", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .precedence = http::Precedence::unless_behind, .label = RouteClass::security_api,
     .traits = {.gives = {Form::one, &kResourcePermissionShape}, .query = kAskedUserParameters},
     .function = resource_permissions},
    {.methods = http::Method::post, .path = "/api/v1/permissions/check", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .body_limit = kMaxQuestionsBody, .precedence = http::Precedence::unless_behind,
     .label = RouteClass::security_api, .traits = {.takes = {Form::one, &kCheckShape}, .gives = {Form::one, &kAnswersShape}},
     .function = check_permissions},
    {.methods = http::Method::post, .path = "/api/v1/permissions/explain", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .body_limit = kMaxQuestionsBody, .precedence = http::Precedence::unless_behind,
     .label = RouteClass::security_api, .traits = {.takes = {Form::one, &kExplainShape}, .gives = {Form::one, &kExplanationShape}},
     .function = explain_permission},
    {.methods = http::Method::post, .path = "/api/v1/permissions/why", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .body_limit = kMaxWhyBody, .precedence = http::Precedence::unless_behind,
     .label = RouteClass::security_api, .traits = {.takes = {Form::one, &kWhyShape}, .gives = {Form::one, &kWhyAnswerShape}},
     .function = why_request},
    {.methods = http::Method::post, .path = "/api/sallyport/v1/permissions/why", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .body_limit = kMaxWhyBody, .label = RouteClass::security_api,
     .traits = {.takes = {Form::one, &kWhyShape}, .gives = {Form::one, &kWhyAnswerShape}},
     .function = why_request},
    {.methods = http::Method::post, .path = "/api/sallyport/v1/permissions/check", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .body_limit = kMaxQuestionsBody, .label = RouteClass::security_api,
     .traits = {.takes = {Form::one, &kCheckShape}, .gives = {Form::one, &kAnswersShape}},
     .function = check_permissions},
    {.methods = http::Method::post, .path = "/api/sallyport/v1/permissions/explain", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .body_limit = kMaxQuestionsBody, .label = RouteClass::security_api,
     .traits = {.takes = {Form::one, &kExplainShape}, .gives = {Form::one, &kExplanationShape}},
     .function = explain_permission},
    {.methods = http::Method::get, .path = "/api/v1/policies/resources", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .precedence = http::Precedence::unless_behind, .label = RouteClass::security_api,
     .traits = {.gives = {Form::all, &kResourceShape}},
     .function = policy_resources},
    {.methods = http::Method::get, .path = "/api/v1/policies/functions", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .precedence = http::Precedence::unless_behind, .label = RouteClass::security_api,
     .traits = {.gives = {Form::all, &kFunctionShape}},
     .function = policy_functions},
    {.methods = http::Method::get, .path = "/api/v1/policies/validation/condition/{expression:path}",
     .who = ApiRows::Who::signed_in, .runs = http::Runs::on_worker, .precedence = http::Precedence::unless_behind,
     .label = RouteClass::security_api, .traits = {.gives = {Form::one, &kValidShape}},
     .function = validate_condition},
});
// clang-format on

}  // namespace sallyport::gateway
