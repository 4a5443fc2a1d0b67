// A bot as OpenMetadata's clients see it, and what they may set. Source: OpenMetadata, entity/bot.json.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "gateway/call/site.h"
#include "identity/bot_store.h"

namespace sallyport::gateway {

// Absent account: it cannot be read; then the reference has the id alone.
json::Object print_bot(const identity::Bot& bot, const std::optional<identity::PersonEntry>& account, const Site& site);

// The operation that changes this member; empty if nobody changes it.
std::string_view operation_for_bot(std::string_view member);

// What is set by hand if the members of the bot are to be those of `wanted`. Absent members stay. Errors: malformed/
// "field_type".
Result<identity::BotContent> edit_bot(const identity::Bot& bot, const json::Object& wanted);

}  // namespace sallyport::gateway
