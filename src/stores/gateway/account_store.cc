#include "stores/gateway/account_store.h"

#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "stores/gateway/row/person_row.h"
#include "stores/gateway/row/store_time.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {

using identity::LocalAccount;
using identity::SecondFactor;

namespace {

constexpr std::string_view kAccountStore = "account_store";

constexpr std::string_view kFindAccount =
    "SELECT person, password_hash, changed, must_change, link_hash, link_expires, row_check FROM local_account "
    "WHERE person = ?";
constexpr std::string_view kFindAccountByLink =
    "SELECT person, password_hash, changed, must_change, link_hash, link_expires, row_check FROM local_account "
    "WHERE link_hash = ?";
constexpr std::string_view kSaveAccount =
    "INSERT INTO local_account (person, password_hash, changed, must_change, link_hash, link_expires, row_check) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person) DO UPDATE SET password_hash = excluded.password_hash, "
    "changed = excluded.changed, must_change = excluded.must_change, link_hash = excluded.link_hash, "
    "link_expires = excluded.link_expires, row_check = excluded.row_check";

Parameters account_values(const LocalAccount& account) {
  return {account.person,      account.password_hash, account.changed,
          account.must_change, account.link_hash,     account.link_expires};
}

Result<LocalAccount> parse_account(const Row& row) {
  LocalAccount account;
  SALLYPORT_TRY(account.person.value, row.text(0));
  SALLYPORT_TRY(account.password_hash, row.text(1));
  SALLYPORT_TRY(account.changed, row.time(2));
  SALLYPORT_TRY(account.must_change, row.flag(3));
  SALLYPORT_TRY(account.link_hash, row.text(4));
  SALLYPORT_TRY(account.link_expires, row.time(5));
  SALLYPORT_TRY(const auto check, row.blob(6));
  SALLYPORT_CHECK(check_row(account_values(account), check));
  return account;
}

Result<std::optional<LocalAccount>> query_account(Connection& connection, std::string_view sql, std::string_view key,
                                                  Log& log) {
  std::optional<LocalAccount> found;
  SALLYPORT_CHECK(connection.query(sql, {key}, [&](const Row& row) -> Result<void> {
    auto account = parse_account(row);
    if (!account) report_damaged(log, "local_account", row.text(0).value_or("?"), account.error());
    SALLYPORT_TRY(found, std::move(account));
    return {};
  }));
  return found;
}

Result<void> save_account(Connection& connection, const LocalAccount& account) {
  auto values = account_values(account);
  const std::string check = row_check(values);
  values.emplace_back(Blob{check});
  SALLYPORT_CHECK(connection.run(kSaveAccount, values));
  return {};
}

LocalAccount account_in(LocalAccount account, const StoreTime& time) {
  for (UnixTime* const each : {&account.changed, &account.link_expires}) *each = time.in(*each);
  return account;
}

LocalAccount account_out(LocalAccount account, const StoreTime& time) {
  for (UnixTime* const each : {&account.changed, &account.link_expires}) *each = time.out(*each);
  return account;
}

Result<identity::Person> needed_person(Connection& connection, const PersonId& id, Log& log) {
  SALLYPORT_TRY(auto person, find_person(connection, id, log));
  if (!person) return failure(Kind::rejected, "person_unknown");
  return *std::move(person);
}

// The statements about factors, for each of the two tables.
struct FactorTable {
  std::string_view name;
  std::string_view find;
  std::string_view save;
  std::string_view remove;
};

#define SALLYPORT_FACTOR_TABLE(table)                                                                              \
  FactorTable{                                                                                                     \
      table,                                                                                                       \
      "SELECT person, sealed_key, used_step, enrolled, recovery_hashes, wrong_codes, last_wrong, row_check "       \
      "FROM " table " WHERE person = ?",                                                                           \
      "INSERT INTO " table                                                                                         \
      " (person, sealed_key, used_step, enrolled, recovery_hashes, wrong_codes, last_wrong, row_check) "           \
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person) DO UPDATE SET sealed_key = excluded.sealed_key, "      \
      "used_step = excluded.used_step, enrolled = excluded.enrolled, recovery_hashes = excluded.recovery_hashes, " \
      "wrong_codes = excluded.wrong_codes, last_wrong = excluded.last_wrong, row_check = excluded.row_check",      \
      "DELETE FROM " table " WHERE person = ?"}
constexpr FactorTable kPeoplesFactors = SALLYPORT_FACTOR_TABLE("second_factor");
constexpr FactorTable kAdministratorsFactor = SALLYPORT_FACTOR_TABLE("local_admin_factor");
#undef SALLYPORT_FACTOR_TABLE

bool is_local_administrator(const PersonId& person) {
  return person.value == identity::kLocalAdministrator;
}

const FactorTable& table_of(const PersonId& person) {
  return is_local_administrator(person) ? kAdministratorsFactor : kPeoplesFactors;
}

// A space after each hash, so that the text of none is empty.
std::string print_hashes(const std::vector<std::string>& hashes) {
  std::string out;
  for (const std::string& hash : hashes) out.append(hash).append(" ");
  return out;
}

std::vector<std::string> parse_hashes(std::string_view text) {
  std::vector<std::string> hashes;
  for (const std::string_view hash : split_words(text)) hashes.emplace_back(hash);
  return hashes;
}

Parameters factor_values(const SecondFactor& factor, std::string_view hashes) {
  return {factor.person,      factor.sealed_key, std::int64_t{factor.used_step}, factor.enrolled, hashes,
          factor.wrong_codes, factor.last_wrong};
}

Result<SecondFactor> parse_factor(const Row& row) {
  SecondFactor factor;
  SALLYPORT_TRY(factor.person.value, row.text(0));
  SALLYPORT_TRY(factor.sealed_key, row.text(1));
  SALLYPORT_TRY(factor.used_step, row.integer(2));
  SALLYPORT_TRY(factor.enrolled, row.time(3));
  SALLYPORT_TRY(const auto hashes, row.text(4));
  SALLYPORT_TRY(const auto wrong_codes, row.integer(5));
  SALLYPORT_TRY(factor.last_wrong, row.time(6));
  SALLYPORT_TRY(const auto check, row.blob(7));
  factor.wrong_codes = static_cast<int>(wrong_codes);
  SALLYPORT_CHECK(check_row(factor_values(factor, hashes), check));
  factor.recovery_hashes = parse_hashes(hashes);
  return factor;
}

Result<std::optional<SecondFactor>> query_factor(Connection& connection, const PersonId& person, Log& log) {
  const FactorTable& table = table_of(person);
  std::optional<SecondFactor> found;
  SALLYPORT_CHECK(connection.query(table.find, {person}, [&](const Row& row) -> Result<void> {
    auto factor = parse_factor(row);
    if (!factor) report_damaged(log, table.name, person.value, factor.error());
    SALLYPORT_TRY(found, std::move(factor));
    return {};
  }));
  return found;
}

Result<void> save_factor(Connection& connection, const PersonId& person, const std::optional<SecondFactor>& factor) {
  if (!factor) {
    SALLYPORT_CHECK(connection.run(table_of(person).remove, {person}));
    return {};
  }
  const std::string hashes = print_hashes(factor->recovery_hashes);
  auto values = factor_values(*factor, hashes);
  const std::string check = row_check(values);
  values.emplace_back(Blob{check});
  SALLYPORT_CHECK(connection.run(table_of(person).save, values));
  return {};
}

std::optional<SecondFactor> factor_in(std::optional<SecondFactor> factor, const StoreTime& time) {
  if (!factor) return factor;
  for (UnixTime* const each : {&factor->enrolled, &factor->last_wrong}) *each = time.in(*each);
  return factor;
}

std::optional<SecondFactor> factor_out(std::optional<SecondFactor> factor, const StoreTime& time) {
  if (!factor) return factor;
  for (UnixTime* const each : {&factor->enrolled, &factor->last_wrong}) *each = time.out(*each);
  return factor;
}

}  // namespace

