#include "stores/memory/bot_store.h"

#include <algorithm>

namespace sallyport::stores {

using identity::Bot;
using identity::BotContent;
using identity::Editor;
using identity::EntityId;
using identity::OtherAdmins;
using identity::PersonEntry;
using identity::PersonKind;
using identity::SeenVersion;

MemoryBotStore::MemoryBotStore(MemoryPeopleStore& people, Random& random) : people_(people), random_(random) {
  people_.check_removals([this](const PersonId& person) {
    const std::lock_guard lock(mutex_);
    return std::ranges::none_of(bots_, [&](const auto& entry) { return entry.second.account == person; });
  });
}

Result<Bot*> MemoryBotStore::bot_to_change(const EntityId& id, SeenVersion seen) {
  const auto found = std::ranges::find_if(bots_, [&](const auto& entry) { return entry.second.id == id; });
  if (found == bots_.end()) return failure(Kind::rejected, "bot_unknown");
  if (seen && *seen != found->second.version) return failure(Kind::conflict, "bot_version");
  return &found->second;
}

Result<void> MemoryBotStore::check_owner(const PersonId& owner) {
  if (owner.empty()) return {};
  SALLYPORT_TRY(const auto found, people_.find(owner));
  if (!found || found->by_hand.deleted) return failure(Kind::rejected, "bot_owner_unknown");
  return {};
}

Result<void> MemoryBotStore::check_new(const identity::NewBot& wanted) {
  SALLYPORT_TRY(const auto account, people_.find(wanted.account));
  if (!account || account->by_hand.deleted || account->kind != PersonKind::bot)
    return failure(Kind::rejected, "bot_account_unknown");
  SALLYPORT_CHECK(check_owner(wanted.content.owner));
  if (bots_.size() >= identity::kMaxBots) return failure(Kind::rejected, "bot_limit");
  if (bots_.contains(wanted.name)) return failure(Kind::conflict, "bot_exists");
  for (const auto& [name, bot] : bots_)
    if (bot.account == wanted.account)
      return failure(Kind::conflict, "bot_account_taken", {}, "the bot " + name + " has this account");
  return {};
}

Result<std::vector<Bot>> MemoryBotStore::list() {
  const std::lock_guard lock(mutex_);
  std::vector<Bot> bots;
  for (const auto& [name, bot] : bots_) bots.push_back(bot);
  return bots;
}

Result<std::optional<Bot>> MemoryBotStore::find(const EntityId& id) {
  const std::lock_guard lock(mutex_);
  const auto bot = bot_to_change(id, {});
  if (!bot) return std::nullopt;
  return **bot;
}

Result<Bot> MemoryBotStore::add(const identity::NewBot& wanted, const Editor& editor) {
  SALLYPORT_CHECK(identity::check_bot_name(wanted.name));
  SALLYPORT_CHECK(check_bot_edit({}, wanted.content));
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(check_new(wanted));
  Bot bot{EntityId(random_uuid(random_)),
          wanted.name,
          wanted.account,
          wanted.system,
          wanted.content,
          1,
          editor.now,
          editor.name};
  bots_.emplace(wanted.name, bot);
  return bot;
}

Result<Bot> MemoryBotStore::change(const EntityId& id, SeenVersion seen, const Editor& editor, const Change& change) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_TRY(Bot* const bot, bot_to_change(id, seen));
  SALLYPORT_TRY(auto edited, change(*bot));
  BotContent& content = edited.content;
  if (content == bot->content) return *bot;
  SALLYPORT_CHECK(check_bot_edit(*bot, content));
  if (content.owner != bot->content.owner) SALLYPORT_CHECK(check_owner(content.owner));
  if (!edited.before.empty()) SALLYPORT_CHECK(people_.versions().put({id, bot->version, std::move(edited.before)}));
  const auto carry = [&](const PersonEntry& entry, OtherAdmins) {
    identity::ByHand by_hand = entry.by_hand;
    by_hand.deleted = content.deleted;
    return Result<identity::ByHand>(by_hand);
  };
  SALLYPORT_CHECK(people_.change(bot->account, {}, editor, carry));
  bot->content = std::move(content);
  ++bot->version;
  bot->updated = editor.now;
  bot->updated_by = editor.name;
  return *bot;
}

Result<void> MemoryBotStore::remove(const EntityId& id, SeenVersion seen) {
  PersonId account;
  {
    const std::lock_guard lock(mutex_);
    SALLYPORT_TRY(Bot* const bot, bot_to_change(id, seen));
    if (bot->system) return failure(Kind::rejected, "bot_system");
    account = bot->account;
    bots_.erase(std::string(bot->name));
  }
  SALLYPORT_CHECK(people_.versions().forget(id));
  return people_.remove(account, {}, {}, [](const PersonEntry&, OtherAdmins) { return Result<void>(); });
}

}  // namespace sallyport::stores
