#include "gateway/api/entities/entity_change.h"

#include "gateway/api/entities/entity_noun.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/audit_entity.h"
#include "gateway/api/shape/json_patch.h"

namespace sallyport::gateway {

using identity::AccessChanges;
using identity::AccessState;
using identity::Entity;
using identity::EntityId;
using identity::EntityKind;
using identity::Policy;
using identity::Role;
using identity::Team;
using identity::Vocabulary;

namespace {

// The entity as clients see it; null if it is not there.
template <class Content>
json::Value seen_in(const Call& call, const AccessState& state, const EntityId& id) {
  const Entity<Content>* const entity = find_entity<Content>(state, {.id = id.value});
  return entity ? json::Value(print_whole(*entity, EntityView{state, call.site()})) : json::Value();
}

template <class Content>
void audit_edited(const Call& call, std::string_view change, const AccessEdited& edited, const EntityId& id,
                  const std::string& name) {
  audit_entity(call, change,
               {.kind = Noun<Content>::type,
                .id = id.value,
                .name = name,
                .before = seen_in<Content>(call, edited.before, id),
                .after = seen_in<Content>(call, edited.state, id)});
}

}  // namespace

template <class Content>
void audit_changes(const Call& call, std::string_view change, const AccessEdited& edited) {
  for (const Entity<Content>& entity : edited.changes.*EntityKind<Content>::changes)
    audit_edited<Content>(call, change, edited, entity.header.id, entity.content.name);
  for (const EntityId& id : edited.changes.removed)
    if (const auto* gone = find_entity<Content>(edited.before, {.id = id.value}))
      audit_edited<Content>(call, "removed", edited, id, gone->content.name);
}

template <class Content>
Result<Answered> answer_about(const Call& call, const AccessState& state, const EntityKey& key, int status) {
  const Entity<Content>* const entity = find_entity<Content>(state, key);
  if (!entity) return not_found(Noun<Content>::type, key.text());
  return Answered{.status = status,
                  .body = print_whole(*entity, EntityView{state, call.site()}),
                  .tag = entity_tag(entity->header.id.value, entity->header.version)};
}

template <class Content>
Result<void> check_match(const std::optional<IfMatch>& match, const Entity<Content>& entity) {
  if (!match || match->admits(entity_tag(entity.header.id.value, entity.header.version))) return {};
  return failure(Kind::conflict, "entity_version", "RFC 9110 13.1.1");
}

template <class Content>
Result<void> authorize_changes(const Call& call, const ApiParts& parts, const AccessState& state,
                               const Entity<Content>& entity, const Draft<Content>& draft) {
  Entity<Content> changed{entity.header, draft.content};
  changed.header.display_name = draft.labels.display_name;
  changed.header.description = draft.labels.description;
  const json::Object before = print_whole(entity, EntityView{state, call.site()});
  const json::Object now = print_whole(changed, EntityView{state, call.site()});
  for (const Field& row : Noun<Content>::members) {
    if (row.operation.empty()) continue;
    const json::Value* const was = before.find(row.name);
    const json::Value* const is = now.find(row.name);
    const bool same = was && is ? is_same_json(*was, *is) : was == is;
    if (!same) SALLYPORT_CHECK(authorize(call, parts, row.operation, facts_of(&entity)));
  }
  return {};
}

template <class Content>
Result<AccessChanges> change_to(Draft<Content> draft, const AccessState& state, const Vocabulary& vocabulary,
                                const Entity<Content>& entity, const identity::Editor& editor) {
  return change_entity(state, vocabulary, entity.header.id, std::move(draft.content), std::move(draft.labels),
                       entity.header.version, editor);
}

#define SALLYPORT_ENTITY_CHANGES(Content)                                                                           \
  template void audit_changes<Content>(const Call&, std::string_view, const AccessEdited&);                         \
  template Result<Answered> answer_about<Content>(const Call&, const AccessState&, const EntityKey&, int);          \
  template Result<void> check_match(const std::optional<IfMatch>&, const Entity<Content>&);                         \
  template Result<void> authorize_changes(const Call&, const ApiParts&, const AccessState&, const Entity<Content>&, \
                                          const Draft<Content>&);                                                   \
  template Result<AccessChanges> change_to(Draft<Content>, const AccessState&, const Vocabulary&,                   \
                                           const Entity<Content>&, const identity::Editor&)
SALLYPORT_ENTITY_CHANGES(Policy);
SALLYPORT_ENTITY_CHANGES(Role);
SALLYPORT_ENTITY_CHANGES(Team);
#undef SALLYPORT_ENTITY_CHANGES

}  // namespace sallyport::gateway
