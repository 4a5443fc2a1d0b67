// The rows about the audit trail. OpenMetadata has lists of its own under the first pair of addresses, which go to it
// where it is behind this gateway; the second pair is always ours.
#pragma once

#include <array>

#include "gateway/api/audit/audit_bodies.h"
#include "gateway/api/audit/audit_logs.h"
#include "gateway/api/row.h"

namespace sallyport::gateway {

// clang-format off
inline constexpr auto kAuditRows = std::to_array<ApiRow>({
    {.methods = http::Method::get, .path = "/api/v1/audit/logs", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .precedence = http::Precedence::unless_behind, .label = RouteClass::security_api,
     .traits = {.gives = {Form::page, &kAuditRecordShape}, .query = kAuditFilters}, .function = list_audit_logs},
    {.methods = http::Method::get, .path = "/api/v1/audit/export", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .precedence = http::Precedence::unless_behind, .label = RouteClass::security_api,
     .traits = {.gives = {Form::ndjson, &kAuditRecordShape}, .query = kAuditFilters}, .function = export_audit_logs},
    {.methods = http::Method::get, .path = "/api/sallyport/v1/audit/logs", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .label = RouteClass::security_api,
     .traits = {.gives = {Form::page, &kAuditRecordShape}, .query = kAuditFilters}, .function = list_audit_logs},
    {.methods = http::Method::get, .path = "/api/sallyport/v1/audit/export", .who = ApiRows::Who::signed_in,
     .runs = http::Runs::on_worker, .label = RouteClass::security_api,
     .traits = {.gives = {Form::ndjson, &kAuditRecordShape}, .query = kAuditFilters}, .function = export_audit_logs},
});
// clang-format on

}  // namespace sallyport::gateway
