#include "identity/person_edit.h"

#include <algorithm>

#include "base/characters.h"

namespace sallyport::identity {
namespace {

constexpr std::size_t kMaxBotName = 128;

bool has_admin_role(const std::vector<std::string>& roles) {
  return std::ranges::find(roles, kAdminRole) != roles.end();
}

bool is_shut_out(const ByHand& by_hand) {
  return by_hand.disabled || by_hand.deleted;
}

bool has_admin_role_of(const Person& person, Origin origin) {
  return std::ranges::find(person.memberships, Membership{std::string(kAdminRole), origin}) != person.memberships.end();
}

bool is_kept_out(const PersonEntry& entry) {
  return is_shut_out(entry.by_hand) || entry.deprovisioned;
}

bool was_made_admin_here(const PersonEntry& entry) {
  return has_admin_role(entry.by_hand.roles) || has_admin_role_of(entry.person, Origin::default_);
}

bool is_admin(const PersonEntry& entry, const Administrators& administrators) {
  return !is_kept_out(entry) && has_right_of_admin(entry, administrators);
}

Failure last_administrator() {
  return failure(Kind::conflict, "last_administrator");
}

template <class T>
void sort_set(std::vector<T>& values) {
  std::ranges::sort(values);
  values.erase(std::ranges::unique(values).begin(), values.end());
}

}  // namespace

bool is_admin_by_hand(const PersonEntry& entry) {
  return !is_kept_out(entry) && was_made_admin_here(entry);
}

bool has_right_of_admin(const PersonEntry& entry, const Administrators& administrators) {
  if (entry.kind == PersonKind::bot) return false;
  return was_made_admin_here(entry) ||
         std::ranges::find(administrators.named, entry.person.id) != administrators.named.end() ||
         (administrators.by_app_role && has_admin_role_of(entry.person, Origin::provider));
}

Result<void> check_edit(const PersonEntry& before, const ByHand& after, OtherAdmins others,
                        const Administrators& administrators) {
  SALLYPORT_CHECK(check_profile(after.profile));
  if (before.kind == PersonKind::bot && !after.teams.empty()) return failure(Kind::malformed, "bot_with_team");
  if (before.kind == PersonKind::bot && has_admin_role(after.roles)) return failure(Kind::malformed, "bot_admin");
  PersonEntry changed = before;
  changed.by_hand = after;
  if (others == OtherAdmins::none && is_admin(before, administrators) && !is_admin(changed, administrators))
    return last_administrator();
  return {};
}

Result<void> check_removal(const PersonEntry& entry, OtherAdmins others, const Administrators& administrators) {
  if (others == OtherAdmins::none && is_admin(entry, administrators)) return last_administrator();
  return {};
}

Result<void> check_bot_name(std::string_view name) {
  const auto may_stand = [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_' || c == '.'; };
  if (name.empty() || name.size() > kMaxBotName || !std::ranges::all_of(name, may_stand))
    return failure(Kind::malformed, "bot_name");
  return {};
}

ByHand normalized(ByHand by_hand) {
  sort_set(by_hand.roles);
  sort_set(by_hand.teams);
  return by_hand;
}

}  // namespace sallyport::identity
