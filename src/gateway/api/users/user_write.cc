#include "gateway/api/users/user_write.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>

#include "base/text.h"
#include "gateway/api/entities/entity_edit.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/audit_entity.h"
#include "gateway/api/shape/entity_tag.h"
#include "gateway/api/shape/json_body.h"
#include "gateway/api/shape/json_fields.h"
#include "gateway/api/shape/json_patch.h"
#include "gateway/api/users/user_draft.h"
#include "gateway/api/users/user_edit.h"
#include "gateway/api/users/user_request.h"
#include "gateway/api/users/user_shape.h"
#include "gateway/standing/admission.h"
#include "gateway/standing/end_sessions.h"
#include "gateway/standing/local_standing.h"

namespace sallyport::gateway {

using identity::ByHand;
using identity::OtherAdmins;
using identity::PersonEntry;

namespace {

Result<void> check_match(const std::optional<IfMatch>& match, const PersonEntry& entry) {
  if (!match || match->admits(entity_tag(entry.person.id.value, entry.version))) return {};
  return failure(Kind::conflict, "entity_version", "RFC 9110 13.1.1");
}

// The person as the audit trail keeps them.
json::Value audited(const Call& call, const PersonEntry& entry, const AccessNames& names) {
  return print_user(entry, names, Fields::all(kUserFields), call.site());
}

// Null: the person did not exist, or no longer exists.
void audit_user(const Call& call, std::string_view change, const PersonEntry& entry, json::Value before,
                json::Value after) {
  audit_entity(call, change,
               {"user", entry.person.id.value, entry.person.labels.username, std::move(before), std::move(after)});
}

Result<void> authorize_member(const Call& call, const ApiParts& parts, std::string_view name,
                              const PersonEntry* entry) {
  const SetBy setter = setter_of_user(name);
  if (call.who.caller->admin || (setter == SetBy::self && is_self(call, entry))) return {};
  if (setter == SetBy::administrator || setter == SetBy::nobody) return check_admin(call);
  return authorize(call, parts, operation_for(kUserMembers, name), facts_of_user(entry));
}

// Ends the sessions of somebody who is shut out now, and makes the caches forget what they know about people.
Result<void> take_effect(const ApiParts& parts, const PersonEntry& before, const PersonEntry& after) {
  if (before.by_hand == after.by_hand) return {};
  parts.revocations.forget_people();
  if (!after.person.disabled || before.person.disabled) return {};
  SALLYPORT_CHECK(end_sessions(parts.sessions, parts.revocations, {std::nullopt, after.person.id, std::nullopt},
                               parts.clock.now()));
  return {};
}

// To delete an administrator, or to bring one back, takes an administrator. The operation on people is not enough,
// because whoever has it could choose who is left.
Result<void> authorize_end(const Call& call, const PersonEntry& entry, const identity::Administrators& administrators) {
  return has_right_of_admin(entry, administrators) ? check_admin(call) : Result<void>();
}

using UserChange = std::function<Result<ByHand>(const PersonEntry& entry, OtherAdmins others)>;

// Changes the person, keeps the version before, makes the change felt, and notes it in the audit trail as `word`.
Result<PersonEntry> change_user(const Call& call, const ApiParts& parts, const PersonId& id, std::string_view word,
                                const UserChange& change) {
  SALLYPORT_TRY(const auto match, IfMatch::parse(call.request));
  SALLYPORT_TRY(const auto names, read_names(parts));
  SALLYPORT_TRY(const auto editor, editor_of_people(call, parts));
  PersonEntry before;
  json::Value was;
  SALLYPORT_TRY(auto after, parts.people_by_hand.change(
                                id, {}, editor,
                                [&](const PersonEntry& entry, OtherAdmins others) -> Result<identity::Edited<ByHand>> {
                                  before = entry;
                                  SALLYPORT_CHECK(check_match(match, entry));
                                  SALLYPORT_TRY(auto by_hand, change(entry, others));
                                  if (by_hand.deleted != entry.by_hand.deleted)
                                    SALLYPORT_CHECK(authorize_end(call, entry, editor.administrators));
                                  SALLYPORT_CHECK(check_edit(entry, by_hand, others, editor.administrators));
                                  was = audited(call, entry, names);
                                  return identity::Edited<ByHand>(std::move(by_hand), json::print(was));
                                }));
  if (before.version == after.version) return after;
  audit_user(call, word, after, was, audited(call, after, names));
  SALLYPORT_CHECK(take_effect(parts, before, after));
  return after;
}

// Who may make a person with these members.
Result<void> authorize_new(const Call& call, const ApiParts& parts, const json::Object& members) {
  if (call.who.caller->admin) return {};
  SALLYPORT_TRY(const auto bot, flag_field(members, "isBot"));
  SALLYPORT_TRY(const auto admin, flag_field(members, "isAdmin"));
  if (bot.value_or(false) || admin.value_or(false) || members.contains("roles")) return check_admin(call);
  if (members.contains("teams")) return authorize_member(call, parts, "teams", nullptr);
  return {};
}

Result<Answered> add_user(const Call& call, const ApiParts& parts, const json::Object& members) {
  SALLYPORT_CHECK(authorize_new(call, parts, members));
  SALLYPORT_TRY(const auto names, read_names(parts));
  SALLYPORT_TRY(const auto person, new_user(members, names, call.settings(), parts.clock.now()));
  // Their local account would be an administrator's.
  if (is_admin_by_name(person.labels, call.settings())) SALLYPORT_CHECK(check_admin(call));
  SALLYPORT_TRY(const auto added, parts.people_by_hand.add(person, editor_of(call)));
  audit_user(call, "created", added, nullptr, audited(call, added, names));
  return answer_about_user(call, parts, added, 201);
}

Result<Answered> created_answer_of_user(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(authorize(call, parts, "Create", facts_of_user(nullptr)));
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_TRY(const auto members, known_user_members(body));
  return add_user(call, parts, members);
}

// The members of a PUT that say something: a flag that is false is what clients send for what they do not know.
json::Object said_members(const json::Object& members) {
  json::Object said;
  for (const json::Member& member : members) {
    const bool is_key = member.name == "name" || member.name == "email" || member.name == "isBot";
    const bool is_default = member.name == "isAdmin" && member.value == json::Value(false);
    if (!is_key && !is_default) said.set(member.name, member.value);
  }
  return said;
}

Result<void> check_same_kind(const json::Object& members, const PersonEntry& entry) {
  SALLYPORT_TRY(const auto bot, flag_field(members, "isBot"));
  if (!bot.value_or(false) || entry.kind == identity::PersonKind::bot) return {};
  return failure(Kind::malformed, "field_fixed", {}, "isBot cannot be set");
}

Result<Answered> change_by_members(const Call& call, const ApiParts& parts, const PersonEntry& found,
                                   const json::Object& members) {
  const json::Object said = said_members(members);
  for (const json::Member& member : said) SALLYPORT_CHECK(authorize_member(call, parts, member.name, &found));
  if (said.empty() && !is_self(call, &found))
    SALLYPORT_CHECK(authorize(call, parts, "ViewAll", facts_of_user(&found)));  // the answer shows the person
  if (found.by_hand.deleted)
    return failure(Kind::conflict, "entity_deleted", {}, "The person of this name is deleted. Restore them first.");
  SALLYPORT_CHECK(check_same_kind(members, found));
  SALLYPORT_TRY(const auto names, read_names(parts));
  SALLYPORT_TRY(const auto changed,
                change_user(call, parts, found.person.id, "changed", [&](const PersonEntry& entry, OtherAdmins) {
                  return edit_user(entry, said, names, Absent::stays);
                }));
  return answer_about_user(call, parts, changed);
}

// The person whom a PUT means: of the name that it gives, or of the name that their address makes.
Result<std::optional<PersonEntry>> user_to_put(const Call& call, const ApiParts& parts, const json::Object& members) {
  SALLYPORT_TRY(const auto name, needed_text_field(members, "name"));
  SALLYPORT_TRY(auto found, find_user(parts, {.name = ascii_lower(name)}));
  SALLYPORT_TRY(const auto email, text_field(members, "email"));
  if (found || !email) return found;
  const std::string address = ascii_lower(*email);
  return find_user(parts, {.name = name_of_address(address, call.settings().authorizer.principal_domain)});
}

Result<Answered> put_answer_of_user(const Call& call, const ApiParts& parts) {
  const auto body = read_json_object(call);
  const auto members = body ? known_user_members(*body) : Result<json::Object>(Failure(body.error()));
  auto found = members ? user_to_put(call, parts, *members) : Result<std::optional<PersonEntry>>(std::nullopt);
  const bool known = found && *found;
  if (!known) SALLYPORT_CHECK(authorize(call, parts, "Create", facts_of_user(nullptr)));
  if (!members) return Failure(members.error());
  if (!found) return Failure(found.error());
  return known ? change_by_members(call, parts, **found, *members) : add_user(call, parts, *members);
}

// What the caller needs for a patch, from the members that it names.
Result<void> authorize_patch(const Call& call, const ApiParts& parts, const Result<JsonPatch>& patch,
                             const PersonEntry* entry) {
  const TouchedMembers touched = patch ? touched_members(*patch) : TouchedMembers{};
  for (const std::string& member : touched.written) SALLYPORT_CHECK(authorize_member(call, parts, member, entry));
  if ((touched.written.empty() || !touched.read.empty()) && !is_self(call, entry))
    return authorize(call, parts, "ViewAll", facts_of_user(entry));
  return {};
}

// Refuses changes of what nobody sets here, and returns what somebody may.
Result<json::Object> settable_members_of_user(const json::Object& before, const json::Value& patched) {
  if (patched.as_object() == nullptr) return failure(Kind::rejected, "patch_path", {}, "It must stay an object");
  json::Object settable;
  for (const json::Member& member : *patched.as_object()) {
    const json::Value* const was = before.find(member.name);
    const bool same = was != nullptr && is_same_json(*was, member.value);
    if (setter_of_user(member.name) != SetBy::nobody)
      settable.set(member.name, member.value);
    else if (!same)
      return failure(Kind::malformed, "field_fixed", {}, std::string(cut_utf8(member.name, 64)) + " cannot be set");
  }
  for (const json::Member& member : before)
    if (!patched.as_object()->contains(member.name) && setter_of_user(member.name) == SetBy::nobody)
      return failure(Kind::malformed, "field_fixed", {}, member.name + " cannot be removed");
  return settable;
}

// The document that clients patch: what they see, with what can be set as it was set.
json::Object patched_document(const Call& call, const PersonEntry& entry, const AccessNames& names) {
  json::Object document = print_user(entry, names, Fields::all(kUserFields), call.site());
  for (const json::Member& member : editable_user(entry, names)) document.set(member.name, member.value);
  return document;
}

Result<Answered> patched_answer_of_user(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const EntityKey key, key_of(call));
  SALLYPORT_TRY(const auto found, find_user(parts, key));
  const PersonEntry* const entry = found ? &*found : nullptr;
  const auto text = read_json_body(call, kPatchType);
  const auto patch = text ? parse_patch(*text) : Result<JsonPatch>(Failure(text.error()));
  SALLYPORT_CHECK(authorize_patch(call, parts, patch, entry));
  if (!found || found->by_hand.deleted) return not_found("user", key.text());
  if (!patch) return Failure(patch.error());
  SALLYPORT_TRY(const auto names, read_names(parts));
  SALLYPORT_TRY(const auto changed, change_user(call, parts, found->person.id, "changed",
                                                [&](const PersonEntry& current, OtherAdmins) -> Result<ByHand> {
                                                  if (current.by_hand.deleted) return not_found("user", key.text());
                                                  const json::Object before = patched_document(call, current, names);
                                                  SALLYPORT_TRY(const auto patched, apply_patch(before, *patch));
                                                  SALLYPORT_TRY(const auto wanted,
                                                                settable_members_of_user(before, patched));
                                                  return edit_user(current, wanted, names, Absent::emptied);
                                                }));
  return answer_about_user(call, parts, changed);
}

Result<Answered> removed_answer(const Call& call, const ApiParts& parts, const PersonEntry& found) {
  SALLYPORT_TRY(auto last, answer_about_user(call, parts, found));
  SALLYPORT_TRY(const auto match, IfMatch::parse(call.request));
  SALLYPORT_TRY(const auto editor, editor_of_people(call, parts));
  SALLYPORT_CHECK(parts.people_by_hand.remove(found.person.id, {}, editor,
                                              [&](const PersonEntry& entry, OtherAdmins others) -> Result<void> {
                                                SALLYPORT_CHECK(check_match(match, entry));
                                                SALLYPORT_CHECK(authorize_end(call, entry, editor.administrators));
                                                return check_removal(entry, others, editor.administrators);
                                              }));
  audit_user(call, "removed", found, last.body, nullptr);
  parts.revocations.forget_people();
  SALLYPORT_CHECK(end_sessions(parts.sessions, parts.revocations, {std::nullopt, found.person.id, std::nullopt},
                               parts.clock.now()));
  last.tag.clear();
  last.body.set("deleted", true);
  return last;
}

Result<Answered> deleted_answer_of_user(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const EntityKey key, key_of(call));
  SALLYPORT_TRY(const auto found, find_user(parts, key));
  SALLYPORT_CHECK(authorize(call, parts, "Delete", facts_of_user(found ? &*found : nullptr)));
  SALLYPORT_TRY(const auto query, query_of(call));
  SALLYPORT_TRY(const bool hard, query_flag(query, "hardDelete"));
  if (!found || (found->by_hand.deleted && !hard)) return not_found("user", key.text());
  if (hard) return removed_answer(call, parts, *found);
  SALLYPORT_TRY(const auto deleted,
                change_user(call, parts, found->person.id, "deleted", [](const PersonEntry& entry, OtherAdmins) {
                  ByHand by_hand = entry.by_hand;
                  by_hand.deleted = true;
                  return Result<ByHand>(std::move(by_hand));
                }));
  return answer_about_user(call, parts, deleted);
}

