#include "stores/gateway/bot_store.h"

#include "stores/gateway/entity_version_store.h"
#include "stores/gateway/row/people_row.h"
#include "stores/gateway/row/store_time.h"
#include "stores/sql/row_check.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {

using identity::Bot;
using identity::BotContent;
using identity::Editor;
using identity::EntityId;
using identity::PersonEntry;
using identity::PersonKind;
using identity::SeenVersion;

namespace {

constexpr std::string_view kBotStore = "bot_store";
constexpr std::string_view kBotColumns =
    "id, name, person, built_in, display_name, description, owner, deleted, version, updated, updated_by, row_check";

Parameters values_of(const Bot& bot) {
  const BotContent& content = bot.content;
  return {bot.id,        bot.name,        bot.account, bot.system,  content.display_name, content.description,
          content.owner, content.deleted, bot.version, bot.updated, bot.updated_by};
}

Result<Bot> parse_bot(const Row& row) {
  Bot bot;
  SALLYPORT_TRY(bot.id.value, row.text(0));
  SALLYPORT_TRY(bot.name, row.text(1));
  SALLYPORT_TRY(bot.account.value, row.text(2));
  SALLYPORT_TRY(bot.system, row.flag(3));
  SALLYPORT_TRY(bot.content.display_name, row.text(4));
  SALLYPORT_TRY(bot.content.description, row.text(5));
  SALLYPORT_TRY(bot.content.owner.value, row.text(6));
  SALLYPORT_TRY(bot.content.deleted, row.flag(7));
  SALLYPORT_TRY(bot.version, row.integer(8));
  SALLYPORT_TRY(bot.updated, row.time(9));
  SALLYPORT_TRY(bot.updated_by, row.text(10));
  SALLYPORT_TRY(const auto check, row.blob(11));
  SALLYPORT_CHECK(check_row(values_of(bot), check));
  return bot;
}

Result<std::vector<Bot>> read_bots(Connection& connection, std::string_view condition, const Parameters& parameters,
                                   Log& log) {
  std::vector<Bot> bots;
  SALLYPORT_CHECK(connection.query(joined({"SELECT ", kBotColumns, " FROM bot ", condition}), parameters,
                                   [&](const Row& row) -> Result<void> {
                                     auto bot = parse_bot(row);
                                     if (!bot) report_damaged(log, "bot", row.text(0).value_or("?"), bot.error());
                                     if (!bot) return Failure(bot.error());
                                     bots.push_back(*std::move(bot));
                                     return {};
                                   }));
  return bots;
}

Result<Bot> bot_to_change(Connection& connection, const EntityId& id, SeenVersion seen, Log& log) {
  SALLYPORT_TRY(auto bots, read_bots(connection, "WHERE id = ?", {id}, log));
  if (bots.empty()) return failure(Kind::rejected, "bot_unknown");
  if (seen && *seen != bots.front().version) return failure(Kind::conflict, "bot_version");
  return std::move(bots.front());
}

Result<void> put_bot(Connection& connection, const Bot& bot) {
  static const std::string kPut =
      joined({"INSERT INTO bot (", kBotColumns,
              ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
              "display_name = excluded.display_name, description = excluded.description, owner = excluded.owner, "
              "deleted = excluded.deleted, version = excluded.version, updated = excluded.updated, "
              "updated_by = excluded.updated_by, row_check = excluded.row_check"});
  Parameters values = values_of(bot);
  const std::string check = row_check(values);
  values.emplace_back(Blob{check});
  SALLYPORT_CHECK(connection.run(kPut, values));
  return {};
}

Result<void> check_owner(Connection& connection, const PersonId& owner, Log& log) {
  if (owner.empty()) return {};
  SALLYPORT_TRY(const auto found, read_entries(connection, {owner}, Damaged::fail, log));
  if (found.empty() || found.front().by_hand.deleted) return failure(Kind::rejected, "bot_owner_unknown");
  return {};
}

Result<PersonEntry> account_of_bot(Connection& connection, const PersonId& account, Log& log) {
  SALLYPORT_TRY(auto found, read_entries(connection, {account}, Damaged::fail, log));
  if (found.empty() || found.front().kind != PersonKind::bot) return failure(Kind::rejected, "bot_account_unknown");
  return std::move(found.front());
}

// Deletes the bot's account with the bot, or restores it.
Result<void> carry_deletion(Connection& connection, const Bot& bot, Log& log) {
  SALLYPORT_TRY(const auto before, account_of_bot(connection, bot.account, log));
  if (before.by_hand.deleted == bot.content.deleted) return {};
  PersonEntry after = before;
  after.by_hand.deleted = bot.content.deleted;
  ++after.version;
  after.updated = bot.updated;
  after.updated_by = bot.updated_by;
  return write_edit(connection, before, after);
}

Result<void> check_room(Connection& connection, const identity::NewBot& wanted, Log& log) {
  SALLYPORT_TRY(const auto bots, read_bots(connection, "", {}, log));
  if (bots.size() >= identity::kMaxBots) return failure(Kind::rejected, "bot_limit");
  for (const Bot& bot : bots) {
    if (bot.name == wanted.name) return failure(Kind::conflict, "bot_exists");
    if (bot.account == wanted.account)
      return failure(Kind::conflict, "bot_account_taken", {}, "the bot " + bot.name + " has this account");
  }
  return {};
}

Bot out(const StoreTime& time, Bot bot) {
  bot.updated = time.out(bot.updated);
  return bot;
}

}  // namespace

