#include "gateway/api/entities/entity_json.h"

#include <algorithm>
#include <set>

#include "gateway/api/entities/entity_noun.h"
#include "gateway/api/shape/entity_reference.h"
#include "gateway/api/shape/version_number.h"

namespace sallyport::gateway {
namespace {

using identity::AccessState;
using identity::Entity;
using identity::EntityKind;
using identity::Policy;
using identity::Role;
using identity::Rule;
using identity::Team;

using Names = std::vector<std::string>;

template <class Content>
std::string href_of(const Entity<Content>& entity, const EntityView& view) {
  return view.site.address_of("/api/v1/" + std::string(Noun<Content>::list) + "/" + entity.header.id.value);
}

template <class Content>
json::Object reference_to(const Entity<Content>& entity, const EntityView& view) {
  return print_reference({.id = entity.header.id.value,
                          .type = Noun<Content>::type,
                          .name = entity.content.name,
                          .display_name = entity.header.display_name,
                          .description = entity.header.description,
                          .deleted = entity.header.deleted,
                          .href = href_of(entity, view)});
}

// References in the order of the names. What does not exist any more is left out.
template <class Content>
json::Array references(const Names& names, const EntityView& view) {
  json::Array out;
  for (const std::string& name : names)
    for (const Entity<Content>& entity : view.state.*EntityKind<Content>::state)
      if (entity.content.name == name) out.push_back(reference_to(entity, view));
  return out;
}

// References to the entities that are not deleted and for which `is_one` says so.
template <class Content, class IsOne>
json::Array references_if(const EntityView& view, IsOne is_one) {
  json::Array out;
  for (const Entity<Content>& entity : view.state.*EntityKind<Content>::state)
    if (!entity.header.deleted && is_one(entity.content)) out.push_back(reference_to(entity, view));
  return out;
}

bool has_name(const Names& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

template <class Content>
json::Object print_header(const Entity<Content>& entity, const EntityView& view) {
  const auto& header = entity.header;
  json::Object out{{"id", header.id.value}, {"name", entity.content.name}, {"fullyQualifiedName", entity.content.name}};
  if (!header.display_name.empty()) out.set("displayName", header.display_name);
  if (!header.description.empty()) out.set("description", header.description);
  out.set("version", version_value(header.version));
  out.set("updatedAt", header.updated.seconds * 1000);
  out.set("updatedBy", header.updated_by);
  out.set("href", href_of(entity, view));
  out.set("deleted", header.deleted);
  return out;
}

json::Array texts_json(const Names& names) {
  return json::Array(names.begin(), names.end());
}

json::Object print_rule(const Rule& rule) {
  json::Object out{{"name", rule.name}};
  if (!rule.description.empty()) out.set("description", rule.description);
  out.set("effect", rule.effect == identity::Effect::allow ? "allow" : "deny");
  out.set("operations", texts_json(rule.operations));
  out.set("resources", texts_json(rule.resources));
  if (!rule.condition.empty()) out.set("condition", rule.condition);
  return out;
}

std::string_view provider_of(bool system) {
  return system ? "system" : "user";
}

const Team* live_team(const AccessState& state, const std::string& name) {
  for (const auto& team : state.teams)
    if (team.content.name == name && !team.header.deleted) return &team.content;
  return nullptr;
}

// The default roles of the teams above, without the team's own.
Names inherited_roles(const Team& team, const AccessState& state) {
  std::set<std::string> visited;
  Names waiting = team.parents;
  Names roles;
  while (!waiting.empty()) {
    const std::string name = std::move(waiting.back());
    waiting.pop_back();
    const Team* const above = live_team(state, name);
    if (!above || !visited.insert(name).second) continue;
    waiting.insert(waiting.end(), above->parents.begin(), above->parents.end());
    for (const std::string& role : above->default_roles)
      if (!has_name(team.default_roles, role) && !has_name(roles, role)) roles.push_back(role);
  }
  return roles;
}

}  // namespace

json::Object print_entity(const Entity<Policy>& entity, const EntityView& view, const Fields& fields) {
  json::Object out = print_header(entity, view);
  const std::string& name = entity.content.name;
  json::Array rules;
  for (const Rule& rule : entity.content.rules) rules.emplace_back(print_rule(rule));
  out.set("rules", std::move(rules));
  out.set("enabled", true);
  out.set("provider", provider_of(entity.header.system));
  if (fields.has("roles"))
    out.set("roles", references_if<Role>(view, [&](const Role& role) { return has_name(role.policies, name); }));
  if (fields.has("teams"))
    out.set("teams", references_if<Team>(view, [&](const Team& team) { return has_name(team.policies, name); }));
  return out;
}

json::Object print_entity(const Entity<Role>& entity, const EntityView& view, const Fields& fields) {
  json::Object out = print_header(entity, view);
  const std::string& name = entity.content.name;
  out.set("provider", provider_of(entity.header.system));
  if (fields.has("policies")) out.set("policies", references<Policy>(entity.content.policies, view));
  if (fields.has("teams"))
    out.set("teams", references_if<Team>(view, [&](const Team& team) { return has_name(team.default_roles, name); }));
  return out;
}

json::Object print_entity(const Entity<Team>& entity, const EntityView& view, const Fields& fields) {
  json::Object out = print_header(entity, view);
  const Team& team = entity.content;
  const auto is_below = [&](const Team& other) { return has_name(other.parents, team.name); };
  out.set("teamType", name_of(team.type));
  out.set("isJoinable", team.joinable);
  if (!team.email.empty()) out.set("email", team.email);
  if (fields.has("parents")) out.set("parents", references<Team>(team.parents, view));
  if (fields.has("defaultRoles")) out.set("defaultRoles", references<Role>(team.default_roles, view));
  if (fields.has("inheritedRoles") || fields.has("defaultRoles"))
    out.set("inheritedRoles", references<Role>(inherited_roles(team, view.state), view));
  if (fields.has("policies")) out.set("policies", references<Policy>(team.policies, view));
  if (fields.has("children")) out.set("children", references_if<Team>(view, is_below));
  if (fields.has("childrenCount"))
    out.set("childrenCount", static_cast<std::int64_t>(references_if<Team>(view, is_below).size()));
  return out;
}

template <class Content>
json::Object print_whole(const Entity<Content>& entity, const EntityView& view) {
  return print_entity(entity, view, Fields::all(Noun<Content>::fields));
}

template json::Object print_whole(const Entity<Policy>&, const EntityView&);
template json::Object print_whole(const Entity<Role>&, const EntityView&);
template json::Object print_whole(const Entity<Team>&, const EntityView&);

}  // namespace sallyport::gateway
