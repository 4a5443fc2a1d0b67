// Named locations and conditional access policies. Their shapes are Graph's, so Graph's own readers read them.
#include <algorithm>

#include "directory/graph/shape/policy_merge.h"
#include "directory/model/policies.h"
#include "directory/transfer/reading.h"

namespace sallyport::directory {
namespace {

using entra::ConditionalAccessPolicy;
using entra::NamedLocation;
using graph::Fields;

// What a location and a policy have in common: the id, the tenant and the times. `seen` has the ids that the file had
// before.
template <class T>
Result<T> begin(const Reading& reading, Fields& fields, std::set<std::string>& seen,
                const std::function<Result<std::optional<T>>(const entra::ObjectId&)>& find) {
  SALLYPORT_TRY(const auto id, read_id(fields, "id"));
  SALLYPORT_TRY(const auto stored, find(entra::ObjectId(id)));
  if (stored && stored->tenant != reading.plan.tenant.id) return of_another_tenant(fields, "id");
  if (!seen.insert(id).second) return fields.wrong("id", "The file has this id twice.");
  T value = stored.value_or(T());
  value.id = entra::ObjectId(id);
  value.tenant = reading.plan.tenant.id;
  if (!stored) value.created = reading.now;
  SALLYPORT_CHECK(read_created(fields, value.created));
  SALLYPORT_CHECK(fields.time("modifiedDateTime", value.modified));
  return value;
}

// The readers of Graph have looked at every member.
void take_all(Fields& fields, const json::Object& item) {
  for (const json::Member& member : item) (void)fields.value(member.name);
}

template <class Id, class Value>
void forget(std::vector<Id>& ids, const std::vector<Value>& values, Id Value::* id) {
  std::erase_if(ids, [&](const Id& each) { return std::ranges::find(values, each, id) != values.end(); });
}

void forget_people(entra::PolicyPeople& people, const entra::Batch& added) {
  forget(people.people, added.users, &entra::User::id);
  forget(people.groups, added.groups, &entra::Group::id);
}

void forget_apps(entra::PolicyApps& apps, const entra::Batch& added) {
  forget(apps.apps, added.apps, &entra::AppRegistration::client_id);
  forget(apps.apps, added.principals, &entra::ServicePrincipal::client_id);
}

// Checks that everything the policy names is stored, or that the file adds it before.
Result<void> check_names(const Reading& reading, const Fields& fields, const ConditionalAccessPolicy& policy) {
  ConditionalAccessPolicy rest = policy;
  forget_people(rest.include_people, reading.plan.added);
  forget_people(rest.exclude_people, reading.plan.added);
  forget_apps(rest.include_apps, reading.plan.added);
  forget_apps(rest.exclude_apps, reading.plan.added);
  if (const auto checked = check_policy_names(reading.store, rest); !checked)
    return Failure(graph::to_policy_error(checked.error()));
  for (const entra::ObjectId& id : entra::named_places(policy)) {
    if (reading.locations.contains(id.value)) continue;
    SALLYPORT_TRY(const auto stored, reading.store.find_location(id));
    if (!stored || stored->tenant != policy.tenant)
      return fields.wrong("conditions.locations", "Nothing in this tenant has the id " + id.value + ".");
  }
  return {};
}

Result<void> check_count(const Fields& fields, std::size_t stored, std::size_t added, std::size_t most) {
  if (stored + added <= most) return {};
  return fields.wrong("id", "A tenant has at most " + std::to_string(most) + " of them.");
}

}  // namespace

Result<void> read_location(Reading& reading, Fields& fields, const json::Object& item) {
  const auto find = [&](const entra::ObjectId& id) { return reading.store.find_location(id); };
  SALLYPORT_TRY(auto location, begin<NamedLocation>(reading, fields, reading.locations, find));
  SALLYPORT_CHECK(graph::merge_location(item, location));
  take_all(fields, item);
  SALLYPORT_TRY(const auto stored, find(location.id));
  const std::string label = "named location " + location.display_name;
  note(reading, stored, std::move(location), reading.plan.added.locations, reading.plan.locations, label);
  SALLYPORT_TRY(const auto all, reading.store.locations(reading.plan.tenant.id));
  return check_count(fields, all.size(), reading.plan.added.locations.size(), entra::kNamedLocations);
}

Result<void> read_policy(Reading& reading, Fields& fields, const json::Object& item) {
  const auto find = [&](const entra::ObjectId& id) { return reading.store.find_policy(id); };
  SALLYPORT_TRY(auto policy, begin<ConditionalAccessPolicy>(reading, fields, reading.policies, find));
  SALLYPORT_CHECK(graph::merge_policy(item, policy));
  take_all(fields, item);
  SALLYPORT_CHECK(check_names(reading, fields, policy));
  SALLYPORT_TRY(const auto stored, find(policy.id));
  const std::string label = "conditional access policy " + policy.display_name;
  note(reading, stored, std::move(policy), reading.plan.added.policies, reading.plan.policies, label);
  SALLYPORT_TRY(const auto all, reading.store.policies(reading.plan.tenant.id));
  return check_count(fields, all.size(), reading.plan.added.policies.size(), entra::kPolicies);
}

}  // namespace sallyport::directory
