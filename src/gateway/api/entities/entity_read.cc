#include "gateway/api/entities/entity_read.h"

#include <algorithm>
#include <functional>

#include "gateway/api/entities/entity_noun.h"
#include "gateway/api/entities/entity_people.h"
#include "gateway/api/entities/entity_request.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/version_number.h"

namespace sallyport::gateway {
namespace {

using identity::AccessState;
using identity::Entity;
using identity::EntityKind;
using identity::Policy;
using identity::Role;
using identity::Team;

// What somebody needs who reads this.
std::string_view view_operation(const http::Form& query) {
  return query.text("fields").empty() ? "ViewBasic" : "ViewAll";
}

template <class Content>
using Filter = std::function<bool(const Content&)>;

template <class Content>
Result<Filter<Content>> filter_of(const http::Form&) {
  return Filter<Content>([](const Content&) { return true; });
}

template <>
Result<Filter<Team>> filter_of(const http::Form& query) {
  SALLYPORT_TRY(const auto parent, query.one("parentTeam"));
  SALLYPORT_TRY(const auto joinable_text, query.one("isJoinable"));
  SALLYPORT_TRY(const bool joinable, query_flag(query, "isJoinable"));
  const bool asks_joinable = joinable_text && !joinable_text->empty();
  return Filter<Team>([parent, asks_joinable, joinable](const Team& team) {
    const bool below = !parent || std::ranges::find(team.parents, *parent) != team.parents.end();
    return below && (!asks_joinable || team.joinable == joinable);
  });
}

// A policy has no people.
Result<void> add_people(json::Object&, const Entity<Policy>&, const Fields&, const ApiParts&, const Site&) {
  return {};
}

template <class Content>
Result<json::Object> print_for(const Entity<Content>& entity, const EntityView& view, const Fields& fields,
                               const ApiParts& parts) {
  json::Object out = print_entity(entity, view, fields);
  SALLYPORT_CHECK(add_people(out, entity, fields, parts, view.site));
  return out;
}

// Those that the query includes, sorted by name.
template <class Content>
Result<std::vector<const Entity<Content>*>> select_entities(const AccessState& state, const http::Form& query,
                                                            Include include) {
  SALLYPORT_TRY(const auto filter, filter_of<Content>(query));
  std::vector<const Entity<Content>*> selected;
  for (const Entity<Content>& entity : state.*EntityKind<Content>::state)
    if (is_included(include, entity.header.deleted) && filter(entity.content)) selected.push_back(&entity);
  std::ranges::sort(selected, {}, [](const auto* entity) { return entity->content.name; });
  return selected;
}

template <class Content>
Result<Answered> page_answer_of(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto query, query_of(call));
  SALLYPORT_CHECK(authorize(call, parts, view_operation(query), facts_of<Content>(nullptr)));
  SALLYPORT_TRY(const auto fields, Fields::parse(query, Noun<Content>::fields));
  SALLYPORT_TRY(const auto asked, parse_list_query(query, Noun<Content>::list, Noun<Content>::filters));
  SALLYPORT_TRY(const auto state, parts.access.read());
  SALLYPORT_TRY(const auto selected, select_entities<Content>(state, query, asked.include));
  std::vector<std::string> keys;
  for (const auto* entity : selected) keys.push_back(entity->content.name);
  const PageRange range = page_of(keys, asked);
  json::Array data;
  for (std::size_t i = range.first; i < range.last; ++i) {
    SALLYPORT_TRY(auto one, print_for(*selected[i], EntityView{state, call.site()}, fields, parts));
    data.emplace_back(std::move(one));
  }
  return Answered{.body = print_list(asked, std::move(data), paging_of(keys, range))};
}

// The entity of the path. Whoever may not see it learns nothing about whether it exists.
template <class Content>
Result<const Entity<Content>*> visible_entity(const Call& call, const ApiParts& parts, const AccessState& state,
                                              std::string_view operation, Include include) {
  SALLYPORT_TRY(const EntityKey key, key_of(call));
  const Entity<Content>* const found = find_entity<Content>(state, key);
  SALLYPORT_CHECK(authorize(call, parts, operation, facts_of(found)));
  if (!found || !is_included(include, found->header.deleted)) return not_found(Noun<Content>::type, key.text());
  return found;
}

template <class Content>
Result<Answered> entity_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto query, query_of(call));
  SALLYPORT_TRY(const Include include, parse_include(query));
  SALLYPORT_TRY(const auto state, parts.access.read());
  SALLYPORT_TRY(const auto* found, visible_entity<Content>(call, parts, state, view_operation(query), include));
  SALLYPORT_TRY(const auto fields, Fields::parse(query, Noun<Content>::fields));
  SALLYPORT_TRY(auto body, print_for(*found, EntityView{state, call.site()}, fields, parts));
  return Answered{.body = std::move(body), .tag = entity_tag(found->header.id.value, found->header.version)};
}

template <class Content>
Result<Answered> versions_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto state, parts.access.read());
  SALLYPORT_TRY(const auto* found, visible_entity<Content>(call, parts, state, "ViewAll", Include::all));
  SALLYPORT_TRY(const auto old, parts.entity_versions.list(found->header.id, identity::kMaxVersionsKept));
  json::Array versions{json::print(print_whole(*found, EntityView{state, call.site()}))};
  for (const auto& version : old)
    if (version.number < found->header.version) versions.emplace_back(version.text);
  return Answered{.body = {{"entityType", Noun<Content>::type}, {"versions", std::move(versions)}}};
}

template <class Content>
Result<Answered> version_answer(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto state, parts.access.read());
  SALLYPORT_TRY(const auto* found, visible_entity<Content>(call, parts, state, "ViewAll", Include::all));
  const std::string_view text = call.parameters["version"];
  const auto number = parse_version_number(text);
  if (number == found->header.version) return Answered{.body = print_whole(*found, EntityView{state, call.site()})};
  const auto unknown = [&] {
    return not_found(Noun<Content>::type, found->header.id.value + " and version " + std::string(text));
  };
  if (!number || *number > found->header.version) return unknown();
  SALLYPORT_TRY(const auto old, parts.entity_versions.find(found->header.id, *number));
  if (!old) return unknown();
  SALLYPORT_TRY(auto body, json::parse_object(old->text));
  return Answered{.body = std::move(body)};
}

}  // namespace

template <class Content>
http::Outcome list_entities(const Call& call, const ApiParts& parts) {
  return answer_with(call, page_answer_of<Content>(call, parts));
}

template <class Content>
http::Outcome show_entity(const Call& call, const ApiParts& parts) {
  return answer_with(call, entity_answer<Content>(call, parts));
}

template <class Content>
http::Outcome list_versions(const Call& call, const ApiParts& parts) {
  return answer_with(call, versions_answer<Content>(call, parts));
}

template <class Content>
http::Outcome show_version(const Call& call, const ApiParts& parts) {
  return answer_with(call, version_answer<Content>(call, parts));
}

#define SALLYPORT_ENTITY_READS(Content)                                        \
  template http::Outcome list_entities<Content>(const Call&, const ApiParts&); \
  template http::Outcome show_entity<Content>(const Call&, const ApiParts&);   \
  template http::Outcome list_versions<Content>(const Call&, const ApiParts&); \
  template http::Outcome show_version<Content>(const Call&, const ApiParts&)
SALLYPORT_ENTITY_READS(Policy);
SALLYPORT_ENTITY_READS(Role);
SALLYPORT_ENTITY_READS(Team);
#undef SALLYPORT_ENTITY_READS

}  // namespace sallyport::gateway
