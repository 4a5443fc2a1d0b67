// The rows about bots.
#pragma once

#include "gateway/api/bots/bot_endpoints.h"
#include "gateway/api/bots/bot_members.h"
#include "gateway/api/entities/noun_rows.h"

namespace sallyport::gateway {

inline constexpr EntityFunctions kBotFunctions{.shape = &kBotShape,
                                               .filters = {},
                                               .list = list_bots,
                                               .create = create_bot,
                                               .put = put_bot,
                                               .show = show_bot,
                                               .patch = patch_bot,
                                               .remove = delete_bot,
                                               .list_versions = list_bot_versions,
                                               .show_version = show_bot_version,
                                               .restore = restore_bot};

inline constexpr auto kBotRows =
    entity_rows(http::Precedence::unless_behind, SALLYPORT_ENTITY_PATHS("/api/v1/bots"), kBotFunctions);
inline constexpr auto kOwnBotRows =
    entity_rows(http::Precedence::ours, SALLYPORT_ENTITY_PATHS("/api/sallyport/v1/bots"), kBotFunctions);

}  // namespace sallyport::gateway
