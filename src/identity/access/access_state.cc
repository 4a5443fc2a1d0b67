#include "identity/access/access_state.h"

#include <algorithm>

#include "identity/policy/seeds.h"

namespace sallyport::identity {
namespace {

template <class Content>
void replace_entities(AccessState& state, const AccessChanges& changes) {
  auto& all = state.*EntityKind<Content>::state;
  for (const Entity<Content>& changed : changes.*EntityKind<Content>::changes) {
    const auto same = std::ranges::find(all, changed.header.id, [](const auto& entity) { return entity.header.id; });
    if (same == all.end())
      all.push_back(changed);
    else
      *same = changed;
  }
  std::erase_if(all, [&](const auto& entity) {
    return std::ranges::find(changes.removed, entity.header.id) != changes.removed.end();
  });
}

template <class Content>
std::vector<Content> live_contents(const AccessState& state) {
  std::vector<Content> contents;
  for (const Entity<Content>& entity : state.*EntityKind<Content>::state)
    if (!entity.header.deleted) contents.push_back(entity.content);
  return contents;
}

std::vector<std::string> deleted_roles_of(const AccessState& state) {
  std::vector<std::string> names;
  for (const Entity<Role>& role : state.roles)
    if (role.header.deleted) names.push_back(role.content.name);
  return names;
}

template <class Content>
void add_missing(const AccessState& state, std::vector<Content> seeds, bool (*is_system)(std::string_view),
                 Random& random, UnixTime now, AccessChanges& changes) {
  const auto& all = state.*EntityKind<Content>::state;
  for (Content& seed : seeds) {
    if (std::ranges::any_of(all, [&](const auto& entity) { return entity.content.name == seed.name; })) continue;
    Entity<Content> entity{.content = std::move(seed)};
    entity.header.id = EntityId(random_uuid(random));
    entity.header.updated = now;
    entity.header.updated_by = "sallyport";
    entity.header.system = is_system(entity.content.name);
    (changes.*EntityKind<Content>::changes).push_back(std::move(entity));
  }
}

}  // namespace

AccessState after(AccessState state, const AccessChanges& changes) {
  replace_entities<Policy>(state, changes);
  replace_entities<Role>(state, changes);
  replace_entities<Team>(state, changes);
  ++state.revision;
  return state;
}

Model model_of(const AccessState& state, Vocabulary vocabulary) {
  return {std::move(vocabulary), live_contents<Policy>(state), live_contents<Role>(state), live_contents<Team>(state),
          deleted_roles_of(state)};
}

AccessChanges missing_seeds(const AccessState& state, Random& random, UnixTime now) {
  AccessChanges changes;
  Model seeds = open_metadata_model();
  add_missing(state, std::move(seeds.policies), is_system_policy, random, now, changes);
  add_missing(state, std::move(seeds.roles), is_system_role, random, now, changes);
  add_missing(
      state, std::move(seeds.teams), +[](std::string_view name) { return name == kOrganization; }, random, now,
      changes);
  return changes;
}

}  // namespace sallyport::identity
