#include "stores/gateway/audit_store.h"

#include <algorithm>
#include <limits>

#include "stores/sql/row_check.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {

using audit::ChainEnd;
using audit::Checkpoint;
using audit::Entry;
using audit::Filter;
using audit::Head;
using audit::Place;
using audit::Record;
using audit::SignedCheckpoint;

namespace {

constexpr std::string_view kAuditStore = "audit_store";
constexpr std::size_t kMostAuditRows = 10'000;

constexpr std::string_view kRecordColumns =
    "node, sequence, time, event, who_kind, who_id, who_name, what_kind, what_id, what_name, old_value, new_value, "
    "outcome, reason, client, request_id, details, count, hash";
const std::string kInsertRecord = joined({"INSERT INTO audit_record (", kRecordColumns,
                                          ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"});
const std::string kRecordsOfChain = joined({"SELECT ", kRecordColumns,
                                            " FROM audit_record WHERE node = ?1 AND sequence > ?2 "
                                            "ORDER BY sequence LIMIT ?3"});
const std::string kFindRecords =
    joined({"SELECT ", kRecordColumns,
            " FROM audit_record WHERE (time, node, sequence) < (?1, ?2, ?3) AND time >= ?4 "
            "AND (length(?5) = 0 OR event = ?5) AND (length(?6) = 0 OR who_id = ?6 OR who_name = ?6) "
            "AND (length(?7) = 0 OR what_id = ?7 OR what_name = ?7) AND (length(?8) = 0 OR outcome = ?8) "
            "AND (length(?9) = 0 OR client = ?9) AND (length(?10) = 0 OR request_id = ?10) "
            "ORDER BY time DESC, node DESC, sequence DESC LIMIT ?11"});
constexpr std::string_view kKeepHead =
    "INSERT INTO audit_chain (node, sequence, hash) VALUES (?, ?, ?) "
    "ON CONFLICT (node) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash";
constexpr std::string_view kForgetCheckpoints =
    "DELETE FROM audit_checkpoint WHERE node = ?1 AND number < "
    "(SELECT max(number) FROM audit_checkpoint WHERE node = ?1 AND sequence <= ?2)";

constexpr std::size_t kRecordsAtOnce = 1000;

std::int64_t most(std::size_t limit) {
  return static_cast<std::int64_t>(std::min(limit, kMostAuditRows));
}

// A damaged hash becomes zeros.
Result<crypto::Sha256> read_hash(const Row& row, int column) {
  SALLYPORT_TRY(const auto bytes, row.blob(column));
  crypto::Sha256 hash{};
  if (bytes.size() == hash.size()) std::ranges::copy(bytes, hash.begin());
  return hash;
}

Result<Record> parse_record(const Row& row) {
  Record record;
  Entry& entry = record.entry;
  int column = 0;
  SALLYPORT_TRY(record.node, row.text(column++));
  SALLYPORT_TRY(record.sequence, row.integer(column++));
  SALLYPORT_TRY(entry.time, row.time(column++));
  for (std::string* const text : {&entry.event, &entry.who.kind, &entry.who.id, &entry.who.name, &entry.what.kind,
                                  &entry.what.id, &entry.what.name, &entry.before, &entry.after}) {
    SALLYPORT_TRY(*text, row.text(column++));
  }
  SALLYPORT_TRY(const auto outcome, row.text(column++));
  for (std::string* const text : {&entry.reason, &entry.client, &entry.request_id, &entry.details}) {
    SALLYPORT_TRY(*text, row.text(column++));
  }
  SALLYPORT_TRY(entry.count, row.integer(column++));
  SALLYPORT_TRY(record.hash, read_hash(row, column));
  const auto known = audit::parse_outcome(outcome);
  if (known) entry.outcome = *known;
  if (!known) record.hash = {};
  return record;
}

Parameters record_values(const Record& record) {
  const Entry& entry = record.entry;
  return {record.node,
          record.sequence,
          entry.time,
          entry.event,
          entry.who.kind,
          entry.who.id,
          entry.who.name,
          entry.what.kind,
          entry.what.id,
          entry.what.name,
          entry.before,
          entry.after,
          name_of(entry.outcome),
          entry.reason,
          entry.client,
          entry.request_id,
          entry.details,
          entry.count,
          Blob{crypto::view(record.hash)}};
}

Result<std::vector<Record>> query_records(Connection& connection, std::string_view sql, const Parameters& parameters) {
  std::vector<Record> found;
  SALLYPORT_CHECK(connection.query(sql, parameters, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(auto record, parse_record(row));
    found.push_back(std::move(record));
    return {};
  }));
  return found;
}

Result<Head> read_head(Connection& connection, std::string_view sql, const std::string& node) {
  Head head;
  SALLYPORT_CHECK(connection.query(sql, {node}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(head.sequence, row.integer(0));
    SALLYPORT_TRY(head.hash, read_hash(row, 1));
    return {};
  }));
  return head;
}

// The head as the store knows it. The table of records is asked too, so that a head that somebody has set back does not
// keep the chain from going on.
Result<Head> stored_head(Connection& connection, const std::string& node) {
  SALLYPORT_TRY(const Head kept, read_head(connection, "SELECT sequence, hash FROM audit_chain WHERE node = ?", node));
  SALLYPORT_TRY(
      const Head last,
      read_head(connection, "SELECT sequence, hash FROM audit_record WHERE node = ? ORDER BY sequence DESC LIMIT 1",
                node));
  return audit::later(kept, last);
}

Result<std::vector<SignedCheckpoint>> query_checkpoints(Connection& connection, std::string_view where,
                                                        const Parameters& parameters) {
  std::vector<SignedCheckpoint> found;
  const std::string sql = joined({"SELECT jws FROM audit_checkpoint WHERE ", where});
  SALLYPORT_CHECK(connection.query(sql, parameters, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(auto jws, row.text(0));
    SALLYPORT_TRY(auto checkpoint, audit::parse_checkpoint(std::move(jws)));
    found.push_back(std::move(checkpoint));
    return {};
  }));
  return found;
}

