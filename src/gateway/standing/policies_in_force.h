// The policies, roles and teams that decide at this moment. They are read from the store and compiled when the store
// says that something has changed, and swapped whole, so that a decision sees either everything of a change or nothing.
// While news of a change cannot be read, the last ones stay for `store.staleAfter`. After that there are none, and
// whatever needs a policy is refused.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "gateway/standing/revocations.h"
#include "identity/access/access_store.h"
#include "identity/policy/snapshot.h"

namespace sallyport::gateway {

// Immutable.
struct PolicyView {
  std::int64_t revision = 0;
  std::shared_ptr<const identity::Snapshot> snapshot{};
  // Of what is not deleted.
  std::map<identity::EntityId, std::string> team_names{};
  std::map<std::string, identity::EntityId, std::less<>> policy_ids{};
  std::map<std::string, identity::EntityId, std::less<>> role_ids{};
};
using PolicyViewPtr = std::shared_ptr<const PolicyView>;

// Any thread may call any function.
class PoliciesInForce {
 public:
  explicit PoliciesInForce(const Clock& clock) : clock_(clock) {}

  // Null: they are unknown. Whoever needs them must refuse.
  PolicyViewPtr get() const;

  // Compiles with this vocabulary, and for these questions, from the next take_up() on.
  void use(const identity::Vocabulary& vocabulary, std::vector<identity::OperationRequirement> requirements);

  // Something may have changed in the store.
  void note_news();

  enum class TakenUp : std::uint8_t {
    nothing,
    rules,  // other policies are in force, and every team has the name that it had. Who was prepared before can be
            // prepared again without the store (judged_by() in principal.h)
    teams,  // other policies are in force, and nobody knows who is in which team
  };

  // Reads the store if there is news, and compiles what it finds. Returns what is new. Blocks. Of several threads, one
  // reads. Errors: those of the store; then the news waits for the next call.
  Result<TakenUp> take_up(identity::AccessStore& store);

  // For how long there has been news that take_up() has not read; 0 if there is none.
  std::chrono::milliseconds behind() const;

  // Takes the policies out of force until take_up() succeeds. Returns whether there were any.
  bool withdraw();

 private:
  void begin_waiting();  // requires: the caller holds mutex_
  void note_read(std::uint64_t news, PolicyViewPtr view);

  const Clock& clock_;
  std::mutex reading_;        // held while the store is read, so that an older state never replaces a newer one
  mutable std::mutex mutex_;  // guards the members below
  identity::Vocabulary vocabulary_ = identity::Vocabulary::open_metadata();
  std::vector<identity::OperationRequirement> requirements_{};
  PolicyViewPtr view_{};
  std::uint64_t news_ = 1;                        // how often there was news; a new object knows nothing yet
  std::uint64_t read_ = 0;                        // the value of news_ when the store was read last
  Clock::Monotonic waiting_{clock_.monotonic()};  // since when there is news that was not read
};

// The store of policies, as endpoints get it: a commit is in force when it returns, on this node. Other nodes hear of
// it by the store's log of changes.
class AccessStoreInForce final : public identity::AccessStore {
 public:
  // All of them must outlive the object.
  AccessStoreInForce(identity::AccessStore& store, PoliciesInForce& policies, Revocations& revocations)
      : store_(store), policies_(policies), revocations_(revocations) {}

  Result<identity::AccessState> read() override { return store_.read(); }
  Result<std::int64_t> revision() override { return store_.revision(); }
  Result<std::int64_t> commit(std::int64_t at_revision, const identity::AccessChanges& changes) override;

 private:
  identity::AccessStore& store_;
  PoliciesInForce& policies_;
  Revocations& revocations_;
};

// Calls policies.take_up(). If other policies are in force now, the caches judge everybody by them from the next
// request on; if the teams are others, too, they forget everybody.
Result<void> take_up_policies(identity::AccessStore& store, PoliciesInForce& policies, Revocations& revocations);

// Writes the policies, roles and teams that a store begins with, unless it has them (identity::missing_seeds). Several
// nodes may do this at the same time. Errors: those of the store.
Result<void> ensure_policies(identity::AccessStore& store, Random& random, const Clock& clock);

}  // namespace sallyport::gateway
