// Conditional access: policies and named locations.
#include "directory/model/policies.h"

#include "base/text.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/shape/body.h"
#include "directory/graph/shape/policy_merge.h"
#include "directory/graph/shape/policy_shape.h"

namespace sallyport::directory::graph {
namespace {

using entra::ConditionalAccessPolicy;
using entra::NamedLocation;

constexpr std::string_view kPolicies = "/v1.0/identity/conditionalAccess/policies/";
constexpr std::string_view kLocations = "/v1.0/identity/conditionalAccess/namedLocations/";

// Gives the errors of the model and of the store the words of Graph.
template <class T>
Result<T> in_graphs_words(Result<T> result) {
  if (result) return result;
  return Failure(to_policy_error(std::move(result).error()));
}

template <class T>
Answered<T> of_caller(Result<std::optional<T>> found, const Call& call, const entra::ObjectId& id) {
  if (!found) return tl::unexpected(to_refusal(found.error()));
  if (!*found || (*found)->tenant != call.caller.tenant) return not_found(id.value);
  return **std::move(found);
}

Answered<ConditionalAccessPolicy> find_policy(const Call& call) {
  const auto id = call.id("policy");
  return of_caller(call.services.store.find_policy(id), call, id);
}

Answered<NamedLocation> find_location(const Call& call) {
  const auto id = call.id("location");
  return of_caller(call.services.store.find_location(id), call, id);
}

// All rows of a tenant in one list, because a tenant has few of them.
template <class T>
Answered<http::Response> list_all(const Call& call, const odata::EntityType& type, Result<std::vector<T>> rows,
                                  json::Object (*print_row)(const T&)) {
  SALLYPORT_ASK(const auto all, std::move(rows));
  std::vector<entra::ObjectId> ids;
  for (const T& row : all) ids.push_back(row.id);
  const Find find = [&](const std::string& id) -> Answered<std::optional<json::Object>> {
    for (const T& row : all)
      if (row.id.value == id) return std::optional(print_row(row));
    return std::optional<json::Object>();
  };
  Listing listing{type, source_over(std::move(ids), find)};
  listing.index = Index::none;
  listing.order = "";
  return list(call, listing);
}

}  // namespace

Answered<http::Response> list_policies(const Call& call) {
  return list_all(call, kPolicyType, call.services.store.policies(call.caller.tenant), print_policy);
}

Answered<http::Response> show_policy(const Call& call) {
  SALLYPORT_ASK(const auto policy, find_policy(call));
  return show(call, {kPolicyType}, print_policy(policy));
}

Answered<http::Response> create_policy(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  auto& store = call.services.store;
  ConditionalAccessPolicy policy;
  policy.id = entra::ObjectId(random_uuid(call.exchange.random));
  policy.tenant = call.caller.tenant;
  policy.created = call.exchange.now;
  SALLYPORT_REQUIRE(merge_policy(body, policy));
  SALLYPORT_REQUIRE(in_graphs_words(check_policy_names(store, policy)));
  SALLYPORT_REQUIRE(in_graphs_words(store.add_policy(policy)));
  return created(call.exchange,
                 with_context(call.exchange, "identity/conditionalAccess/policies/$entity", print_policy(policy)),
                 std::string(kPolicies) + policy.id.value);
}

Answered<http::Response> change_policy(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  SALLYPORT_ASK(auto policy, find_policy(call));
  auto& store = call.services.store;
  SALLYPORT_REQUIRE(merge_policy(body, policy));
  SALLYPORT_REQUIRE(in_graphs_words(check_policy_names(store, policy)));
  SALLYPORT_REQUIRE(
      in_graphs_words(store.change_policy(policy.id, [&](ConditionalAccessPolicy& stored) -> Result<void> {
        SALLYPORT_CHECK(merge_policy(body, stored));
        stored.modified = call.exchange.now;
        return {};
      })));
  return no_content();
}

Answered<http::Response> delete_policy(const Call& call) {
  SALLYPORT_ASK(const auto policy, find_policy(call));
  SALLYPORT_REQUIRE(call.services.store.remove_policy(policy.id));
  return no_content();
}

Answered<http::Response> list_locations(const Call& call) {
  return list_all(call, kNamedLocationType, call.services.store.locations(call.caller.tenant), print_location);
}

Answered<http::Response> show_location(const Call& call) {
  SALLYPORT_ASK(const auto location, find_location(call));
  return show(call, {kNamedLocationType}, print_location(location));
}

Answered<http::Response> create_location(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  NamedLocation location;
  location.id = entra::ObjectId(random_uuid(call.exchange.random));
  location.tenant = call.caller.tenant;
  location.created = call.exchange.now;
  SALLYPORT_REQUIRE(merge_location(body, location));
  SALLYPORT_REQUIRE(in_graphs_words(call.services.store.add_location(location)));
  return created(
      call.exchange,
      with_context(call.exchange, "identity/conditionalAccess/namedLocations/$entity", print_location(location)),
      std::string(kLocations) + location.id.value);
}

Answered<http::Response> change_location(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  SALLYPORT_ASK(const auto location, find_location(call));
  SALLYPORT_REQUIRE(call.services.store.change_location(location.id, [&](NamedLocation& stored) -> Result<void> {
    SALLYPORT_CHECK(merge_location(body, stored));
    stored.modified = call.exchange.now;
    return {};
  }));
  return no_content();
}

Answered<http::Response> delete_location(const Call& call) {
  SALLYPORT_ASK(const auto location, find_location(call));
  SALLYPORT_REQUIRE(in_graphs_words(call.services.store.remove_location(location.id)));
  return no_content();
}

}  // namespace sallyport::directory::graph
