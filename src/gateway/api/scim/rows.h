// The rows of SCIM.
#pragma once

#include <array>

#include "gateway/api/row.h"
#include "gateway/api/scim/scim_bulk.h"
#include "gateway/api/scim/scim_discovery.h"
#include "gateway/api/scim/scim_endpoints.h"

namespace sallyport::gateway {

constexpr ApiRow scim_row(http::Methods methods, const http::PathTemplate& path, ApiRows::Function function) {
  return {.methods = methods,
          .path = path,
          .who = ApiRows::Who::signed_in,
          .runs = http::Runs::on_worker,
          .body_limit = kMaxBulkBody,
          .label = RouteClass::security_api,
          .function = function};
}

inline constexpr auto kScimRows = std::to_array<ApiRow>({
    scim_row(http::Method::get, "/scim/v2/Users", get_scim_users),
    scim_row(http::Method::post, "/scim/v2/Users", post_scim_user),
    scim_row(http::Method::post, "/scim/v2/Users/.search", search_scim_users),
    scim_row(http::Method::get, "/scim/v2/Users/{id}", get_scim_user),
    scim_row(http::Method::put, "/scim/v2/Users/{id}", put_scim_user),
    scim_row(http::Method::patch, "/scim/v2/Users/{id}", patch_scim_user_at),
    scim_row(http::Method::delete_, "/scim/v2/Users/{id}", delete_scim_user_at),
    scim_row(http::Method::get, "/scim/v2/Groups", get_scim_groups),
    scim_row(http::Method::post, "/scim/v2/Groups", post_scim_group),
    scim_row(http::Method::post, "/scim/v2/Groups/.search", search_scim_groups),
    scim_row(http::Method::get, "/scim/v2/Groups/{id}", get_scim_group),
    scim_row(http::Method::put, "/scim/v2/Groups/{id}", put_scim_group),
    scim_row(http::Method::patch, "/scim/v2/Groups/{id}", patch_scim_group_at),
    scim_row(http::Method::delete_, "/scim/v2/Groups/{id}", delete_scim_group_at),
    scim_row(http::Method::post, "/scim/v2/Bulk", post_scim_bulk),
    scim_row(http::Method::get | http::Method::post | http::Method::put | http::Method::patch | http::Method::delete_,
             "/scim/v2/Me", scim_me),
    scim_row(http::Method::get, "/scim/v2/ServiceProviderConfig", scim_service_provider_config),
    scim_row(http::Method::get, "/scim/v2/ResourceTypes", scim_resource_types),
    scim_row(http::Method::get, "/scim/v2/ResourceTypes/{id}", scim_resource_type),
    scim_row(http::Method::get, "/scim/v2/Schemas", scim_schemas),
    scim_row(http::Method::get, "/scim/v2/Schemas/{id}", scim_schema),
});

}  // namespace sallyport::gateway
