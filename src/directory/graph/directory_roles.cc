#include <algorithm>

#include "base/text.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/shape/body.h"
#include "directory/graph/shape/people_shape.h"

namespace sallyport::directory::graph {
namespace {

using entra::DirectoryRole;
using odata::May;
using odata::Property;
using odata::Type;

constexpr std::string_view kDirectoryRole = "UnifiedRoleAssignment";

constexpr std::array kAssignmentProperties{
    Property{"id", Type::text, May::filter},
    Property{"principalId", Type::text, May::filter},
    Property{"roleDefinitionId", Type::text, May::filter},
    Property{"directoryScopeId", Type::text, May::filter},
};
constexpr odata::EntityType kRoleAssignmentType{"unifiedRoleAssignment", kDirectoryRole,
                                                "roleManagement/directory/roleAssignments", kAssignmentProperties};

constexpr std::array kDefinitionProperties{
    Property{"id", Type::text, May::filter},           Property{"description"},
    Property{"displayName", Type::text, May::filter},  Property{"isBuiltIn", Type::boolean, May::filter},
    Property{"isEnabled", Type::boolean, May::filter}, Property{"templateId", Type::text, May::filter},
};
constexpr odata::EntityType kDefinitionType{"unifiedRoleDefinition", "UnifiedRoleDefinition",
                                            "roleManagement/directory/roleDefinitions", kDefinitionProperties};

// A person has at most one role, so the person and the role name the assignment.
std::string assignment_id(const entra::ObjectId& person, DirectoryRole role) {
  return person.value + "_" + std::string(entra::template_id(role));
}

json::Object print_role_assignment(const entra::User& user) {
  return {{"id", assignment_id(user.id, user.directory_role)},
          {"principalId", user.id.value},
          {"roleDefinitionId", entra::template_id(user.directory_role)},
          {"directoryScopeId", "/"}};
}

constexpr int kPagesAtOnce = 20;  // of 999 people each, read until one of them has a role

// Few people have a role, but any may, so the pages of all people are read.
Source people_with_role(const Call& call, std::function<json::Object(const entra::User&)> print_row,
                        std::optional<DirectoryRole> role) {
  return [&call, print_row = std::move(print_row), role](const entra::PageRequest& asked) -> Answered<Entities> {
    entra::PageRequest request = asked;
    request.limit = odata::kMaxTop;
    request.count = false;
    Entities entities;
    for (int pages = 0; pages < kPagesAtOnce; ++pages) {
      SALLYPORT_ASK(auto page, call.services.store.users(call.caller.tenant, request));
      for (const entra::User& user : page.rows)
        if (user.directory_role != DirectoryRole::none && (!role || user.directory_role == *role))
          entities.rows.push_back(print_row(user));
      entities.next = page.next;
      if (!entities.rows.empty() || page.next.empty()) break;
      request.after = std::move(page.next);
    }
    return entities;
  };
}

template <class Print>
Answered<http::Response> list_roles(const Call& call, const odata::EntityType& type, const Print& print_role) {
  Listing listing{type, [&](const entra::PageRequest&) -> Answered<Entities> {
                    Entities all;
                    for (const DirectoryRole role : kDirectoryRoles) all.rows.push_back(print_role(role));
                    all.count = all.rows.size();
                    return all;
                  }};
  listing.index = Index::none;
  listing.order = "";
  return list(call, listing);
}

}  // namespace

Answered<http::Response> list_directory_roles(const Call& call) {
  return list_roles(call, kDirectoryRoleType, print_directory_role);
}

Answered<http::Response> list_role_definitions(const Call& call) {
  return list_roles(call, kDefinitionType, [](DirectoryRole role) {
    json::Object printed = print_directory_role(role);
    return json::Object{{"id", entra::template_id(role)},
                        {"description", *printed.find("description")},
                        {"displayName", entra::name_of(role)},
                        {"isBuiltIn", true},
                        {"isEnabled", true},
                        {"templateId", entra::template_id(role)}};
  });
}

Answered<http::Response> list_role_members(const Call& call) {
  const auto role = find_directory_role(call.text("role"));
  if (!role) return not_found(call.text("role"));
  const auto print_row = [](const entra::User& user) {
    json::Object printed = print_user(user);
    printed.set("@odata.type", "#microsoft.graph.user");
    return printed;
  };
  Listing listing{kUserType, people_with_role(call, print_row, role)};
  listing.index = Index::none;
  listing.order = "";
  listing.set = "directoryObjects";
  return list(call, listing);
}

Answered<http::Response> list_role_assignments(const Call& call) {
  Listing listing{kRoleAssignmentType, people_with_role(call, print_role_assignment, std::nullopt)};
  listing.index = Index::none;
  listing.order = "";
  listing.lookups = {{"principalId", [&](const std::string& id) -> Answered<std::optional<json::Object>> {
                        using Printed = std::optional<json::Object>;
                        SALLYPORT_ASK(const auto user, call.services.store.find_user(entra::ObjectId(ascii_lower(id))));
                        const bool holds =
                            user && user->tenant == call.caller.tenant && user->directory_role != DirectoryRole::none;
                        return holds ? Printed(print_role_assignment(*user)) : Printed();
                      }}};
  return list(call, listing);
}

Answered<http::Response> create_role_assignment(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  std::string principal;
  std::string definition;
  std::string scope = "/";
  Fields fields(body, kDirectoryRole);
  SALLYPORT_REQUIRE(fields.guid("principalId", principal));
  SALLYPORT_REQUIRE(fields.guid("roleDefinitionId", definition));
  SALLYPORT_REQUIRE(fields.text("directoryScopeId", scope));
  SALLYPORT_REQUIRE(fields.no_others());
  const auto role = find_directory_role(definition);
  if (!role) return bad_value("roleDefinitionId", kDirectoryRole, "The directory does not have this role.");
  if (scope != "/")
    return bad_value("directoryScopeId", kDirectoryRole, "Roles are given for the whole tenant: \"/\".");
  if (!is_guid(principal)) return bad_value("principalId", kDirectoryRole, "It is needed.");
  SALLYPORT_ASK(auto person, find_person(call, principal));
  bool has_role = false;
  SALLYPORT_REQUIRE(call.services.store.change_user(person.id, [&](entra::User& user) -> Result<void> {
    has_role = user.directory_role != DirectoryRole::none;
    if (!has_role) user.directory_role = *role;
    return {};
  }));
  if (has_role) return refuse(409, "RoleAssignmentExists", "The person has a directory role already. Remove it first.");
  person.directory_role = *role;
  const json::Object printed = print_role_assignment(person);
  return created(call.exchange,
                 with_context(call.exchange, "roleManagement/directory/roleAssignments/$entity", printed),
                 "/v1.0/roleManagement/directory/roleAssignments/" + assignment_id(person.id, *role));
}

Answered<http::Response> delete_role_assignment(const Call& call) {
  const std::string id = call.text("assignment");
  SALLYPORT_ASK(const auto person, find_person(call, id.substr(0, id.find('_'))));
  // Source: Microsoft Entra, "Remove Microsoft Entra role assignments".
  const bool is_self = call.caller.person && call.caller.id == person.id;
  if (is_self && ascii_lower(id) == assignment_id(person.id, DirectoryRole::global_administrator))
    return refuse(400, "Request_BadRequest", "Removing self from Global Administrator built-in role is not allowed");
  bool had_it = false;
  SALLYPORT_REQUIRE(call.services.store.change_user(person.id, [&](entra::User& user) -> Result<void> {
    had_it =
        user.directory_role != DirectoryRole::none && assignment_id(user.id, user.directory_role) == ascii_lower(id);
    if (had_it) user.directory_role = DirectoryRole::none;
    return {};
  }));
  if (!had_it) return not_found(id);
  return no_content();
}

}  // namespace sallyport::directory::graph
