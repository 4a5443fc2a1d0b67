// Bots in a SQL database: the port of identity/bot_store.h. A damaged record is logged, and no answer.
#pragma once

#include <optional>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "identity/bot_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

// The database must have the gateway's schema. It, `random` and `log` must outlive the store. Any thread may use it.
class SqlBotStore final : public identity::BotStore {
 public:
  SqlBotStore(Database& database, Random& random, Log& log) : database_(database), random_(random), log_(log) {}

  Result<std::vector<identity::Bot>> list() override;
  Result<std::optional<identity::Bot>> find(const identity::EntityId& id) override;
  Result<identity::Bot> add(const identity::NewBot& bot, const identity::Editor& editor) override;
  Result<identity::Bot> change(const identity::EntityId& id, identity::SeenVersion seen, const identity::Editor& editor,
                               const Change& change) override;
  Result<void> remove(const identity::EntityId& id, identity::SeenVersion seen) override;

 private:
  Database& database_;
  Random& random_;
  Log& log_;
};

}  // namespace sallyport::stores
