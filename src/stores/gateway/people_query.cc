#include "stores/gateway/people_query.h"

#include <algorithm>
#include <optional>
#include <span>

#include "stores/sql/sql_text.h"

namespace sallyport::stores {

using identity::Include;
using identity::PageTurn;
using identity::PeopleFilter;
using identity::PeopleTurn;
using identity::PersonKind;
using identity::PersonPlace;

namespace {

// A condition that a person has, or has not, a row in another table.
struct HasRow {
  std::string_view rows;                // table and condition; may have one "?"
  std::optional<Parameter> value = {};  // of the "?"
  bool wanted = true;
};

// If at most this many people have the row, they are looked up and sorted. Otherwise the people are walked in their
// order and those without the row are passed over, which is short because so many have it.
constexpr std::int64_t kFew = 2000;

// The greatest code point: no name that begins with a prefix sorts after the prefix and this.
constexpr std::string_view kAfterAll = "\xf4\x8f\xbf\xbf";

std::vector<HasRow> rows_of(const PeopleFilter& filter) {
  constexpr std::string_view kAdmins = "membership WHERE role = 'Admin' AND origin <> 'provider'";
  constexpr std::string_view kDeleted = "profile WHERE deleted = 1";
  std::vector<HasRow> rows;
  if (filter.team) rows.push_back({"team_member WHERE team = ?", Parameter(*filter.team)});
  if (filter.role) rows.push_back({"membership WHERE role = ?", Parameter(*filter.role)});
  if (filter.admin) rows.push_back({kAdmins, {}, *filter.admin});
  if (filter.kind) rows.push_back({"profile WHERE bot = 1", {}, *filter.kind == PersonKind::bot});
  if (filter.include != Include::all) rows.push_back({kDeleted, {}, filter.include == Include::deleted});
  return rows;
}

Parameters values_of(const HasRow& row) {
  return row.value ? Parameters{*row.value} : Parameters{};
}

Result<bool> is_few(Connection& connection, const HasRow& row) {
  std::int64_t counted = 0;
  Parameters values = values_of(row);
  values.emplace_back(kFew + 1);
  SALLYPORT_CHECK(connection.query(joined({"SELECT count(*) FROM (SELECT 1 FROM ", row.rows, " LIMIT ?) AS some_rows"}),
                                   values, [&](const Row& found) -> Result<void> {
                                     SALLYPORT_TRY(counted, found.integer(0));
                                     return {};
                                   }));
  return counted <= kFew;
}

// The condition of a statement over `person AS p`, and its values.
struct Where {
  std::string text = "1 = 1";
  Parameters values{};

