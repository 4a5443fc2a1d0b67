#include "gateway/api/users/access_names.h"

#include <algorithm>
#include <set>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace sallyport::gateway {

using identity::EntityId;

namespace {

template <class Content>
EntityReference reference_to(const identity::Entity<Content>& entity, std::string_view type) {
  EntityReference reference;
  reference.id = entity.header.id.value;
  reference.type = type;
  reference.name = entity.content.name;
  reference.display_name = entity.header.display_name.empty() ? entity.content.name : entity.header.display_name;
  reference.deleted = entity.header.deleted;
  return reference;
}

template <class Content>
const identity::Entity<Content>* find_named(const std::vector<identity::Entity<Content>>& all,
                                            const ReferenceKey& key) {
  const auto by_id = std::ranges::find_if(all, [&](const auto& entity) { return entity.header.id.value == key.id; });
  if (!key.id.empty() && by_id != all.end()) return &*by_id;
  const auto by_name = std::ranges::find_if(all, [&](const auto& entity) { return entity.content.name == key.name; });
  return !key.name.empty() && by_name != all.end() ? &*by_name : nullptr;
}

Failure unknown_reference(std::string_view type, const ReferenceKey& key) {
  const std::string& shown = key.id.empty() ? key.name : key.id;
  return failure(Kind::rejected, "reference_unknown", {},
                 std::string(type) + " instance for " + std::string(cut_utf8(shown, 128)) + " not found");
}

}  // namespace

std::string id_of_role_name(std::string_view name) {
  std::string hex = hex_encode(crypto::view(crypto::sha256("role " + std::string(name)))).substr(0, 32);
  hex[12] = '8';  // RFC 9562 5.8: a UUID with a format of our own
  hex[16] = '8';
  for (const std::size_t at : {8u, 13u, 18u, 23u}) hex.insert(at, 1, '-');
  return hex;
}

EntityReference AccessNames::role(std::string_view name) const {
  const auto* const found = find_named(state_.roles, {.name = std::string(name)});
  if (found != nullptr) return reference_to(*found, "role");
  EntityReference made;
  made.id = id_of_role_name(name);
  made.type = "role";
  made.name = made.display_name = name;
  return made;
}

std::optional<EntityReference> AccessNames::team(const EntityId& id) const {
  const auto* const found = find_named(state_.teams, {.id = id.value});
  if (found == nullptr) return std::nullopt;
  return reference_to(*found, "team");
}

Result<std::string> AccessNames::role_named(const ReferenceKey& key) const {
  const auto* const found = find_named(state_.roles, key);
  if (found == nullptr || found->header.deleted) return unknown_reference("role", key);
  return found->content.name;
}

Result<EntityId> AccessNames::team_named(const ReferenceKey& key) const {
  const auto* const found = find_named(state_.teams, key);
  if (found == nullptr || found->header.deleted) return unknown_reference("team", key);
  return found->header.id;
}

std::vector<std::string> AccessNames::inherited_roles(const identity::PersonEntry& entry) const {
  if (entry.kind == identity::PersonKind::bot) return {};  // bots do not inherit from teams
  std::vector<std::string> open;
  for (const auto& membership : entry.teams)
    if (const auto reference = team(membership.team)) open.push_back(reference->name);
  if (open.empty()) open.emplace_back(identity::kOrganization);
  std::set<std::string> seen;
  std::set<std::string> roles;
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    const auto* const found = seen.insert(name).second ? find_named(state_.teams, {.name = name}) : nullptr;
    if (found == nullptr || found->header.deleted) continue;
    roles.insert(found->content.default_roles.begin(), found->content.default_roles.end());
    open.insert(open.end(), found->content.parents.begin(), found->content.parents.end());
  }
  return {roles.begin(), roles.end()};
}

std::vector<EntityReference> AccessNames::groups(const std::vector<identity::TeamMembership>& teams) const {
  std::vector<EntityReference> groups;
  std::set<EntityId> seen;
  for (const auto& membership : teams) {
    const auto* const found = find_named(state_.teams, {.id = membership.team.value});
    if (found == nullptr || found->header.deleted || found->content.type != identity::TeamType::group) continue;
    if (seen.insert(membership.team).second) groups.push_back(reference_to(*found, "team"));
  }
  return groups;
}

}  // namespace sallyport::gateway
