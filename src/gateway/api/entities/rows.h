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

constexpr ApiRow entity_row(http::Precedence precedence, http::Methods methods, const http::PathTemplate& path,
                            ApiRows::Function function) {
  return {.methods = methods,
          .path = path,
          .who = ApiRows::Who::signed_in,
          .runs = http::Runs::on_worker,
          .body_limit = kMaxEntityBody,
          .precedence = precedence,
          .label = RouteClass::security_api,
          .function = function};
}

template <class Content>
constexpr std::array<ApiRow, 12> entity_rows(http::Precedence first, const EntityPaths& at) {
  using http::Method;
  return {entity_row(first, Method::get, at.all, list_entities<Content>),
          entity_row(first, Method::post, at.all, create_entity_of<Content>),
          entity_row(first, Method::put, at.all, put_entity<Content>),
          entity_row(first, Method::get, at.by_id, show_entity<Content>),
          entity_row(first, Method::patch, at.by_id, patch_entity<Content>),
          entity_row(first, Method::delete_, at.by_id, delete_entity_of<Content>),
          entity_row(first, Method::get, at.by_name, show_entity<Content>),
          entity_row(first, Method::patch, at.by_name, patch_entity<Content>),
          entity_row(first, Method::delete_, at.by_name, delete_entity_of<Content>),
          entity_row(first, Method::get, at.versions, list_versions<Content>),
          entity_row(first, Method::get, at.version, show_version<Content>),
          entity_row(first, Method::put, at.restore, restore_entity_of<Content>)};
}

// The paths of one noun below a literal.
#define SALLYPORT_ENTITY_PATHS(all)                \
  EntityPaths{all,                                 \
              all "/{id:guid}",                    \
              all "/name/{name}",                  \
              all "/{id:guid}/versions",           \
              all "/{id:guid}/versions/{version}", \
              all "/restore"}

// OpenMetadata's paths. An OpenMetadata behind us answers them itself.
inline constexpr auto kRoleRows =
    entity_rows<identity::Role>(http::Precedence::unless_behind, SALLYPORT_ENTITY_PATHS("/api/v1/roles"));
inline constexpr auto kPolicyRows =
    entity_rows<identity::Policy>(http::Precedence::unless_behind, SALLYPORT_ENTITY_PATHS("/api/v1/policies"));
inline constexpr auto kTeamRows =
    entity_rows<identity::Team>(http::Precedence::unless_behind, SALLYPORT_ENTITY_PATHS("/api/v1/teams"));

// The same under paths that are always ours.
inline constexpr auto kOwnRoleRows =
    entity_rows<identity::Role>(http::Precedence::ours, SALLYPORT_ENTITY_PATHS("/api/sallyport/v1/roles"));
inline constexpr auto kOwnPolicyRows =
    entity_rows<identity::Policy>(http::Precedence::ours, SALLYPORT_ENTITY_PATHS("/api/sallyport/v1/policies"));
inline constexpr auto kOwnTeamRows =
    entity_rows<identity::Team>(http::Precedence::ours, SALLYPORT_ENTITY_PATHS("/api/sallyport/v1/teams"));

#undef SALLYPORT_ENTITY_PATHS

inline constexpr std::array kTeamHierarchyRows{
    entity_row(http::Precedence::unless_behind, http::Method::get, "/api/v1/teams/hierarchy", show_team_hierarchy),
    entity_row(http::Precedence::ours, http::Method::get, "/api/sallyport/v1/teams/hierarchy", show_team_hierarchy)};

}  // namespace sallyport::gateway