Result<Answered> restored_answer_of_user(const Call& call, const ApiParts& parts) {
  const auto body = read_json_object(call);
  const auto id = body ? needed_text_field(*body, "id") : Result<std::string>(Failure(body.error()));
  std::optional<PersonEntry> found;
  if (id) {
    SALLYPORT_TRY(found, find_user(parts, {.id = ascii_lower(*id)}));
  }
  SALLYPORT_CHECK(authorize(call, parts, "EditAll", facts_of_user(found ? &*found : nullptr)));
  if (!id) return Failure(id.error());
  if (!found || !found->by_hand.deleted) return not_found("user", *id);
  SALLYPORT_TRY(const auto restored,
                change_user(call, parts, found->person.id, "restored", [](const PersonEntry& entry, OtherAdmins) {
                  ByHand by_hand = entry.by_hand;
                  by_hand.deleted = false;
                  return Result<ByHand>(std::move(by_hand));
                }));
  return answer_about_user(call, parts, restored);
}

Answered disabled_answer(const PersonEntry& entry) {
  return {.body = {{"id", entry.person.id.value},
                   {"disabled", entry.by_hand.disabled},
                   {"deprovisioned", entry.deprovisioned}},
          .tag = entity_tag(entry.person.id.value, entry.version)};
}

Result<PersonEntry> user_for_admin(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(check_admin(call));
  SALLYPORT_TRY(const EntityKey key, key_of(call));
  SALLYPORT_TRY(auto found, find_user(parts, key));
  if (!found) return not_found("user", key.text());
  return *std::move(found);
}