Result<std::int64_t> read_number(Connection& connection, std::string_view sql, const std::string& node) {
  std::int64_t number = 0;
  SALLYPORT_CHECK(connection.query(sql, {node}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(number, row.integer(0));
    return {};
  }));
  return number;
}

constexpr std::string_view kNewestNumber = "SELECT coalesce(max(number), 0) FROM audit_checkpoint WHERE node = ?";

Result<void> write_checkpoint(Connection& connection, const SignedCheckpoint& checkpoint) {
  const Checkpoint& content = checkpoint.content;
  SALLYPORT_TRY(const auto newest, read_number(connection, kNewestNumber, content.node));
  if (newest + 1 != content.number) return failure(Kind::conflict, "checkpoint_exists");
  const auto added = connection.run("INSERT INTO audit_checkpoint (node, number, sequence, jws) VALUES (?, ?, ?, ?)",
                                    {content.node, content.number, content.head.sequence, checkpoint.jws});
  if (!added && added.error().kind == Kind::conflict) return failure(Kind::conflict, "checkpoint_exists");
  SALLYPORT_CHECK(added);
  if (content.removed_through == 0) return {};
  SALLYPORT_CHECK(connection.run("DELETE FROM audit_record WHERE node = ? AND sequence <= ?",
                                 {content.node, content.removed_through}));
  SALLYPORT_CHECK(connection.run(kForgetCheckpoints, {content.node, content.removed_through}));
  return {};
}

}  // namespace

Result<Head> SqlAuditStore::append(const std::string& node, const Head& known, const std::vector<Entry>& entries) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<Head> {
    SALLYPORT_TRY(const Head stored, stored_head(connection, node));
    Head head = audit::later(stored, known);
    if (entries.empty()) return head;
    std::vector<Record> records;
    records.reserve(entries.size());
    for (const Entry& entry : entries) {
      records.push_back(next_record(head, node, entry));
      head = records.back().head();
    }
    std::vector<Parameters> rows;
    rows.reserve(records.size());
    for (const Record& record : records) rows.push_back(record_values(record));
    SALLYPORT_CHECK(connection.run_each(kInsertRecord, rows));
    SALLYPORT_CHECK(connection.run(kKeepHead, {node, head.sequence, Blob{crypto::view(head.hash)}}));
    return head;
  }),
                        kAuditStore);
}

