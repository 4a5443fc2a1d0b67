#include "gateway/api/bots/bot_endpoints.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "gateway/api/bots/bot_members.h"
#include "gateway/api/bots/bot_shape.h"
#include "gateway/api/entities/entity_edit.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/audit_entity.h"
#include "gateway/api/shape/entity_tag.h"
#include "gateway/api/shape/json_body.h"
#include "gateway/api/shape/json_fields.h"
#include "gateway/api/shape/json_patch.h"
#include "gateway/api/shape/list_query.h"
#include "gateway/api/shape/version_number.h"
#include "gateway/api/users/user_request.h"
#include "gateway/standing/end_sessions.h"

namespace sallyport::gateway {

using identity::Bot;
using identity::BotContent;
using identity::EntityId;
using identity::PersonEntry;

namespace {

constexpr std::size_t kMaxBotVersions = 100;

std::string tag_of(const Bot& bot) {
  return entity_tag(bot.id.value, bot.version);
}

ObjectFacts facts_of_bot(const Bot* bot) {
  ObjectFacts facts;
  facts.resource = "bot";
  facts.domains.emplace();
  if (bot != nullptr) facts.id = bot->id.value;
  return facts;
}

Result<std::optional<Bot>> find_bot(const ApiParts& parts, const EntityKey& key) {
  SALLYPORT_TRY(const auto bots, parts.bots.list());
  for (const Bot& bot : bots)
    if (key.id.empty() ? bot.name == key.name : bot.id.value == key.id) return bot;
  return std::nullopt;
}

Result<json::Object> print_with_account(const Call& call, const ApiParts& parts, const Bot& bot, const Fields& fields) {
  SALLYPORT_TRY(const auto account, parts.people_by_hand.find(bot.account));
  return print_bot(bot, account, fields, call.site());
}

Result<Answered> answer_about_bot(const Call& call, const ApiParts& parts, const Bot& bot, int status = 200,
                                  const Fields& fields = {}) {
  SALLYPORT_TRY(auto body, print_with_account(call, parts, bot, fields));
  return Answered{.status = status, .body = std::move(body), .tag = tag_of(bot)};
}

// Null: the bot did not exist, or no longer exists.
void audit_bot(const Call& call, std::string_view change, const Bot& bot, json::Value before, json::Value after) {
  audit_entity(call, change, {"bot", bot.id.value, bot.name, std::move(before), std::move(after)});
}

Result<Answered> bots_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(authorize(call, parts, "ViewBasic", facts_of_bot(nullptr)));
  SALLYPORT_TRY(const auto query, query_of(call));
  SALLYPORT_TRY(const auto asked, parse_list_query(query, "bots"));
  SALLYPORT_TRY(const auto fields, Fields::parse(query, kBotFields));
  SALLYPORT_TRY(auto bots, parts.bots.list());
  std::erase_if(bots, [&](const Bot& bot) { return !is_included(asked.include, bot.content.deleted); });
  std::vector<std::string> names;
  for (const Bot& bot : bots) names.push_back(bot.name);
  const PageRange range = page_of(names, asked);
  json::Array data;
  for (std::size_t i = range.first; i < range.last; ++i) {
    SALLYPORT_TRY(auto one, print_with_account(call, parts, bots[i], fields));
    data.emplace_back(std::move(one));
  }
  return Answered{.body = print_list(asked, std::move(data), paging_of(names, range))};
}

Result<Bot> viewed_bot(const Call& call, const ApiParts& parts, Include include) {
  SALLYPORT_TRY(const EntityKey key, key_of(call));
  SALLYPORT_TRY(auto found, find_bot(parts, key));
  SALLYPORT_CHECK(authorize(call, parts, "ViewBasic", facts_of_bot(found ? &*found : nullptr)));
  if (!found || !is_included(include, found->content.deleted)) return not_found("bot", key.text());
  return *std::move(found);
}

Result<Answered> bot_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto query, query_of(call));
  SALLYPORT_TRY(const auto include, parse_include(query));
  SALLYPORT_TRY(const auto bot, viewed_bot(call, parts, include));
  SALLYPORT_TRY(const auto fields, Fields::parse(query, kBotFields));
  return answer_about_bot(call, parts, bot, 200, fields);
}

