// Bots are programs that have an account here. The account is a person of PersonKind::bot, who has the roles; the bot
// is what administrators see of it. A bot has one account, and an account belongs to one bot at most. When a bot is
// deleted, restored or removed, so is its account.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "identity/access/access_edit.h"
#include "identity/people_store.h"

namespace sallyport::identity {

// What is changed by hand.
struct BotContent {
  std::string display_name{};  // may be empty
  std::string description{};   // Markdown; may be empty
  PersonId owner{};            // who answers for it; empty: nobody
  bool deleted = false;        // softly

  bool operator==(const BotContent&) const = default;
};

struct Bot {
  EntityId id{};
  std::string name{};   // as check_bot_name() wants it; never changes
  PersonId account{};   // never changes
  bool system = false;  // it was there from the start and cannot be deleted
  BotContent content{};
  std::int64_t version = 1;  // each change adds 1
  UnixTime updated{};
  std::string updated_by{};

  bool operator==(const Bot&) const = default;
};

struct NewBot {
  std::string name{};
  PersonId account{};
  bool system = false;
  BotContent content{};
};

inline constexpr std::size_t kMaxBots = 1000;  // with those that are deleted

// Checks what an editor makes of a bot. Errors: malformed/"bot_labels" (too long, or not UTF-8); rejected/"bot_system"
// (it would be deleted).
Result<void> check_bot_edit(const Bot& before, const BotContent& after);

// Every thread may call a store, calls may block, and each call is one atomic step. Every call may fail with
// unavailable/"bot_store"; a damaged record is such an error.
class BotStore {
 public:
  virtual ~BotStore() = default;

  // All bots, also deleted ones, in the order of their names.
  virtual Result<std::vector<Bot>> list() = 0;
  virtual Result<std::optional<Bot>> find(const EntityId& id) = 0;

  // Errors: those of check_bot_name() and check_bot_edit(); conflict/"bot_exists" (the name), "bot_account_taken";
  // rejected/"bot_account_unknown" (there is no such account, it is deleted, or it is a human's), "bot_owner_unknown",
  // "bot_limit".
  virtual Result<Bot> add(const NewBot& bot, const Editor& editor) = 0;

  // Makes of the bot what `change` makes of it, and returns the outcome. If nothing differs, nothing is written.
  // `change` may be called more than once, must have no other effect, and its errors are returned. Errors: those of
  // check_bot_edit(); rejected/"bot_unknown", "bot_owner_unknown", "version_too_long"; conflict/"bot_version".
  using Change = std::function<Result<Edited<BotContent>>(const Bot& bot)>;
  virtual Result<Bot> change(const EntityId& id, SeenVersion seen, const Editor& editor, const Change& change) = 0;

  // Removes the bot and its account for good, with their versions. Errors: rejected/"bot_unknown", "bot_system";
  // conflict/"bot_version".
  virtual Result<void> remove(const EntityId& id, SeenVersion seen) = 0;
};

// Adds the bots that a new store begins with, if they are missing: OpenMetadata's ingestion-bot, with its role and
// without any token. Requires: its role exists (missing_seeds of identity/access). Errors: those of the stores.
Result<void> add_missing_bots(PeopleStore& people, BotStore& bots, UnixTime now);

}  // namespace sallyport::identity
