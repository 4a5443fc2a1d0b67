// The rows about people.
#pragma once

#include <array>

#include "gateway/api/entities/noun_rows.h"
#include "gateway/api/users/user_members.h"
#include "gateway/api/users/user_read.h"
#include "gateway/api/users/user_write.h"

namespace sallyport::gateway {

inline constexpr EntityFunctions kUserFunctions{.shape = &kUserShape,
                                                .filters = kUserFilters,
                                                .list = list_users,
                                                .create = create_user,
                                                .put = put_user,
                                                .show = show_user,
                                                .patch = patch_user,
                                                .remove = delete_user,
                                                .list_versions = list_user_versions,
                                                .show_version = show_user_version,
                                                .restore = restore_user};

inline constexpr auto kUserRows =
    entity_rows(http::Precedence::unless_behind, SALLYPORT_ENTITY_PATHS("/api/v1/users"), kUserFunctions);
inline constexpr auto kOwnUserRows =
    entity_rows(http::Precedence::ours, SALLYPORT_ENTITY_PATHS("/api/sallyport/v1/users"), kUserFunctions);

inline constexpr std::array kLoggedInUserRows{
    entity_row(http::Precedence::unless_behind, http::Method::get, "/api/v1/users/loggedInUser", logged_in_user, {},
               {Form::one, &kUserShape}, kShowParameters),
    entity_row(http::Precedence::unless_behind, http::Method::get, "/api/v1/users/loggedInUser/groupTeams",
               list_own_groups, {}, {Form::array, &kReferenceShape}),
    entity_row(http::Precedence::ours, http::Method::get, "/api/sallyport/v1/users/loggedInUser", logged_in_user, {},
               {Form::one, &kUserShape}, kShowParameters),
    entity_row(http::Precedence::ours, http::Method::get, "/api/sallyport/v1/users/loggedInUser/groupTeams",
               list_own_groups, {}, {Form::array, &kReferenceShape})};

// What OpenMetadata does not have.
inline constexpr std::array kDisabledRows{
    entity_row(http::Precedence::ours, http::Method::get, "/api/sallyport/v1/users/{id:guid}/disabled",
               show_user_disabled, {}, {Form::one, &kDisabledShape}),
    entity_row(http::Precedence::ours, http::Method::put, "/api/sallyport/v1/users/{id:guid}/disabled",
               set_user_disabled, {Form::one, &kDisabledShape}, {Form::one, &kDisabledShape})};

}  // namespace sallyport::gateway