Result<Answered> bot_versions_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto bot, viewed_bot(call, parts, Include::all));
  SALLYPORT_TRY(const auto now, print_with_account(call, parts, bot, Fields::all(kBotFields)));
  SALLYPORT_TRY(const auto kept, parts.entity_versions.list(bot.id, kMaxBotVersions));
  json::Array versions{json::print(now)};
  for (const auto& version : kept)
    if (version.number < bot.version) versions.emplace_back(version.text);
  return Answered{.body = {{"entityType", "bot"}, {"versions", std::move(versions)}}};
}

Result<Answered> bot_version_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto bot, viewed_bot(call, parts, Include::all));
  const auto number = parse_version_number(call.parameters["version"]);
  if (number == bot.version) return answer_about_bot(call, parts, bot);
  if (!number || *number > bot.version) return not_found("bot", call.parameters["version"]);
  SALLYPORT_TRY(const auto kept, parts.entity_versions.find(bot.id, *number));
  if (!kept) return not_found("bot", call.parameters["version"]);
  SALLYPORT_TRY(auto body, json::parse_object(kept->text));
  return Answered{.body = std::move(body)};
}

// The members of a body that makes a bot. Clients send null for what they leave out, and `user` as the provider.
Result<json::Object> known_bot_members(const json::Object& body) {
  json::Object members;
  for (const json::Member& member : body)
    if (!member.value.is_null()) members.set(member.name, member.value);
  SALLYPORT_CHECK(check_settable_fields(members, kBotShape));
  SALLYPORT_TRY(const auto provider, text_field(members, "provider"));
  if (provider && *provider != "user")
    return failure(Kind::malformed, "field_fixed", {}, "Only Sallyport makes system bots: provider must be user");
  return members;
}

Result<PersonEntry> account_named(const ApiParts& parts, const json::Object& members) {
  SALLYPORT_TRY(const auto name, needed_text_field(members, "botUser"));
  SALLYPORT_TRY(const auto found, find_user(parts, {.name = name}));
  if (found) return *found;
  return not_found("user", name);
}

Result<Answered> add_bot(const Call& call, const ApiParts& parts, const json::Object& members) {
  identity::NewBot wanted;
  SALLYPORT_TRY(wanted.name, needed_text_field(members, "name"));
  SALLYPORT_TRY(const auto account, account_named(parts, members));
  wanted.account = account.person.id;
  Bot empty;
  empty.name = wanted.name;
  SALLYPORT_TRY(wanted.content, edit_bot(empty, members));
  SALLYPORT_TRY(const auto bot, parts.bots.add(wanted, editor_of(call)));
  SALLYPORT_TRY(const auto body, print_with_account(call, parts, bot, Fields::all(kBotFields)));
  audit_bot(call, "created", bot, nullptr, body);
  return answer_about_bot(call, parts, bot, 201);
}

Result<Answered> created_bot_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(authorize(call, parts, "Create", facts_of_bot(nullptr)));
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_TRY(const auto members, known_bot_members(body));
  return add_bot(call, parts, members);
}

// Changes the bot, keeps the version before, and notes the change in the audit trail as `word`.
Result<Bot> change_bot(const Call& call, const ApiParts& parts, const Bot& found, std::string_view word,
                       const std::function<Result<BotContent>(const Bot& bot)>& change) {
  SALLYPORT_TRY(const auto match, IfMatch::parse(call.request));
  SALLYPORT_TRY(const auto account, parts.people_by_hand.find(found.account));
  Bot before;
  json::Object was;
  const auto edit = [&](const Bot& bot) -> Result<identity::Edited<BotContent>> {
    if (match && !match->admits(tag_of(bot))) return failure(Kind::conflict, "entity_version", "RFC 9110 13.1.1");
    SALLYPORT_TRY(auto content, change(bot));
    before = bot;
    was = print_bot(bot, account, Fields::all(kBotFields), call.site());
    return identity::Edited<BotContent>(std::move(content), json::print(was));
  };
  SALLYPORT_TRY(auto after, parts.bots.change(found.id, {}, editor_of(call), edit));
  if (before.version != after.version)
    audit_bot(call, word, after, was, print_bot(after, account, Fields::all(kBotFields), call.site()));
  return after;
}

