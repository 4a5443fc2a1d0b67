// The steps that every change of a role, a policy or a team takes.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/api/entities/entity_draft.h"
#include "gateway/api/entities/entity_edit.h"
#include "gateway/api/entities/entity_request.h"
#include "gateway/api/shape/entity_tag.h"

namespace sallyport::gateway {

inline constexpr std::string_view kEditAll = "EditAll";

// Audits each entity of the kind that was changed or removed, with the members that differ as they were and as they
// are. `change` is a word such as "created".
template <class Content>
void audit_changes(const Call& call, std::string_view change, const AccessEdited& edited);

// The whole entity with its tag. Errors: rejected/"entity_unknown".
template <class Content>
Result<Answered> answer_about(const Call& call, const identity::AccessState& state, const EntityKey& key, int status);

// Errors: conflict/"entity_version" if the client has seen another version.
template <class Content>
Result<void> check_match(const std::optional<IfMatch>& match, const identity::Entity<Content>& entity);

// Asks for the operation of each member in which the draft differs from the entity. EditAll alone is not enough,
// because a rule may deny one of the operations that it stands for. Errors: those of authorize().
template <class Content>
Result<void> authorize_changes(const Call& call, const ApiParts& parts, const identity::AccessState& state,
                               const identity::Entity<Content>& entity, const Draft<Content>& draft);

// Errors: those of change_entity().
template <class Content>
Result<identity::AccessChanges> change_to(Draft<Content> draft, const identity::AccessState& state,
                                          const identity::Vocabulary& vocabulary,
                                          const identity::Entity<Content>& entity, const identity::Editor& editor);

}  // namespace sallyport::gateway
