// The rows of roles, policies and teams. Each noun has the same ones, below paths of its own.
#pragma once

#include <array>

#include "gateway/api/entities/entity_read.h"
#include "gateway/api/entities/entity_write.h"
#include "gateway/api/row.h"

namespace sallyport::gateway {

struct EntityPaths {
  http::PathTemplate all;
  http::PathTemplate by_id;
  http::PathTemplate by_name;
  http::PathTemplate versions;
  http::PathTemplate version;
  http::PathTemplate restore;
};

inline constexpr std::size_t kMaxEntityBody = 512 * 1024;  // bytes: a policy with 100 rules and long conditions

constexpr ApiRow entity_row(http::Methods methods, const http::PathTemplate& path, ApiRows::Function function) {
  return {.methods = methods,
          .path = path,
          .who = ApiRows::Who::signed_in,
          .runs = http::Runs::on_worker,
          .body_limit = kMaxEntityBody,
          .precedence = http::Precedence::unless_behind,
          .label = RouteClass::security_api,
          .function = function};
}

template <class Content>
constexpr std::array<ApiRow, 12> entity_rows(const EntityPaths& at) {
  using http::Method;
  return {entity_row(Method::get, at.all, list_entities<Content>),
          entity_row(Method::post, at.all, create_entity_of<Content>),
          entity_row(Method::put, at.all, put_entity<Content>),
          entity_row(Method::get, at.by_id, show_entity<Content>),
          entity_row(Method::patch, at.by_id, patch_entity<Content>),
          entity_row(Method::delete_, at.by_id, delete_entity_of<Content>),
          entity_row(Method::get, at.by_name, show_entity<Content>),
          entity_row(Method::patch, at.by_name, patch_entity<Content>),
          entity_row(Method::delete_, at.by_name, delete_entity_of<Content>),
          entity_row(Method::get, at.versions, list_versions<Content>),
          entity_row(Method::get, at.version, show_version<Content>),
          entity_row(Method::put, at.restore, restore_entity_of<Content>)};
}

inline constexpr auto kRoleRows = entity_rows<identity::Role>(
    {"/api/v1/roles", "/api/v1/roles/{id:guid}", "/api/v1/roles/name/{name}", "/api/v1/roles/{id:guid}/versions",
     "/api/v1/roles/{id:guid}/versions/{version}", "/api/v1/roles/restore"});

inline constexpr auto kPolicyRows =
    entity_rows<identity::Policy>({"/api/v1/policies", "/api/v1/policies/{id:guid}", "/api/v1/policies/name/{name}",
                                   "/api/v1/policies/{id:guid}/versions",
                                   "/api/v1/policies/{id:guid}/versions/{version}", "/api/v1/policies/restore"});

inline constexpr auto kTeamRows = entity_rows<identity::Team>(
    {"/api/v1/teams", "/api/v1/teams/{id:guid}", "/api/v1/teams/name/{name}", "/api/v1/teams/{id:guid}/versions",
     "/api/v1/teams/{id:guid}/versions/{version}", "/api/v1/teams/restore"});

inline constexpr std::array kTeamHierarchyRows{
    entity_row(http::Method::get, "/api/v1/teams/hierarchy", show_team_hierarchy)};

}  // namespace sallyport::gateway