Result<Answered> put_bot_answer(const Call& call, const ApiParts& parts) {
  const auto body = read_json_object(call);
  const auto members = body ? known_bot_members(*body) : Result<json::Object>(Failure(body.error()));
  const auto name = members ? needed_text_field(*members, "name") : Result<std::string>(Failure(members.error()));
  std::optional<Bot> found;
  if (name) {
    SALLYPORT_TRY(found, find_bot(parts, {.name = *name}));
  }
  SALLYPORT_CHECK(authorize(call, parts, found ? "EditAll" : "Create", facts_of_bot(found ? &*found : nullptr)));
  if (!name) return Failure(name.error());
  if (!found) return add_bot(call, parts, *members);
  if (found->content.deleted)
    return failure(Kind::conflict, "entity_deleted", {}, "The bot of this name is deleted. Restore it first.");
  SALLYPORT_TRY(const auto account, account_named(parts, *members));
  if (account.person.id != found->account)
    return failure(Kind::malformed, "field_fixed", {}, "botUser cannot be set again");
  SALLYPORT_TRY(const auto changed,
                change_bot(call, parts, *found, "changed", [&](const Bot& bot) { return edit_bot(bot, *members); }));
  return answer_about_bot(call, parts, changed);
}

Result<void> authorize_bot_patch(const Call& call, const ApiParts& parts, const Result<JsonPatch>& patch,
                                 const Bot* bot) {
  const TouchedMembers touched = patch ? touched_members(*patch) : TouchedMembers{};
  std::set<std::string_view> operations;
  for (const std::string& member : touched.written) {
    const std::string_view operation = operation_for(kBotMembers, member);
    operations.insert(operation.empty() ? "EditAll" : operation);
  }
  if (operations.empty() || !touched.read.empty()) operations.insert("ViewAll");
  for (const std::string_view operation : operations)
    SALLYPORT_CHECK(authorize(call, parts, operation, facts_of_bot(bot)));
  return {};
}

// The content after the patch. What nobody sets must stay as it was.
Result<BotContent> patched_bot(const Bot& bot, const json::Object& before, const JsonPatch& patch) {
  SALLYPORT_TRY(const auto patched, apply_patch(before, patch));
  if (patched.as_object() == nullptr) return failure(Kind::rejected, "patch_path", {}, "It must stay an object");
  json::Object wanted{{"displayName", ""}, {"description", ""}, {"owners", json::Array{}}};
  for (const json::Member& member : *patched.as_object()) {
    const json::Value* const was = before.find(member.name);
    if (!operation_for(kBotMembers, member.name).empty())
      wanted.set(member.name, member.value);
    else if (was == nullptr || !is_same_json(*was, member.value))
      return failure(Kind::malformed, "field_fixed", {}, std::string(cut_utf8(member.name, 64)) + " cannot be set");
  }
  for (const json::Member& member : before)
    if (!patched.as_object()->contains(member.name) && operation_for(kBotMembers, member.name).empty())
      return failure(Kind::malformed, "field_fixed", {}, member.name + " cannot be removed");
  return edit_bot(bot, wanted);
}

Result<Answered> patched_bot_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const EntityKey key, key_of(call));
  SALLYPORT_TRY(const auto found, find_bot(parts, key));
  const auto text = read_json_body(call, kPatchType);
  const auto patch = text ? parse_patch(*text) : Result<JsonPatch>(Failure(text.error()));
  SALLYPORT_CHECK(authorize_bot_patch(call, parts, patch, found ? &*found : nullptr));
  if (!found || found->content.deleted) return not_found("bot", key.text());
  if (!patch) return Failure(patch.error());
  SALLYPORT_TRY(const auto account, parts.people_by_hand.find(found->account));
  SALLYPORT_TRY(const auto changed, change_bot(call, parts, *found, "changed", [&](const Bot& bot) {
                  return patched_bot(bot, print_bot(bot, account, Fields::all(kBotFields), call.site()), *patch);
                }));
  return answer_about_bot(call, parts, changed);
}

// Makes the caches forget the account, and its sessions end.
Result<void> take_effect_for(const ApiParts& parts, const PersonId& account) {
  parts.revocations.forget_people();
  SALLYPORT_CHECK(
      end_sessions(parts.sessions, parts.revocations, {std::nullopt, account, std::nullopt}, parts.clock.now()));
  return {};
}

