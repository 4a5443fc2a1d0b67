// The rows that every noun of the API has: roles, policies, teams, bots and people. Each noun gives its paths and its
// functions.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "gateway/api/row.h"
#include "gateway/api/shape/common_shapes.h"

namespace sallyport::gateway {

struct EntityPaths {
  http::PathTemplate all;
  http::PathTemplate by_id;
  http::PathTemplate by_name;
  http::PathTemplate versions;
  http::PathTemplate version;
  http::PathTemplate restore;
};

// The paths of one noun below a literal.
#define SALLYPORT_ENTITY_PATHS(all)                \
  EntityPaths{all,                                 \
              all "/{id:guid}",                    \
              all "/name/{name}",                  \
              all "/{id:guid}/versions",           \
              all "/{id:guid}/versions/{version}", \
              all "/restore"}

// What a noun answers its paths with.
struct EntityFunctions {
  const Shape* shape;
  std::span<const std::string_view> filters;  // of its list
  ApiRows::Function list;
  ApiRows::Function create;
  ApiRows::Function put;
  ApiRows::Function show;  // by id or name, as patch and remove
  ApiRows::Function patch;
  ApiRows::Function remove;
  ApiRows::Function list_versions;
  ApiRows::Function show_version;
  ApiRows::Function restore;
};

inline constexpr std::size_t kMaxEntityBody = 512 * 1024;  // bytes: a policy with 100 rules and long conditions

constexpr ApiRow entity_row(http::Precedence precedence, http::Methods methods, const http::PathTemplate& path,
                            ApiRows::Function function, Body takes, Body gives,
                            std::span<const std::string_view> query = {}) {
  return {.methods = methods,
          .path = path,
          .who = ApiRows::Who::signed_in,
          .runs = http::Runs::on_worker,
          .body_limit = kMaxEntityBody,
          .precedence = precedence,
          .label = RouteClass::security_api,
          .traits = {.takes = takes, .gives = gives, .query = query},
          .function = function};
}

inline constexpr std::array<std::string_view, 2> kShowParameters{"fields", "include"};
inline constexpr std::array<std::string_view, 2> kDeleteParameters{"hardDelete", "recursive"};

// OpenMetadata's own paths are http::Precedence::unless_behind: an OpenMetadata behind us answers them itself. The same
// below /api/sallyport/v1 are always ours.
constexpr std::array<ApiRow, 12> entity_rows(http::Precedence first, const EntityPaths& at,
                                             const EntityFunctions& noun) {
  using http::Method;
  const Body none;
  const Body one{Form::one, noun.shape};
  const Body settable{Form::settable, noun.shape};
  const Body patch{Form::patch, noun.shape};
  return {entity_row(first, Method::get, at.all, noun.list, none, {Form::page, noun.shape}, noun.filters),
          entity_row(first, Method::post, at.all, noun.create, settable, one),
          entity_row(first, Method::put, at.all, noun.put, settable, one),
          entity_row(first, Method::get, at.by_id, noun.show, none, one, kShowParameters),
          entity_row(first, Method::patch, at.by_id, noun.patch, patch, one),
          entity_row(first, Method::delete_, at.by_id, noun.remove, none, one, kDeleteParameters),
          entity_row(first, Method::get, at.by_name, noun.show, none, one, kShowParameters),
          entity_row(first, Method::patch, at.by_name, noun.patch, patch, one),
          entity_row(first, Method::delete_, at.by_name, noun.remove, none, one, kDeleteParameters),
          entity_row(first, Method::get, at.versions, noun.list_versions, none, {Form::history}),
          entity_row(first, Method::get, at.version, noun.show_version, none, one),
          entity_row(first, Method::put, at.restore, noun.restore, {Form::one, &kIdShape}, one)};
}

}  // namespace sallyport::gateway
