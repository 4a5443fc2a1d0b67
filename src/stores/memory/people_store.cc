#include "stores/memory/people_store.h"

#include <algorithm>
#include <tuple>

namespace sallyport::stores {

using identity::ByHand;
using identity::Editor;
using identity::Include;
using identity::Membership;
using identity::Origin;
using identity::OtherAdmins;
using identity::PageTurn;
using identity::PeopleFilter;
using identity::PeoplePage;
using identity::PeopleTurn;
using identity::PersonEntry;
using identity::PersonPlace;
using identity::SeenVersion;

namespace {

PersonPlace place_of(const PersonEntry& entry) {
  return {entry.person.labels.username, entry.person.id};
}

bool is_before(const PersonPlace& one, const PersonPlace& other) {
  return std::tie(one.username, one.id) < std::tie(other.username, other.id);
}

bool has_admin_role(const PersonEntry& entry) {
  return std::ranges::any_of(entry.person.memberships, [](const Membership& membership) {
    return membership.role == identity::kAdminRole && membership.origin != Origin::provider;
  });
}

bool fits(const PersonEntry& entry, const PeopleFilter& filter) {
  if (filter.include != Include::all && entry.by_hand.deleted != (filter.include == Include::deleted)) return false;
  if (filter.kind && *filter.kind != entry.kind) return false;
  if (filter.admin && *filter.admin != has_admin_role(entry)) return false;
  const auto& roles = entry.person.memberships;
  if (filter.role && std::ranges::find(roles, *filter.role, &Membership::role) == roles.end()) return false;
  if (filter.team && std::ranges::find(entry.teams, *filter.team, &identity::TeamMembership::team) == entry.teams.end())
    return false;
  return entry.person.labels.username.starts_with(filter.name_prefix);
}

// The ids of `after` that `before` does not have. Both are sorted.
template <class T>
std::vector<T> added(const std::vector<T>& before, const std::vector<T>& after) {
  std::vector<T> out;
  std::ranges::set_difference(after, before, std::back_inserter(out));
  return out;
}

}  // namespace

MemoryPeopleStore::MemoryPeopleStore(MemoryIdentityStore& people, MemoryTeamMemberStore& members,
                                     MemoryAccessStore& access)
    : people_(people), members_(members), access_(access) {
  access_.keep_roles([this](const std::string& role) {
    const std::lock_guard lock(people_.mutex_);
    return std::ranges::any_of(people_.records_, [&](const auto& entry) {
      return std::ranges::any_of(entry.second.person.memberships, [&](const Membership& membership) {
        return membership.role == role && membership.origin != Origin::provider;
      });
    });
  });
}

Result<std::vector<PersonEntry>> MemoryPeopleStore::all() {
  std::vector<PersonEntry> entries;
  {
    const std::lock_guard lock(people_.mutex_);
    for (const auto& [order, record] : people_.records_) {
      const auto& sheet = people_.sheets_.at(record.person.id);
      PersonEntry& entry = entries.emplace_back();
      entry.person = record.person;
      entry.kind = sheet.kind;
      entry.by_hand.profile = sheet.profile;
      entry.by_hand.disabled = sheet.disabled;
      entry.by_hand.deleted = sheet.deleted;
      entry.deprovisioned = sheet.deprovisioned;
      for (const Membership& membership : record.person.memberships)
        if (membership.origin == Origin::administrator) entry.by_hand.roles.push_back(membership.role);
      entry.version = sheet.version;
      entry.updated = sheet.updated;
      entry.updated_by = sheet.updated_by;
    }
  }
  for (PersonEntry& entry : entries) {
    SALLYPORT_TRY(entry.teams, members_.teams_of(entry.person.id));
    for (const auto& membership : entry.teams)
      if (membership.origin == Origin::administrator) entry.by_hand.teams.push_back(membership.team);
  }
  std::ranges::sort(entries, is_before, place_of);
  return entries;
}

Result<std::optional<PersonEntry>> MemoryPeopleStore::find(const PersonId& id) {
  SALLYPORT_TRY(const auto entries, all());
  for (const PersonEntry& entry : entries)
    if (entry.person.id == id) return entry;
  return std::nullopt;
}

Result<std::vector<PersonEntry>> MemoryPeopleStore::find_by_name(std::string_view username) {
  SALLYPORT_TRY(auto entries, all());
  std::erase_if(entries, [&](const PersonEntry& entry) { return entry.person.labels.username != username; });
  if (entries.size() > 2) entries.resize(2);
  return entries;
}

Result<PeoplePage> MemoryPeopleStore::page(const PeopleFilter& filter, const PeopleTurn& turn) {
  SALLYPORT_TRY(auto entries, all());
  const bool forward = turn.turn == PageTurn::forward;
  std::erase_if(entries, [&](const PersonEntry& entry) {
    const PersonPlace place = place_of(entry);
    const bool is_there = !turn.place || (forward ? is_before(*turn.place, place) : is_before(place, *turn.place));
    return !is_there || !fits(entry, filter);
  });
  PeoplePage page;
  const std::size_t limit = std::min(turn.limit, identity::kMaxPeoplePage);
  page.more = entries.size() > limit;
  if (page.more && forward) entries.resize(limit);
  if (page.more && !forward) entries.erase(entries.begin(), entries.end() - static_cast<std::ptrdiff_t>(limit));
  if (!entries.empty()) {
    page.first = place_of(entries.front());
    page.last = place_of(entries.back());
  }
  page.people = std::move(entries);
  return page;
}

Result<std::size_t> MemoryPeopleStore::count(const PeopleFilter& filter) {
  SALLYPORT_TRY(const auto entries, all());
  return static_cast<std::size_t>(
      std::ranges::count_if(entries, [&](const PersonEntry& entry) { return fits(entry, filter); }));
}

Result<PersonEntry> MemoryPeopleStore::entry_to_change(const PersonId& id, SeenVersion seen) {
  SALLYPORT_TRY(auto entry, find(id));
  if (!entry) return failure(Kind::rejected, "person_unknown");
  if (seen && *seen != entry->version) return failure(Kind::conflict, "person_version");
  return *std::move(entry);
}

Result<OtherAdmins> MemoryPeopleStore::other_admins(const PersonId& than,
                                                    const identity::Administrators& administrators) {
  SALLYPORT_TRY(const auto entries, all());
  identity::Administrators certain = administrators;
  certain.by_app_role = false;  // Stricter: the provider may have taken the role back since (see people_row.cc)
  const bool some = std::ranges::any_of(entries, [&](const PersonEntry& entry) {
    return entry.person.id != than && has_right_of_admin(entry, certain) && !entry.person.disabled &&
           entry.person.last_sign_in != UnixTime{};
  });
  return some || administrators.local ? OtherAdmins::some : OtherAdmins::none;
}

Result<void> MemoryPeopleStore::check_references(const ByHand& before, const ByHand& after) {
  SALLYPORT_TRY(const auto state, access_.read());
  for (const std::string& role : added(before.roles, after.roles)) {
    const auto is_it = [&](const auto& entity) { return entity.content.name == role && !entity.header.deleted; };
    if (role != identity::kAdminRole && std::ranges::none_of(state.roles, is_it))
      return failure(Kind::rejected, "role_unknown", {}, "there is no role " + role);
  }
  for (const identity::EntityId& team : added(before.teams, after.teams)) {
    const auto is_it = [&](const auto& entity) { return entity.header.id == team && !entity.header.deleted; };
    if (std::ranges::none_of(state.teams, is_it))
      return failure(Kind::rejected, "team_unknown", {}, "there is no team " + team.value);
  }
  return {};
}

Result<void> MemoryPeopleStore::write(const PersonEntry& after) {
  const PersonId& id = after.person.id;
  std::vector<identity::TeamMembership> teams;
  for (const identity::EntityId& team : after.by_hand.teams) teams.push_back({team, Origin::administrator});
  for (const auto& membership : after.teams)
    if (membership.origin == Origin::administrator &&
        std::ranges::find(after.by_hand.teams, membership.team) == after.by_hand.teams.end())
      SALLYPORT_CHECK(members_.leave(id, membership));
  for (const auto& membership : teams)
    if (std::ranges::find(after.teams, membership) == after.teams.end()) SALLYPORT_CHECK(members_.join(id, membership));
  SALLYPORT_CHECK(people_.replace_roles(id, Origin::administrator, after.by_hand.roles));
  const std::lock_guard lock(people_.mutex_);
  auto* const record = people_.find_record(id);
  if (record == nullptr) return failure(Kind::rejected, "person_unknown");
  record->person.disabled = after.by_hand.disabled || after.by_hand.deleted || after.deprovisioned;
  people_.sheets_.at(id) = {after.kind,          after.by_hand.disabled, after.by_hand.deleted,
                            after.deprovisioned, after.by_hand.profile,  after.version,
                            after.updated,       after.updated_by};
  return {};
}

Result<PersonEntry> MemoryPeopleStore::add(const identity::NewPerson& wanted, const Editor& editor) {
  const std::lock_guard lock(mutex_);
  PersonEntry entry;
  entry.kind = wanted.kind;
  SALLYPORT_CHECK(check_edit(entry, wanted.by_hand, OtherAdmins::some));
  SALLYPORT_CHECK(check_references({}, wanted.by_hand));
  SALLYPORT_TRY(const auto same, find_by_name(wanted.labels.username));
  if (!same.empty()) return failure(Kind::conflict, "person_exists");
  {
    const std::lock_guard people_lock(people_.mutex_);
    if (wanted.invitation) SALLYPORT_CHECK(people_.check_new(*wanted.invitation));
    entry.person = {PersonId(random_uuid(people_.random_)), wanted.labels, {}, false, editor.now, {}};
    people_.add({entry.person, {}, wanted.invitation});
  }
  entry.by_hand = identity::normalized(wanted.by_hand);
  entry.updated = editor.now;
  entry.updated_by = editor.name;
  SALLYPORT_CHECK(write(entry));
  return entry_to_change(entry.person.id, {});
}

Result<PersonEntry> MemoryPeopleStore::change(const PersonId& id, SeenVersion seen, const Editor& editor,
                                              const Change& change) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_TRY(const auto before, entry_to_change(id, seen));
  SALLYPORT_TRY(const auto others, other_admins(id, editor.administrators));
  SALLYPORT_TRY(auto edited, change(before, others));
  PersonEntry after = before;
  after.by_hand = identity::normalized(std::move(edited.content));
  if (after.by_hand == before.by_hand) return before;
  SALLYPORT_CHECK(check_references(before.by_hand, after.by_hand));
  if (!edited.before.empty())
    SALLYPORT_CHECK(versions().put({identity::EntityId(id.value), before.version, std::move(edited.before)}));
  ++after.version;
  after.updated = editor.now;
  after.updated_by = editor.name;
  SALLYPORT_CHECK(write(after));
  return entry_to_change(id, {});
}

