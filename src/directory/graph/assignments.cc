#include <algorithm>

#include "base/text.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/operation/permissions.h"
#include "directory/graph/shape/body.h"
#include "directory/graph/shape/principal_shape.h"
#include "entra/graph_application.h"

namespace sallyport::directory::graph {
namespace {

constexpr std::string_view kAssignment = "AppRoleAssignment";

// The person, group or service principal that the path names.
Answered<entra::ObjectId> find_holder(const Call& call) {
  if (const entra::ObjectId group = call.id("group"); !group.empty()) {
    SALLYPORT_ASK(const auto found, find_group(call, group));
    return found.id;
  }
  if (const entra::ObjectId principal = call.id("principal"); !principal.empty()) {
    SALLYPORT_ASK(const auto found, find_service_principal(call, principal));
    return found.id;
  }
  const std::string name = call.text("user");
  if (name.empty()) return call.caller.id;
  SALLYPORT_REQUIRE(may_see(call.caller, name, permissions::kReadAssignments));
  SALLYPORT_ASK(const auto person, find_person(call, name));
  return person.id;
}

Answered<json::Value> name_of_object(const Call& call, const entra::ObjectId& id) {
  SALLYPORT_ASK(const auto printed, print_object(call, id));
  const json::Value* name = printed ? printed->find("displayName") : nullptr;
  return name == nullptr ? json::Value() : *name;
}

Answered<json::Object> print_row(const Call& call, const entra::AppRoleAssignment& assignment) {
  SALLYPORT_ASK(auto principal, name_of_object(call, assignment.principal));
  SALLYPORT_ASK(auto resource, name_of_object(call, assignment.resource));
  return print_assignment(assignment, std::move(principal), std::move(resource));
}

Answered<http::Response> list_rows(
    const Call& call,
    const std::function<Result<entra::Page<entra::AppRoleAssignment>>(const entra::PageRequest&)>& page) {
  Listing listing{kAppRoleAssignmentType, [&](const entra::PageRequest& request) {
                    return print_page(page(request), [&](const entra::AppRoleAssignment& assignment) {
                      return print_row(call, assignment);
                    });
                  }};
  listing.index = Index::none;
  return list(call, listing);
}

Answered<entra::AppRoleAssignment> read_assignment(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  entra::AppRoleAssignment assignment;
  assignment.id = random_uuid(call.exchange.random);
  assignment.created = call.exchange.now;
  assignment.role_id.clear();
  Fields fields(body, kAssignment);
  SALLYPORT_REQUIRE(fields.guid("principalId", assignment.principal.value));
  SALLYPORT_REQUIRE(fields.guid("resourceId", assignment.resource.value));
  SALLYPORT_REQUIRE(fields.guid("appRoleId", assignment.role_id));
  SALLYPORT_REQUIRE(fields.no_others());
  if (assignment.principal.empty()) return bad_value("principalId", kAssignment, "It is needed.");
  if (assignment.resource.empty()) return bad_value("resourceId", kAssignment, "It is needed.");
  if (assignment.role_id.empty()) return bad_value("appRoleId", kAssignment, "It is needed.");
  return assignment;
}

// The role must be an enabled one of the resource that the kind of principal may hold. Access alone is for people and
// groups, and for applications as well.
Answered<void> check_role(const entra::AppRegistration& app, const entra::AppRoleAssignment& assignment) {
  if (assignment.role_id == entra::kDefaultAccess) return {};
  const entra::AppRole* role = entra::find_role_by_id(app, assignment.role_id);
  const bool is_app = assignment.principal_kind == entra::PrincipalKind::service_principal;
  if (role == nullptr || !role->enabled)
    return refuse(400, "Request_BadRequest", "Permission being assigned was not found on application", "appRoleId");
  if (is_app ? !role->for_applications : !role->for_users)
    return bad_value("appRoleId", kAssignment, "The role is not for this kind of principal.");
  return {};
}

// A role of Microsoft Graph lets an application act on the whole directory, so only Global Administrators give it. An
// application may if an administrator gave it AppRoleAssignment.ReadWrite.All.
bool is_too_powerful(const Call& call, const entra::ServicePrincipal& resource) {
  return !call.caller.is_app() && resource.client_id.value == entra::kGraphClientId && !is_global_admin(call.caller);
}

Answered<http::Response> add(const Call& call, entra::AppRoleAssignment assignment) {
  SALLYPORT_ASK(const auto resource, find_service_principal(call, assignment.resource));
  SALLYPORT_ASK(const auto principal, print_object(call, assignment.principal));
  if (!principal) return not_found(assignment.principal.value);
  if (is_too_powerful(call, resource)) return denied();
  const std::string& type = *principal->find("@odata.type")->as_string();
  assignment.principal_kind = type.ends_with("user")    ? entra::PrincipalKind::user
                              : type.ends_with("group") ? entra::PrincipalKind::group
                                                        : entra::PrincipalKind::service_principal;
  SALLYPORT_ASK(const auto app, registration_of(call, resource));
  SALLYPORT_REQUIRE(check_role(app, assignment));
  SALLYPORT_REQUIRE(call.services.store.add_assignment(assignment));
  SALLYPORT_ASK(const auto printed, print_row(call, assignment));
  return created(call.exchange, with_context(call.exchange, "appRoleAssignments/$entity", printed),
                 call.exchange.path + "/" + assignment.id);
}

// Finds the assignment of the path among the pages of its holder or of its resource.
template <class NextPage>
Answered<entra::AppRoleAssignment> find_row(const Call& call, const NextPage& next_page) {
  const std::string id = call.text("assignment");
  entra::PageRequest request;
  request.limit = odata::kMaxTop;
  do {
    SALLYPORT_ASK(auto page, next_page(request));
    const auto at = std::ranges::find_if(page.rows, [&](const auto& each) { return ascii_iequals(each.id, id); });
    if (at != page.rows.end()) return *at;
    request.after = std::move(page.next);
  } while (!request.after.empty());
  return not_found(id);
}

Answered<http::Response> remove(const Call& call, const entra::AppRoleAssignment& assignment) {
  SALLYPORT_ASK(const auto resource, find_service_principal(call, assignment.resource));
  if (is_too_powerful(call, resource)) return denied();
  SALLYPORT_REQUIRE(
      call.services.store.remove_assignment(assignment.principal, assignment.resource, assignment.role_id));
  return no_content();
}

}  // namespace

Answered<http::Response> list_assignments_of(const Call& call) {
  SALLYPORT_ASK(const auto holder, find_holder(call));
  return list_rows(
      call, [&](const entra::PageRequest& request) { return call.services.store.assignments_of(holder, request); });
}

Answered<http::Response> list_assigned_to(const Call& call) {
  SALLYPORT_ASK(const auto resource, find_service_principal(call, call.id("principal")));
  return list_rows(call, [&](const entra::PageRequest& request) {
    return call.services.store.assignments_to(resource.id, request);
  });
}

Answered<http::Response> add_assignment_of(const Call& call) {
  SALLYPORT_ASK(const auto holder, find_holder(call));
  SALLYPORT_ASK(const auto assignment, read_assignment(call));
  if (assignment.principal != holder)
    return bad_value("principalId", kAssignment, "It must be the object of the path.");
  return add(call, assignment);
}

Answered<http::Response> add_assigned_to(const Call& call) {
  SALLYPORT_ASK(const auto assignment, read_assignment(call));
  if (assignment.resource != call.id("principal"))
    return bad_value("resourceId", kAssignment, "It must be the object of the path.");
  return add(call, assignment);
}

Answered<http::Response> remove_assignment_of(const Call& call) {
  SALLYPORT_ASK(const auto holder, find_holder(call));
  SALLYPORT_ASK(const auto assignment, find_row(call, [&](const entra::PageRequest& request) {
                  return call.services.store.assignments_of(holder, request);
                }));
  return remove(call, assignment);
}

Answered<http::Response> remove_assigned_to(const Call& call) {
  SALLYPORT_ASK(const auto resource, find_service_principal(call, call.id("principal")));
  SALLYPORT_ASK(const auto assignment, find_row(call, [&](const entra::PageRequest& request) {
                  return call.services.store.assignments_to(resource.id, request);
                }));
  return remove(call, assignment);
}

}  // namespace sallyport::directory::graph