Result<std::vector<Record>> SqlAuditStore::find(const Filter& filter, const std::optional<Place>& before,
                                                std::size_t limit) {
  constexpr UnixTime kNoEnd{std::numeric_limits<std::int64_t>::max()};
  const Place end = before.value_or(Place{filter.to.value_or(kNoEnd), "", 0});
  const std::string_view outcome = filter.outcome ? name_of(*filter.outcome) : "";
  const Parameters values{end.time,      end.node,          end.sequence, filter.from.value_or(UnixTime{}),
                          filter.event,  filter.who,        filter.what,  outcome,
                          filter.client, filter.request_id, most(limit)};
  return rename_failure(
      database_.read([&](Connection& connection) { return query_records(connection, kFindRecords, values); },
                     Isolation::statement),
      kAuditStore);
}

Result<std::vector<ChainEnd>> SqlAuditStore::chains(const std::string& after, std::size_t limit) {
  auto found = database_.read(
      [&](Connection& connection) -> Result<std::vector<ChainEnd>> {
        std::vector<ChainEnd> ends;
        SALLYPORT_CHECK(
            connection.query("SELECT node, sequence, hash FROM audit_chain WHERE node > ? ORDER BY node LIMIT ?",
                             {after, most(limit)}, [&](const Row& row) -> Result<void> {
                               ChainEnd end;
                               SALLYPORT_TRY(end.node, row.text(0));
                               SALLYPORT_TRY(end.head.sequence, row.integer(1));
                               SALLYPORT_TRY(end.head.hash, read_hash(row, 2));
                               ends.push_back(std::move(end));
                               return {};
                             }));
        return ends;
      },
      Isolation::statement);
  return rename_failure(std::move(found), kAuditStore);
}

Result<std::vector<Record>> SqlAuditStore::records(const std::string& node, std::int64_t after, std::size_t limit) {
  return rename_failure(database_.read(
                            [&](Connection& connection) {
                              return query_records(connection, kRecordsOfChain, {node, after, most(limit)});
                            },
                            Isolation::statement),
                        kAuditStore);
}

Result<std::vector<SignedCheckpoint>> SqlAuditStore::checkpoints(const std::string& node, std::int64_t after,
                                                                 std::size_t limit) {
  return rename_failure(database_.read(
                            [&](Connection& connection) {
                              return query_checkpoints(connection, "node = ? AND number > ? ORDER BY number LIMIT ?",
                                                       {node, after, most(limit)});
                            },
                            Isolation::statement),
                        kAuditStore);
}

// In pages, so that no statement takes long, and all in one transaction.
Result<void> SqlAuditStore::read_chain(const std::string& node, const TakeCheckpoints& checkpoints,
                                       const TakeRecord& record) {
  const auto read = [&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(auto all, query_checkpoints(connection, "node = ? ORDER BY number", {node}));
    checkpoints(std::move(all));
    for (std::int64_t after = 0;;) {
      SALLYPORT_TRY(const auto page, query_records(connection, kRecordsOfChain, {node, after, most(kRecordsAtOnce)}));
      for (const Record& each : page) record(each);
      if (page.size() < kRecordsAtOnce) return {};
      after = page.back().sequence;
    }
  };
  return rename_failure(database_.read(read), kAuditStore);
}

Result<std::optional<SignedCheckpoint>> SqlAuditStore::newest_checkpoint(const std::string& node) {
  SALLYPORT_TRY(auto found, rename_failure(database_.read(
                                               [&](Connection& connection) {
                                                 return query_checkpoints(
                                                     connection, "node = ? ORDER BY number DESC LIMIT 1", {node});
                                               },
                                               Isolation::statement),
                                           kAuditStore));
  if (found.empty()) return std::optional<SignedCheckpoint>();
  return std::optional(std::move(found.front()));
}

Result<void> SqlAuditStore::add_checkpoint(const SignedCheckpoint& checkpoint) {
  return rename_failure(
      database_.write([&](Connection& connection) { return write_checkpoint(connection, checkpoint); }), kAuditStore);
}

Result<void> SqlAuditStore::forget_chain(const std::string& node, std::int64_t newest_checkpoint) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(const auto newest, read_number(connection, kNewestNumber, node));
    SALLYPORT_TRY(const auto records,
                  read_number(connection, "SELECT count(*) FROM audit_record WHERE node = ?", node));
    if (newest != newest_checkpoint || records != 0) return {};
    SALLYPORT_CHECK(connection.run("DELETE FROM audit_checkpoint WHERE node = ?", {node}));
    SALLYPORT_CHECK(connection.run("DELETE FROM audit_chain WHERE node = ?", {node}));
    return {};
  }),
                        kAuditStore);
}

}  // namespace sallyport::stores
