#include "gateway/api/users/user_edit.h"

#include <algorithm>
#include <array>

#include "gateway/api/shape/json_fields.h"

namespace sallyport::gateway {

using identity::ByHand;
using identity::EntityId;
using identity::Membership;
using identity::Origin;
using identity::PersonEntry;

namespace {

const std::string kAdmin(identity::kAdminRole);

bool contains(const auto& values, const auto& value) {
  return std::ranges::find(values, value) != values.end();
}

Result<void> set_text(const json::Object& wanted, std::string_view name, Absent absent, std::string& out) {
  SALLYPORT_TRY(auto text, text_field(wanted, name));
  if (text)
    out = *std::move(text);
  else if (absent == Absent::emptied)
    out.clear();
  return {};
}

Failure wrong_profile() {
  return failure(Kind::malformed, "field_type", {}, "profile must be an object with images, which are texts");
}

Result<std::map<std::string, std::string>> parse_profile_images(const json::Value& profile) {
  if (profile.as_object() == nullptr) return wrong_profile();
  SALLYPORT_CHECK(check_fields(*profile.as_object(), kProfileShape));
  std::map<std::string, std::string> images;
  const json::Value* const found = profile.as_object()->find("images");
  if (found == nullptr || found->is_null()) return images;
  if (found->as_object() == nullptr) return wrong_profile();
  for (const auto& [size, address] : *found->as_object()) {
    if (address.is_null()) continue;
    if (address.as_string() == nullptr) return wrong_profile();
    images.emplace(size, *address.as_string());
  }
  return images;
}

Result<void> set_images(const json::Object& wanted, Absent absent, std::map<std::string, std::string>& out) {
  const json::Value* const profile = wanted.find("profile");
  const bool given = profile != nullptr && !profile->is_null();
  if (!given && absent == Absent::emptied) out.clear();
  if (!given) return {};
  SALLYPORT_TRY(out, parse_profile_images(*profile));
  return {};
}

Failure not_by_hand(std::string_view what, std::string_view name) {
  return failure(Kind::rejected, "not_by_hand", {},
                 "The " + std::string(what) + " " + std::string(name) +
                     " was not given by hand, so that it cannot be taken away here");
}

// Whether the person has the role, or the membership in the team, also by another origin than by hand.
bool is_role_of_others(const PersonEntry& entry, std::string_view role) {
  return std::ranges::any_of(entry.person.memberships, [&](const Membership& membership) {
    return membership.role == role && membership.origin != Origin::administrator;
  });
}

bool is_team_of_others(const PersonEntry& entry, const EntityId& team) {
  return std::ranges::any_of(entry.teams, [&](const identity::TeamMembership& membership) {
    return membership.team == team && membership.origin != Origin::administrator;
  });
}

// Keeps what was by hand and is wanted, and adds what the person does not have yet.
Result<void> set_roles(const PersonEntry& entry, const json::Array& wanted, const AccessNames& names, ByHand& out) {
  std::vector<std::string> roles;
  for (const json::Value& one : wanted) {
    SALLYPORT_TRY(const auto key, parse_reference(one));
    const auto kept = std::ranges::find_if(entry.person.memberships, [&](const Membership& membership) {
      return names.role(membership.role).id == key.id || (key.id.empty() && membership.role == key.name);
    });
    if (kept != entry.person.memberships.end()) {
      roles.push_back(kept->role);
      continue;
    }
    SALLYPORT_TRY(roles.emplace_back(), names.role_named(key));
  }
  for (const Membership& membership : entry.person.memberships)
    if (membership.role != kAdmin && membership.origin != Origin::administrator && !contains(roles, membership.role))
      return not_by_hand("role", membership.role);
  const bool admin = contains(out.roles, kAdmin);
  std::erase_if(roles, [&](const std::string& role) {
    return is_role_of_others(entry, role) && !contains(entry.by_hand.roles, role);
  });
  out.roles = std::move(roles);
  if (admin) out.roles.push_back(kAdmin);
  return {};
}

Result<void> set_teams(const PersonEntry& entry, const json::Array& wanted, const AccessNames& names, ByHand& out) {
  std::vector<EntityId> teams;
  for (const json::Value& one : wanted) {
    SALLYPORT_TRY(const auto key, parse_reference(one));
    const auto kept = std::ranges::find(entry.teams, EntityId(key.id), &identity::TeamMembership::team);
    if (kept != entry.teams.end()) {
      teams.push_back(kept->team);
      continue;
    }
    SALLYPORT_TRY(teams.emplace_back(), names.team_named(key));
  }
  for (const auto& membership : entry.teams) {
    if (membership.origin == Origin::administrator || contains(teams, membership.team)) continue;
    const auto reference = names.team(membership.team);
    return not_by_hand("team", reference ? reference->name : membership.team.value);
  }
  std::erase_if(teams, [&](const EntityId& team) {
    return is_team_of_others(entry, team) && !contains(entry.by_hand.teams, team);
  });
  out.teams = std::move(teams);
  return {};
}

Result<void> set_admin(const PersonEntry& entry, bool wanted, ByHand& out) {
  std::erase(out.roles, kAdmin);
  if (wanted) out.roles.push_back(kAdmin);
  const auto by_default = Membership{kAdmin, Origin::default_};
  if (!wanted && contains(entry.person.memberships, by_default)) return not_by_hand("role", kAdmin);
  return {};
}

}  // namespace

SetBy setter_of_user(std::string_view member) {
  const Field* const field = find_field(kUserMembers, member);
  return field && field->set_by != SetBy::creation ? field->set_by : SetBy::nobody;
}

json::Object editable_user(const PersonEntry& entry, const AccessNames& names) {
  const identity::Profile& profile = entry.by_hand.profile;
  json::Object images;
  for (const auto& [size, address] : profile.images) images.set(size, address);
  json::Array roles;
  std::set<std::string> seen;
  for (const Membership& membership : entry.person.memberships)
    if (membership.role != kAdmin && seen.insert(membership.role).second)
      roles.emplace_back(print_reference(names.role(membership.role)));
  json::Array teams;
  std::set<EntityId> seen_teams;
  for (const auto& membership : entry.teams)
    if (const auto reference = names.team(membership.team); reference && seen_teams.insert(membership.team).second)
      teams.emplace_back(print_reference(*reference));
  const bool admin =
      contains(entry.by_hand.roles, kAdmin) || contains(entry.person.memberships, Membership{kAdmin, Origin::default_});
  json::Object out{{"isAdmin", admin},
                   {"profile", json::Object{{"images", std::move(images)}}},
                   {"roles", std::move(roles)},
                   {"teams", std::move(teams)}};
  out.set("displayName", profile.display_name.empty() ? entry.person.labels.display_name : profile.display_name);
  if (!profile.description.empty()) out.set("description", profile.description);
  if (!profile.timezone.empty()) out.set("timezone", profile.timezone);
  return out;
}

Result<ByHand> edit_user(const PersonEntry& entry, const json::Object& wanted, const AccessNames& names,
                         Absent absent) {
  ByHand out = entry.by_hand;
  identity::Profile& profile = out.profile;
  SALLYPORT_CHECK(set_text(wanted, "displayName", absent, profile.display_name));
  if (profile.display_name == entry.person.labels.display_name) profile.display_name.clear();
  SALLYPORT_CHECK(set_text(wanted, "description", absent, profile.description));
  SALLYPORT_CHECK(set_text(wanted, "timezone", absent, profile.timezone));
  SALLYPORT_CHECK(set_images(wanted, absent, profile.images));
  SALLYPORT_TRY(const auto admin, flag_field(wanted, "isAdmin"));
  SALLYPORT_TRY(const auto roles, list_field(wanted, "roles"));
  SALLYPORT_TRY(const auto teams, list_field(wanted, "teams"));
  const json::Array none;
  if (roles || absent == Absent::emptied) SALLYPORT_CHECK(set_roles(entry, roles ? *roles : none, names, out));
  if (teams || absent == Absent::emptied) SALLYPORT_CHECK(set_teams(entry, teams ? *teams : none, names, out));
  if (admin || absent == Absent::emptied) SALLYPORT_CHECK(set_admin(entry, admin.value_or(false), out));
  return identity::normalized(std::move(out));
}

}  // namespace sallyport::gateway
