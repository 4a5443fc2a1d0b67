#include "gateway/api/bots/bot_shape.h"

#include <algorithm>
#include <array>

#include "gateway/api/shape/json_fields.h"
#include "gateway/api/shape/version_number.h"
#include "gateway/api/users/user_shape.h"

namespace sallyport::gateway {
namespace {

struct BotMember {
  std::string_view name;
  std::string_view operation;
};
constexpr std::array kBotMembers{BotMember{"displayName", "EditDisplayName"},
                                 BotMember{"description", "EditDescription"}};

}  // namespace

std::string_view operation_for_bot(std::string_view member) {
  const auto row = std::ranges::find(kBotMembers, member, &BotMember::name);
  return row == kBotMembers.end() ? std::string_view() : row->operation;
}

json::Object print_bot(const identity::Bot& bot, const std::optional<identity::PersonEntry>& account,
                       const Site& site) {
  const identity::BotContent& content = bot.content;
  EntityReference user;
  user.id = bot.account.value;
  user.type = "user";
  if (account) user = reference_to_user(*account, site);
  return {{"id", bot.id.value},
          {"name", bot.name},
          {"fullyQualifiedName", bot.name},
          {"displayName", content.display_name.empty() ? bot.name : content.display_name},
          {"description", content.description},
          {"botUser", print_reference(user)},
          {"provider", bot.system ? "system" : "user"},
          {"version", version_value(bot.version)},
          {"updatedAt", bot.updated.seconds * 1000},
          {"updatedBy", bot.updated_by},
          {"href", site.address_of("/api/v1/bots/" + bot.id.value)},
          {"deleted", content.deleted}};
}

Result<identity::BotContent> edit_bot(const identity::Bot& bot, const json::Object& wanted) {
  identity::BotContent out = bot.content;
  SALLYPORT_TRY(auto name, text_field(wanted, "displayName"));
  SALLYPORT_TRY(auto description, text_field(wanted, "description"));
  if (name) out.display_name = *std::move(name);
  if (out.display_name == bot.name) out.display_name.clear();
  if (description) out.description = *std::move(description);
  return out;
}

}  // namespace sallyport::gateway
