#include "stores/memory/provisioned_store.h"

#include <algorithm>
#include <limits>
#include <set>

#include "base/text.h"

namespace sallyport::stores {

using identity::ByHand;
using identity::Editor;
using identity::EntityId;
using identity::Foreseen;
using identity::Origin;
using identity::OtherAdmins;
using identity::PersonEntry;
using identity::Provisioned;
using identity::ProvisionedContent;
using identity::ProvisionedPage;
using identity::ProvisionedQuery;
using identity::SeenVersion;

namespace {

constexpr std::size_t kEverybody = std::numeric_limits<std::size_t>::max();

bool is_wanted(const Provisioned& row, const ProvisionedQuery& query) {
  const ProvisionedContent& content = row.content;
  return (!query.id || *query.id == row.id) && (!query.name || ascii_iequals(*query.name, content.name)) &&
         (!query.external_id || *query.external_id == content.external_id);
}

}  // namespace

ProvisionedPage ProvisionedRows::list(const PersonId& client, const ProvisionedQuery& query) const {
  std::vector<Provisioned> all;
  for (const auto& [id, row] : by_id)
    if (row.client == client && is_wanted(row, query)) all.push_back(row);
  std::ranges::sort(all, {}, [](const Provisioned& row) { return ascii_lower(row.content.name); });
  ProvisionedPage page{.found = {}, .total = all.size()};
  for (std::size_t i = query.skip; i < all.size() && page.found.size() < query.limit; ++i) page.found.push_back(all[i]);
  return page;
}

Result<Provisioned> ProvisionedRows::to_change(const PersonId& client, const std::string& id, SeenVersion seen) const {
  const auto found = by_id.find(id);
  if (found == by_id.end() || found->second.client != client) return failure(Kind::rejected, "provisioned_unknown");
  if (seen && *seen != found->second.version) return failure(Kind::conflict, "provisioned_version");
  return found->second;
}

Result<void> ProvisionedRows::check_is_free(const PersonId& client, const ProvisionedContent& content,
                                            const std::string& but_for) const {
  for (const auto& [id, row] : by_id) {
    const bool same_id = !content.external_id.empty() && content.external_id == row.content.external_id;
    const bool is_same = same_id || ascii_iequals(content.name, row.content.name);
    if (id != but_for && row.client == client && is_same) return failure(Kind::conflict, "provisioned_exists");
  }
  return {};
}

Result<void> MemoryProvisionedUserStore::drop_lost() {
  for (auto row = rows_.by_id.begin(); row != rows_.by_id.end();) {
    SALLYPORT_TRY(const auto person, identities_.find_by_id(PersonId(row->first)));
    row = person ? std::next(row) : rows_.by_id.erase(row);
  }
  return {};
}

Result<ProvisionedPage> MemoryProvisionedUserStore::list(const PersonId& client, const ProvisionedQuery& query) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(drop_lost());
  return rows_.list(client, query);
}

Result<std::optional<PersonId>> MemoryProvisionedUserStore::linked(const Foreseen& foreseen, const MayLink& may_link) {
  const identity::InvitedAccount& account = foreseen.invitation.account;
  std::optional<PersonId> owner;
  {
    const std::lock_guard lock(identities_.mutex_);
    for (const auto& [key, order] : identities_.by_key_)
      if (!account.subject.empty() && key.provider == account.provider && key.tenant == account.tenant &&
          key.subject == account.subject && (account.issuer.empty() || account.issuer == key.issuer))
        owner = identities_.records_.at(order).person.id;
  }
  if (!owner) return owner;
  SALLYPORT_TRY(const auto entry, people_.find(*owner));
  if (!may_link || !entry || entry->kind != identity::PersonKind::human || entry->by_hand.deleted ||
      rows_.by_id.contains(owner->value))
    return failure(Kind::conflict, "person_known");
  SALLYPORT_CHECK(may_link(*entry));
  return owner;
}

Result<void> MemoryProvisionedUserStore::check_username_is_free(const std::string& username, const PersonId& but_for) {
  SALLYPORT_TRY(const auto same, people_.find_by_name(username));
  for (const PersonEntry& entry : same)
    if (entry.person.id != but_for && (!entry.by_hand.deleted || entry.kind == identity::PersonKind::bot))
      return failure(Kind::conflict, "person_exists");
  return {};
}

