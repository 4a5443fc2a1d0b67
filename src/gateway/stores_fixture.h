// For tests only: stores in memory that count their calls, and fail if a test says so.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "stores/memory/access_store.h"
#include "stores/memory/account_store.h"
#include "stores/memory/session_store.h"
#include "stores/memory/sign_in_ledger.h"

namespace sallyport::gateway::testing {

// The memory store with counters of its calls, and switches for an outage and for lost leases.
class SessionStoreWithSwitch final : public session::SessionStore {
 public:
  SessionStoreWithSwitch(session::SessionLimits limits, Random& random) : store_(limits, random) {}
  Result<void> create(const session::Session& session) override;
  Result<std::optional<session::Session>> find(const session::SessionDigest& digest, UnixTime now) override;
  Result<void> touch(const std::vector<session::SessionDigest>& digests, UnixTime now) override;
  Result<std::optional<session::RenewalLease>> lease_renewal(const session::SessionDigest& digest,
                                                             UnixTime now) override;
  Result<void> renew(const session::RenewalLease& lease, const session::Session& renewed) override;
  Result<std::vector<session::SessionDigest>> end(const session::EndOf& which, UnixTime now) override;
  Result<bool> take_sweep(UnixTime now) override;
  Result<std::size_t> sweep(UnixTime now, std::size_t limit) override;
  Result<std::vector<session::Session>> list(const session::SessionDigest& after, std::size_t limit,
                                             UnixTime now) override;
  Result<std::vector<session::Session>> list_of(const PersonId& person, std::size_t limit, UnixTime now) override;
  Result<session::Changes> changes_elsewhere(std::chrono::milliseconds patience) override;

  std::function<void()> before_find;    // called once, before the next find; may be empty
  std::function<void()> before_create;  // called once, before the next session is created; may be empty
  bool down = false;
  bool lose_leases = false;
  session::Changes elsewhere;  // what another process has changed; changes_elsewhere() says so once
  bool out_of_sight = false;   // changes_elsewhere() fails
  bool out_of_memory = false;  // the next changes_elsewhere() or end() does its work, and then throws
  std::atomic<int> created = 0;
  std::atomic<int> finds = 0;
  std::atomic<int> touches = 0;
  std::atomic<int> sweeps = 0;
  session::Session last;  // the session that was created or renewed last

 private:
  // Calls the hook, and forgets it. Of several threads, one calls it.
  void call_once(std::function<void()>& hook);

  std::mutex hooks_mutex_;
  stores::MemorySessionStore store_;
};

// The memory store with a switch for an outage.
class AccessStoreWithSwitch final : public identity::AccessStore {
 public:
  Result<identity::AccessState> read() override;
  Result<std::int64_t> revision() override;
  Result<std::int64_t> commit(std::int64_t at_revision, const identity::AccessChanges& changes) override;

  stores::MemoryAccessStore& always_up() { return store_; }

  identity::EntityVersionStore& versions() { return store_.versions(); }

  std::function<void()> before_commit;  // called once, before the next commit; may be empty
  bool down = false;
  int reads = 0;

 private:
  stores::MemoryAccessStore store_;
};

// The memory store with a switch for an outage of what changes passwords.
class AccountStoreWithSwitch final : public identity::AccountStore {
 public:
  explicit AccountStoreWithSwitch(stores::MemoryIdentityStore& identities) : store_(identities) {}
  Result<std::optional<identity::LocalAccount>> find(const PersonId& person) override { return store_.find(person); }
  Result<std::optional<identity::LocalAccount>> find_by_link(const std::string& link_hash) override {
    return store_.find_by_link(link_hash);
  }
  Result<identity::LocalAccount> change(const PersonId& person, const Change& change) override {
    if (down) return failure(Kind::unavailable, "account_store");
    return store_.change(person, change);
  }
  Result<void> note_sign_in(const PersonId& person, UnixTime now) override { return store_.note_sign_in(person, now); }
  Result<std::optional<identity::SecondFactor>> find_factor(const PersonId& person) override {
    return store_.find_factor(person);
  }
  Result<std::optional<identity::SecondFactor>> change_factor(const PersonId& person,
                                                              const FactorChange& change) override {
    return store_.change_factor(person, change);
  }

  bool down = false;

 private:
  stores::MemoryAccountStore store_;
};

class SignInLedgerWithSwitch final : public session::SignInLedger {
 public:
  Result<bool> take(const session::SignInDigest& sign_in, UnixTime until, UnixTime now) override;
  Result<void> give_back(const session::SignInDigest& sign_in) override;
  Result<Seconds> begin_try(const session::Guesser& guesser, UnixTime now) override;
  Result<void> take_back_try(const session::Guesser& guesser) override;
  Result<std::size_t> sweep(UnixTime now, std::size_t limit) override;

  bool down = false;
  std::size_t swept = 0;

 private:
  stores::MemorySignInLedger store_;
};

}  // namespace sallyport::gateway::testing
