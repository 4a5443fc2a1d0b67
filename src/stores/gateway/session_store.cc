#include "stores/gateway/session_store.h"

#include <algorithm>

#include "base/encoding.h"
#include "stores/gateway/row/session_row.h"
#include "stores/gateway/row/store_time.h"
#include "stores/gateway/version_store.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {

using session::EndOf;
using session::kClockLeeway;
using session::RenewalLease;
using session::Session;
using session::SessionDigest;

namespace {

constexpr std::string_view kSessionStore = "session_store";
const std::string kKeysChanged(32, '\0');  // as the triggers write it

const std::string kFind = joined({"SELECT ", kSessionColumns, " FROM session WHERE digest = ?"});
const std::string kFindHeld =
    joined({"SELECT ", kSessionColumns, " FROM session WHERE digest = ? AND lease_holder = ?"});
constexpr std::string_view kTouch =
    "UPDATE session SET last_seen = ?1 WHERE digest = ?2 AND (last_seen < ?1 AND last_seen > ?3 OR last_seen > ?4) "
    "AND created <= ?4 AND expires > ?1";
constexpr std::string_view kLease =
    "UPDATE session SET lease_holder = ?1, lease_until = ?2 WHERE digest = ?3 AND last_seen > ?5 AND created <= ?6 "
    "AND expires > ?4 AND (lease_holder = '' OR lease_until <= ?4 OR lease_until > ?7)";
constexpr std::string_view kRenew =
    "UPDATE session SET username = ?, display_name = ?, email = ?, preferred_username = ?, claims = ?, group_ids = ?, "
    "acr = ?, amr = ?, auth_time = ?, sealed_refresh_token = ?, renew_after = ?, row_check = ?, lease_holder = '', "
    "lease_until = 0 WHERE digest = ? AND lease_holder = ?";
constexpr std::string_view kTakeSweep =
    "INSERT INTO turn (task, until) VALUES ('sweep', ?1) ON CONFLICT (task) DO UPDATE SET until = excluded.until "
    "WHERE turn.until <= ?2 OR turn.until > ?3";
constexpr std::string_view kSweep =
    "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE expires <= ?1 UNION "
    "SELECT id FROM session WHERE last_seen <= ?2 UNION SELECT id FROM session WHERE created > ?4 LIMIT ?3)";

// Every process that is well reads the change log within seconds (kLogKept of session_store.h).
constexpr std::string_view kSweepChanges = "DELETE FROM change WHERE made < (SELECT max(made) FROM change) - 600";

const std::string kList = joined({"SELECT ", kSessionColumns,
                                  " FROM session WHERE digest > ?1 AND expires > ?2 AND last_seen > ?3 "
                                  "AND created <= ?5 ORDER BY digest LIMIT ?4 OFFSET ?6"});

const std::string kListOf = joined({"SELECT ", kSessionColumns,
                                    " FROM session WHERE person = ?1 AND expires > ?2 AND last_seen > ?3 "
                                    "AND created <= ?5 ORDER BY created DESC LIMIT ?4 OFFSET ?6"});

// At most `limit` sessions that the statement finds. Its last parameter, which is added here, is the number of rows to
// skip. Damaged rows are left out, and the next find deletes them. If all rows of a page are damaged, returns the next
// page, because callers take an empty page for the end.
Result<std::vector<Session>> find_page(Connection& connection, std::string_view sql, const Parameters& parameters,
                                       std::size_t limit) {
  std::vector<Session> found;
  for (std::size_t passed = 0;;) {
    std::size_t rows = 0;
    Parameters page = parameters;
    page.emplace_back(static_cast<std::int64_t>(passed));
    SALLYPORT_CHECK(connection.query(sql, page, [&](const Row& row) -> Result<void> {
      ++rows;
      auto session = parse_session(row);
      if (!session && !is_damage(session.error())) return Failure(session.error());
      if (session) found.push_back(*std::move(session));
      return {};
    }));
    passed += rows;
    const bool ended = rows == 0 || rows < limit;
    if (ended || !found.empty()) return found;
  }
}

// The one session that the statement finds. An inner error means a damaged row, and an outer error a failure of the
// database.
using Found = std::optional<Result<Session>>;
Result<Found> find_one(Connection& connection, std::string_view sql, const Parameters& parameters) {
  Found found;
  SALLYPORT_CHECK(connection.query(sql, parameters, [&](const Row& row) -> Result<void> {
    found = parse_session(row);
    if (!*found && !is_damage(found->error())) return Failure(found->error());
    return {};
  }));
  return found;
}

Session merge(Session stored, const Session& renewed) {
  stored.username = renewed.username;
  stored.display_name = renewed.display_name;
  stored.email = renewed.email;
  stored.preferred_username = renewed.preferred_username;
  stored.claims = renewed.claims;
  stored.groups = renewed.groups;
  stored.acr = renewed.acr;
  stored.amr = renewed.amr;
  stored.authenticated = renewed.authenticated;
  stored.sealed_refresh_token = renewed.sealed_refresh_token;
  stored.renew_after = renewed.renew_after;
  return stored;
}

}  // namespace