Result<Answered> shown_disabled(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto found, user_for_admin(call, parts));
  return disabled_answer(found);
}

Result<Answered> set_disabled_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto found, user_for_admin(call, parts));
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kDisabledShape));
  SALLYPORT_TRY(const auto disabled, flag_field(body, "disabled"));
  if (!disabled) return failure(Kind::malformed, "field_missing", {}, "disabled must be there");
  SALLYPORT_TRY(const auto changed, change_user(call, parts, found.person.id, *disabled ? "disabled" : "enabled",
                                                [&](const PersonEntry& entry, OtherAdmins) {
                                                  ByHand by_hand = entry.by_hand;
                                                  by_hand.disabled = *disabled;
                                                  return Result<ByHand>(std::move(by_hand));
                                                }));
  return disabled_answer(changed);
}

}  // namespace

http::Outcome show_user_disabled(const Call& call, const ApiParts& parts) {
  return answer_with(call, shown_disabled(call, parts));
}

http::Outcome set_user_disabled(const Call& call, const ApiParts& parts) {
  return answer_with(call, set_disabled_answer(call, parts));
}

http::Outcome create_user(const Call& call, const ApiParts& parts) {
  return answer_with(call, created_answer_of_user(call, parts));
}

http::Outcome put_user(const Call& call, const ApiParts& parts) {
  return answer_with(call, put_answer_of_user(call, parts));
}

http::Outcome patch_user(const Call& call, const ApiParts& parts) {
  return answer_with(call, patched_answer_of_user(call, parts));
}

http::Outcome delete_user(const Call& call, const ApiParts& parts) {
  return answer_with(call, deleted_answer_of_user(call, parts));
}

http::Outcome restore_user(const Call& call, const ApiParts& parts) {
  return answer_with(call, restored_answer_of_user(call, parts));
}

}  // namespace sallyport::gateway
