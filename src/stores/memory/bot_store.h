// Bots in memory, for tests. Nothing survives the process. The stores in a database must behave like this one.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "identity/bot_store.h"
#include "stores/memory/people_store.h"

namespace sallyport::stores {

// `people` and `random` must outlive the store. Any thread may use it. At most one such store for each
// MemoryPeopleStore.
class MemoryBotStore final : public identity::BotStore {
 public:
  MemoryBotStore(MemoryPeopleStore& people, Random& random);

  Result<std::vector<identity::Bot>> list() override;
  Result<std::optional<identity::Bot>> find(const identity::EntityId& id) override;
  Result<identity::Bot> add(const identity::NewBot& bot, const identity::Editor& editor) override;
  Result<identity::Bot> change(const identity::EntityId& id, identity::SeenVersion seen, const identity::Editor& editor,
                               const Change& change) override;
  Result<void> remove(const identity::EntityId& id, identity::SeenVersion seen) override;

 private:
  // The callers of these hold the mutex.
  Result<identity::Bot*> bot_to_change(const identity::EntityId& id, identity::SeenVersion seen);
  Result<void> check_owner(const PersonId& owner);
  Result<void> check_new(const identity::NewBot& wanted);

  MemoryPeopleStore& people_;
  Random& random_;
  std::mutex mutex_;
  std::map<std::string, identity::Bot> bots_;  // by name
};

}  // namespace sallyport::stores
