#include "stores/gateway/sign_in_ledger.h"

#include "session/session.h"
#include "stores/gateway/row/store_time.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {

using session::Crowd;
using session::Guesser;
using session::kClockLeeway;
using session::SignInDigest;
using session::Tries;

namespace {

constexpr std::string_view kSignInLedger = "sign_in_ledger";

constexpr std::string_view kTakeSignIn =
    "INSERT INTO used_response (digest, expires) VALUES (?1, ?2) ON CONFLICT (digest) DO UPDATE "
    "SET expires = excluded.expires WHERE used_response.expires <= ?3";

// Tries from the future were counted by a wrong clock.
constexpr std::string_view kFindCrowd =
    "SELECT count(*), coalesce(min(made), 0) FROM guess WHERE account = ?3 AND made > ?1 AND made <= ?2";
constexpr std::string_view kSaveTries =
    "INSERT INTO guesser (name, tries, last, blocked_until) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
    "tries = excluded.tries, last = excluded.last, blocked_until = excluded.blocked_until";

Result<Tries> find_tries(Connection& connection, const std::string& name) {
  Tries tries;
  SALLYPORT_CHECK(connection.query("SELECT tries, last, blocked_until FROM guesser WHERE name = ?", {name},
                                   [&](const Row& row) -> Result<void> {
                                     SALLYPORT_TRY(const auto count, row.integer(0));
                                     tries.count = static_cast<int>(count);
                                     SALLYPORT_TRY(tries.last, row.time(1));
                                     SALLYPORT_TRY(tries.blocked_until, row.time(2));
                                     return {};
                                   }));
  return tries;
}

Result<void> save_tries(Connection& connection, const std::string& name, const Tries& tries) {
  if (tries.count == 0) {
    SALLYPORT_CHECK(connection.run("DELETE FROM guesser WHERE name = ?", {name}));
    return {};
  }
  SALLYPORT_CHECK(connection.run(kSaveTries, {name, tries.count, tries.last, tries.blocked_until}));
  return {};
}

Result<Crowd> find_crowd(Connection& connection, const std::string& account, UnixTime now) {
  Crowd crowd;
  SALLYPORT_CHECK(connection.query(kFindCrowd, {now - session::kCrowdWindow, now + kClockLeeway, account},
                                   [&](const Row& row) -> Result<void> {
                                     SALLYPORT_TRY(const auto tries, row.integer(0));
                                     crowd.tries = static_cast<std::size_t>(tries);
                                     SALLYPORT_TRY(crowd.oldest, row.time(1));
                                     return {};
                                   }));
  return crowd;
}

}  // namespace

Result<bool> SqlSignInLedger::take(const SignInDigest& sign_in, UnixTime until, UnixTime now) {
  const StoreTime time(database_.ahead());
  const auto take = [&](Connection& connection) -> Result<bool> {
    SALLYPORT_TRY(const auto taken, connection.run(kTakeSignIn, {Blob{sign_in.value}, time.in(until), time.in(now)}));
    return taken == 1;
  };
  return rename_failure(database_.write(take, Isolation::statement), kSignInLedger);
}

Result<void> SqlSignInLedger::give_back(const SignInDigest& sign_in) {
  const auto remove = [&](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(connection.run("DELETE FROM used_response WHERE digest = ?", {Blob{sign_in.value}}));
    return {};
  };
  return rename_failure(database_.write(remove, Isolation::statement), kSignInLedger);
}

// A known browser reads and writes its own row alone, so that the crowd cannot slow its owner down.
Result<Seconds> SqlSignInLedger::begin_try(const Guesser& guesser, UnixTime called) {
  const UnixTime now = StoreTime(database_.ahead()).in(called);
  const std::string name = guesser.key();
  const auto begin = [&](Connection& connection) -> Result<Seconds> {
    SALLYPORT_TRY(const Tries before, find_tries(connection, name));
    Crowd crowd;
    if (!guesser.known_browser) {
      SALLYPORT_TRY(crowd, find_crowd(connection, guesser.account, now));
    }
    Tries tries = before;
    const Seconds wait = session::begin_try(guesser, tries, crowd, now);
    if (tries != before) SALLYPORT_CHECK(save_tries(connection, name, tries));
    if (wait == Seconds(0) && !guesser.known_browser)
      SALLYPORT_CHECK(connection.run("INSERT INTO guess (made, account) VALUES (?, ?)", {now, guesser.account}));
    return wait;
  };
  return rename_failure(database_.write(begin), kSignInLedger);
}

Result<void> SqlSignInLedger::take_back_try(const Guesser& guesser) {
  const std::string name = guesser.key();
  const auto take_back = [&](Connection& connection) -> Result<void> {
    if (!guesser.known_browser)
      SALLYPORT_CHECK(connection.run("DELETE FROM guess WHERE id = (SELECT max(id) FROM guess WHERE account = ?)",
                                     {guesser.account}));
    SALLYPORT_TRY(Tries tries, find_tries(connection, name));
    session::take_back_try(guesser, tries);
    return save_tries(connection, name, tries);
  };
  return rename_failure(database_.write(take_back), kSignInLedger);
}

Result<std::size_t> SqlSignInLedger::sweep(UnixTime called, std::size_t limit) {
  const UnixTime now = StoreTime(database_.ahead()).in(called);
  const auto remove = [&](Connection& connection) -> Result<std::size_t> {
    SALLYPORT_CHECK(connection.run("DELETE FROM guess WHERE made <= ?1 OR made > ?2",
                                   {now - session::kCrowdWindow, now + kClockLeeway}));
    SALLYPORT_CHECK(connection.run("DELETE FROM guesser WHERE last <= ?", {now - session::kTriesForgottenAfter}));
    return connection.run(
        "DELETE FROM used_response WHERE digest IN (SELECT digest FROM used_response WHERE expires <= ?1 LIMIT ?2)",
        {now, static_cast<std::int64_t>(limit)});
  };
  return rename_failure(database_.write(remove, Isolation::statement), kSignInLedger);
}

}  // namespace sallyport::stores
