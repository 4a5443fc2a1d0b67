#include <set>

#include "base/text.h"
#include "gateway/api/entities/entity_change.h"
#include "gateway/api/entities/entity_noun.h"
#include "gateway/api/entities/entity_write.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/json_body.h"
#include "gateway/api/shape/json_patch.h"

namespace sallyport::gateway {
namespace {

using identity::AccessChanges;
using identity::AccessState;
using identity::Entity;
using identity::Vocabulary;

// What a patch needs, from the members that it names.
template <class Content>
std::set<std::string_view> operations_of(const Result<JsonPatch>& patch) {
  if (!patch) return {kEditAll};
  const TouchedMembers touched = touched_members(*patch);
  std::set<std::string_view> operations;
  for (const std::string& member : touched.written) {
    const std::string_view operation = operation_for(Noun<Content>::members, member);
    operations.insert(operation.empty() ? kEditAll : operation);
  }
  if (operations.empty() || !touched.read.empty()) operations.insert("ViewAll");
  return operations;
}

// Refuses changes of what nobody can set. Returns the members that somebody can.
template <class Content>
Result<json::Object> settable_members(const json::Object& before, const json::Value& patched) {
  const json::Object* const object = patched.as_object();
  if (!object) return failure(Kind::rejected, "patch_path", {}, "the document must stay an object");
  json::Object settable;
  for (const json::Member& member : *object) {
    if (!operation_for(Noun<Content>::members, member.name).empty()) {
      settable.set(member.name, member.value);
      continue;
    }
    const json::Value* const was = before.find(member.name);
    if (!was || !is_same_json(*was, member.value))
      return failure(Kind::malformed, "field_fixed", {}, std::string(cut_utf8(member.name, 64)) + " cannot be set");
  }
  for (const json::Member& member : before)
    if (!object->contains(member.name) && operation_for(Noun<Content>::members, member.name).empty())
      return failure(Kind::malformed, "field_fixed", {}, member.name + " cannot be removed");
  return settable;
}

template <class Content>
Result<AccessChanges> patch_into(const Call& call, const ApiParts& parts, const AccessState& state,
                                 const Vocabulary& vocabulary, const EntityKey& key) {
  const auto text = read_json_body(call, kPatchType);
  const auto patch = text ? parse_patch(*text) : Result<JsonPatch>(Failure(text.error()));
  const Entity<Content>* const found = find_entity<Content>(state, key);
  for (const std::string_view operation : operations_of<Content>(patch))
    SALLYPORT_CHECK(authorize(call, parts, operation, facts_of(found)));
  if (!found || found->header.deleted) return not_found(Noun<Content>::type, key.text());
  if (!patch) return Failure(patch.error());
  SALLYPORT_TRY(const auto match, IfMatch::parse(call.request));
  SALLYPORT_CHECK(check_match(match, *found));
  const json::Object before = print_whole(*found, EntityView{state, call.site()});
  SALLYPORT_TRY(const auto patched, apply_patch(before, *patch));
  SALLYPORT_TRY(const auto members, settable_members<Content>(before, patched));
  SALLYPORT_TRY(auto draft, read_draft(members, state, new_draft<Content>(found->content.name)));
  SALLYPORT_CHECK(authorize_changes(call, parts, state, *found, draft));
  return change_to(std::move(draft), state, vocabulary, *found, editor_of(call));
}

template <class Content>
Result<Answered> patched_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const EntityKey key, key_of(call));
  SALLYPORT_TRY(const auto edited,
                commit_edit(call, parts, [&](const AccessState& state, const Vocabulary& vocabulary) {
                  return patch_into<Content>(call, parts, state, vocabulary, key);
                }));
  audit_changes<Content>(call, "changed", edited);
  return answer_about<Content>(call, edited.state, key, 200);
}

}  // namespace

template <class Content>
http::Outcome patch_entity(const Call& call, const ApiParts& parts) {
  return answer_with(call, patched_answer<Content>(call, parts));
}

template http::Outcome patch_entity<identity::Policy>(const Call&, const ApiParts&);
template http::Outcome patch_entity<identity::Role>(const Call&, const ApiParts&);
template http::Outcome patch_entity<identity::Team>(const Call&, const ApiParts&);

}  // namespace sallyport::gateway