Result<void> SqlSessionStore::create(const Session& session) {
  const Session stored = StoreTime(database_.ahead()).in(session);
  const SessionRow row(stored);
  const auto inserted = database_.write(
      [&](Connection& connection) { return connection.run(kInsertSession, row.values()); }, Isolation::statement);
  if (!inserted && inserted.error().kind == Kind::conflict) return failure(Kind::conflict, "session_exists");
  SALLYPORT_CHECK(rename_failure(inserted, kSessionStore));
  return {};
}

Result<std::optional<Session>> SqlSessionStore::find(const SessionDigest& digest, UnixTime now) {
  const StoreTime time(database_.ahead());
  SALLYPORT_TRY(
      auto found,
      rename_failure(
          database_.read([&](Connection& connection) { return find_one(connection, kFind, {Blob{digest.value}}); },
                         Isolation::statement),
          kSessionStore));
  if (!found) return std::nullopt;
  if (!*found) {
    drop_damaged(digest, found->error());
    return std::nullopt;
  }
  if (!is_alive(**found, limits_, time.in(now))) return std::nullopt;
  return time.out(**std::move(found));
}

// Deletes the row, so that it is reported only once. If the deletion fails, the session still counts as absent.
void SqlSessionStore::drop_damaged(const SessionDigest& digest, const Error& why) {
  report_damaged(log_, "session", hex_encode(digest.value).substr(0, 8), why);
  (void)database_.write(
      [&](Connection& connection) {
        return connection.run("DELETE FROM session WHERE digest = ?", {Blob{digest.value}});
      },
      Isolation::statement);
}

Result<void> SqlSessionStore::touch(const std::vector<SessionDigest>& digests, UnixTime now) {
  if (digests.empty()) return {};
  const UnixTime seen = StoreTime(database_.ahead()).in(now);
  std::vector<std::string_view> ordered;  // two nodes that lock rows in different orders would wait for each other
  for (const auto& digest : digests) ordered.push_back(digest.value);
  std::ranges::sort(ordered);
  std::vector<Parameters> rows;
  rows.reserve(ordered.size());
  for (const auto digest : ordered) rows.push_back({seen, Blob{digest}, seen - limits_.idle, seen + kClockLeeway});
  return rename_failure(
      database_.write([&](Connection& connection) { return connection.run_each(kTouch, rows); }, Isolation::statement),
      kSessionStore);
}

Result<std::optional<RenewalLease>> SqlSessionStore::lease_renewal(const SessionDigest& digest, UnixTime now) {
  const UnixTime at = StoreTime(database_.ahead()).in(now);
  const UnixTime until = at + session::kLeaseTime;
  const RenewalLease lease{digest, random_token(random_), now + session::kLeaseTime};
  const auto take = [&](Connection& connection) -> Result<std::optional<RenewalLease>> {
    SALLYPORT_TRY(const auto leased,
                  connection.run(kLease, {lease.holder, until, Blob{digest.value}, at, at - limits_.idle,
                                          at + kClockLeeway, until + kClockLeeway}));
    if (leased == 0) return std::nullopt;
    return lease;
  };
  return rename_failure(database_.write(take, Isolation::statement), kSessionStore);
}

Result<void> SqlSessionStore::renew(const RenewalLease& lease, const Session& renewed) {
  if (lease.holder.empty()) return failure(Kind::conflict, "lease_lost");
  const Session fields = StoreTime(database_.ahead()).in(renewed);
  const auto write = [&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(auto held, find_one(connection, kFindHeld, {Blob{lease.digest.value}, lease.holder}));
    if (!held || !*held) return failure(Kind::conflict, "lease_lost");  // the next find deletes a damaged row
    const auto session = merge(**std::move(held), fields);
    const SessionRow row(session);
    SALLYPORT_TRY(
        const auto renewals,
        connection.run(kRenew, {session.username, session.display_name, session.email, session.preferred_username,
                                session.claims, row.groups(), session.acr, row.amr(), session.authenticated,
                                Blob{session.sealed_refresh_token.reveal()}, session.renew_after, Blob{row.check()},
                                Blob{session.digest.value}, lease.holder}));
    if (renewals == 0) return failure(Kind::conflict, "lease_lost");  // it ended, or lost its lease, just now
    return {};
  };
  // Only the holder of the lease changes what the row check covers, so the fields that were read are still the row's.
  return rename_failure(database_.write(write, Isolation::statement), kSessionStore);
}

