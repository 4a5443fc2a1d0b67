#include "gateway/api/users/user_read.h"

#include <algorithm>
#include <array>

#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/list_cursor.h"
#include "gateway/api/shape/version_number.h"
#include "gateway/api/users/user_members.h"
#include "gateway/api/users/user_request.h"
#include "gateway/api/users/user_shape.h"

namespace sallyport::gateway {

using identity::PeopleFilter;
using identity::PeopleTurn;
using identity::PersonEntry;
using identity::PersonKind;
using identity::PersonPlace;

namespace {

constexpr std::size_t kMaxVersions = 100;

Result<void> check_may_view(const Call& call, const ApiParts& parts, const PersonEntry* entry,
                            const http::Form& query) {
  if (is_self(call, entry)) return {};
  return authorize(call, parts, query.text("fields").empty() ? "ViewBasic" : "ViewAll", facts_of_user(entry));
}

Result<std::optional<bool>> optional_flag(const http::Form& query, std::string_view name) {
  SALLYPORT_TRY(const auto text, query.one(name));
  if (!text || text->empty()) return std::optional<bool>();
  SALLYPORT_TRY(const bool flag, query_flag(query, name));
  return std::optional(flag);
}

// A team that does not exist has no members, as with any other filter. No team has an empty id.
Result<std::optional<identity::EntityId>> team_filter(const http::Form& query, const ApiParts& parts) {
  SALLYPORT_TRY(const auto name, query.one("team"));
  if (!name || name->empty()) return std::optional<identity::EntityId>();
  SALLYPORT_TRY(const auto names, read_names(parts));
  const auto team = names.team_named({.id = *name, .name = *name});
  return std::optional(team ? *team : identity::EntityId());
}

Result<PeopleFilter> filter_of(const http::Form& query, Include include, const ApiParts& parts) {
  PeopleFilter filter;
  filter.include = include == Include::all       ? identity::Include::all
                   : include == Include::deleted ? identity::Include::deleted
                                                 : identity::Include::existing;
  SALLYPORT_TRY(filter.team, team_filter(query, parts));
  SALLYPORT_TRY(auto role, query.one("role"));
  if (role && !role->empty()) filter.role = *std::move(role);
  SALLYPORT_TRY(filter.admin, optional_flag(query, "isAdmin"));
  SALLYPORT_TRY(const auto bot, optional_flag(query, "isBot"));
  if (bot) filter.kind = *bot ? PersonKind::bot : PersonKind::human;
  filter.name_prefix = query.text("namePrefix");
  return filter;
}

// The key of a cursor: the id and the username, which may hold any character. A username that does not fit is left out,
// and looked up again by the id.
std::string print_place(const PersonPlace& place) {
  const std::string key = place.id.value + " " + place.username;
  return key.size() <= kMaxCursorKey ? key : place.id.value;
}

Result<PersonPlace> parse_place(std::string_view key, const ApiParts& parts) {
  const auto blank = key.find(' ');
  PersonId id(std::string(key.substr(0, blank)));
  if (blank != std::string_view::npos) return PersonPlace{std::string(key.substr(blank + 1)), std::move(id)};
  SALLYPORT_TRY(const auto entry, parts.people_by_hand.find(id));
  if (!entry) return failure(Kind::malformed, "list_cursor");
  return PersonPlace{entry->person.labels.username, std::move(id)};
}

Result<PeopleTurn> turn_of(const ListQuery& asked, const ApiParts& parts) {
  PeopleTurn turn{.turn = asked.before ? identity::PageTurn::backward : identity::PageTurn::forward,
                  .limit = asked.limit};
  if (!asked.after && !asked.before) return turn;
  SALLYPORT_TRY(turn.place, parse_place(asked.before ? *asked.before : *asked.after, parts));
  return turn;
}

Paging paging_of_people(const identity::PeoplePage& page, const ListQuery& asked, std::size_t total) {
  Paging paging{.total = total};
  const bool has_before = asked.before ? page.more : asked.after.has_value();
  const bool has_after = asked.before ? true : page.more;
  if (page.first && has_before) paging.before = print_place(*page.first);
  if (page.last && has_after) paging.after = print_place(*page.last);
  return paging;
}

Result<Answered> list_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto query, query_of(call));
  SALLYPORT_CHECK(check_may_view(call, parts, nullptr, query));
  SALLYPORT_TRY(const auto asked, parse_list_query(query, "users", kUserFilters));
  SALLYPORT_TRY(const auto fields, Fields::parse(query, kUserFields));
  SALLYPORT_TRY(const auto filter, filter_of(query, asked.include, parts));
  SALLYPORT_TRY(const auto turn, turn_of(asked, parts));
  SALLYPORT_TRY(const auto page, parts.people_by_hand.page(filter, turn));
  SALLYPORT_TRY(const auto total, parts.people_by_hand.count(filter));
  AccessNames names({});
  if (needs_access_names(fields)) {
    SALLYPORT_TRY(names, read_names(parts));
  }
  json::Array data;
  for (const PersonEntry& entry : page.people) data.emplace_back(print_user(entry, names, fields, call.site()));
  return Answered{.body = print_list(asked, std::move(data), paging_of_people(page, asked, total))};
}