Result<void> MemoryPeopleStore::remove(const PersonId& id, SeenVersion seen, const Editor& editor, const Check& check) {
  // Before the lock, because the store of bots calls this one under a lock of its own.
  if (!may_go_(id)) return failure(Kind::conflict, "person_has_bot");
  const std::lock_guard lock(mutex_);
  SALLYPORT_TRY(const auto entry, entry_to_change(id, seen));
  SALLYPORT_TRY(const auto others, other_admins(id, editor.administrators));
  SALLYPORT_CHECK(check(entry, others));
  SALLYPORT_CHECK(members_.replace_teams(id, Origin::administrator, {}));
  SALLYPORT_CHECK(members_.replace_teams(id, Origin::provider, {}));
  SALLYPORT_CHECK(members_.replace_teams(id, Origin::default_, {}));
  SALLYPORT_CHECK(members_.replace_teams(id, Origin::provisioning, {}));
  const std::lock_guard people_lock(people_.mutex_);
  people_.records_.erase(people_.by_id_.at(id));
  std::erase_if(people_.by_key_, [&](const auto& key) { return key.second == people_.by_id_.at(id); });
  people_.by_id_.erase(id);
  people_.sheets_.erase(id);
  people_.accounts_.erase(id);
  people_.factors_.erase(id);
  return versions().forget(identity::EntityId(id.value));
}

}  // namespace sallyport::stores