Result<std::optional<LocalAccount>> SqlAccountStore::find_where(std::string_view sql, std::string_view key) {
  const auto look = [&](Connection& connection) { return query_account(connection, sql, key, log_); };
  SALLYPORT_TRY(auto found, rename_failure(database_.read(look, Isolation::statement), kAccountStore));
  if (found) found = account_out(*std::move(found), StoreTime(database_.ahead()));
  return found;
}

Result<std::optional<LocalAccount>> SqlAccountStore::find(const PersonId& person) {
  return find_where(kFindAccount, person.value);
}

Result<std::optional<LocalAccount>> SqlAccountStore::find_by_link(const std::string& link_hash) {
  if (link_hash.empty()) return std::optional<LocalAccount>();
  return find_where(kFindAccountByLink, link_hash);
}

Result<LocalAccount> SqlAccountStore::change(const PersonId& person, const Change& change) {
  const StoreTime time(database_.ahead());
  const auto edit = [&](Connection& connection) -> Result<LocalAccount> {
    SALLYPORT_CHECK(needed_person(connection, person, log_));
    SALLYPORT_TRY(auto stored, query_account(connection, kFindAccount, person.value, log_));
    SALLYPORT_TRY(auto changed,
                  change(stored ? account_out(*std::move(stored), time) : LocalAccount{.person = person}));
    SALLYPORT_CHECK(save_account(connection, account_in(changed, time)));
    return changed;
  };
  return rename_failure(database_.write(edit), kAccountStore);
}

Result<void> SqlAccountStore::note_sign_in(const PersonId& id, UnixTime now) {
  const UnixTime at = StoreTime(database_.ahead()).in(now);
  const auto note = [&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(auto person, needed_person(connection, id, log_));
    person.last_sign_in = at;
    SALLYPORT_CHECK(remove_invitation(connection, id));
    return update_person(connection, person);
  };
  return rename_failure(database_.write(note), kAccountStore);
}

Result<std::optional<SecondFactor>> SqlAccountStore::find_factor(const PersonId& person) {
  const auto look = [&](Connection& connection) { return query_factor(connection, person, log_); };
  SALLYPORT_TRY(auto found, rename_failure(database_.read(look, Isolation::statement), kAccountStore));
  return factor_out(std::move(found), StoreTime(database_.ahead()));
}

Result<std::optional<SecondFactor>> SqlAccountStore::change_factor(const PersonId& person, const FactorChange& change) {
  const StoreTime time(database_.ahead());
  const auto edit = [&](Connection& connection) -> Result<std::optional<SecondFactor>> {
    if (!is_local_administrator(person)) SALLYPORT_CHECK(needed_person(connection, person, log_));
    SALLYPORT_TRY(auto stored, query_factor(connection, person, log_));
    SALLYPORT_TRY(auto changed, change(factor_out(std::move(stored), time)));
    SALLYPORT_CHECK(save_factor(connection, person, factor_in(changed, time)));
    return changed;
  };
  return rename_failure(database_.write(edit), kAccountStore);
}

}  // namespace sallyport::stores