Result<PersonId> MemoryProvisionedUserStore::create(const Foreseen& foreseen, const Editor& editor) {
  SALLYPORT_CHECK(check_username_is_free(foreseen.labels.username, {}));
  const std::lock_guard lock(identities_.mutex_);
  SALLYPORT_CHECK(identities_.check_new(foreseen.invitation));
  const identity::Person person{PersonId(random_uuid(identities_.random_)), foreseen.labels, {}, false, editor.now, {}};
  identities_.add({person, {}, foreseen.invitation});
  identities_.sheets_.at(person.id).updated_by = editor.name;
  return person.id;
}

Result<void> MemoryProvisionedUserStore::foresee(const PersonId& id, const Foreseen& foreseen) {
  SALLYPORT_CHECK(check_username_is_free(foreseen.labels.username, id));
  const std::lock_guard lock(identities_.mutex_);
  auto* const record = identities_.find_record(id);
  if (!record->invitation || record->invitation->account != foreseen.invitation.account) {
    SALLYPORT_CHECK(identities_.check_new(foreseen.invitation));
    record->invitation = foreseen.invitation;
  }
  record->person.labels = foreseen.labels;
  return {};
}

void MemoryProvisionedUserStore::set_active(const PersonId& id, bool active) {
  const std::lock_guard lock(identities_.mutex_);
  auto& sheet = identities_.sheets_.at(id);
  sheet.deprovisioned = !active;
  identities_.find_record(id)->person.disabled = sheet.disabled || sheet.deleted || !active;
}

Result<OtherAdmins> MemoryProvisionedUserStore::others_than(const PersonEntry& entry, const Editor& editor) {
  OtherAdmins others = OtherAdmins::none;
  SALLYPORT_CHECK(people_.change(entry.person.id, {}, editor, [&](const PersonEntry& current, OtherAdmins seen) {
    others = seen;
    return Result<ByHand>(current.by_hand);
  }));
  return others;
}

Result<Provisioned> MemoryProvisionedUserStore::add(const PersonId& client, const ProvisionedContent& content,
                                                    const Foreseen& foreseen, const Editor& editor,
                                                    const MayLink& may_link) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(drop_lost());
  SALLYPORT_CHECK(rows_.check_is_free(client, content, {}));
  SALLYPORT_TRY(auto id, linked(foreseen, may_link));
  if (!id) {
    SALLYPORT_TRY(id, create(foreseen, editor));
  }
  const Provisioned user{id->value, client, content, 1, editor.now, editor.now};
  rows_.by_id[user.id] = user;
  set_active(*id, content.active);
  return user;
}

Result<Provisioned> MemoryProvisionedUserStore::change(const PersonId& client, const std::string& id, SeenVersion seen,
                                                       const Editor& editor, const Change& change) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(drop_lost());
  SALLYPORT_TRY(auto user, rows_.to_change(client, id, seen));
  SALLYPORT_TRY(const auto entry, people_.find(PersonId(id)));
  SALLYPORT_TRY(const auto others, others_than(*entry, editor));
  SALLYPORT_TRY(auto changed, change(user, *entry, others));
  if (changed.content == user.content) return user;
  SALLYPORT_CHECK(rows_.check_is_free(client, changed.content, id));
  if (changed.foreseen && entry->person.last_sign_in == UnixTime{})
    SALLYPORT_CHECK(foresee(PersonId(id), *changed.foreseen));
  user.content = std::move(changed.content);
  ++user.version;
  user.updated = editor.now;
  rows_.by_id[id] = user;
  set_active(PersonId(id), user.content.active);
  return user;
}

Result<void> MemoryProvisionedUserStore::remove(const PersonId& client, const std::string& id, SeenVersion seen,
                                                const Editor& editor, const Check& check) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(drop_lost());
  SALLYPORT_TRY(const auto user, rows_.to_change(client, id, seen));
  const PersonId person(id);
  SALLYPORT_TRY(const auto entry, people_.find(person));
  SALLYPORT_TRY(const auto others, others_than(*entry, editor));
  SALLYPORT_CHECK(check(user, *entry, others));
  rows_.by_id.erase(id);
  if (entry->person.last_sign_in == UnixTime{})
    return people_.remove(person, {}, editor, [](const PersonEntry&, OtherAdmins) { return Result<void>(); });
  SALLYPORT_CHECK(members_.replace_teams(person, Origin::provisioning, {}));
  set_active(person, true);
  SALLYPORT_CHECK(people_.change(person, {}, editor, [](const PersonEntry& current, OtherAdmins) {
    ByHand by_hand = current.by_hand;
    by_hand.deleted = true;
    return Result<ByHand>(by_hand);
  }));
  return {};
}