  void add(std::initializer_list<std::string_view> condition, const Parameters& more) {
    text += " AND " + joined(condition);
    values.insert(values.end(), more.begin(), more.end());
  }
};

void add_row(Where& where, const HasRow& row, bool look_up) {
  if (look_up || !row.wanted)
    where.add({"p.id ", row.wanted ? "" : "NOT ", "IN (SELECT person FROM ", row.rows, ")"}, values_of(row));
  else
    where.add({"EXISTS (SELECT 1 FROM ", row.rows, " AND person = p.id)"}, values_of(row));
}

// The people between two places. Each end is one condition, so that the database finds it in the index: the place of
// the turn, or the end of the names with the prefix, whichever is nearer. `last` keeps a text that the values refer to.
void add_range(Where& where, const PeopleFilter& filter, const PeopleTurn& turn, std::string& last) {
  const std::string& prefix = filter.name_prefix;
  last = joined({prefix, kAfterAll});
  const bool forward = turn.turn == PageTurn::forward;
  const bool from_place = turn.place && forward && turn.place->username >= prefix;
  const bool to_place = turn.place && !forward && (prefix.empty() || turn.place->username < last);
  if (from_place) where.add({"(p.username, p.id) > (?, ?)"}, {turn.place->username, turn.place->id});
  if (!from_place && !prefix.empty()) where.add({"p.username >= ?"}, {prefix});
  if (to_place) where.add({"(p.username, p.id) < (?, ?)"}, {turn.place->username, turn.place->id});
  if (!to_place && !prefix.empty()) where.add({"p.username < ?"}, {last});
}

Result<std::int64_t> count_of(Connection& connection, const std::string& sql, const Parameters& values) {
  std::int64_t counted = 0;
  SALLYPORT_CHECK(connection.query(sql, values, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(counted, row.integer(0));
    return {};
  }));
  return counted;
}

// Everybody, or everybody who has the row `having`, but those who have one of the exceptions. Counts the exceptions,
// because there are few of them, and looks up no person.
Result<std::int64_t> count_all_but(Connection& connection, const HasRow* having, std::span<const HasRow> exceptions) {
  const std::string all =
      having == nullptr ? "person" : joined({"(SELECT DISTINCT person FROM ", having->rows, ") AS those"});
  const Parameters values = having == nullptr ? Parameters{} : values_of(*having);
  SALLYPORT_TRY(const auto counted, count_of(connection, joined({"SELECT count(*) FROM ", all}), values));
  if (exceptions.empty()) return counted;
  std::string excepted;
  for (const HasRow& row : exceptions)
    excepted += joined({excepted.empty() ? "" : " UNION ", "SELECT person FROM ", row.rows});
  std::string sql = joined({"SELECT count(*) FROM (", excepted, ") AS those"});
  if (having != nullptr) sql += joined({" WHERE EXISTS (SELECT 1 FROM ", having->rows, " AND person = those.person)"});
  SALLYPORT_TRY(const auto left_out, count_of(connection, sql, values));
  return counted - left_out;
}

}  // namespace

Result<std::vector<PersonPlace>> find_places(Connection& connection, const PeopleFilter& filter,
                                             const PeopleTurn& turn) {
  Where where;
  std::string last;
  bool looks_up = false;  // the first of the rows that few people have decides; the others are checked one by one
  for (const HasRow& row : rows_of(filter)) {
    bool look_up = false;
    if (row.wanted && !looks_up) {
      SALLYPORT_TRY(look_up, is_few(connection, row));
    }
    looks_up = looks_up || look_up;
    add_row(where, row, look_up);
  }
  add_range(where, filter, turn, last);
  const bool forward = turn.turn == PageTurn::forward;
  where.values.emplace_back(static_cast<std::int64_t>(turn.limit) + 1);
  const std::string_view order = forward ? " ORDER BY p.username, p.id" : " ORDER BY p.username DESC, p.id DESC";
  std::vector<PersonPlace> places;
  SALLYPORT_CHECK(
      connection.query(joined({"SELECT p.username, p.id FROM person AS p WHERE ", where.text, order, " LIMIT ?"}),
                       where.values, [&](const Row& row) -> Result<void> {
                         PersonPlace& place = places.emplace_back();
                         SALLYPORT_TRY(place.username, row.text(0));
                         SALLYPORT_TRY(place.id.value, row.text(1));
                         return {};
                       }));
  return places;
}

Result<std::size_t> count_people(Connection& connection, const PeopleFilter& filter) {
  std::vector<HasRow> rows = rows_of(filter);
  const auto exceptions = std::ranges::partition(rows, &HasRow::wanted);
  const std::size_t wanted = rows.size() - exceptions.size();
  if (wanted <= 1 && filter.name_prefix.empty()) {
    SALLYPORT_TRY(const auto counted, count_all_but(connection, wanted == 0 ? nullptr : &rows.front(), exceptions));
    return static_cast<std::size_t>(counted);
  }
  Where where;
  std::string last;
  for (const HasRow& row : rows) add_row(where, row, true);
  add_range(where, filter, {}, last);
  SALLYPORT_TRY(const auto counted,
                count_of(connection, joined({"SELECT count(*) FROM person AS p WHERE ", where.text}), where.values));
  return static_cast<std::size_t>(counted);
}

}  // namespace sallyport::stores
