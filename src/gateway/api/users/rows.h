// The rows about people.
#pragma once

#include <array>

#include "gateway/api/entities/rows.h"
#include "gateway/api/users/user_read.h"
#include "gateway/api/users/user_write.h"

namespace sallyport::gateway {

// The rows below a literal.
#define SALLYPORT_USER_ROWS(first, all)                                                             \
  std::to_array<ApiRow>({                                                                           \
      entity_row(first, http::Method::get, all, list_users),                                        \
      entity_row(first, http::Method::post, all, create_user),                                      \
      entity_row(first, http::Method::put, all, put_user),                                          \
      entity_row(first, http::Method::put, all "/restore", restore_user),                           \
      entity_row(first, http::Method::get, all "/loggedInUser", logged_in_user),                    \
      entity_row(first, http::Method::get, all "/loggedInUser/groupTeams", list_own_groups),        \
      entity_row(first, http::Method::get, all "/{id:guid}", show_user),                            \
      entity_row(first, http::Method::patch, all "/{id:guid}", patch_user),                         \
      entity_row(first, http::Method::delete_, all "/{id:guid}", delete_user),                      \
      entity_row(first, http::Method::get, all "/name/{name}", show_user),                          \
      entity_row(first, http::Method::patch, all "/name/{name}", patch_user),                       \
      entity_row(first, http::Method::delete_, all "/name/{name}", delete_user),                    \
      entity_row(first, http::Method::get, all "/{id:guid}/versions", list_user_versions),          \
      entity_row(first, http::Method::get, all "/{id:guid}/versions/{version}", show_user_version), \
  })

// OpenMetadata's paths. An OpenMetadata behind us answers them itself.
inline constexpr auto kUserRows = SALLYPORT_USER_ROWS(http::Precedence::unless_behind, "/api/v1/users");

// The same under paths that are always ours, and what OpenMetadata does not have.
inline constexpr auto kOwnUserRows = SALLYPORT_USER_ROWS(http::Precedence::ours, "/api/sallyport/v1/users");
inline constexpr std::array kDisabledRows{entity_row(http::Precedence::ours, http::Method::get,
                                                     "/api/sallyport/v1/users/{id:guid}/disabled", show_user_disabled),
                                          entity_row(http::Precedence::ours, http::Method::put,
                                                     "/api/sallyport/v1/users/{id:guid}/disabled", set_user_disabled)};

#undef SALLYPORT_USER_ROWS

}  // namespace sallyport::gateway
