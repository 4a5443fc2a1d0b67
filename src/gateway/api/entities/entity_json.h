// Roles, policies and teams as OpenMetadata's clients know them. Source: OpenMetadata, role.json, policy.json,
// team.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "gateway/api/shape/list_query.h"
#include "gateway/call/site.h"
#include "identity/access/access_state.h"

namespace sallyport::gateway {

// Where the entities stand, and where clients find them.
struct EntityView {
  const identity::AccessState& state;
  const Site& site;
};

// Members that are not in `fields` are left out if the noun lists them there. The people of a team or a role are not
// known here: see entity_people.h.
json::Object print_entity(const identity::Entity<identity::Policy>& entity, const EntityView& view,
                          const Fields& fields);
json::Object print_entity(const identity::Entity<identity::Role>& entity, const EntityView& view, const Fields& fields);
json::Object print_entity(const identity::Entity<identity::Team>& entity, const EntityView& view, const Fields& fields);

// The entity with everything, which PATCH edits and old versions keep.
template <class Content>
json::Object print_whole(const identity::Entity<Content>& entity, const EntityView& view);

}  // namespace sallyport::gateway
