// The rows of SCIM.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "gateway/api/row.h"
#include "gateway/api/scim/scim_bodies.h"
#include "gateway/api/scim/scim_bulk.h"
#include "gateway/api/scim/scim_discovery.h"
#include "gateway/api/scim/scim_endpoints.h"

namespace sallyport::gateway {

constexpr ApiRow scim_row(http::Methods methods, const http::PathTemplate& path, ApiRows::Function function, Body takes,
                          Body gives, std::span<const std::string_view> query = {}) {
  return {.methods = methods,
          .path = path,
          .who = ApiRows::Who::signed_in,
          .runs = http::Runs::on_worker,
          .body_limit = kMaxBulkBody,
          .label = RouteClass::security_api,
          .traits = {.takes = takes, .gives = gives, .query = query},
          .function = function};
}

inline constexpr Body kScimUser{Form::scim_user};
inline constexpr Body kScimGroup{Form::scim_group};
inline constexpr Body kScimPatch{Form::one, &kScimPatchShape};
inline constexpr Body kScimSearch{Form::one, &kScimSearchShape};
inline constexpr Body kScimMessage{Form::one, &kScimMessageShape};

inline constexpr auto kScimRows = std::to_array<ApiRow>({
    scim_row(http::Method::get, "/scim/v2/Users", get_scim_users, {}, {Form::scim_users}, kScimParameters),
    scim_row(http::Method::post, "/scim/v2/Users", post_scim_user, {Form::scim_new_user}, kScimUser),
    scim_row(http::Method::post, "/scim/v2/Users/.search", search_scim_users, kScimSearch, {Form::scim_users}),
    scim_row(http::Method::get, "/scim/v2/Users/{id}", get_scim_user, {}, kScimUser),
    scim_row(http::Method::put, "/scim/v2/Users/{id}", put_scim_user, {Form::scim_new_user}, kScimUser),
    scim_row(http::Method::patch, "/scim/v2/Users/{id}", patch_scim_user_at, kScimPatch, kScimUser),
    scim_row(http::Method::delete_, "/scim/v2/Users/{id}", delete_scim_user_at, {}, {}),
    scim_row(http::Method::get, "/scim/v2/Groups", get_scim_groups, {}, {Form::scim_groups}, kScimParameters),
    scim_row(http::Method::post, "/scim/v2/Groups", post_scim_group, {Form::scim_new_group}, kScimGroup),
    scim_row(http::Method::post, "/scim/v2/Groups/.search", search_scim_groups, kScimSearch, {Form::scim_groups}),
    scim_row(http::Method::get, "/scim/v2/Groups/{id}", get_scim_group, {}, kScimGroup),
    scim_row(http::Method::put, "/scim/v2/Groups/{id}", put_scim_group, {Form::scim_new_group}, kScimGroup),
    scim_row(http::Method::patch, "/scim/v2/Groups/{id}", patch_scim_group_at, kScimPatch, kScimGroup),
    scim_row(http::Method::delete_, "/scim/v2/Groups/{id}", delete_scim_group_at, {}, {}),
    scim_row(http::Method::post, "/scim/v2/Bulk", post_scim_bulk, {Form::one, &kScimBulkShape},
             {Form::one, &kScimBulkAnswerShape}),
    scim_row(http::Method::get | http::Method::post | http::Method::put | http::Method::patch | http::Method::delete_,
             "/scim/v2/Me", scim_me, kScimMessage, kScimMessage),
    scim_row(http::Method::get, "/scim/v2/ServiceProviderConfig", scim_service_provider_config, {},
             {Form::one, &kScimConfigShape}),
    scim_row(http::Method::get, "/scim/v2/ResourceTypes", scim_resource_types, {}, {Form::one, &kScimTypesShape}),
    scim_row(http::Method::get, "/scim/v2/ResourceTypes/{id}", scim_resource_type, {}, {Form::one, &kScimTypeShape}),
    scim_row(http::Method::get, "/scim/v2/Schemas", scim_schemas, {}, {Form::one, &kScimSchemasShape}),
    scim_row(http::Method::get, "/scim/v2/Schemas/{id}", scim_schema, {}, {Form::one, &kScimSchemaShape}),
});

}  // namespace sallyport::gateway
