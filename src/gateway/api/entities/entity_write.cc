#include "gateway/api/entities/entity_write.h"

#include "base/random.h"
#include "base/text.h"
#include "gateway/api/entities/entity_change.h"
#include "gateway/api/entities/entity_noun.h"
#include "gateway/api/entities/entity_request.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/json_body.h"
#include "gateway/api/shape/json_fields.h"

namespace sallyport::gateway {
namespace {

using identity::AccessChanges;
using identity::AccessState;
using identity::Deletion;
using identity::Entity;
using identity::EntityId;
using identity::EntityKind;
using identity::Policy;
using identity::Role;
using identity::Team;
using identity::Vocabulary;

template <class Content>
Result<AccessChanges> create_from(const json::Object& body, const AccessState& state, const Vocabulary& vocabulary,
                                  const EntityId& id, const identity::Editor& editor) {
  SALLYPORT_TRY(auto name, needed_text_field(body, "name"));
  SALLYPORT_TRY(auto draft, read_draft(body, state, new_draft<Content>(std::move(name))));
  return create_entity(state, vocabulary, id, std::move(draft.content), std::move(draft.labels), editor);
}

template <class Content>
Result<Answered> created_answer(const Call& call, const ApiParts& parts) {
  const EntityId id(random_uuid(parts.random));
  SALLYPORT_TRY(
      const auto edited,
      commit_edit(call, parts, [&](const AccessState& state, const Vocabulary& vocabulary) -> Result<AccessChanges> {
        SALLYPORT_CHECK(authorize(call, parts, "Create", facts_of<Content>(nullptr)));
        SALLYPORT_TRY(const auto body, read_json_object(call));
        return create_from<Content>(body, state, vocabulary, id, editor_of(call));
      }));
  audit_changes<Content>(call, "created", edited);
  return answer_about<Content>(call, edited.state, {.id = id.value}, 201);
}

template <class Content>
Result<AccessChanges> put_into(const Call& call, const ApiParts& parts, const AccessState& state,
                               const Vocabulary& vocabulary, const EntityId& id) {
  const auto body = read_json_object(call);
  const auto name = body ? needed_text_field(*body, "name") : Result<std::string>(Failure(body.error()));
  const Entity<Content>* const found = name ? find_entity<Content>(state, {.name = *name}) : nullptr;
  SALLYPORT_CHECK(authorize(call, parts, found ? kEditAll : "Create", facts_of(found)));
  if (!name) return Failure(name.error());
  SALLYPORT_TRY(const auto match, IfMatch::parse(call.request));
  if (!found && match) return failure(Kind::conflict, "entity_version", "RFC 9110 13.1.1");
  if (!found) return create_from<Content>(*body, state, vocabulary, id, editor_of(call));
  if (found->header.deleted)
    return failure(Kind::conflict, "entity_deleted", {}, "An entity of this name is deleted. Restore it first.");
  SALLYPORT_CHECK(check_match(match, *found));
  SALLYPORT_TRY(auto draft, read_draft(*body, state, draft_of(*found)));
  SALLYPORT_CHECK(authorize_changes(call, parts, state, *found, draft));
  return change_to(std::move(draft), state, vocabulary, *found, editor_of(call));
}

template <class Content>
Result<Answered> put_answer(const Call& call, const ApiParts& parts) {
  const EntityId id(random_uuid(parts.random));
  SALLYPORT_TRY(const auto edited,
                commit_edit(call, parts, [&](const AccessState& state, const Vocabulary& vocabulary) {
                  return put_into<Content>(call, parts, state, vocabulary, id);
                }));
  const bool is_new = find_entity<Content>(edited.state, {.id = id.value}) != nullptr;
  audit_changes<Content>(call, is_new ? "created" : "changed", edited);
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_TRY(const auto name, needed_text_field(body, "name"));
  return answer_about<Content>(call, edited.state, {.name = name}, is_new ? 201 : 200);
}

template <class Content>
Result<AccessChanges> delete_with(const AccessState& state, const EntityId& id, Deletion deletion, bool,
                                  const identity::Editor& editor) {
  return delete_entity<Content>(state, id, deletion, {}, editor);
}

template <>
Result<AccessChanges> delete_with<Team>(const AccessState& state, const EntityId& id, Deletion deletion, bool recursive,
                                        const identity::Editor& editor) {
  if (!recursive) return delete_entity<Team>(state, id, deletion, {}, editor);
  return delete_team_tree(state, id, deletion, {}, editor);
}

template <class Content>
Result<Answered> deleted_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const EntityKey key, key_of(call));
  Entity<Content> last;  // as it was
  SALLYPORT_TRY(const auto edited,
                commit_edit(call, parts, [&](const AccessState& state, const Vocabulary&) -> Result<AccessChanges> {
                  const Entity<Content>* const found = find_entity<Content>(state, key);
                  SALLYPORT_CHECK(authorize(call, parts, "Delete", facts_of(found)));
                  SALLYPORT_TRY(const auto query, query_of(call));
                  SALLYPORT_TRY(const bool hard, query_flag(query, "hardDelete"));
                  SALLYPORT_TRY(const bool recursive, query_flag(query, "recursive"));
                  if (!found || (found->header.deleted && !hard)) return not_found(Noun<Content>::type, key.text());
                  SALLYPORT_TRY(const auto match, IfMatch::parse(call.request));
                  SALLYPORT_CHECK(check_match(match, *found));
                  if (found->header.system)
                    return failure(Kind::rejected, "entity_system", {},
                                   "System entity [" + found->content.name + "] of type " +
                                       std::string(Noun<Content>::type) + " can not be deleted.");
                  last = *found;
                  return delete_with<Content>(state, found->header.id, hard ? Deletion::hard : Deletion::soft,
                                              recursive, editor_of(call));
                }));
  audit_changes<Content>(call, "deleted", edited);
  if (find_entity<Content>(edited.state, {.id = last.header.id.value}))
    return answer_about<Content>(call, edited.state, {.id = last.header.id.value}, 200);
  last.header.deleted = true;
  return Answered{.body = print_whole(last, EntityView{edited.state, call.site()})};
}

