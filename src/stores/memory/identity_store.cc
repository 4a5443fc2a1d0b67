#include "stores/memory/identity_store.h"

#include <algorithm>

namespace sallyport::stores {

using identity::Arrival;
using identity::CreateMissing;
using identity::IdentityKey;
using identity::Invitation;
using identity::InvitedAccount;
using identity::Labels;
using identity::Membership;
using identity::Origin;
using identity::Person;
using identity::PersonRecord;

namespace {

Failure unknown() {
  return failure(Kind::rejected, "person_unknown");
}

bool is_at(const IdentityKey& key, const InvitedAccount& account) {
  return key.provider == account.provider && key.tenant == account.tenant && key.subject == account.subject &&
         (account.issuer.empty() || key.issuer == account.issuer);
}

void insert_sorted(std::vector<Membership>& memberships, const Membership& membership) {
  const auto place = std::ranges::lower_bound(memberships, membership);
  if (place == memberships.end() || *place != membership) memberships.insert(place, membership);
}

}  // namespace

PersonRecord* MemoryIdentityStore::find_record(const PersonId& id) {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &records_.at(found->second);
}

PersonRecord* MemoryIdentityStore::find_record(const IdentityKey& key) {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &records_.at(found->second);
}

PersonRecord* MemoryIdentityStore::find_invited(const Arrival& arrival, UnixTime now) {
  const auto found = std::ranges::find_if(records_, [&](const auto& entry) {
    const auto& invitation = entry.second.invitation;
    return invitation && now < invitation->expires && fits(invitation->account, arrival);
  });
  return found == records_.end() ? nullptr : &found->second;
}

PersonRecord& MemoryIdentityStore::add(PersonRecord record) {
  by_id_.emplace(record.person.id, next_);
  sheets_[record.person.id].updated = record.person.created;
  return records_.emplace(next_++, std::move(record)).first->second;
}

Result<std::optional<Person>> MemoryIdentityStore::find(const IdentityKey& key) {
  const std::lock_guard lock(mutex_);
  const PersonRecord* const record = find_record(key);
  if (record == nullptr) return std::nullopt;
  return record->person;
}

Result<std::optional<Person>> MemoryIdentityStore::find_by_id(const PersonId& id) {
  const std::lock_guard lock(mutex_);
  const PersonRecord* const record = find_record(id);
  if (record == nullptr) return std::nullopt;
  return record->person;
}

Result<std::vector<PersonId>> MemoryIdentityStore::find_by_subject(const Subject& subject) {
  const std::lock_guard lock(mutex_);
  std::vector<PersonId> found;
  for (const auto& [key, order] : by_key_)
    if (key.subject == subject) found.push_back(records_.at(order).person.id);
  return found;
}

Result<std::optional<Person>> MemoryIdentityStore::link_or_create(const Arrival& arrival, CreateMissing create,
                                                                  UnixTime now) {
  const std::lock_guard lock(mutex_);
  PersonRecord* record = find_record(arrival.key);
  PersonRecord* const invited = record == nullptr ? find_invited(arrival, now) : record;
  for (const auto& [order, other] : records_) {
    if (&other == invited || other.person.labels.username != arrival.labels.username) continue;
    const bool bot = sheets_.at(other.person.id).kind == identity::PersonKind::bot;
    if (bot) return failure(Kind::forbidden, "name_of_bot", {}, arrival.labels.username);
    if (accounts_.contains(other.person.id))
      return failure(Kind::forbidden, "name_of_local_account", {}, arrival.labels.username);
  }
  if (record == nullptr) {
    record = invited;
    if (record == nullptr && create == CreateMissing::no) return std::nullopt;
    if (record == nullptr)
      record = &add({Person{PersonId(random_uuid(random_)), arrival.labels, {}, false, now, now}, {}, {}});
    record->invitation.reset();
    record->identities.push_back({arrival.key, record->person.id, now, now});
    by_key_.emplace(arrival.key, by_id_.at(record->person.id));
  }
  std::ranges::find(record->identities, arrival.key, &identity::Identity::key)->last_sign_in = now;
  record->person.labels = arrival.labels;
  record->person.last_sign_in = now;
  return record->person;
}

Result<void> MemoryIdentityStore::set_disabled(const PersonId& id, bool disabled) {
  const std::lock_guard lock(mutex_);
  PersonRecord* const record = find_record(id);
  if (record == nullptr) return unknown();
  Sheet& sheet = sheets_.at(id);
  if (sheet.disabled != disabled) ++sheet.version;
  sheet.disabled = disabled;
  record->person.disabled = disabled || sheet.deleted || sheet.deprovisioned;
  return {};
}

Result<std::vector<PersonRecord>> MemoryIdentityStore::list(const PersonId& after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  auto next = records_.begin();
  if (!after.empty()) {
    const auto found = by_id_.find(after);
    next = found == by_id_.end() ? records_.end() : records_.upper_bound(found->second);
  }
  std::vector<PersonRecord> page;
  for (; next != records_.end() && page.size() < limit; ++next)
    if (sheets_.at(next->second.person.id).kind == identity::PersonKind::human) page.push_back(next->second);
  return page;
}

Result<void> MemoryIdentityStore::check_new(const Invitation& invitation) const {
  if (!is_definite(invitation.account)) return failure(Kind::rejected, "invitation_indefinite");
  const bool known =
      std::ranges::any_of(by_key_, [&](const auto& entry) { return is_at(entry.first, invitation.account); });
  if (known) return failure(Kind::conflict, "person_known");
  const bool invited = std::ranges::any_of(records_, [&](const auto& entry) {
    return entry.second.invitation && entry.second.invitation->account == invitation.account;
  });
  if (invited) return failure(Kind::conflict, "person_invited");
  return {};
}

Result<Person> MemoryIdentityStore::invite(const Invitation& invitation, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(check_new(invitation));
  return add({Person{PersonId(random_uuid(random_)), labels, {}, false, invitation.created, {}}, {}, invitation})
      .person;
}

Result<void> MemoryIdentityStore::withdraw(const PersonId& person) {
  const std::lock_guard lock(mutex_);
  const PersonRecord* const record = find_record(person);
  if (record == nullptr || !record->invitation) return failure(Kind::rejected, "invitation_unknown");
  records_.erase(by_id_.at(person));
  by_id_.erase(person);
  sheets_.erase(person);
  accounts_.erase(person);
  factors_.erase(person);
  return {};
}

void MemoryIdentityStore::add_version(const PersonId& person) {
  const std::lock_guard lock(mutex_);
  begin_change(person, Origin::administrator);
}

void MemoryIdentityStore::begin_change(const PersonId& person, Origin origin) {
  const auto sheet = sheets_.find(person);
  if (origin == Origin::administrator && sheet != sheets_.end()) ++sheet->second.version;
}

Result<void> MemoryIdentityStore::replace_roles(const PersonId& person, Origin origin,
                                                const std::vector<std::string>& roles) {
  const std::lock_guard lock(mutex_);
  PersonRecord* const record = find_record(person);
  if (record == nullptr) return unknown();
  begin_change(person, origin);
  auto& memberships = record->person.memberships;
  std::erase_if(memberships, [&](const Membership& membership) { return membership.origin == origin; });
  for (const std::string& role : roles) insert_sorted(memberships, {role, origin});
  return {};
}

Result<void> MemoryIdentityStore::give_role(const PersonId& person, const Membership& membership) {
  const std::lock_guard lock(mutex_);
  PersonRecord* const record = find_record(person);
  if (record == nullptr) return unknown();
  begin_change(person, membership.origin);
  insert_sorted(record->person.memberships, membership);
  return {};
}

Result<void> MemoryIdentityStore::take_role(const PersonId& person, const Membership& membership) {
  const std::lock_guard lock(mutex_);
  PersonRecord* const record = find_record(person);
  if (record == nullptr) return unknown();
  begin_change(person, membership.origin);
  std::erase(record->person.memberships, membership);
  return {};
}

}  // namespace sallyport::stores
