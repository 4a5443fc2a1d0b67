#include "stores/memory/identity_store.h"

namespace sallyport::stores {

using identity::CreateMissing;
using identity::IdentityKey;
using identity::Labels;
using identity::Person;

Result<std::optional<Person>> MemoryIdentityStore::find(const IdentityKey& key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  return people_[found->second];
}

Result<std::optional<Person>> MemoryIdentityStore::find_by_id(const PersonId& id) {
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return std::nullopt;
  return people_[found->second];
}

Result<std::optional<Person>> MemoryIdentityStore::link_or_create(const IdentityKey& key, const Labels& labels,
                                                                  bool admin, CreateMissing create, UnixTime now) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) {
    if (create == CreateMissing::no) return std::nullopt;
    const Person person{PersonId(random_uuid(random_)), key, labels, admin, false, now, now};
    by_key_.emplace(key, people_.size());
    by_id_.emplace(person.id, people_.size());
    people_.push_back(person);
    return person;
  }
  auto& person = people_[found->second];
  person.labels = labels;
  person.admin = person.admin || admin;
  person.last_sign_in = now;
  return person;
}

Result<void> MemoryIdentityStore::set_disabled(const PersonId& id, bool disabled) {
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return failure(Kind::rejected, "person_unknown");
  people_[found->second].disabled = disabled;
  return {};
}

Result<std::vector<Person>> MemoryIdentityStore::list(const PersonId& after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::size_t next = 0;
  if (!after.empty()) {
    const auto found = by_id_.find(after);
    next = found == by_id_.end() ? people_.size() : found->second + 1;
  }
  std::vector<Person> page;
  for (; next < people_.size() && page.size() < limit; ++next) page.push_back(people_[next]);
  return page;
}

}  // namespace sallyport::stores
