#include "gateway/api/entities/entity_edit.h"

#include <algorithm>

#include "gateway/api/entities/entity_json.h"

namespace sallyport::gateway {
namespace {

using identity::AccessChanges;
using identity::AccessState;
using identity::Entity;
using identity::EntityKind;
using identity::EntityVersion;
using identity::Policy;
using identity::Role;
using identity::Team;

constexpr int kMaxTries = 20;

// A version that is too long to be kept is told by its header alone, so that the entity can still be changed.
std::string version_text(const json::Object& whole) {
  std::string text = json::print(whole);
  if (text.size() <= identity::kMaxVersionText) return text;
  json::Object header;
  for (const std::string_view name : {"id", "name", "fullyQualifiedName", "version", "updatedAt", "updatedBy"})
    header.set(name, *whole.find(name));
  header.set("description", "This version was too long to be kept.");
  return json::print(header);
}

// What the changed entities were until now, as clients saw them.
template <class Content>
void add_history(const AccessState& before, const Site& site, AccessChanges& changes) {
  for (const Entity<Content>& changed : changes.*EntityKind<Content>::changes) {
    const auto& all = before.*EntityKind<Content>::state;
    const auto old = std::ranges::find(all, changed.header.id, [](const auto& entity) { return entity.header.id; });
    if (old == all.end()) continue;
    changes.history.push_back(
        {old->header.id, old->header.version, version_text(print_whole(*old, EntityView{before, site}))});
  }
}

bool is_empty(const AccessChanges& changes) {
  return changes == AccessChanges{};
}

}  // namespace

Result<AccessEdited> commit_edit(const Call& call, const ApiParts& parts, const AccessEdit& edit) {
  const PolicyViewPtr view = parts.policies.get();
  if (!view) return failure(Kind::unavailable, "policies_unknown");
  for (int tries = 0; tries < kMaxTries; ++tries) {
    SALLYPORT_TRY(auto state, parts.access.read());
    SALLYPORT_TRY(auto changes, edit(state, view->snapshot->model.vocabulary));
    if (is_empty(changes)) return AccessEdited{.state = std::move(state)};
    add_history<Policy>(state, call.site(), changes);
    add_history<Role>(state, call.site(), changes);
    add_history<Team>(state, call.site(), changes);
    const auto committed = parts.access.commit(state.revision, changes);
    if (committed) {
      auto next = after(state, changes);
      return AccessEdited{std::move(state), std::move(next), std::move(changes)};
    }
    if (committed.error().reason != "access_changed") return Failure(committed.error());
  }
  return failure(Kind::unavailable, "access_busy");
}

identity::Editor editor_of(const Call& call) {
  return {call.who.caller->username, call.essentials.clock.now()};
}

}  // namespace sallyport::gateway
