#include "stores/memory/account_store.h"

namespace sallyport::stores {

using identity::LocalAccount;
using identity::SecondFactor;

Result<std::optional<LocalAccount>> MemoryAccountStore::find(const PersonId& person) {
  const std::lock_guard lock(people_.mutex_);
  const auto found = people_.accounts_.find(person);
  return found == people_.accounts_.end() ? std::nullopt : std::optional(found->second);
}

Result<std::optional<LocalAccount>> MemoryAccountStore::find_by_link(const std::string& link_hash) {
  const std::lock_guard lock(people_.mutex_);
  for (const auto& [person, account] : people_.accounts_)
    if (!link_hash.empty() && account.link_hash == link_hash) return account;
  return std::nullopt;
}

Result<LocalAccount> MemoryAccountStore::change(const PersonId& person, const Change& change) {
  const std::lock_guard lock(people_.mutex_);
  if (people_.find_record(person) == nullptr) return failure(Kind::rejected, "person_unknown");
  const auto found = people_.accounts_.find(person);
  SALLYPORT_TRY(auto changed,
                change(found == people_.accounts_.end() ? LocalAccount{.person = person} : found->second));
  return people_.accounts_[person] = std::move(changed);
}

Result<void> MemoryAccountStore::note_sign_in(const PersonId& person, UnixTime now) {
  const std::lock_guard lock(people_.mutex_);
  auto* const record = people_.find_record(person);
  if (record == nullptr) return failure(Kind::rejected, "person_unknown");
  record->person.last_sign_in = now;
  record->invitation.reset();
  return {};
}

Result<std::optional<SecondFactor>> MemoryAccountStore::find_factor(const PersonId& person) {
  const std::lock_guard lock(people_.mutex_);
  const auto found = people_.factors_.find(person);
  return found == people_.factors_.end() ? std::nullopt : std::optional(found->second);
}

Result<std::optional<SecondFactor>> MemoryAccountStore::change_factor(const PersonId& person,
                                                                      const FactorChange& change) {
  const std::lock_guard lock(people_.mutex_);
  const bool exists = person.value == identity::kLocalAdministrator || people_.find_record(person) != nullptr;
  if (!exists) return failure(Kind::rejected, "person_unknown");
  const auto found = people_.factors_.find(person);
  SALLYPORT_TRY(auto changed, change(found == people_.factors_.end() ? std::nullopt : std::optional(found->second)));
  people_.factors_.erase(person);
  if (changed) people_.factors_.emplace(person, *changed);
  return changed;
}

}  // namespace sallyport::stores
