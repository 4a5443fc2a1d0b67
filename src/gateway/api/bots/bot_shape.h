// A bot as OpenMetadata's clients see it, and what they may set. Source: OpenMetadata, entity/bot.json.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "gateway/api/shape/list_query.h"
#include "gateway/call/site.h"
#include "identity/bot_store.h"

namespace sallyport::gateway {

// OpenMetadata's bots have no owners, and its clients refuse members that they do not know, so that these are left out
// unless a client asks for them.
inline constexpr std::array<std::string_view, 1> kBotFields{"owners"};

// Absent account: it cannot be read; then the reference has the id alone.
json::Object print_bot(const identity::Bot& bot, const std::optional<identity::PersonEntry>& account,
                       const Fields& fields, const Site& site);

// What is set by hand if the members of the bot are to be those of `wanted`. Absent members stay. A bot has one
// owner at most, who is named by id. Errors: malformed/"field_type", "reference_shape", "bot_owners".
Result<identity::BotContent> edit_bot(const identity::Bot& bot, const json::Object& wanted);

}  // namespace sallyport::gateway
