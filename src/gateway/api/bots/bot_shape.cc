#include "gateway/api/bots/bot_shape.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "gateway/api/shape/json_fields.h"
#include "gateway/api/shape/version_number.h"
#include "gateway/api/users/user_shape.h"

namespace sallyport::gateway {
namespace {

json::Array print_owners(const PersonId& owner) {
  EntityReference reference;
  reference.id = owner.value;
  reference.type = "user";
  return owner.empty() ? json::Array{} : json::Array{print_reference(reference)};
}

Result<PersonId> parse_owner(const json::Array& owners) {
  if (owners.empty()) return PersonId();
  SALLYPORT_TRY(const auto key, parse_reference(owners.front()));
  if (owners.size() > 1 || !is_guid(key.id))
    return failure(Kind::malformed, "bot_owners", {}, "owners must have one user at most, named by id");
  return PersonId(ascii_lower(key.id));
}

}  // namespace

json::Object print_bot(const identity::Bot& bot, const std::optional<identity::PersonEntry>& account,
                       const Fields& fields, const Site& site) {
  const identity::BotContent& content = bot.content;
  EntityReference user;
  user.id = bot.account.value;
  user.type = "user";
  if (account) user = reference_to_user(*account, site);
  json::Object out{{"id", bot.id.value},
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
  if (fields.has("owners")) out.set("owners", print_owners(content.owner));
  return out;
}

Result<identity::BotContent> edit_bot(const identity::Bot& bot, const json::Object& wanted) {
  identity::BotContent out = bot.content;
  SALLYPORT_TRY(auto name, text_field(wanted, "displayName"));
  SALLYPORT_TRY(auto description, text_field(wanted, "description"));
  SALLYPORT_TRY(const auto owners, list_field(wanted, "owners"));
  if (name) out.display_name = *std::move(name);
  if (out.display_name == bot.name) out.display_name.clear();
  if (description) out.description = *std::move(description);
  if (owners) {
    SALLYPORT_TRY(out.owner, parse_owner(*owners));
  }
  return out;
}

}  // namespace sallyport::gateway
