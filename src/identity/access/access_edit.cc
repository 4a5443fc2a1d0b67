#include "identity/access/access_edit.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace sallyport::identity {
namespace {

template <class Content>
const std::vector<Entity<Content>>& all_of(const AccessState& state) {
  return state.*EntityKind<Content>::state;
}

template <class Content>
const Entity<Content>* find_by_id(const AccessState& state, const EntityId& id) {
  for (const Entity<Content>& entity : all_of<Content>(state))
    if (entity.header.id == id) return &entity;
  return nullptr;
}

template <class Content>
const Entity<Content>* find_by_name(const AccessState& state, std::string_view name) {
  for (const Entity<Content>& entity : all_of<Content>(state))
    if (entity.content.name == name) return &entity;
  return nullptr;
}

template <class Content>
AccessChanges only(Entity<Content> entity) {
  AccessChanges changes;
  (changes.*EntityKind<Content>::changes).push_back(std::move(entity));
  return changes;
}

Result<void> check_labels(const EntityLabels& labels) {
  const auto fits = [](const std::string& text, std::size_t most) { return text.size() <= most && is_utf8(text); };
  if (!fits(labels.display_name, kMaxDisplayName) || has_control(labels.display_name))
    return failure(Kind::malformed, "entity_labels", {}, "the display name");
  if (!fits(labels.description, kMaxDescription))
    return failure(Kind::malformed, "entity_labels", {}, "the description");
  return {};
}

// Each of the names must be that of an entity that is not deleted.
template <class Content>
Result<void> check_references(const AccessState& state, const auto& names) {
  for (const auto& name : names) {
    const auto* found = find_by_name<Content>(state, name);
    if (!found || found->header.deleted)
      return failure(Kind::rejected, "reference_unknown", {},
                     "there is no " + std::string(EntityKind<Content>::name) + " " + name);
  }
  return {};
}

// The content by itself, and against what is there beside it.
//
// A role that a condition names may be the provider's, so it need not exist.
Result<void> check_content(const AccessState& state, const Vocabulary& vocabulary, const Policy& policy) {
  SALLYPORT_CHECK(check_policy(policy, vocabulary));
  return check_references<Team>(state, names_in_conditions(policy).teams);
}

Result<void> check_content(const AccessState& state, const Vocabulary&, const Role& role) {
  SALLYPORT_CHECK(check_role(role));
  return check_references<Policy>(state, role.policies);
}

Result<void> check_email(const std::string& email) {
  const auto at = email.find('@');
  const bool fits = email.empty() || (email.size() <= kMaxTeamEmail && is_utf8(email) && !has_control(email) &&
                                      at != 0 && at < email.size() - 1 && email.find(' ') == std::string::npos);
  return fits ? Result<void>() : failure(Kind::malformed, "team_email", {}, "the email address of the team");
}

// Teams stand in a hierarchy, so one of them can be wrong only together with others.
Result<void> check_content(const AccessState& state, const Vocabulary& vocabulary, const Team& team) {
  auto teams = model_of(state, vocabulary).teams;
  std::erase_if(teams, [&](const Team& other) { return other.name == team.name; });
  teams.push_back(team);
  SALLYPORT_CHECK(check_teams(teams));
  SALLYPORT_CHECK(check_email(team.email));
  SALLYPORT_CHECK(check_references<Role>(state, team.default_roles));
  return check_references<Policy>(state, team.policies);
}

bool contains_name(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

Failure in_use(std::string_view kind, const std::string& name) {
  return failure(Kind::rejected, "entity_in_use", {}, "it is in use by the " + std::string(kind) + " " + name);
}

// Nothing that is not deleted may refer to what is.
Result<void> check_unused(const AccessState& state, const Policy& policy) {
  for (const auto& role : state.roles)
    if (!role.header.deleted && contains_name(role.content.policies, policy.name))
      return in_use("role", role.content.name);
  for (const auto& team : state.teams)
    if (!team.header.deleted && contains_name(team.content.policies, policy.name))
      return in_use("team", team.content.name);
  return {};
}

// A condition such as !inAnyTeam('Guests') would turn around.
Result<void> check_unnamed(const AccessState& state, std::set<std::string> NamedInConditions::* names,
                           const std::string& name) {
  for (const auto& policy : state.policies)
    if (!policy.header.deleted && (names_in_conditions(policy.content).*names).contains(name))
      return in_use("policy", policy.content.name);
  return {};
}

Result<void> check_unused(const AccessState& state, const Role& role) {
  for (const auto& team : state.teams)
    if (!team.header.deleted && contains_name(team.content.default_roles, role.name))
      return in_use("team", team.content.name);
  return check_unnamed(state, &NamedInConditions::roles, role.name);
}

Result<void> check_unused(const AccessState& state, const Team& team) {
  for (const auto& below : state.teams)
    if (!below.header.deleted && contains_name(below.content.parents, team.name))
      return in_use("team", below.content.name);
  return check_unnamed(state, &NamedInConditions::teams, team.name);
}

Result<void> check_seen(const EntityHeader& header, SeenVersion seen) {
  if (seen && *seen != header.version) return failure(Kind::conflict, "entity_version");
  return {};
}

// The live teams directly below, by id.
std::vector<EntityId> children_of(const AccessState& state, const std::string& name) {
  std::vector<EntityId> children;
  for (const auto& team : state.teams)
    if (!team.header.deleted && contains_name(team.content.parents, name)) children.push_back(team.header.id);
  return children;
}

void add_changes(AccessChanges& all, AccessChanges more) {
  for (auto& team : more.teams) all.teams.push_back(std::move(team));
  for (auto& id : more.removed) all.removed.push_back(std::move(id));
}

// Deletes from the bottom up: each step is a deletion of a team that has none below it any more. The depth is bounded
// by kMaxTeamDepth, and a deleted team is not visited again.
Result<void> delete_below(AccessState& state, const EntityId& id, Deletion deletion, const Editor& editor,
                          AccessChanges& all) {
  const auto* team = find_by_id<Team>(state, id);
  if (!team) return {};
  for (const EntityId& child : children_of(state, team->content.name)) {
    const auto* below = find_by_id<Team>(state, child);
    if (!below || below->header.deleted) continue;
    if (below->content.parents.size() > 1) return in_use("team", below->content.name + ", which also stands elsewhere");
    SALLYPORT_CHECK(delete_below(state, child, deletion, editor, all));
    SALLYPORT_TRY(auto changes, delete_entity<Team>(state, child, deletion, {}, editor));
    state = after(std::move(state), changes);
    add_changes(all, std::move(changes));
  }
  return {};
}

void stamp(EntityHeader& header, const Editor& editor) {
  ++header.version;
  header.updated = editor.now;
  header.updated_by = editor.name;
}

}  // namespace

template <class Content>
Result<AccessChanges> create_entity(const AccessState& state, const Vocabulary& vocabulary, const EntityId& id,
                                    Content content, EntityLabels labels, const Editor& editor) {
  SALLYPORT_CHECK(check_labels(labels));
  if (find_by_name<Content>(state, content.name)) return failure(Kind::conflict, "entity_exists", {}, content.name);
  if (all_of<Content>(state).size() >= kMaxEntities) return failure(Kind::rejected, "entity_limit");
  SALLYPORT_CHECK(check_content(state, vocabulary, content));
  const EntityHeader header{.id = id,
                            .display_name = std::move(labels.display_name),
                            .description = std::move(labels.description),
                            .updated = editor.now,
                            .updated_by = editor.name};
  return only(Entity<Content>{header, std::move(content)});
}

template <class Content>
Result<AccessChanges> change_entity(const AccessState& state, const Vocabulary& vocabulary, const EntityId& id,
                                    Content content, EntityLabels labels, SeenVersion seen, const Editor& editor) {
  const auto* found = find_by_id<Content>(state, id);
  if (!found || found->header.deleted) return failure(Kind::rejected, "entity_unknown");
  SALLYPORT_CHECK(check_seen(found->header, seen));
  if (content.name != found->content.name) return failure(Kind::rejected, "name_fixed");
  SALLYPORT_CHECK(check_labels(labels));
  SALLYPORT_CHECK(check_content(state, vocabulary, content));
  Entity<Content> changed{found->header, std::move(content)};
  changed.header.display_name = std::move(labels.display_name);
  changed.header.description = std::move(labels.description);
  if (changed == *found) return AccessChanges{};
  stamp(changed.header, editor);
  return only(std::move(changed));
}

template <class Content>
Result<AccessChanges> delete_entity(const AccessState& state, const EntityId& id, Deletion deletion, SeenVersion seen,
                                    const Editor& editor) {
  const auto* found = find_by_id<Content>(state, id);
  if (!found || (found->header.deleted && deletion == Deletion::soft)) return failure(Kind::rejected, "entity_unknown");
  SALLYPORT_CHECK(check_seen(found->header, seen));
  if (found->header.system) return failure(Kind::rejected, "entity_system", {}, found->content.name);
  if (!found->header.deleted) SALLYPORT_CHECK(check_unused(state, found->content));
  if (deletion == Deletion::hard) return AccessChanges{.removed = {id}};
  Entity<Content> deleted = *found;
  deleted.header.deleted = true;
  stamp(deleted.header, editor);
  return only(std::move(deleted));
}

template <class Content>
Result<AccessChanges> restore_entity(const AccessState& state, const Vocabulary& vocabulary, const EntityId& id,
                                     const Editor& editor) {
  const auto* found = find_by_id<Content>(state, id);
  if (!found || !found->header.deleted) return failure(Kind::rejected, "entity_unknown");
  // What it refers to may be gone by now.
  SALLYPORT_CHECK(check_content(state, vocabulary, found->content));
  Entity<Content> restored = *found;
  restored.header.deleted = false;
  stamp(restored.header, editor);
  return only(std::move(restored));
}

Result<AccessChanges> delete_team_tree(const AccessState& state, const EntityId& id, Deletion deletion,
                                       SeenVersion seen, const Editor& editor) {
  const auto* found = find_by_id<Team>(state, id);
  if (!found) return failure(Kind::rejected, "entity_unknown");
  SALLYPORT_CHECK(check_seen(found->header, seen));
  if (found->header.system) return failure(Kind::rejected, "entity_system", {}, found->content.name);
  AccessChanges all;
  AccessState rest = state;
  if (!found->header.deleted) SALLYPORT_CHECK(delete_below(rest, id, deletion, editor, all));
  SALLYPORT_TRY(auto changes, delete_entity<Team>(rest, id, deletion, {}, editor));
  add_changes(all, std::move(changes));
  return all;
}

#define SALLYPORT_ENTITY_EDITS(Content)                                                                             \
  template Result<AccessChanges> create_entity(const AccessState&, const Vocabulary&, const EntityId&, Content,     \
                                               EntityLabels, const Editor&);                                        \
  template Result<AccessChanges> change_entity(const AccessState&, const Vocabulary&, const EntityId&, Content,     \
                                               EntityLabels, SeenVersion, const Editor&);                           \
  template Result<AccessChanges> delete_entity<Content>(const AccessState&, const EntityId&, Deletion, SeenVersion, \
                                                        const Editor&);                                             \
  template Result<AccessChanges> restore_entity<Content>(const AccessState&, const Vocabulary&, const EntityId&,    \
                                                         const Editor&)
SALLYPORT_ENTITY_EDITS(Policy);
SALLYPORT_ENTITY_EDITS(Role);
SALLYPORT_ENTITY_EDITS(Team);
#undef SALLYPORT_ENTITY_EDITS

}  // namespace sallyport::identity