Result<std::vector<Bot>> SqlBotStore::list() {
  const auto look = [&](Connection& connection) { return read_bots(connection, "ORDER BY name", {}, log_); };
  SALLYPORT_TRY(auto bots, rename_failure(database_.read(look), kBotStore));
  const StoreTime time(database_.ahead());
  for (Bot& bot : bots) bot = out(time, std::move(bot));
  return bots;
}

Result<std::optional<Bot>> SqlBotStore::find(const EntityId& id) {
  const auto look = [&](Connection& connection) { return read_bots(connection, "WHERE id = ?", {id}, log_); };
  SALLYPORT_TRY(auto bots, rename_failure(database_.read(look), kBotStore));
  if (bots.empty()) return std::nullopt;
  return out(StoreTime(database_.ahead()), std::move(bots.front()));
}

Result<Bot> SqlBotStore::add(const identity::NewBot& wanted, const Editor& editor) {
  SALLYPORT_CHECK(identity::check_bot_name(wanted.name));
  SALLYPORT_CHECK(check_bot_edit({}, wanted.content));
  const StoreTime time(database_.ahead());
  const auto insert = [&](Connection& connection) -> Result<Bot> {
    SALLYPORT_TRY(const auto account, account_of_bot(connection, wanted.account, log_));
    if (account.by_hand.deleted) return failure(Kind::rejected, "bot_account_unknown");
    SALLYPORT_CHECK(check_owner(connection, wanted.content.owner, log_));
    SALLYPORT_CHECK(check_room(connection, wanted, log_));
    Bot bot{EntityId(random_uuid(random_)),
            wanted.name,
            wanted.account,
            wanted.system,
            wanted.content,
            1,
            time.in(editor.now),
            editor.name};
    SALLYPORT_CHECK(put_bot(connection, bot));
    return bot;
  };
  SALLYPORT_TRY(auto bot, rename_failure(database_.write(insert), kBotStore));
  return out(time, std::move(bot));
}

Result<Bot> SqlBotStore::change(const EntityId& id, SeenVersion seen, const Editor& editor, const Change& change) {
  const StoreTime time(database_.ahead());
  const auto edit = [&](Connection& connection) -> Result<Bot> {
    SALLYPORT_TRY(auto bot, bot_to_change(connection, id, seen, log_));
    SALLYPORT_TRY(auto edited, change(out(time, bot)));
    BotContent& content = edited.content;
    if (content == bot.content) return bot;
    SALLYPORT_CHECK(check_bot_edit(bot, content));
    if (content.owner != bot.content.owner) SALLYPORT_CHECK(check_owner(connection, content.owner, log_));
    SALLYPORT_CHECK(write_text_before(connection, id, bot.version, edited.before));
    bot.content = std::move(content);
    ++bot.version;
    bot.updated = time.in(editor.now);
    bot.updated_by = editor.name;
    SALLYPORT_CHECK(put_bot(connection, bot));
    SALLYPORT_CHECK(carry_deletion(connection, bot, log_));
    return bot;
  };
  SALLYPORT_TRY(auto bot, rename_failure(database_.write(edit), kBotStore));
  return out(time, std::move(bot));
}

Result<void> SqlBotStore::remove(const EntityId& id, SeenVersion seen) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(const auto bot, bot_to_change(connection, id, seen, log_));
    if (bot.system) return failure(Kind::rejected, "bot_system");
    SALLYPORT_CHECK(connection.run("DELETE FROM bot WHERE id = ?", {id}));
    SALLYPORT_CHECK(connection.run("DELETE FROM person WHERE id = ?", {bot.account}));
    SALLYPORT_CHECK(remove_entity_versions(connection, id));
    return remove_entity_versions(connection, EntityId(bot.account.value));
  }),
                        kBotStore);
}

}  // namespace sallyport::stores
