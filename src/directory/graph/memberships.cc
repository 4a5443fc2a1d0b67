#include <algorithm>

#include "base/text.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/operation/permissions.h"
#include "directory/graph/shape/body.h"
#include "directory/graph/shape/people_shape.h"

namespace sallyport::directory::graph {
namespace {

constexpr std::size_t kMostChecked = 20;  // groups of one checkMemberGroups, as at Graph

// Whose groups are asked for.
struct Member {
  entra::ObjectId id;
  entra::DirectoryRole role = entra::DirectoryRole::none;
};

Answered<Member> find_member(const Call& call) {
  if (const entra::ObjectId group = call.id("group"); !group.empty()) {
    SALLYPORT_ASK(const auto found, find_group(call, group));
    return Member{found.id};
  }
  if (const entra::ObjectId principal = call.id("principal"); !principal.empty()) {
    SALLYPORT_ASK(const auto found, find_service_principal(call, principal));
    return Member{found.id};
  }
  const std::string name = call.text("user");
  if (name.empty()) return Member{call.caller.id, call.caller.person->directory_role};
  // Other people's groups need a permission for people and one for groups; Directory.Read.All is both.
  SALLYPORT_REQUIRE(may_see(call.caller, name, permissions::kReadUsers));
  SALLYPORT_REQUIRE(may_see(call.caller, name, permissions::kReadGroups));
  SALLYPORT_ASK(const auto person, find_person(call, name));
  return Member{person.id, person.directory_role};
}

// A group of which the caller may only learn the id: every property is null, as at Graph.
json::Object hide(const json::Object& entity) {
  json::Object hidden;
  for (const json::Member& member : entity) {
    const bool told = member.name == "@odata.type" || member.name == "id";
    hidden.append(member.name) = told ? member.value : json::Value();
  }
  return hidden;
}

Answered<http::Response> list_groups_of(const Call& call, const Member& member, std::vector<entra::ObjectId> ids) {
  if (member.role != entra::DirectoryRole::none) ids.emplace_back(std::string(entra::template_id(member.role)));
  const bool sees_names = call.caller.has_one_of(permissions::kReadGroups);
  const Find print_row = [&](const std::string& id) -> Answered<std::optional<json::Object>> {
    using Printed = std::optional<json::Object>;
    if (const auto role = find_directory_role(id)) {
      json::Object printed = print_directory_role(*role);
      printed.set("@odata.type", "#microsoft.graph.directoryRole");
      return Printed(std::move(printed));
    }
    SALLYPORT_ASK(auto printed, print_object(call, entra::ObjectId(id)));
    if (printed && !sees_names) return Printed(hide(*printed));
    return printed;
  };
  Listing listing{kDirectoryObjectType, source_over(std::move(ids), print_row)};
  listing.index = Index::none;
  listing.order = "";
  return list(call, listing);
}

Answered<json::Object> read_parameters(const Call& call, bool& security_only, std::vector<std::string>* group_ids) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  Fields fields(body, "Parameter");
  SALLYPORT_REQUIRE(fields.flag("securityEnabledOnly", security_only));
  if (group_ids != nullptr) SALLYPORT_REQUIRE(fields.texts("groupIds", *group_ids));
  SALLYPORT_REQUIRE(fields.no_others());
  return body;
}

http::Response print_ids(const Call& call, const std::vector<std::string>& ids) {
  json::Array value;
  for (const std::string& id : ids) value.emplace_back(id);
  return ok(
      json::Object{{"@odata.context", context(call.exchange, "Collection(Edm.String)")}, {"value", std::move(value)}});
}

Answered<std::vector<std::string>> transitive_ids(const Call& call, const Member& member) {
  SALLYPORT_ASK(const auto groups, call.services.store.transitive_groups_of(member.id));
  std::vector<std::string> ids;
  for (const entra::ObjectId& id : groups) ids.push_back(id.value);
  return ids;
}

}  // namespace

Answered<http::Response> member_of(const Call& call) {
  SALLYPORT_ASK(const auto member, find_member(call));
  SALLYPORT_ASK(auto ids, call.services.store.groups_of(member.id));
  return list_groups_of(call, member, std::move(ids));
}

Answered<http::Response> transitive_member_of(const Call& call) {
  SALLYPORT_ASK(const auto member, find_member(call));
  SALLYPORT_ASK(auto ids, call.services.store.transitive_groups_of(member.id));
  return list_groups_of(call, member, std::move(ids));
}

// Every group of the directory is a security group, so securityEnabledOnly makes no difference for groups.
Answered<http::Response> get_member_groups(const Call& call) {
  bool security_only = false;
  SALLYPORT_REQUIRE(read_parameters(call, security_only, nullptr));
  SALLYPORT_ASK(const auto member, find_member(call));
  SALLYPORT_ASK(const auto ids, transitive_ids(call, member));
  return print_ids(call, ids);
}

Answered<http::Response> get_member_objects(const Call& call) {
  bool security_only = false;
  SALLYPORT_REQUIRE(read_parameters(call, security_only, nullptr));
  SALLYPORT_ASK(const auto member, find_member(call));
  SALLYPORT_ASK(auto ids, transitive_ids(call, member));
  if (!security_only && member.role != entra::DirectoryRole::none) ids.emplace_back(entra::template_id(member.role));
  return print_ids(call, ids);
}

Answered<http::Response> check_member_groups(const Call& call) {
  bool security_only = false;
  std::vector<std::string> asked;
  SALLYPORT_REQUIRE(read_parameters(call, security_only, &asked));
  if (asked.empty() || asked.size() > kMostChecked)
    return bad_value("groupIds", "Parameter", "It must hold 1 to 20 ids.");
  SALLYPORT_ASK(const auto member, find_member(call));
  SALLYPORT_ASK(const auto ids, transitive_ids(call, member));
  std::vector<std::string> found;
  for (const std::string& id : asked)
    if (std::ranges::find(ids, ascii_lower(id)) != ids.end()) found.push_back(ascii_lower(id));
  return print_ids(call, found);
}

}  // namespace sallyport::directory::graph
