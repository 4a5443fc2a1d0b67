// What a client wants an entity to be: the members of a JSON object, read into a value that is not checked yet.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "identity/access/access_edit.h"
#include "identity/access/access_state.h"

namespace sallyport::gateway {

template <class Content>
struct Draft {
  Content content{};
  identity::EntityLabels labels{};
};

// The content of an entity as a draft, for a client that changes some members.
template <class Content>
Draft<Content> draft_of(const identity::Entity<Content>& entity);

// A draft with nothing but a name: what a new entity has, and one of which a patch has removed everything.
template <class Content>
Draft<Content> new_draft(std::string name);

// Reads the members that may be set into the draft; absent and null ones leave it as it is. A reference may be an id, a
// name or an object. Errors (malformed): "field_unknown" (a member that nobody sets, unless it is null or an empty
// list), "field_type", "field_missing", "reference_shape", "rule_effect", "team_type", "policy_enabled" (a policy is
// always enabled); rejected/"reference_unknown".
template <class Content>
Result<Draft<Content>> read_draft(const json::Object& body, const identity::AccessState& state, Draft<Content> draft);

}  // namespace sallyport::gateway
