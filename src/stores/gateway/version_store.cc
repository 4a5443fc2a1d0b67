#include "stores/gateway/version_store.h"

#include <algorithm>
#include <limits>

#include "session/session.h"
#include "stores/gateway/row/store_time.h"
#include "stores/sql/row_check.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {

using configuration::State;
using configuration::Version;

namespace {

constexpr std::string_view kVersionStore = "version_store";
static_assert(kVersionAdded.size() == sizeof(crypto::Sha256));

Parameters values_of(const Version& version) {
  return {version.number, version.author, version.made, version.text};
}

Result<Version> parse_version(const Row& row) {
  Version version;
  SALLYPORT_TRY(version.number, row.integer(0));
  SALLYPORT_TRY(version.author, row.text(1));
  SALLYPORT_TRY(version.made, row.time(2));
  SALLYPORT_TRY(version.text, row.text(3));
  SALLYPORT_TRY(const auto check, row.blob(4));
  SALLYPORT_CHECK(check_row(values_of(version), check));
  SALLYPORT_TRY(const auto newest, row.integer(5));
  version.state = version.number == newest ? State::in_force : State::replaced;
  return version;
}

Result<std::int64_t> newest_number(Connection& connection) {
  std::int64_t number = 0;
  SALLYPORT_CHECK(
      connection.query("SELECT coalesce(max(number), 0) FROM config_version", {}, [&](const Row& row) -> Result<void> {
        SALLYPORT_TRY(number, row.integer(0));
        return {};
      }));
  return number;
}

}  // namespace

Result<std::vector<Version>> SqlVersionStore::load(Connection& connection, std::string_view where,
                                                   const Parameters& parameters) {
  std::vector<Version> found;
  const std::string sql =
      joined({"SELECT number, author, made, text, row_check, "
              "(SELECT max(number) FROM config_version) FROM config_version WHERE ",
              where});
  SALLYPORT_CHECK(connection.query(sql, parameters, [&](const Row& row) -> Result<void> {
    auto version = parse_version(row);
    if (!version) {
      const auto number = row.integer(0);
      report_damaged(log_, "config_version", number ? std::to_string(*number) : "?", version.error());
      return Failure(version.error());
    }
    version->made = StoreTime(database_.ahead()).out(version->made);
    found.push_back(*std::move(version));
    return {};
  }));
  return found;
}

Result<std::optional<Version>> SqlVersionStore::newest() {
  SALLYPORT_TRY(auto found, list(0, 1));
  return found.empty() ? std::optional<Version>() : std::optional(std::move(found.front()));
}

Result<std::optional<Version>> SqlVersionStore::find(std::int64_t number) {
  SALLYPORT_TRY(
      auto found,
      rename_failure(database_.read([&](Connection& connection) { return load(connection, "number = ?", {number}); }),
                     kVersionStore));
  return found.empty() ? std::optional<Version>() : std::optional(std::move(found.front()));
}

Result<std::vector<Version>> SqlVersionStore::list(std::int64_t before, std::size_t limit) {
  const std::int64_t below = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
  const auto most = static_cast<std::int64_t>(std::min(limit, std::size_t{1000}));
  return rename_failure(database_.read([&](Connection& connection) {
    return load(connection, "number < ? ORDER BY number DESC LIMIT ?", {below, most});
  }),
                        kVersionStore);
}

Result<Version> SqlVersionStore::add(const std::string& author, const std::string& text, std::int64_t base,
                                     UnixTime now) {
  SALLYPORT_CHECK(configuration::check_lengths(author, text));
  Version version{base + 1, author, StoreTime(database_.ahead()).in(now), State::in_force, text};
  SALLYPORT_CHECK(rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(const auto newest, newest_number(connection));
    if (newest != base) return configuration::outdated(newest);
    auto values = values_of(version);
    const auto check = row_check(values);
    values.emplace_back(Blob{check});
    const auto added = connection.run(
        "INSERT INTO config_version (number, author, made, text, row_check) VALUES (?, ?, ?, ?, ?)", values);
    if (!added && added.error().kind == Kind::conflict)  // another process has just added this number
      return failure(Kind::conflict, "version_outdated");
    SALLYPORT_CHECK(added);
    return {};
  }),
                                 kVersionStore));
  version.made = StoreTime(database_.ahead()).out(version.made);
  return version;
}

}  // namespace sallyport::stores
