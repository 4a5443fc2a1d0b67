#include "gateway/stores_fixture.h"

#include <new>
#include <utility>

namespace sallyport::gateway::testing {
namespace {

Failure down_failure() {
  return failure(Kind::unavailable, "session_store");
}

}  // namespace

void SessionStoreWithSwitch::call_once(std::function<void()>& hook) {
  std::function<void()> taken;
  {
    const std::lock_guard lock(hooks_mutex_);
    taken = std::exchange(hook, {});
  }
  if (taken) taken();
}

Result<void> SessionStoreWithSwitch::create(const session::Session& session) {
  if (down) return down_failure();
  call_once(before_create);
  ++created;
  last = session;
  return store_.create(session);
}

Result<session::Changes> SessionStoreWithSwitch::changes_elsewhere(std::chrono::milliseconds) {
  if (out_of_sight) return down_failure();
  auto changes = std::exchange(elsewhere, {});
  if (std::exchange(out_of_memory, false)) throw std::bad_alloc();
  return changes;
}

Result<std::optional<session::Session>> SessionStoreWithSwitch::find(const session::SessionDigest& digest,
                                                                     UnixTime now) {
  if (down) return down_failure();
  call_once(before_find);
  ++finds;
  return store_.find(digest, now);
}

Result<void> SessionStoreWithSwitch::touch(const std::vector<session::SessionDigest>& digests, UnixTime now) {
  if (down) return down_failure();
  touches += static_cast<int>(digests.size());
  return store_.touch(digests, now);
}

Result<std::optional<session::RenewalLease>> SessionStoreWithSwitch::lease_renewal(const session::SessionDigest& digest,
                                                                                   UnixTime now) {
  if (down) return down_failure();
  return store_.lease_renewal(digest, now);
}

Result<void> SessionStoreWithSwitch::renew(const session::RenewalLease& lease, const session::Session& renewed) {
  if (down) return down_failure();
  if (lose_leases) return failure(Kind::conflict, "lease_lost");
  last = renewed;
  return store_.renew(lease, renewed);
}

Result<std::vector<session::SessionDigest>> SessionStoreWithSwitch::end(const session::EndOf& which, UnixTime now) {
  if (down) return down_failure();
  auto ended = store_.end(which, now);
  if (std::exchange(out_of_memory, false)) throw std::bad_alloc();
  return ended;
}

Result<std::vector<session::Session>> SessionStoreWithSwitch::list(const session::SessionDigest& after,
                                                                   std::size_t limit, UnixTime now) {
  if (down) return failure(Kind::unavailable, "session_store");
  return store_.list(after, limit, now);
}

Result<std::vector<session::Session>> SessionStoreWithSwitch::list_of(const PersonId& person, std::size_t limit,
                                                                      UnixTime now) {
  if (down) return down_failure();
  return store_.list_of(person, limit, now);
}

Result<bool> SessionStoreWithSwitch::take_sweep(UnixTime now) {
  if (down) return down_failure();
  return store_.take_sweep(now);
}

Result<std::size_t> SessionStoreWithSwitch::sweep(UnixTime now, std::size_t limit) {
  if (down) return down_failure();
  ++sweeps;
  return store_.sweep(now, limit);
}

Result<bool> SignInLedgerWithSwitch::take(const session::SignInDigest& sign_in, UnixTime until, UnixTime now) {
  if (down) return failure(Kind::unavailable, "sign_in_ledger");
  return store_.take(sign_in, until, now);
}

Result<void> SignInLedgerWithSwitch::give_back(const session::SignInDigest& sign_in) {
  if (down) return failure(Kind::unavailable, "sign_in_ledger");
  return store_.give_back(sign_in);
}

Result<Seconds> SignInLedgerWithSwitch::begin_try(const session::Guesser& guesser, UnixTime now) {
  if (down) return failure(Kind::unavailable, "sign_in_ledger");
  return store_.begin_try(guesser, now);
}

Result<void> SignInLedgerWithSwitch::take_back_try(const session::Guesser& guesser) {
  if (down) return failure(Kind::unavailable, "sign_in_ledger");
  return store_.take_back_try(guesser);
}

Result<std::size_t> SignInLedgerWithSwitch::sweep(UnixTime now, std::size_t limit) {
  SALLYPORT_TRY(const auto done, store_.sweep(now, limit));
  swept += done;
  return done;
}

Result<identity::AccessState> AccessStoreWithSwitch::read() {
  ++reads;
  if (down) return failure(Kind::unavailable, "access_store");
  return store_.read();
}

Result<std::int64_t> AccessStoreWithSwitch::revision() {
  if (down) return failure(Kind::unavailable, "access_store");
  return store_.revision();
}

Result<std::int64_t> AccessStoreWithSwitch::commit(std::int64_t at_revision, const identity::AccessChanges& changes) {
  if (before_commit) std::exchange(before_commit, nullptr)();
  if (down) return failure(Kind::unavailable, "access_store");
  return store_.commit(at_revision, changes);
}

}  // namespace sallyport::gateway::testing