template <class Content>
Result<Answered> restored_answer(const Call& call, const ApiParts& parts) {
  EntityKey key;
  SALLYPORT_TRY(
      const auto edited,
      commit_edit(call, parts, [&](const AccessState& state, const Vocabulary& vocabulary) -> Result<AccessChanges> {
        const auto body = read_json_object(call);
        const auto id = body ? needed_text_field(*body, "id") : Result<std::string>(Failure(body.error()));
        if (id) key = {.id = ascii_lower(*id)};
        const Entity<Content>* const found = id ? find_entity<Content>(state, key) : nullptr;
        SALLYPORT_CHECK(authorize(call, parts, kEditAll, facts_of(found)));
        if (!id) return Failure(id.error());
        if (!found || !found->header.deleted) return not_found(Noun<Content>::type, key.text());
        return restore_entity<Content>(state, vocabulary, found->header.id, editor_of(call));
      }));
  audit_changes<Content>(call, "restored", edited);
  return answer_about<Content>(call, edited.state, key, 200);
}

}  // namespace

template <class Content>
http::Outcome create_entity_of(const Call& call, const ApiParts& parts) {
  return answer_with(call, created_answer<Content>(call, parts));
}

template <class Content>
http::Outcome put_entity(const Call& call, const ApiParts& parts) {
  return answer_with(call, put_answer<Content>(call, parts));
}

template <class Content>
http::Outcome delete_entity_of(const Call& call, const ApiParts& parts) {
  return answer_with(call, deleted_answer<Content>(call, parts));
}

template <class Content>
http::Outcome restore_entity_of(const Call& call, const ApiParts& parts) {
  return answer_with(call, restored_answer<Content>(call, parts));
}

#define SALLYPORT_ENTITY_WRITES(Content)                                          \
  template http::Outcome create_entity_of<Content>(const Call&, const ApiParts&); \
  template http::Outcome put_entity<Content>(const Call&, const ApiParts&);       \
  template http::Outcome delete_entity_of<Content>(const Call&, const ApiParts&); \
  template http::Outcome restore_entity_of<Content>(const Call&, const ApiParts&)
SALLYPORT_ENTITY_WRITES(Policy);
SALLYPORT_ENTITY_WRITES(Role);
SALLYPORT_ENTITY_WRITES(Team);
#undef SALLYPORT_ENTITY_WRITES

}  // namespace sallyport::gateway
