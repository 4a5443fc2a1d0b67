#include "identity/bot_store.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sallyport::identity {
namespace {

struct SeedRow {
  std::string_view name;
  std::string_view role;
  std::string_view description;
};

constexpr std::array kSeedRows{SeedRow{"ingestion-bot", "IngestionBotRole", "Bot used for ingesting metadata."}};

// An account of this name that is there already is taken, if it is a bot's: another node may be adding it now.
Result<PersonId> account_of(PeopleStore& people, const SeedRow& row, const Editor& editor) {
  NewPerson account{.kind = PersonKind::bot};
  account.labels.username = row.name;
  account.labels.display_name = row.name;
  account.by_hand.roles = {std::string(row.role)};
  const auto added = people.add(account, editor);
  if (added) return added->person.id;
  if (added.error().reason != "person_exists") return Failure(added.error());
  SALLYPORT_TRY(const auto found, people.find_by_name(row.name));
  const auto bot = std::ranges::find(found, PersonKind::bot, &PersonEntry::kind);
  if (bot == found.end()) return Failure(added.error());
  return bot->person.id;
}

}  // namespace

Result<void> check_bot_edit(const Bot& before, const BotContent& after) {
  const auto fits = [](const std::string& text, std::size_t most) { return text.size() <= most && is_utf8(text); };
  if (!fits(after.display_name, kMaxDisplayName) || has_control(after.display_name))
    return failure(Kind::malformed, "bot_labels", {}, "the display name");
  if (!fits(after.description, kMaxDescription)) return failure(Kind::malformed, "bot_labels", {}, "the description");
  if (before.system && after.deleted && !before.content.deleted) return failure(Kind::rejected, "bot_system");
  return {};
}

Result<void> add_missing_bots(PeopleStore& people, BotStore& bots, UnixTime now) {
  SALLYPORT_TRY(const auto present, bots.list());
  const Editor editor{"admin", now};
  for (const SeedRow& row : kSeedRows) {
    if (std::ranges::find(present, row.name, &Bot::name) != present.end()) continue;
    SALLYPORT_TRY(const auto account, account_of(people, row, editor));
    NewBot bot{.name = std::string(row.name), .account = account, .system = true};
    bot.content.description = row.description;
    const auto added = bots.add(bot, editor);
    if (!added && added.error().kind != Kind::conflict) return Failure(added.error());  // another node was faster
  }
  return {};
}

}  // namespace sallyport::identity
