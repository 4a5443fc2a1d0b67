#include "base/text.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/operation/permissions.h"
#include "directory/graph/shape/application_shape.h"
#include "directory/graph/shape/people_shape.h"

namespace sallyport::directory::graph {
namespace {

Answered<std::optional<json::Object>> find_printed(const Call& call, Result<std::optional<entra::User>> found) {
  using Printed = std::optional<json::Object>;
  if (!found) return tl::unexpected(to_refusal(found.error()));
  if (!*found || (*found)->tenant != call.caller.tenant) return Printed();
  return Printed(print_user(**found));
}

// memberOf of the people of an answer: $expand=memberOf.
Answered<json::Value> expand_member_of(const Call& call, const json::Object& entity) {
  json::Array groups;
  SALLYPORT_ASK(const auto ids, call.services.store.groups_of(entra::ObjectId(*entity.find("id")->as_string())));
  for (const entra::ObjectId& id : ids) {
    SALLYPORT_ASK(auto printed, print_object(call, id));
    if (printed) groups.emplace_back(*std::move(printed));
  }
  return json::Value(std::move(groups));
}

Answered<http::Response> show_person(const Call& call, const entra::User& person) {
  Single single{kUserType};
  if (call.caller.has_one_of(permissions::kReadGroups)) {
    single.expandable = {"memberOf"};
    single.expand = [&call](const json::Object& entity, const odata::Expand&) {
      return expand_member_of(call, entity);
    };
  }
  return show(call, single, print_user(person));
}

}  // namespace

Answered<http::Response> show_me(const Call& call) {
  return show_person(call, *call.caller.person);
}

Answered<http::Response> show_user(const Call& call) {
  const std::string name = call.text("user");
  SALLYPORT_REQUIRE(may_see(call.caller, name, permissions::kReadUsers));
  SALLYPORT_ASK(const auto person, find_person(call, name));
  return show_person(call, person);
}

Answered<http::Response> list_users(const Call& call) {
  auto& store = call.services.store;
  Listing listing{kUserType, [&](const entra::PageRequest& request) {
                    return print_page(
                        store.users(call.caller.tenant, request),
                        [](const entra::User& user) -> Answered<json::Object> { return print_user(user); });
                  }};
  listing.order = "displayName";
  listing.lookups = {
      {"id",
       [&](const std::string& id) { return find_printed(call, store.find_user(entra::ObjectId(ascii_lower(id)))); }},
      {"userPrincipalName",
       [&](const std::string& name) { return find_printed(call, store.find_user_by_name(name)); }}};
  return list(call, listing);
}

Answered<http::Response> owned_objects(const Call& call) {
  auto& store = call.services.store;
  entra::ObjectId owner = call.caller.id;
  if (const std::string name = call.text("user"); !name.empty()) {
    SALLYPORT_ASK(const auto person, find_person(call, name));
    owner = person.id;
  }
  const entra::Tenant home = home_of(call);
  Listing listing{kApplicationType, [&](entra::PageRequest request) {
                    request.owner = owner;
                    return print_page(store.apps(call.caller.tenant, request),
                                      [&](const entra::AppRegistration& app) -> Answered<json::Object> {
                                        auto printed = print_application(app, home);
                                        printed.set("@odata.type", "#microsoft.graph.application");
                                        return printed;
                                      });
                  }};
  listing.set = "directoryObjects";
  return list(call, listing);
}

}  // namespace sallyport::directory::graph
