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

bool has_default_admin_role(const Person& person) {
  return std::ranges::find(person.memberships, Membership{std::string(kAdminRole), Origin::default_}) !=
         person.memberships.end();
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
  return !is_shut_out(entry.by_hand) && (has_admin_role(entry.by_hand.roles) || has_default_admin_role(entry.person));
}

Result<void> check_edit(const PersonEntry& before, const ByHand& after, OtherAdmins others) {
  SALLYPORT_CHECK(check_profile(after.profile));
  if (before.kind == PersonKind::bot && !after.teams.empty()) return failure(Kind::malformed, "bot_with_team");
  if (before.kind == PersonKind::bot && has_admin_role(after.roles)) return failure(Kind::malformed, "bot_admin");
  PersonEntry changed = before;
  changed.by_hand = after;
  if (others == OtherAdmins::none && is_admin_by_hand(before) && !is_admin_by_hand(changed))
    return last_administrator();
  return {};
}

Result<void> check_removal(const PersonEntry& entry, OtherAdmins others) {
  if (others == OtherAdmins::none && is_admin_by_hand(entry)) return last_administrator();
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
