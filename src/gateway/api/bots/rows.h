// The rows about bots.
#pragma once

#include <array>

#include "gateway/api/bots/bot_endpoints.h"
#include "gateway/api/entities/rows.h"

namespace sallyport::gateway {

// The rows below a literal.
#define SALLYPORT_BOT_ROWS(first, all)                                                             \
  std::to_array<ApiRow>({                                                                          \
      entity_row(first, http::Method::get, all, list_bots),                                        \
      entity_row(first, http::Method::post, all, create_bot),                                      \
      entity_row(first, http::Method::put, all, put_bot),                                          \
      entity_row(first, http::Method::put, all "/restore", restore_bot),                           \
      entity_row(first, http::Method::get, all "/{id:guid}", show_bot),                            \
      entity_row(first, http::Method::patch, all "/{id:guid}", patch_bot),                         \
      entity_row(first, http::Method::delete_, all "/{id:guid}", delete_bot),                      \
      entity_row(first, http::Method::get, all "/name/{name}", show_bot),                          \
      entity_row(first, http::Method::patch, all "/name/{name}", patch_bot),                       \
      entity_row(first, http::Method::delete_, all "/name/{name}", delete_bot),                    \
      entity_row(first, http::Method::get, all "/{id:guid}/versions", list_bot_versions),          \
      entity_row(first, http::Method::get, all "/{id:guid}/versions/{version}", show_bot_version), \
  })

// OpenMetadata's paths. An OpenMetadata behind us answers them itself.
inline constexpr auto kBotRows = SALLYPORT_BOT_ROWS(http::Precedence::unless_behind, "/api/v1/bots");

// The same under paths that are always ours.
inline constexpr auto kOwnBotRows = SALLYPORT_BOT_ROWS(http::Precedence::ours, "/api/sallyport/v1/bots");

#undef SALLYPORT_BOT_ROWS

}  // namespace sallyport::gateway
