// The rows of roles, policies and teams.
#pragma once

#include <array>

#include "gateway/api/entities/entity_noun.h"
#include "gateway/api/entities/entity_read.h"
#include "gateway/api/entities/entity_write.h"
#include "gateway/api/entities/noun_rows.h"

namespace sallyport::gateway {

template <class Content>
inline constexpr EntityFunctions kEntityFunctions{.shape = &Noun<Content>::shape,
                                                  .filters = Noun<Content>::filters,
                                                  .list = list_entities<Content>,
                                                  .create = create_entity_of<Content>,
                                                  .put = put_entity<Content>,
                                                  .show = show_entity<Content>,
                                                  .patch = patch_entity<Content>,
                                                  .remove = delete_entity_of<Content>,
                                                  .list_versions = list_versions<Content>,
                                                  .show_version = show_version<Content>,
                                                  .restore = restore_entity_of<Content>};

inline constexpr auto kRoleRows = entity_rows(http::Precedence::unless_behind, SALLYPORT_ENTITY_PATHS("/api/v1/roles"),
                                              kEntityFunctions<identity::Role>);
inline constexpr auto kPolicyRows = entity_rows(
    http::Precedence::unless_behind, SALLYPORT_ENTITY_PATHS("/api/v1/policies"), kEntityFunctions<identity::Policy>);
inline constexpr auto kTeamRows = entity_rows(http::Precedence::unless_behind, SALLYPORT_ENTITY_PATHS("/api/v1/teams"),
                                              kEntityFunctions<identity::Team>);

inline constexpr auto kOwnRoleRows = entity_rows(
    http::Precedence::ours, SALLYPORT_ENTITY_PATHS("/api/sallyport/v1/roles"), kEntityFunctions<identity::Role>);
inline constexpr auto kOwnPolicyRows = entity_rows(
    http::Precedence::ours, SALLYPORT_ENTITY_PATHS("/api/sallyport/v1/policies"), kEntityFunctions<identity::Policy>);
inline constexpr auto kOwnTeamRows = entity_rows(
    http::Precedence::ours, SALLYPORT_ENTITY_PATHS("/api/sallyport/v1/teams"), kEntityFunctions<identity::Team>);

inline constexpr std::array<std::string_view, 1> kHierarchyParameters{"isJoinable"};
inline constexpr std::array kTeamHierarchyRows{
    entity_row(http::Precedence::unless_behind, http::Method::get, "/api/v1/teams/hierarchy", show_team_hierarchy, {},
               {Form::all, &kTeamTreeShape}, kHierarchyParameters),
    entity_row(http::Precedence::ours, http::Method::get, "/api/sallyport/v1/teams/hierarchy", show_team_hierarchy, {},
               {Form::all, &kTeamTreeShape}, kHierarchyParameters)};

}  // namespace sallyport::gateway