Result<void> MemoryProvisionedGroupStore::drop_lost() {
  SALLYPORT_TRY(const auto state, access_.read());
  std::erase_if(rows_.by_id, [&](const auto& row) {
    return std::ranges::none_of(state.teams, [&](const auto& team) { return team.header.id.value == row.first; });
  });
  return {};
}

Result<ProvisionedPage> MemoryProvisionedGroupStore::list(const PersonId& client, const ProvisionedQuery& query) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(drop_lost());
  return rows_.list(client, query);
}

Result<Provisioned> MemoryProvisionedGroupStore::add(const PersonId& client, const EntityId& team,
                                                     const Changed& wanted, const Editor& editor) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(drop_lost());
  SALLYPORT_CHECK(rows_.check_is_free(client, wanted.content, {}));
  SALLYPORT_CHECK(change_members(client, team.value, wanted));
  const Provisioned group{team.value, client, wanted.content, 1, editor.now, editor.now};
  rows_.by_id[group.id] = group;
  return group;
}

Result<std::vector<PersonId>> MemoryProvisionedGroupStore::all_members(const std::string& id) {
  const identity::TeamMembership membership{EntityId(id), Origin::provisioning};
  SALLYPORT_TRY(const auto everybody, members_.members_of(membership.team, {}, kEverybody));
  std::vector<PersonId> members;
  for (const PersonId& person : everybody) {
    SALLYPORT_TRY(const auto teams, members_.teams_of(person));
    if (std::ranges::find(teams, membership) != teams.end()) members.push_back(person);
  }
  return members;
}

Result<bool> MemoryProvisionedGroupStore::change_members(const PersonId& client, const std::string& id,
                                                         const Changed& wanted) {
  const identity::TeamMembership membership{EntityId(id), Origin::provisioning};
  SALLYPORT_TRY(const auto before, all_members(id));
  std::set<PersonId> after;
  for (const PersonId& person : before)
    if (!wanted.only_these) after.insert(person);
  for (const auto& [person, stays] : wanted.them) {
    if (!stays) after.erase(PersonId(person));
    if (!stays || std::ranges::find(before, PersonId(person)) != before.end()) continue;
    SALLYPORT_TRY(const auto user, users_.list(client, {.id = person}));
    if (user.found.empty()) return failure(Kind::rejected, "member_unknown", {}, person);
  }
  for (const auto& [person, stays] : wanted.them)
    if (stays) after.insert(PersonId(person));
  bool differs = false;
  for (const PersonId& person : before) {
    if (after.contains(person)) continue;
    SALLYPORT_CHECK(members_.leave(person, membership));
    differs = true;
  }
  for (const PersonId& person : after) {
    if (std::ranges::find(before, person) != before.end()) continue;
    SALLYPORT_CHECK(members_.join(person, membership));
    differs = true;
  }
  return differs;
}

Result<Provisioned> MemoryProvisionedGroupStore::change(const PersonId& client, const std::string& id, SeenVersion seen,
                                                        const Editor& editor, const Change& change) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(drop_lost());
  SALLYPORT_TRY(auto group, rows_.to_change(client, id, seen));
  SALLYPORT_TRY(auto wanted, change(group));
  SALLYPORT_CHECK(rows_.check_is_free(client, wanted.content, id));
  SALLYPORT_TRY(const bool differs, change_members(client, id, wanted));
  if (wanted.content == group.content && !differs) return group;
  group.content = std::move(wanted.content);
  ++group.version;
  group.updated = editor.now;
  rows_.by_id[id] = group;
  return group;
}

Result<void> MemoryProvisionedGroupStore::remove(const PersonId& client, const std::string& id, SeenVersion seen) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(drop_lost());
  SALLYPORT_CHECK(rows_.to_change(client, id, seen));
  SALLYPORT_TRY(const auto members, all_members(id));
  for (const PersonId& person : members) SALLYPORT_CHECK(members_.leave(person, {EntityId(id), Origin::provisioning}));
  rows_.by_id.erase(id);
  return {};
}

Result<std::vector<PersonId>> MemoryProvisionedGroupStore::members(const PersonId& client, const std::string& id,
                                                                   const PersonId& after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(drop_lost());
  if (!rows_.to_change(client, id, {})) return std::vector<PersonId>{};
  SALLYPORT_TRY(auto members, all_members(id));
  std::erase_if(members, [&](const PersonId& person) { return person <= after; });
  if (members.size() > limit) members.resize(limit);
  return members;
}

}  // namespace sallyport::stores
