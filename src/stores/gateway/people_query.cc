#include "stores/gateway/people_query.h"

#include <optional>

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

// `bounds` keeps a text that the values refer to.
void add_prefix(Where& where, const PeopleFilter& filter, std::string& bounds) {
  if (filter.name_prefix.empty()) return;
  bounds = joined({filter.name_prefix, kAfterAll});
  where.add({"p.username >= ? AND p.username < ?"}, {filter.name_prefix, bounds});
}

}  // namespace

Result<std::vector<PersonPlace>> find_places(Connection& connection, const PeopleFilter& filter,
                                             const PeopleTurn& turn) {
  Where where;
  std::string bounds;
  bool looks_up = false;  // the first of the rows that few people have decides; the others are checked one by one
  for (const HasRow& row : rows_of(filter)) {
    bool look_up = false;
    if (row.wanted && !looks_up) {
      SALLYPORT_TRY(look_up, is_few(connection, row));
    }
    looks_up = looks_up || look_up;
    add_row(where, row, look_up);
  }
  add_prefix(where, filter, bounds);
  const bool forward = turn.turn == PageTurn::forward;
  if (turn.place)
    where.add({"(p.username, p.id) ", forward ? ">" : "<", " (?, ?)"}, {turn.place->username, turn.place->id});
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
  Where where;
  std::string bounds;
  for (const HasRow& row : rows_of(filter)) add_row(where, row, true);
  add_prefix(where, filter, bounds);
  std::int64_t counted = 0;
  SALLYPORT_CHECK(connection.query(joined({"SELECT count(*) FROM person AS p WHERE ", where.text}), where.values,
                                   [&](const Row& row) -> Result<void> {
                                     SALLYPORT_TRY(counted, row.integer(0));
                                     return {};
                                   }));
  return static_cast<std::size_t>(counted);
}

}  // namespace sallyport::stores
