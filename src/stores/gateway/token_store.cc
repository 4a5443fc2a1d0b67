#include "stores/gateway/token_store.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "stores/gateway/row/store_time.h"
#include "stores/gateway/row/token_row.h"
#include "stores/sql/row_check.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {

using identity::TokenFacts;
using identity::TokenId;
using identity::TokenOwner;
using identity::TokenRecord;

namespace {

constexpr std::string_view kTokenStore = "token_store";

const std::string kFindToken = joined({"SELECT ", kTokenColumns, " FROM token WHERE id = ?"});
const std::string kTokensOf =
    joined({"SELECT ", kTokenColumns, " FROM token WHERE owner = ? AND owner_kind = ? AND id > ? ORDER BY id LIMIT ?"});
constexpr std::string_view kCountTokens =
    "SELECT count(*), coalesce(sum(CASE WHEN revoked = 0 AND expires > ?3 THEN 1 ELSE 0 END), 0) FROM token "
    "WHERE owner = ?1 AND owner_kind = ?2";
constexpr std::string_view kNoteUsed = "UPDATE token SET last_used = ?1 WHERE id = ?2 AND last_used < ?1";
constexpr std::string_view kSweepTokens =
    "DELETE FROM token WHERE id IN (SELECT id FROM token WHERE expires <= ?1 AND expires < ?2 UNION "
    "SELECT id FROM token WHERE revoked > 0 AND revoked <= ?3 LIMIT ?4)";
constexpr std::size_t kAtOnce = 1000;  // records of an owner that are read together

TokenRecord in_store(TokenRecord record, const StoreTime& time) {
  for (UnixTime* const each : {&record.created, &record.expires, &record.last_used, &record.revoked})
    *each = time.in(*each);
  return record;
}

TokenRecord out_of_store(TokenRecord record, const StoreTime& time) {
  for (UnixTime* const each : {&record.created, &record.expires, &record.last_used, &record.revoked})
    *each = time.out(*each);
  return record;
}

Result<std::optional<TokenRecord>> find_token(Connection& connection, const TokenId& id, Log& log) {
  std::optional<TokenRecord> found;
  SALLYPORT_CHECK(connection.query(kFindToken, {id}, [&](const Row& row) -> Result<void> {
    auto record = parse_token(row);
    if (!record) {
      report_damaged(log, "token", id.value, record.error());
      return Failure(record.error());
    }
    found = *std::move(record);
    return {};
  }));
  return found;
}

Result<void> check_number(Connection& connection, const TokenRecord& added) {
  std::int64_t all = 0;
  std::int64_t good = 0;
  SALLYPORT_CHECK(connection.query(kCountTokens, {added.owner.id, print_token_kind(added.owner.kind), added.created},
                                   [&](const Row& row) -> Result<void> {
                                     SALLYPORT_TRY(all, row.integer(0));
                                     SALLYPORT_TRY(good, row.integer(1));
                                     return {};
                                   }));
  if (std::cmp_less(good, identity::kMostTokens) && std::cmp_less(all, identity::kMostTokenRecords)) return {};
  return failure(Kind::rejected, "token_too_many");
}

// At most `limit` records of the owner after `after`. Leaves out damaged ones, which count for nothing. If all records
// of a page are damaged, returns the next page, because callers take an empty page for the end.
Result<std::vector<TokenRecord>> page_of(Connection& connection, const TokenOwner& owner, const TokenId& after,
                                         std::size_t limit, Log& log) {
  std::vector<TokenRecord> found;
  TokenId last = after;
  for (bool more = true; more && found.empty();) {
    std::size_t rows = 0;
    const Parameters parameters{owner.id, print_token_kind(owner.kind), last, static_cast<std::int64_t>(limit)};
    SALLYPORT_CHECK(connection.query(kTokensOf, parameters, [&](const Row& row) -> Result<void> {
      ++rows;
      SALLYPORT_TRY(last.value, row.text(0));
      auto record = parse_token(row);
      if (!record) report_damaged(log, "token", last.value, record.error());
      if (!record && !is_damage(record.error())) return Failure(record.error());
      if (record) found.push_back(*std::move(record));
      return {};
    }));
    more = rows == limit && rows > 0;
  }
  return found;
}

// Changes all records of the owner for which `change` returns true.
Result<std::size_t> change_all(Connection& connection, const TokenOwner& owner, Log& log,
                               const std::function<bool(TokenRecord&)>& change) {
  SALLYPORT_TRY(auto records, page_of(connection, owner, {}, kAtOnce, log));
  std::size_t changed = 0;
  for (TokenRecord& record : records) {
    if (!change(record)) continue;
    SALLYPORT_CHECK(update_token(connection, record));
    ++changed;
  }
  return changed;
}

}  // namespace

