#include "gateway/api/users/user_shape.h"

#include <algorithm>

#include "gateway/api/shape/version_number.h"

namespace sallyport::gateway {

using identity::Membership;
using identity::PersonEntry;

namespace {

json::Object print_profile(const identity::Profile& profile) {
  json::Object images;
  for (const auto& [size, address] : profile.images) images.set(size, address);
  json::Object out;
  if (!images.empty()) out.set("images", std::move(images));
  return out;
}

json::Array print_roles(const PersonEntry& entry, const AccessNames& names) {
  std::vector<std::string> held;
  for (const Membership& membership : entry.person.memberships)
    if (membership.role != identity::kAdminRole) held.push_back(membership.role);  // the member isAdmin says so
  held.erase(std::ranges::unique(held).begin(), held.end());
  json::Array out;
  for (const std::string& role : held) out.emplace_back(print_reference(names.role(role)));
  return out;
}

json::Array print_teams(const PersonEntry& entry, const AccessNames& names) {
  std::vector<identity::EntityId> ids;
  for (const auto& membership : entry.teams) ids.push_back(membership.team);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  json::Array out;
  for (const auto& id : ids)
    if (const auto reference = names.team(id)) out.emplace_back(print_reference(*reference));
  return out;
}

json::Array print_inherited(const PersonEntry& entry, const AccessNames& names) {
  json::Array out;
  for (const std::string& role : names.inherited_roles(entry)) out.emplace_back(print_reference(names.role(role)));
  return out;
}

const std::string& shown_name(const PersonEntry& entry) {
  const std::string& by_hand = entry.by_hand.profile.display_name;
  return by_hand.empty() ? entry.person.labels.display_name : by_hand;
}

std::string address_of_user(const PersonId& id, const Site& site) {
  return site.address_of("/api/v1/users/" + id.value);
}

}  // namespace

bool needs_access_names(const Fields& fields) {
  return fields.has("roles") || fields.has("teams") || fields.has("inheritedRoles");
}

std::string shown_address(const PersonId& id, std::string_view email) {
  // RFC 2606 reserves .example and .invalid alike, but OpenMetadata's clients refuse to read an address at .invalid.
  return email.empty() ? id.value + "@no-address.example" : std::string(email);
}

EntityReference reference_to_user(const PersonEntry& entry, const Site& site) {
  EntityReference reference;
  reference.id = entry.person.id.value;
  reference.type = "user";
  reference.name = entry.person.labels.username;
  reference.display_name = shown_name(entry);
  reference.deleted = entry.by_hand.deleted;
  reference.href = address_of_user(entry.person.id, site);
  return reference;
}

json::Object print_user(const PersonEntry& entry, const AccessNames& names, const Fields& fields, const Site& site) {
  const identity::Person& person = entry.person;
  const std::string& name = person.labels.username;
  json::Object out{{"id", person.id.value},
                   {"name", name},
                   {"fullyQualifiedName", name},
                   {"displayName", shown_name(entry)},
                   {"email", shown_address(person.id, person.labels.email)},
                   {"version", version_value(entry.version)},
                   {"updatedAt", entry.updated.seconds * 1000},
                   {"updatedBy", entry.updated_by.empty() ? name : entry.updated_by},
                   {"href", address_of_user(person.id, site)},
                   {"isBot", entry.kind == identity::PersonKind::bot},
                   {"isAdmin", is_admin_by_hand(entry)},
                   {"deleted", entry.by_hand.deleted}};
  const identity::Profile& profile = entry.by_hand.profile;
  if (!profile.description.empty()) out.set("description", profile.description);
  if (!profile.timezone.empty()) out.set("timezone", profile.timezone);
  if (fields.has("profile")) out.set("profile", print_profile(profile));
  if (fields.has("roles")) out.set("roles", print_roles(entry, names));
  if (fields.has("teams")) out.set("teams", print_teams(entry, names));
  if (fields.has("inheritedRoles")) out.set("inheritedRoles", print_inherited(entry, names));
  if (fields.has("isEmailVerified")) out.set("isEmailVerified", !person.labels.email.empty());
  for (const std::string_view list : {"owns", "follows", "personas", "domains"})
    if (fields.has(list)) out.set(list, json::Array{});
  return out;
}

}  // namespace sallyport::gateway
