#include <algorithm>

#include "base/text.h"
#include "directory/graph/application_changes.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/shape/application_shape.h"
#include "directory/graph/shape/body.h"
#include "directory/model/deletion.h"

namespace sallyport::directory::graph {
namespace {

Answered<json::Value> expand_owners(const Call& call, const json::Object& entity) {
  SALLYPORT_ASK(const auto app, find_application(call, entra::ObjectId(*entity.find("id")->as_string())));
  json::Array owners;
  for (const entra::ObjectId& owner : app.owners) {
    SALLYPORT_ASK(auto printed, print_object(call, owner));
    if (printed) owners.emplace_back(odata::project(*printed, {}, kDirectoryObjectType));
  }
  return json::Value(std::move(owners));
}

Expansion expansion(const Call& call) {
  return [&call](const json::Object& entity, const odata::Expand&) { return expand_owners(call, entity); };
}

Answered<std::optional<json::Object>> find_printed(const Call& call,
                                                   Result<std::optional<entra::AppRegistration>> found) {
  using Printed = std::optional<json::Object>;
  if (!found) return tl::unexpected(to_refusal(found.error()));
  if (!*found || (*found)->tenant != call.caller.tenant) return Printed();
  return Printed(print_application(**found, home_of(call)));
}

}  // namespace

Answered<http::Response> list_applications(const Call& call) {
  auto& store = call.services.store;
  const entra::Tenant home = home_of(call);
  Listing listing{kApplicationType, [&](const entra::PageRequest& request) {
                    return print_page(store.apps(call.caller.tenant, request),
                                      [&](const entra::AppRegistration& app) -> Answered<json::Object> {
                                        return print_application(app, home);
                                      });
                  }};
  listing.lookups = {
      {"appId", [&](const std::string& id) { return find_printed(call, store.find_app(ClientId(ascii_lower(id)))); }},
      {"id", [&](const std::string& id) {
         return find_printed(call, store.find_app_by_object_id(entra::ObjectId(ascii_lower(id))));
       }}};
  listing.expandable = {"owners"};
  listing.expand = expansion(call);
  return list(call, listing);
}

Answered<http::Response> show_application(const Call& call) {
  SALLYPORT_ASK(const auto app, find_application(call, call.id("app")));
  return show(call, {kApplicationType, {"owners"}, expansion(call)}, print_application(app, home_of(call)));
}

Answered<http::Response> create_application(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  entra::AppRegistration app;
  app.client_id = ClientId(random_uuid(call.exchange.random));
  app.id = entra::ObjectId(random_uuid(call.exchange.random));
  app.tenant = call.caller.tenant;
  app.created = call.exchange.now;
  app.owners.push_back(call.caller.id);
  const entra::Tenant home = home_of(call);
  SALLYPORT_REQUIRE(merge_application(body, app, call.exchange.random));
  SALLYPORT_REQUIRE(check_rules(app, nullptr, home));
  SALLYPORT_REQUIRE(call.services.store.add_app(app));
  return created(call.exchange, with_context(call.exchange, "applications/$entity", print_application(app, home)),
                 "/v1.0/applications/" + app.id.value);
}

Answered<http::Response> change_application(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  SALLYPORT_REQUIRE(edit_application(
      call, [&](entra::AppRegistration& app) { return merge_application(body, app, call.exchange.random); }));
  return no_content();
}

Answered<http::Response> delete_application(const Call& call) {
  SALLYPORT_ASK(const auto app, find_application(call, call.id("app")));
  SALLYPORT_REQUIRE(directory::delete_app(call.services.store, app.client_id, call.exchange.now));
  return no_content();
}

Answered<http::Response> list_owners(const Call& call) {
  SALLYPORT_ASK(const auto app, find_application(call, call.id("app")));
  Listing listing{kDirectoryObjectType, source_over(app.owners, [&](const std::string& id) {
                    return print_object(call, entra::ObjectId(id));
                  })};
  listing.index = Index::none;
  listing.order = "";
  return list(call, listing);
}

Answered<http::Response> add_owner(const Call& call) {
  SALLYPORT_ASK(const auto owner, read_reference(call.exchange));
  SALLYPORT_ASK(const auto user, call.services.store.find_user(owner));
  SALLYPORT_ASK(const auto principal, call.services.store.find_principal(owner));
  const bool known =
      (user && user->tenant == call.caller.tenant) || (principal && principal->tenant == call.caller.tenant);
  if (!known) return not_found(owner.value);
  bool there = false;
  SALLYPORT_REQUIRE(edit_application(call, [&](entra::AppRegistration& app) -> Result<void> {
    there = std::ranges::find(app.owners, owner) != app.owners.end();
    if (!there) app.owners.push_back(owner);
    return {};
  }));
  if (there)
    return refuse(400, "Request_BadRequest",
                  "One or more added object references already exist for the following modified properties: 'owners'.",
                  "owners");
  return no_content();
}

Answered<http::Response> remove_owner(const Call& call) {
  const entra::ObjectId owner = call.id("owner");
  bool removed = false;
  SALLYPORT_REQUIRE(edit_application(call, [&](entra::AppRegistration& app) -> Result<void> {
    removed = std::erase(app.owners, owner) > 0;
    return {};
  }));
  if (!removed) return not_found(owner.value);
  return no_content();
}

}  // namespace sallyport::directory::graph