// The person whom the caller may see.
Result<PersonEntry> viewed_user(const Call& call, const ApiParts& parts, const http::Form& query, Include include) {
  SALLYPORT_TRY(const EntityKey key, key_of(call));
  SALLYPORT_TRY(auto found, find_user(parts, key));
  SALLYPORT_CHECK(check_may_view(call, parts, found ? &*found : nullptr, query));
  if (!found || !is_included(include, found->by_hand.deleted)) return not_found("user", key.text());
  return *std::move(found);
}

Result<Answered> show_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto query, query_of(call));
  SALLYPORT_TRY(const auto include, parse_include(query));
  SALLYPORT_TRY(const auto entry, viewed_user(call, parts, query, include));
  SALLYPORT_TRY(const auto fields, Fields::parse(query, kUserFields));
  AccessNames names({});
  if (needs_access_names(fields)) {
    SALLYPORT_TRY(names, read_names(parts));
  }
  return Answered{.body = print_user(entry, names, fields, call.site()),
                  .tag = entity_tag(entry.person.id.value, entry.version)};
}

// The local administrator and programs are not stored as people.
json::Object unstored_caller(const Caller& caller) {
  return {{"id", caller.person.value},
          {"name", caller.username},
          {"fullyQualifiedName", caller.username},
          {"displayName", caller.display_name},
          {"email", shown_address(PersonId(caller.person.empty() ? "program" : caller.person.value), caller.email)}};
}

json::Array roles_of_caller(const Caller& caller, const AccessNames& names) {
  json::Array out;
  for (const std::string& role : caller.roles) out.emplace_back(print_reference(names.role(role)));
  return out;
}

// What the caller is at this moment counts, which the provider may have said in this very request, and not only what is
// stored about them.
Result<Answered> own_answer(const Call& call, const ApiParts& parts) {
  const Caller& caller = *call.who.caller;
  SALLYPORT_TRY(const auto query, query_of(call));
  SALLYPORT_TRY(const auto fields, Fields::parse(query, kUserFields));
  SALLYPORT_TRY(const auto names, read_names(parts));
  SALLYPORT_TRY(const auto entry, parts.people_by_hand.find(caller.person));
  Answered out;
  out.body = entry ? print_user(*entry, names, fields, call.site()) : unstored_caller(caller);
  if (entry) out.tag = entity_tag(entry->person.id.value, entry->version);
  out.body.set("name", caller.username);
  out.body.set("fullyQualifiedName", caller.username);
  out.body.set("isAdmin", caller.admin);
  out.body.set("isBot", caller.program || (entry && entry->kind == PersonKind::bot));
  out.body.set("roles", roles_of_caller(caller, names));
  return out;
}

Result<json::Array> own_groups(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto teams, parts.team_members.teams_of(call.who.caller->person));
  SALLYPORT_TRY(const auto names, read_names(parts));
  json::Array data;
  for (const EntityReference& group : names.groups(teams)) data.emplace_back(print_reference(group));
  return data;
}

Result<Answered> versions_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto query, query_of(call));
  SALLYPORT_TRY(const auto entry, viewed_user(call, parts, query, Include::all));
  SALLYPORT_TRY(const auto now, answer_about_user(call, parts, entry));
  SALLYPORT_TRY(const auto kept, parts.entity_versions.list(identity::EntityId(entry.person.id.value), kMaxVersions));
  json::Array versions{json::print(now.body)};
  for (const auto& version : kept)
    if (version.number < entry.version) versions.emplace_back(version.text);
  return Answered{.body = {{"entityType", "user"}, {"versions", std::move(versions)}}};
}

Result<Answered> version_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto query, query_of(call));
  SALLYPORT_TRY(const auto entry, viewed_user(call, parts, query, Include::all));
  const auto number = parse_version_number(call.parameters["version"]);
  if (number == entry.version) return answer_about_user(call, parts, entry);
  if (!number || *number > entry.version) return not_found("user", call.parameters["version"]);
  SALLYPORT_TRY(const auto kept, parts.entity_versions.find(identity::EntityId(entry.person.id.value), *number));
  if (!kept) return not_found("user", call.parameters["version"]);
  SALLYPORT_TRY(auto body, json::parse_object(kept->text));
  return Answered{.body = std::move(body)};
}

}  // namespace

http::Outcome list_users(const Call& call, const ApiParts& parts) {
  return answer_with(call, list_answer(call, parts));
}

http::Outcome show_user(const Call& call, const ApiParts& parts) {
  return answer_with(call, show_answer(call, parts));
}

http::Outcome logged_in_user(const Call& call, const ApiParts& parts) {
  return answer_with(call, own_answer(call, parts));
}

http::Outcome list_own_groups(const Call& call, const ApiParts& parts) {
  auto groups = own_groups(call, parts);
  if (!groups) return api_error_answer(call, groups.error());
  http::Answer answer = json_answer(call, 200, {});
  answer.response.body = json::print(*std::move(groups));  // OpenMetadata answers with the list alone
  return answer;
}

http::Outcome list_user_versions(const Call& call, const ApiParts& parts) {
  return answer_with(call, versions_answer(call, parts));
}

http::Outcome show_user_version(const Call& call, const ApiParts& parts) {
  return answer_with(call, version_answer(call, parts));
}

}  // namespace sallyport::gateway