Result<void> SqlTokenStore::create(const TokenRecord& record) {
  const TokenRecord stored = in_store(record, StoreTime(database_.ahead()));
  const auto insert = [&](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(check_number(connection, stored));
    return insert_token(connection, stored);
  };
  auto inserted = database_.write(insert);
  if (!inserted && inserted.error().kind == Kind::conflict) return failure(Kind::conflict, "token_exists");
  return rename_failure(std::move(inserted), kTokenStore);
}

Result<std::optional<TokenRecord>> SqlTokenStore::find(const TokenId& id) {
  const auto find = [&](Connection& connection) { return find_token(connection, id, log_); };
  SALLYPORT_TRY(auto found, rename_failure(database_.read(find, Isolation::statement), kTokenStore));
  if (!found) return std::optional<TokenRecord>();
  return std::optional(out_of_store(*std::move(found), StoreTime(database_.ahead())));
}

Result<std::vector<TokenRecord>> SqlTokenStore::list_of(const TokenOwner& owner, const TokenId& after,
                                                        std::size_t limit) {
  const StoreTime time(database_.ahead());
  const auto list = [&](Connection& connection) { return page_of(connection, owner, after, limit, log_); };
  SALLYPORT_TRY(auto found, rename_failure(database_.read(list, Isolation::statement), kTokenStore));
  for (TokenRecord& record : found) record = out_of_store(std::move(record), time);
  return found;
}

Result<void> SqlTokenStore::revoke(const TokenOwner& owner, const TokenId& id, UnixTime now) {
  const UnixTime at = StoreTime(database_.ahead()).in(now);
  const auto revoke = [&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(auto record, find_token(connection, id, log_));
    if (!record || record->owner != owner) return failure(Kind::rejected, "token_unknown");
    if (record->revoked.seconds != 0) return {};
    record->revoked = at;
    return update_token(connection, *record);
  };
  return rename_failure(database_.write(revoke), kTokenStore);
}

Result<std::size_t> SqlTokenStore::revoke_all_of(const TokenOwner& owner, UnixTime now) {
  const UnixTime at = StoreTime(database_.ahead()).in(now);
  const auto revoke = [&](Connection& connection) {
    return change_all(connection, owner, log_, [&](TokenRecord& record) {
      if (record.revoked.seconds != 0) return false;
      record.revoked = at;
      return true;
    });
  };
  return rename_failure(database_.write(revoke), kTokenStore);
}

Result<void> SqlTokenStore::note_used(const std::vector<TokenId>& ids, UnixTime now) {
  if (ids.empty()) return {};
  const UnixTime used = StoreTime(database_.ahead()).in(now);
  std::vector<TokenId> ordered = ids;  // two nodes that lock rows in different orders would wait for each other
  std::ranges::sort(ordered);
  std::vector<Parameters> rows;
  rows.reserve(ordered.size());
  for (const TokenId& id : ordered) rows.push_back({used, id});
  return rename_failure(database_.write([&](Connection& connection) { return connection.run_each(kNoteUsed, rows); },
                                        Isolation::statement),
                        kTokenStore);
}

Result<void> SqlTokenStore::replace_facts(const TokenOwner& owner, const TokenFacts& facts) {
  // Most people have no token. A read costs less than a write, which waits for other writes.
  SALLYPORT_TRY(const auto some, list_of(owner, {}, 1));
  if (some.empty()) return {};
  const auto replace = [&](Connection& connection) {
    return change_all(connection, owner, log_, [&](TokenRecord& record) {
      if (record.facts == facts) return false;
      record.facts = facts;
      return true;
    });
  };
  SALLYPORT_CHECK(rename_failure(database_.write(replace), kTokenStore));
  return {};
}

Result<std::size_t> SqlTokenStore::sweep(UnixTime now, std::size_t limit) {
  const UnixTime at = StoreTime(database_.ahead()).in(now);
  const auto remove = [&](Connection& connection) {
    return connection.run(kSweepTokens, {at, identity::kTokenNeverExpires, at - identity::kRevokedTokenKept,
                                         static_cast<std::int64_t>(limit)});
  };
  return rename_failure(database_.write(remove, Isolation::statement), kTokenStore);
}

}  // namespace sallyport::stores