Result<std::vector<SessionDigest>> SqlSessionStore::end(const EndOf& which, UnixTime) {
  if (int{which.digest.has_value()} + int{which.person.has_value()} + int{which.sid.has_value()} != 1)
    return failure(Kind::internal, "end_of");
  std::string_view sql = "DELETE FROM session WHERE sid = ? AND sid <> '' AND issuer = ? RETURNING digest";
  Parameters parameters;
  if (which.digest) {
    sql = "DELETE FROM session WHERE digest = ? RETURNING digest";
    parameters = {Blob{which.digest->value}};
  } else if (which.person) {
    sql = "DELETE FROM session WHERE person = ? AND digest <> ? RETURNING digest";
    parameters = {*which.person, Blob{which.except ? std::string_view(which.except->value) : std::string_view()}};
  } else {
    parameters = {which.sid->second, which.sid->first};
  }
  const auto remove = [&](Connection& connection) -> Result<std::vector<SessionDigest>> {
    std::vector<SessionDigest> ended;
    SALLYPORT_CHECK(connection.query(sql, parameters, [&](const Row& row) -> Result<void> {
      SALLYPORT_TRY(auto digest, row.blob(0));
      ended.push_back(SessionDigest{std::move(digest)});
      return {};
    }));
    return ended;
  };
  return rename_failure(database_.write(remove, Isolation::statement), kSessionStore);
}

Result<bool> SqlSessionStore::take_sweep(UnixTime now) {
  const UnixTime at = StoreTime(database_.ahead()).in(now);
  const UnixTime until = at + session::kSweepEvery;
  const auto take = [&](Connection& connection) -> Result<bool> {
    SALLYPORT_TRY(const auto taken, connection.run(kTakeSweep, {until, at, until + kClockLeeway}));
    return taken == 1;
  };
  return rename_failure(database_.write(take, Isolation::statement), kSessionStore);
}

Result<std::size_t> SqlSessionStore::sweep(UnixTime now, std::size_t limit) {
  const UnixTime at = StoreTime(database_.ahead()).in(now);
  const auto remove = [&](Connection& connection) -> Result<std::size_t> {
    SALLYPORT_CHECK(connection.run(kSweepChanges));
    return connection.run(kSweep, {at, at - limits_.idle, static_cast<std::int64_t>(limit), at + kClockLeeway});
  };
  return rename_failure(database_.write(remove, Isolation::statement), kSessionStore);
}

Result<std::vector<Session>> SqlSessionStore::list(const SessionDigest& after, std::size_t limit, UnixTime now) {
  return find_pages(kList, Blob{after.value}, limit, now);
}

Result<std::vector<Session>> SqlSessionStore::list_of(const PersonId& person, std::size_t limit, UnixTime now) {
  return find_pages(kListOf, person, limit, now);
}

Result<std::vector<Session>> SqlSessionStore::find_pages(std::string_view sql, Parameter from, std::size_t limit,
                                                         UnixTime now) {
  const StoreTime time(database_.ahead());
  const UnixTime at = time.in(now);
  const auto find = [&](Connection& connection) {
    return find_page(connection, sql,
                     {from, at, at - limits_.idle, static_cast<std::int64_t>(limit), at + kClockLeeway}, limit);
  };
  SALLYPORT_TRY(auto found, rename_failure(database_.read(find), kSessionStore));
  for (Session& session : found) session = time.out(std::move(session));
  return found;
}

// A change without a digest is about people, and one of zeros is about the shared keys.
Result<session::Changes> SqlSessionStore::changes_elsewhere(std::chrono::milliseconds patience) {
  SALLYPORT_TRY(auto logged, rename_failure(database_.changes_elsewhere(patience), kSessionStore));
  session::Changes changes{.all = logged.all, .asked = logged.asked};
  for (std::string& key : logged.keys) {
    if (key.empty())
      changes.people = true;
    else if (key == kKeysChanged)
      changes.keys = true;
    else if (key == kVersionAdded)
      changes.configuration = true;
    else
      changes.sessions.push_back(SessionDigest{std::move(key)});
  }
  return changes;
}

}  // namespace sallyport::stores
