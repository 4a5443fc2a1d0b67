#include "stores/gateway/copy.h"

#include <array>
#include <deque>
#include <span>
#include <string>

#include "stores/sql/sql_text.h"

namespace sallyport::stores {
namespace {

constexpr std::size_t kRowsAtOnce = 500;

enum class Holds { number, text, bytes };

struct Column {
  std::string_view name;
  Holds holds = Holds::text;
};

// A table and its columns. Rows are read in the order of `key`, whose columns come first. A key that the database makes
// itself (the order of creation) is read, but not copied.
struct Table {
  std::string_view name;
  std::size_t key = 1;
  bool key_is_made = false;
  std::span<const Column> columns;
};

constexpr std::array kPersonTable{Column{"ordinal", Holds::number},
                                  Column{"id"},
                                  Column{"display_name"},
                                  Column{"email"},
                                  Column{"preferred_username"},
                                  Column{"username"},
                                  Column{"disabled", Holds::number},
                                  Column{"created", Holds::number},
                                  Column{"last_sign_in", Holds::number},
                                  Column{"row_check", Holds::bytes}};
constexpr std::array kIdentityTable{Column{"subject"},
                                    Column{"tenant"},
                                    Column{"issuer"},
                                    Column{"provider"},
                                    Column{"person"},
                                    Column{"linked", Holds::number},
                                    Column{"last_sign_in", Holds::number},
                                    Column{"row_check", Holds::bytes}};
constexpr std::array kMembershipTable{Column{"person"}, Column{"role"}, Column{"origin"},
                                      Column{"row_check", Holds::bytes}};
constexpr std::array kInvitationTable{Column{"person"},
                                      Column{"provider"},
                                      Column{"issuer"},
                                      Column{"tenant"},
                                      Column{"address"},
                                      Column{"subject"},
                                      Column{"created", Holds::number},
                                      Column{"expires", Holds::number},
                                      Column{"row_check", Holds::bytes}};
constexpr std::array kLocalAdminTable{
    Column{"id", Holds::number},           Column{"password_hash"},          Column{"link_hash"},
    Column{"link_expires", Holds::number}, Column{"retired", Holds::number}, Column{"row_check", Holds::bytes}};
constexpr std::array kLocalAccountTable{Column{"person"},
                                        Column{"password_hash"},
                                        Column{"changed", Holds::number},
                                        Column{"must_change", Holds::number},
                                        Column{"link_hash"},
                                        Column{"link_expires", Holds::number},
                                        Column{"row_check", Holds::bytes}};
constexpr std::array kSecondFactorTable{Column{"person"},
                                        Column{"sealed_key"},
                                        Column{"used_step", Holds::number},
                                        Column{"enrolled", Holds::number},
                                        Column{"recovery_hashes"},
                                        Column{"wrong_codes", Holds::number},
                                        Column{"last_wrong", Holds::number},
                                        Column{"row_check", Holds::bytes}};
constexpr std::array kEntityTable{Column{"id"},
                                  Column{"kind"},
                                  Column{"name"},
                                  Column{"display_name"},
                                  Column{"description"},
                                  Column{"version", Holds::number},
                                  Column{"updated", Holds::number},
                                  Column{"updated_by"},
                                  Column{"deleted", Holds::number},
                                  Column{"built_in", Holds::number},
                                  Column{"content"},
                                  Column{"row_check", Holds::bytes}};
constexpr std::array kTeamMemberTable{Column{"person"}, Column{"team"}, Column{"origin"},
                                      Column{"row_check", Holds::bytes}};
constexpr std::array kProfileTable{Column{"person"},
                                   Column{"bot", Holds::number},
                                   Column{"disabled", Holds::number},
                                   Column{"deleted", Holds::number},
                                   Column{"display_name"},
                                   Column{"description"},
                                   Column{"timezone"},
                                   Column{"images"},
                                   Column{"version", Holds::number},
                                   Column{"updated", Holds::number},
                                   Column{"updated_by"},
                                   Column{"row_check", Holds::bytes}};
constexpr std::array kBotTable{Column{"id"},
                               Column{"name"},
                               Column{"person"},
                               Column{"built_in", Holds::number},
                               Column{"display_name"},
                               Column{"description"},
                               Column{"owner"},
                               Column{"deleted", Holds::number},
                               Column{"version", Holds::number},
                               Column{"updated", Holds::number},
                               Column{"updated_by"},
                               Column{"row_check", Holds::bytes}};
constexpr std::array kTokenTable{Column{"id"},
                                 Column{"hash", Holds::bytes},
                                 Column{"owner_kind"},
                                 Column{"owner"},
                                 Column{"name"},
                                 Column{"created", Holds::number},
                                 Column{"created_by"},
                                 Column{"expires", Holds::number},
                                 Column{"scope"},
                                 Column{"facts"},
                                 Column{"revoked", Holds::number},
                                 Column{"row_check", Holds::bytes},
                                 Column{"last_used", Holds::number}};
constexpr std::array kProvisionedTable{Column{"id"},
                                       Column{"client"},
                                       Column{"name"},
                                       Column{"name_key"},
                                       Column{"external_id"},
                                       Column{"active", Holds::number},
                                       Column{"document"},
                                       Column{"version", Holds::number},
                                       Column{"created", Holds::number},
                                       Column{"updated", Holds::number},
                                       Column{"row_check", Holds::bytes}};
constexpr std::array kEntityRevisionTable{Column{"id", Holds::number}, Column{"revision", Holds::number}};
constexpr std::array kEntityVersionTable{Column{"entity"}, Column{"number", Holds::number}, Column{"text"},
                                         Column{"row_check", Holds::bytes}};
constexpr std::array kSessionTable{Column{"digest", Holds::bytes},
                                   Column{"person"},
                                   Column{"provider"},
                                   Column{"issuer"},
                                   Column{"tenant"},
                                   Column{"subject"},
                                   Column{"sid"},
                                   Column{"login_hint"},
                                   Column{"username"},
                                   Column{"display_name"},
                                   Column{"email"},
                                   Column{"preferred_username"},
                                   Column{"claims"},
                                   Column{"group_ids"},
                                   Column{"acr"},
                                   Column{"amr"},
                                   Column{"auth_time", Holds::number},
                                   Column{"device"},
                                   Column{"address"},
                                   Column{"sealed_refresh_token", Holds::bytes},
                                   Column{"created", Holds::number},
                                   Column{"renew_after", Holds::number},
                                   Column{"expires", Holds::number},
                                   Column{"row_check", Holds::bytes},
                                   Column{"last_seen", Holds::number},
                                   Column{"lease_holder"},
                                   Column{"lease_until", Holds::number}};
constexpr std::array kUsedResponseTable{Column{"digest", Holds::bytes}, Column{"expires", Holds::number}};
constexpr std::array kGuesserTable{Column{"name"}, Column{"tries", Holds::number}, Column{"last", Holds::number},
                                   Column{"blocked_until", Holds::number}};
constexpr std::array kSharedKeyTable{Column{"number", Holds::number}, Column{"made", Holds::number},
                                     Column{"salt", Holds::bytes}, Column{"sealed", Holds::bytes}};
constexpr std::array kGuessTable{Column{"id", Holds::number}, Column{"made", Holds::number}, Column{"account"}};
constexpr std::array kVersionTable{Column{"number", Holds::number}, Column{"author"}, Column{"made", Holds::number},
                                   Column{"text"}, Column{"row_check", Holds::bytes}};
constexpr std::array kAuditChainTable{Column{"node"}, Column{"sequence", Holds::number}, Column{"hash", Holds::bytes}};
constexpr std::array kAuditRecordTable{Column{"node"},
                                       Column{"sequence", Holds::number},
                                       Column{"time", Holds::number},
                                       Column{"event"},
                                       Column{"who_kind"},
                                       Column{"who_id"},
                                       Column{"who_name"},
                                       Column{"what_kind"},
                                       Column{"what_id"},
                                       Column{"what_name"},
                                       Column{"old_value"},
                                       Column{"new_value"},
                                       Column{"outcome"},
                                       Column{"reason"},
                                       Column{"client"},
                                       Column{"request_id"},
                                       Column{"details"},
                                       Column{"count", Holds::number},
                                       Column{"hash", Holds::bytes}};
constexpr std::array kAuditCheckpointTable{Column{"node"}, Column{"number", Holds::number},
                                           Column{"sequence", Holds::number}, Column{"jws"}};

// The tables `change` and `turn` are left out: they tell the nodes of one store about each other.
// People come before what refers to them, and sessions last, so that the triggers of the other tables find none.
constexpr std::array kTables{Table{"person", 1, true, kPersonTable},
                             Table{"identity", 4, false, kIdentityTable},
                             Table{"membership", 3, false, kMembershipTable},
                             Table{"invitation", 1, false, kInvitationTable},
                             Table{"local_admin", 1, false, kLocalAdminTable},
                             Table{"local_account", 1, false, kLocalAccountTable},
                             Table{"second_factor", 1, false, kSecondFactorTable},
                             Table{"local_admin_factor", 1, false, kSecondFactorTable},
                             Table{"used_response", 1, false, kUsedResponseTable},
                             Table{"guesser", 1, false, kGuesserTable},
                             Table{"guess", 1, true, kGuessTable},
                             Table{"shared_key", 1, false, kSharedKeyTable},
                             Table{"config_version", 1, false, kVersionTable},
                             Table{"entity", 1, false, kEntityTable},
                             Table{"entity_revision", 1, false, kEntityRevisionTable},
                             Table{"entity_version", 2, false, kEntityVersionTable},
                             Table{"team_member", 3, false, kTeamMemberTable},
                             Table{"profile", 1, false, kProfileTable},
                             Table{"scim_user", 1, false, kProvisionedTable},
                             Table{"scim_group", 1, false, kProvisionedTable},
                             Table{"bot", 1, false, kBotTable},
                             Table{"token", 1, false, kTokenTable},
                             Table{"audit_chain", 1, false, kAuditChainTable},
                             Table{"audit_record", 2, false, kAuditRecordTable},
                             Table{"audit_checkpoint", 2, false, kAuditCheckpointTable},
                             Table{"session", 1, false, kSessionTable}};

struct Cell {
  std::int64_t number = 0;
  std::string bytes;
};
using Cells = std::vector<Cell>;

Parameter parameter_of(const Column& column, const Cell& cell) {
  if (column.holds == Holds::number) return cell.number;
  if (column.holds == Holds::bytes) return Blob{cell.bytes};
  return std::string_view(cell.bytes);
}

Result<Cell> read_cell(const Row& row, int index, const Column& column) {
  Cell cell;
  if (column.holds == Holds::number) {
    SALLYPORT_TRY(cell.number, row.integer(index));
  } else if (column.holds == Holds::bytes) {
    SALLYPORT_TRY(cell.bytes, row.blob(index));
  } else {
    SALLYPORT_TRY(cell.bytes, row.text(index));
  }
  return cell;
}

// "a, b, c", or "?, ?, ?" if `mark` is given.
std::string list(std::span<const Column> columns, std::string_view mark = {}) {
  std::string out;
  for (const Column& column : columns) out += joined({out.empty() ? "" : ", ", mark.empty() ? column.name : mark});
  return out;
}

std::string select_text(const Table& table, bool first_page) {
  const std::string key = list(table.columns.first(table.key));
  const std::string from =
      first_page ? "" : joined({" WHERE (", key, ") > (", list(table.columns.first(table.key), "?"), ")"});
  return joined({"SELECT ", list(table.columns), " FROM ", table.name, from, " ORDER BY ", key, " LIMIT ",
                 std::to_string(kRowsAtOnce)});
}

// The rows that follow `after`, or the first ones if it is empty.
Result<std::vector<Cells>> read_page(Connection& connection, const Table& table, const Cells& after) {
  Parameters from;
  for (std::size_t i = 0; i < table.key && !after.empty(); ++i)
    from.push_back(parameter_of(table.columns[i], after[i]));
  std::vector<Cells> page;
  SALLYPORT_CHECK(connection.query(select_text(table, after.empty()), from, [&](const Row& row) -> Result<void> {
    Cells cells;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      SALLYPORT_TRY(auto cell, read_cell(row, static_cast<int>(i), table.columns[i]));
      cells.push_back(std::move(cell));
    }
    page.push_back(std::move(cells));
    return {};
  }));
  return page;
}

Result<void> write_page(Connection& connection, const Table& table, const std::vector<Cells>& page) {
  const std::size_t skipped = table.key_is_made ? table.key : 0;
  const auto columns = table.columns.subspan(skipped);
  std::vector<Parameters> rows;
  for (const Cells& cells : page) {
    Parameters values;
    for (std::size_t i = skipped; i < cells.size(); ++i) values.push_back(parameter_of(table.columns[i], cells[i]));
    rows.push_back(std::move(values));
  }
  return connection.run_each(
      joined({"INSERT INTO ", table.name, " (", list(columns), ") VALUES (", list(columns, "?"), ")"}), rows);
}

Result<CopiedTable> copy_table(Connection& from, Connection& to, const Table& table) {
  CopiedTable copied{table.name};
  for (Cells last;;) {
    SALLYPORT_TRY(auto page, read_page(from, table, last));
    if (page.empty()) return copied;
    SALLYPORT_CHECK(write_page(to, table, page));
    copied.rows += page.size();
    last = std::move(page.back());
  }
}

Result<std::size_t> count_table(Connection& connection, const Table& table) {
  std::size_t rows = 0;
  SALLYPORT_CHECK(
      connection.query(joined({"SELECT count(*) FROM ", table.name}), {}, [&](const Row& row) -> Result<void> {
        SALLYPORT_TRY(const auto found, row.integer(0));
        rows = static_cast<std::size_t>(found);
        return {};
      }));
  return rows;
}

Result<void> check_empty(Connection& connection) {
  for (const Table& table : kTables) {
    SALLYPORT_TRY(const auto rows, count_table(connection, table));
    if (rows != 0)
      return failure(Kind::rejected, "store_not_empty", {},
                     "the table " + std::string(table.name) + " has " + std::to_string(rows) + " rows");
  }
  return {};
}

}  // namespace

Result<std::vector<CopiedTable>> copy_store(Database& from, Database& to) {
  using Copied = std::vector<CopiedTable>;
  return from.read([&](Connection& source) {
    return to.write(
        [&](Connection& target) -> Result<Copied> {
          SALLYPORT_CHECK(check_empty(target));
          Copied copied;
          for (const Table& table : kTables) {
            SALLYPORT_TRY(auto done, copy_table(source, target, table));
            copied.push_back(done);
          }
          return copied;
        },
        Isolation::statement);
  });
}

Result<std::vector<CopiedTable>> count_rows(Database& database) {
  return database.read([&](Connection& connection) -> Result<std::vector<CopiedTable>> {
    std::vector<CopiedTable> counted;
    for (const Table& table : kTables) {
      SALLYPORT_TRY(const auto rows, count_table(connection, table));
      counted.push_back({table.name, rows});
    }
    return counted;
  });
}

}  // namespace sallyport::stores