Failure system_bot(const Bot& bot) {
  return failure(Kind::rejected, "bot_system", {}, "System entity [" + bot.name + "] of type bot can not be deleted.");
}

Result<Answered> removed_bot_answer(const Call& call, const ApiParts& parts, const Bot& bot) {
  SALLYPORT_TRY(const auto match, IfMatch::parse(call.request));
  if (match && !match->admits(tag_of(bot))) return failure(Kind::conflict, "entity_version", "RFC 9110 13.1.1");
  SALLYPORT_TRY(auto last, answer_about_bot(call, parts, bot));
  SALLYPORT_CHECK(parts.bots.remove(bot.id, match ? identity::SeenVersion(bot.version) : std::nullopt));
  audit_bot(call, "removed", bot, last.body, nullptr);
  SALLYPORT_CHECK(take_effect_for(parts, bot.account));
  last.tag.clear();
  last.body.set("deleted", true);
  return last;
}

Result<Answered> set_bot_deleted(const Call& call, const ApiParts& parts, const Bot& bot, bool deleted) {
  SALLYPORT_TRY(const auto changed,
                change_bot(call, parts, bot, deleted ? "deleted" : "restored", [&](const Bot& current) {
                  BotContent content = current.content;
                  content.deleted = deleted;
                  return Result<BotContent>(std::move(content));
                }));
  SALLYPORT_CHECK(take_effect_for(parts, bot.account));
  return answer_about_bot(call, parts, changed);
}

Result<Answered> deleted_bot_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const EntityKey key, key_of(call));
  SALLYPORT_TRY(const auto found, find_bot(parts, key));
  SALLYPORT_CHECK(authorize(call, parts, "Delete", facts_of_bot(found ? &*found : nullptr)));
  SALLYPORT_TRY(const auto query, query_of(call));
  SALLYPORT_TRY(const bool hard, query_flag(query, "hardDelete"));
  if (!found || (found->content.deleted && !hard)) return not_found("bot", key.text());
  if (found->system) return system_bot(*found);
  return hard ? removed_bot_answer(call, parts, *found) : set_bot_deleted(call, parts, *found, true);
}

Result<Answered> restored_bot_answer(const Call& call, const ApiParts& parts) {
  const auto body = read_json_object(call);
  const auto id = body ? needed_text_field(*body, "id") : Result<std::string>(Failure(body.error()));
  std::optional<Bot> found;
  if (id) {
    SALLYPORT_TRY(found, find_bot(parts, {.id = ascii_lower(*id)}));
  }
  SALLYPORT_CHECK(authorize(call, parts, "EditAll", facts_of_bot(found ? &*found : nullptr)));
  if (!id) return Failure(id.error());
  if (!found || !found->content.deleted) return not_found("bot", *id);
  return set_bot_deleted(call, parts, *found, false);
}

}  // namespace

http::Outcome list_bots(const Call& call, const ApiParts& parts) {
  return answer_with(call, bots_answer(call, parts));
}

http::Outcome show_bot(const Call& call, const ApiParts& parts) {
  return answer_with(call, bot_answer(call, parts));
}

http::Outcome list_bot_versions(const Call& call, const ApiParts& parts) {
  return answer_with(call, bot_versions_answer(call, parts));
}

http::Outcome show_bot_version(const Call& call, const ApiParts& parts) {
  return answer_with(call, bot_version_answer(call, parts));
}

http::Outcome create_bot(const Call& call, const ApiParts& parts) {
  return answer_with(call, created_bot_answer(call, parts));
}

http::Outcome put_bot(const Call& call, const ApiParts& parts) {
  return answer_with(call, put_bot_answer(call, parts));
}

http::Outcome patch_bot(const Call& call, const ApiParts& parts) {
  return answer_with(call, patched_bot_answer(call, parts));
}

http::Outcome delete_bot(const Call& call, const ApiParts& parts) {
  return answer_with(call, deleted_bot_answer(call, parts));
}

http::Outcome restore_bot(const Call& call, const ApiParts& parts) {
  return answer_with(call, restored_bot_answer(call, parts));
}

}  // namespace sallyport::gateway
