#include "stores/gateway/people_store.h"

#include <algorithm>

#include "stores/gateway/entity_version_store.h"
#include "stores/gateway/people_query.h"
#include "stores/gateway/row/invitation_row.h"
#include "stores/gateway/row/people_row.h"
#include "stores/gateway/row/store_time.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {

using identity::Editor;
using identity::OtherAdmins;
using identity::PageTurn;
using identity::PeopleFilter;
using identity::PeoplePage;
using identity::PeopleTurn;
using identity::PersonEntry;
using identity::PersonPlace;
using identity::SeenVersion;

namespace {

constexpr std::string_view kPeopleStore = "people_store";

std::vector<PersonEntry> all_out(const StoreTime& time, std::vector<PersonEntry> entries) {
  for (PersonEntry& entry : entries) entry = time.out(std::move(entry));
  return entries;
}

Result<std::vector<PersonId>> ids_named(Connection& connection, std::string_view username, std::size_t limit) {
  std::vector<PersonId> ids;
  SALLYPORT_CHECK(connection.query("SELECT id FROM person WHERE username = ? ORDER BY id LIMIT ?",
                                   {username, static_cast<std::int64_t>(limit)}, [&](const Row& row) -> Result<void> {
                                     SALLYPORT_TRY(ids.emplace_back().value, row.text(0));
                                     return {};
                                   }));
  return ids;
}

// The person whom somebody wants to change, if they have seen the newest version.
Result<PersonEntry> entry_to_change(Connection& connection, const PersonId& id, SeenVersion seen, Log& log) {
  SALLYPORT_TRY(auto entries, read_entries(connection, {id}, Damaged::fail, log));
  if (entries.empty()) return failure(Kind::rejected, "person_unknown");
  if (seen && *seen != entries.front().version) return failure(Kind::conflict, "person_version");
  return std::move(entries.front());
}

}  // namespace

Result<std::optional<PersonEntry>> SqlPeopleStore::find(const PersonId& id) {
  const auto look = [&](Connection& connection) { return read_entries(connection, {id}, Damaged::fail, log_); };
  SALLYPORT_TRY(auto entries, rename_failure(database_.read(look), kPeopleStore));
  if (entries.empty()) return std::nullopt;
  return StoreTime(database_.ahead()).out(std::move(entries.front()));
}

Result<std::vector<PersonEntry>> SqlPeopleStore::find_by_name(std::string_view username) {
  const auto look = [&](Connection& connection) -> Result<std::vector<PersonEntry>> {
    SALLYPORT_TRY(const auto ids, ids_named(connection, username, 2));
    return read_entries(connection, ids, Damaged::fail, log_);
  };
  SALLYPORT_TRY(auto entries, rename_failure(database_.read(look), kPeopleStore));
  return all_out(StoreTime(database_.ahead()), std::move(entries));
}

Result<PeoplePage> SqlPeopleStore::page(const PeopleFilter& filter, const PeopleTurn& turn) {
  PeopleTurn bounded = turn;
  bounded.limit = std::min(turn.limit, identity::kMaxPeoplePage);
  const auto look = [&](Connection& connection) -> Result<PeoplePage> {
    SALLYPORT_TRY(auto places, find_places(connection, filter, bounded));
    PeoplePage page;
    page.more = places.size() > bounded.limit;
    if (page.more) places.pop_back();
    if (places.empty()) return page;
    if (turn.turn == PageTurn::backward) std::ranges::reverse(places);
    std::vector<PersonId> ids;
    for (const PersonPlace& place : places) ids.push_back(place.id);
    SALLYPORT_TRY(page.people, read_entries(connection, ids, Damaged::leave_out, log_));
    page.first = places.front();  // may be the last one, too
    page.last = std::move(places.back());
    return page;
  };
  SALLYPORT_TRY(auto page, rename_failure(database_.read(look), kPeopleStore));
  page.people = all_out(StoreTime(database_.ahead()), std::move(page.people));
  return page;
}

Result<std::size_t> SqlPeopleStore::count(const PeopleFilter& filter) {
  return rename_failure(database_.read([&](Connection& connection) { return count_people(connection, filter); }),
                        kPeopleStore);
}

Result<PersonEntry> SqlPeopleStore::add(const identity::NewPerson& wanted, const Editor& editor) {
  const StoreTime time(database_.ahead());
  PersonEntry before;
  before.kind = wanted.kind;
  SALLYPORT_CHECK(check_edit(before, wanted.by_hand, OtherAdmins::some));
  const auto insert = [&](Connection& connection) -> Result<PersonEntry> {
    SALLYPORT_TRY(const auto same, ids_named(connection, wanted.labels.username, 1));
    if (!same.empty()) return failure(Kind::conflict, "person_exists");
    PersonEntry empty = before;
    empty.person = {PersonId(random_uuid(random_)), wanted.labels, {}, false, time.in(editor.now), {}};
    SALLYPORT_CHECK(insert_person(connection, empty.person));
    if (wanted.invitation) SALLYPORT_CHECK(add_invitation(connection, empty.person.id, time.in(*wanted.invitation)));
    PersonEntry added = empty;
    added.by_hand = identity::normalized(wanted.by_hand);
    added.updated = time.in(editor.now);
    added.updated_by = editor.name;
    SALLYPORT_CHECK(write_edit(connection, empty, added));
    return entry_to_change(connection, empty.person.id, {}, log_);
  };
  SALLYPORT_TRY(auto added, rename_failure(database_.write(insert), kPeopleStore));
  return time.out(std::move(added));
}

Result<PersonEntry> SqlPeopleStore::change(const PersonId& id, SeenVersion seen, const Editor& editor,
                                           const Change& change) {
  const StoreTime time(database_.ahead());
  const auto edit = [&](Connection& connection) -> Result<PersonEntry> {
    SALLYPORT_TRY(const auto before, entry_to_change(connection, id, seen, log_));
    SALLYPORT_TRY(const auto others, other_admins(connection, id, editor.administrators));
    SALLYPORT_TRY(auto edited, change(time.out(before), others));
    PersonEntry after = before;
    after.by_hand = identity::normalized(std::move(edited.content));
    if (after.by_hand == before.by_hand) return before;
    ++after.version;
    after.updated = time.in(editor.now);
    after.updated_by = editor.name;
    SALLYPORT_CHECK(write_edit(connection, before, after));
    SALLYPORT_CHECK(write_text_before(connection, identity::EntityId(id.value), before.version, edited.before));
    return entry_to_change(connection, id, {}, log_);
  };
  SALLYPORT_TRY(auto changed, rename_failure(database_.write(edit), kPeopleStore));
  return time.out(std::move(changed));
}

Result<void> SqlPeopleStore::remove(const PersonId& id, SeenVersion seen, const Editor& editor, const Check& check) {
  const StoreTime time(database_.ahead());
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_TRY(const auto entry, entry_to_change(connection, id, seen, log_));
    SALLYPORT_TRY(const auto others, other_admins(connection, id, editor.administrators));
    SALLYPORT_CHECK(check(time.out(entry), others));
    const auto removed = connection.run("DELETE FROM person WHERE id = ?", {id});
    // The table of bots has the only reference that keeps a person.
    if (!removed && removed.error().kind == Kind::conflict) return failure(Kind::conflict, "person_has_bot");
    SALLYPORT_CHECK(removed);
    return remove_entity_versions(connection, identity::EntityId(id.value));
  }),
                        kPeopleStore);
}

}  // namespace sallyport::stores
