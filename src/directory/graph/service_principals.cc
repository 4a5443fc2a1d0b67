#include "base/text.h"
#include "directory/call/limits.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/shape/body.h"
#include "directory/graph/shape/principal_shape.h"
#include "entra/graph_application.h"

namespace sallyport::directory::graph {
namespace {

constexpr std::string_view kServicePrincipal = "ServicePrincipal";

Answered<json::Object> print_principal(const Call& call, const entra::ServicePrincipal& principal) {
  SALLYPORT_ASK(const auto app, registration_of(call, principal));
  return print_service_principal(principal, app);
}

Answered<std::optional<json::Object>> find_printed(const Call& call,
                                                   Result<std::optional<entra::ServicePrincipal>> found) {
  using Printed = std::optional<json::Object>;
  if (!found) return tl::unexpected(to_refusal(found.error()));
  if (!*found || (*found)->tenant != call.caller.tenant) return Printed();
  SALLYPORT_ASK(auto printed, print_principal(call, **found));
  return Printed(std::move(printed));
}

// `client_id` is set only for a new one.
Result<void> merge(const json::Object& body, entra::ServicePrincipal& principal, std::string* client_id) {
  Fields fields(body, kServicePrincipal);
  SALLYPORT_CHECK(fields.unchanged("id", principal.id.value));
  SALLYPORT_CHECK(client_id != nullptr ? fields.guid("appId", *client_id)
                                       : fields.unchanged("appId", principal.client_id.value));
  SALLYPORT_CHECK(fields.flag("accountEnabled", principal.enabled));
  SALLYPORT_CHECK(fields.flag("appRoleAssignmentRequired", principal.assignment_required));
  SALLYPORT_CHECK(fields.name("displayName", principal.display_name, limits::kName));
  std::vector<std::string> ignored;  // tags say only where a portal shows the principal
  SALLYPORT_CHECK(fields.texts("tags", ignored));
  SALLYPORT_CHECK(fields.unused({"alternativeNames", "description", "homepage", "info", "loginUrl", "notes",
                                 "notificationEmailAddresses", "preferredSingleSignOnMode"}));
  return fields.no_others();
}

// An application of another tenant must be made for other tenants, too.
Answered<entra::AppRegistration> find_usable_app(const Call& call, const std::string& client_id) {
  if (client_id == entra::kGraphClientId) return entra::graph_registration();
  SALLYPORT_ASK(const auto app, call.services.store.find_app(ClientId(client_id)));
  const bool usable = app && (app->tenant == call.caller.tenant || entra::is_multi_tenant(app->audience));
  if (!usable)
    return refuse(400, "Request_BadRequest",
                  "When using this permission, the backing application of the service principal being created must "
                  "exist in the local tenant or be made for several tenants: '" +
                      client_id + "'.",
                  "appId");
  return *app;
}

}  // namespace

Answered<http::Response> list_service_principals(const Call& call) {
  auto& store = call.services.store;
  Listing listing{kServicePrincipalType, [&](const entra::PageRequest& request) {
                    return print_page(
                        store.principals(call.caller.tenant, request),
                        [&](const entra::ServicePrincipal& principal) { return print_principal(call, principal); });
                  }};
  listing.lookups = {
      {"appId",
       [&](const std::string& id) {
         return find_printed(call, store.find_principal_of(call.caller.tenant, ClientId(ascii_lower(id))));
       }},
      {"id",
       [&](const std::string& id) {
         return find_printed(call, store.find_principal(entra::ObjectId(ascii_lower(id))));
       }},
  };
  return list(call, listing);
}

Answered<http::Response> show_service_principal(const Call& call) {
  SALLYPORT_ASK(const auto principal, find_service_principal(call, call.id("principal")));
  SALLYPORT_ASK(const auto printed, print_principal(call, principal));
  return show(call, {kServicePrincipalType}, printed);
}

Answered<http::Response> create_service_principal(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  entra::ServicePrincipal principal;
  principal.id = entra::ObjectId(random_uuid(call.exchange.random));
  principal.tenant = call.caller.tenant;
  principal.created = call.exchange.now;
  std::string client_id;
  SALLYPORT_REQUIRE(merge(body, principal, &client_id));
  if (client_id.empty()) return bad_value("appId", kServicePrincipal, "It is needed.");
  SALLYPORT_ASK(const auto app, find_usable_app(call, client_id));
  principal.client_id = app.client_id;
  if (principal.display_name.empty()) principal.display_name = app.display_name;
  SALLYPORT_REQUIRE(call.services.store.add_principal(principal));
  return created(call.exchange,
                 with_context(call.exchange, "servicePrincipals/$entity", print_service_principal(principal, app)),
                 "/v1.0/servicePrincipals/" + principal.id.value);
}

Answered<http::Response> change_service_principal(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  SALLYPORT_ASK(const auto principal, find_service_principal(call, call.id("principal")));
  SALLYPORT_REQUIRE(call.services.store.change_principal(
      principal.id, [&](entra::ServicePrincipal& stored) { return merge(body, stored, nullptr); }));
  return no_content();
}

Answered<http::Response> delete_service_principal(const Call& call) {
  SALLYPORT_ASK(const auto principal, find_service_principal(call, call.id("principal")));
  // Without it nobody could call Graph in this tenant, and only a command could bring it back.
  if (principal.client_id.value == entra::kGraphClientId) return denied();
  SALLYPORT_REQUIRE(call.services.store.remove_principal(principal.id));
  return no_content();
}

// The owners of the application, if it is one of this tenant.
Answered<http::Response> list_principal_owners(const Call& call) {
  SALLYPORT_ASK(const auto principal, find_service_principal(call, call.id("principal")));
  SALLYPORT_ASK(const auto app, registration_of(call, principal));
  Listing listing{kDirectoryObjectType,
                  source_over(app.tenant == call.caller.tenant ? app.owners : std::vector<entra::ObjectId>(),
                              [&](const std::string& id) { return print_object(call, entra::ObjectId(id)); })};
  listing.index = Index::none;
  listing.order = "";
  return list(call, listing);
}

}  // namespace sallyport::directory::graph
