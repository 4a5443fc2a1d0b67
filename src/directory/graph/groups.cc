#include <algorithm>
#include <deque>
#include <set>

#include "base/text.h"
#include "directory/call/limits.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/operation/permissions.h"
#include "directory/graph/shape/body.h"
#include "directory/graph/shape/people_shape.h"
#include "directory/model/deletion.h"

namespace sallyport::directory::graph {
namespace {

constexpr std::string_view kGroup = "Group";
constexpr std::size_t kMostMembersAtOnce = 20;
constexpr std::size_t kMostTransitive = 20000;

Result<void> merge(const json::Object& body, entra::Group& group, std::vector<std::string>* members) {
  Fields fields(body, kGroup);
  SALLYPORT_CHECK(fields.unchanged("id", group.id.value));
  SALLYPORT_CHECK(fields.name("displayName", group.display_name, limits::kName));
  SALLYPORT_CHECK(fields.text("description", group.description));
  std::string ignored;
  SALLYPORT_CHECK(fields.text("mailNickname", ignored));
  bool security = true;
  SALLYPORT_CHECK(fields.flag("securityEnabled", security));
  if (!security) return fields.wrong("securityEnabled", "The directory has security groups only.");
  SALLYPORT_CHECK(fields.unused({"groupTypes", "mailEnabled", "visibility", "isAssignableToRole"}));
  if (members != nullptr) SALLYPORT_CHECK(fields.texts("members@odata.bind", *members));
  return fields.no_others();
}

// All members, directly or through groups, each once. Groups may contain each other in a circle.
Answered<std::vector<entra::ObjectId>> all_members(const Call& call, const entra::ObjectId& root) {
  std::set<entra::ObjectId> seen{root};
  std::vector<entra::ObjectId> members;
  std::deque<entra::ObjectId> groups{root};
  while (!groups.empty()) {
    entra::PageRequest request;
    request.limit = odata::kMaxTop;
    do {
      SALLYPORT_ASK(auto page, call.services.store.members_of(groups.front(), request));
      for (const entra::Principal& member : page.rows) {
        if (!seen.insert(member.id).second) continue;
        members.push_back(member.id);
        if (member.kind == entra::PrincipalKind::group) groups.push_back(member.id);
      }
      if (members.size() > kMostTransitive)
        return refuse(400, odata::kUnsupportedQuery, "The group has too many transitive members to list them.");
      request.after = std::move(page.next);
    } while (!request.after.empty());
    groups.pop_front();
  }
  return members;
}

Answered<json::Value> expand_members(const Call& call, const json::Object& entity) {
  entra::PageRequest request;
  request.limit = kMostMembersAtOnce;  // as many as Graph expands
  SALLYPORT_ASK(const auto page,
                call.services.store.members_of(entra::ObjectId(*entity.find("id")->as_string()), request));
  json::Array members;
  for (const entra::Principal& member : page.rows) {
    SALLYPORT_ASK(auto printed, print_object(call, member.id));
    if (printed) members.emplace_back(odata::project(*printed, {}, kDirectoryObjectType));
  }
  return json::Value(std::move(members));
}

Expansion members_expansion(const Call& call) {
  return [&call](const json::Object& entity, const odata::Expand&) { return expand_members(call, entity); };
}

Answered<entra::ObjectId> id_of_reference(std::string_view url) {
  const std::string_view id = url.substr(url.rfind('/') + 1);
  if (!is_guid(id)) return bad_value("members", kGroup, "Write the address of an object.");
  return entra::ObjectId(ascii_lower(id));
}

}  // namespace

Answered<http::Response> list_groups(const Call& call) {
  auto& store = call.services.store;
  Listing listing{kGroupType, [&](const entra::PageRequest& request) {
                    return print_page(
                        store.groups(call.caller.tenant, request),
                        [](const entra::Group& group) -> Answered<json::Object> { return print_group(group); });
                  }};
  listing.order = "displayName";
  listing.lookups = {{"id", [&](const std::string& id) -> Answered<std::optional<json::Object>> {
                        using Printed = std::optional<json::Object>;
                        SALLYPORT_ASK(const auto group, store.find_group(entra::ObjectId(ascii_lower(id))));
                        if (!group || group->tenant != call.caller.tenant) return Printed();
                        return Printed(print_group(*group));
                      }}};
  listing.expandable = {"members"};
  listing.expand = members_expansion(call);
  return list(call, listing);
}

Answered<http::Response> show_group(const Call& call) {
  SALLYPORT_ASK(const auto group, find_group(call, call.id("group")));
  return show(call, {kGroupType, {"members"}, members_expansion(call)}, print_group(group));
}

Answered<http::Response> create_group(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  entra::Group group;
  group.id = entra::ObjectId(random_uuid(call.exchange.random));
  group.tenant = call.caller.tenant;
  group.created = call.exchange.now;
  std::vector<std::string> members;
  SALLYPORT_REQUIRE(merge(body, group, &members));
  if (group.display_name.empty()) return bad_value("displayName", kGroup, "It is needed.");
  entra::Batch batch;
  for (const std::string& url : members) {
    SALLYPORT_ASK(auto member, id_of_reference(url));
    SALLYPORT_ASK(const auto known, print_object(call, member));
    if (!known) return not_found(member.value);
    batch.members.push_back({group.id, std::move(member)});
  }
  batch.groups.push_back(group);
  SALLYPORT_REQUIRE(call.services.store.add(batch));
  return created(call.exchange, with_context(call.exchange, "groups/$entity", print_group(group)),
                 "/v1.0/groups/" + group.id.value);
}

Answered<http::Response> change_group(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  SALLYPORT_ASK(const auto group, find_group(call, call.id("group")));
  SALLYPORT_REQUIRE(
      call.services.store.change_group(group.id, [&](entra::Group& stored) { return merge(body, stored, nullptr); }));
  return no_content();
}

Answered<http::Response> delete_group(const Call& call) {
  SALLYPORT_ASK(const auto group, find_group(call, call.id("group")));
  SALLYPORT_REQUIRE(directory::delete_group(call.services.store, group.id, call.exchange.now));
  return no_content();
}

Answered<http::Response> list_members(const Call& call) {
  SALLYPORT_ASK(const auto group, find_group(call, call.id("group")));
  Listing listing{kDirectoryObjectType, [&](const entra::PageRequest& request) -> Answered<Entities> {
                    SALLYPORT_ASK(auto page, call.services.store.members_of(group.id, request));
                    Entities entities{{}, std::move(page.next), page.count};
                    for (const entra::Principal& member : page.rows) {
                      SALLYPORT_ASK(auto printed, print_object(call, member.id));
                      if (printed) entities.rows.push_back(*std::move(printed));
                    }
                    return entities;
                  }};
  listing.index = Index::none;
  listing.order = "";
  return list(call, listing);
}

Answered<http::Response> list_transitive_members(const Call& call) {
  SALLYPORT_ASK(const auto group, find_group(call, call.id("group")));
  SALLYPORT_ASK(auto members, all_members(call, group.id));
  Listing listing{kDirectoryObjectType, source_over(std::move(members), [&](const std::string& id) {
                    return print_object(call, entra::ObjectId(id));
                  })};
  listing.index = Index::none;
  listing.order = "";
  return list(call, listing);
}

Answered<http::Response> add_member(const Call& call) {
  SALLYPORT_ASK(const auto member, read_reference(call.exchange));
  SALLYPORT_ASK(const auto group, find_group(call, call.id("group")));
  SALLYPORT_ASK(const auto known, print_object(call, member));
  if (!known) return not_found(member.value);
  SALLYPORT_ASK(const auto groups, call.services.store.groups_of(member));
  if (std::ranges::find(groups, group.id) != groups.end())
    return refuse(400, "Request_BadRequest",
                  "One or more added object references already exist for the following modified properties: "
                  "'members'.",
                  "members");
  SALLYPORT_REQUIRE(call.services.store.add_member(group.id, member));
  return no_content();
}

Answered<http::Response> remove_member(const Call& call) {
  SALLYPORT_ASK(const auto group, find_group(call, call.id("group")));
  SALLYPORT_ASK(const bool removed, call.services.store.remove_member(group.id, call.id("member")));
  if (!removed) return not_found(call.id("member").value);
  return no_content();
}

}  // namespace sallyport::directory::graph
