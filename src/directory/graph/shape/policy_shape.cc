#include "directory/graph/shape/policy_shape.h"

#include <array>

#include "directory/graph/shape/times.h"

namespace sallyport::directory::graph {
namespace {

using entra::ConditionalAccessPolicy;
using odata::May;
using odata::Property;
using odata::Type;

constexpr std::array kPolicyProperties{
    Property{"id", Type::text, May::filter},
    Property{"templateId"},
    Property{"displayName", Type::text, May::filter},
    Property{"createdDateTime", Type::time, May::filter},
    Property{"modifiedDateTime", Type::time, May::filter},
    Property{"state", Type::text, May::filter},
    Property{"conditions", Type::object},
    Property{"grantControls", Type::object},
    Property{"sessionControls", Type::object},
};

constexpr std::array kLocationProperties{
    Property{"id", Type::text, May::filter},
    Property{"displayName", Type::text, May::filter},
    Property{"createdDateTime", Type::time, May::filter},
    Property{"modifiedDateTime", Type::time, May::filter},
    Property{"isTrusted", Type::boolean, May::filter},
    Property{"ipRanges", Type::objects},
};

json::Array ids_of(const auto& ids) {
  json::Array array;
  for (const auto& id : ids) array.emplace_back(id.value);
  return array;
}

json::Array roles_of(const std::vector<entra::DirectoryRole>& roles) {
  json::Array array;
  for (const entra::DirectoryRole role : roles) array.emplace_back(entra::template_id(role));
  return array;
}

json::Array names_of(const auto& values) {
  json::Array array;
  for (const auto& value : values) array.emplace_back(entra::name_of(value));
  return array;
}

json::Array texts_of(const std::vector<std::string>& texts) {
  json::Array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

json::Array print_people(const entra::PolicyPeople& people) {
  json::Array array;
  if (people.everybody) array.emplace_back(kWordAll);
  if (people.guests) array.emplace_back(kWordGuests);
  for (const entra::ObjectId& id : people.people) array.emplace_back(id.value);
  return array;
}

json::Array print_apps(const entra::PolicyApps& apps) {
  json::Array array = ids_of(apps.apps);
  if (apps.all) array.insert(array.begin(), kWordAll);
  return array;
}

json::Array print_places(const entra::PolicyPlaces& places) {
  json::Array array = ids_of(places.locations);
  if (places.trusted) array.insert(array.begin(), kWordTrusted);
  if (places.everywhere) array.insert(array.begin(), kWordAll);
  return array;
}

json::Object print_users(const ConditionalAccessPolicy& policy) {
  const entra::PolicyPeople& include = policy.include_people;
  json::Array users = print_people(include);
  if (users.empty() && include.groups.empty() && include.roles.empty()) users.emplace_back(kWordNone);
  return {{"includeUsers", std::move(users)},        {"excludeUsers", print_people(policy.exclude_people)},
          {"includeGroups", ids_of(include.groups)}, {"excludeGroups", ids_of(policy.exclude_people.groups)},
          {"includeRoles", roles_of(include.roles)}, {"excludeRoles", roles_of(policy.exclude_people.roles)},
          {"includeGuestsOrExternalUsers", nullptr}, {"excludeGuestsOrExternalUsers", nullptr}};
}

json::Object print_conditions(const ConditionalAccessPolicy& policy) {
  json::Array kinds = names_of(policy.client_kinds);
  if (kinds.empty()) kinds.emplace_back(kWordAllClients);
  json::Value places;
  if (policy.include_places)
    places = json::Object{{"includeLocations", print_places(*policy.include_places)},
                          {"excludeLocations", print_places(policy.exclude_places)}};
  return {{"userRiskLevels", json::Array()},
          {"signInRiskLevels", json::Array()},
          {"servicePrincipalRiskLevels", json::Array()},
          {"clientAppTypes", std::move(kinds)},
          {"platforms", nullptr},
          {"locations", std::move(places)},
          {"devices", nullptr},
          {"clientApplications", nullptr},
          {"applications", json::Object{{"includeApplications", print_apps(policy.include_apps)},
                                        {"excludeApplications", print_apps(policy.exclude_apps)},
                                        {"includeUserActions", json::Array()},
                                        {"includeAuthenticationContextClassReferences", texts_of(policy.contexts)},
                                        {"applicationFilter", nullptr}}},
          {"users", print_users(policy)}};
}

json::Value print_grant(const ConditionalAccessPolicy& policy) {
  if (policy.controls.empty()) return {};
  return json::Object{{"operator", entra::name_of(policy.grant_operator)},
                      {"builtInControls", names_of(policy.controls)},
                      {"customAuthenticationFactors", json::Array()},
                      {"termsOfUse", json::Array()},
                      {"authenticationStrength", nullptr}};
}

json::Value print_session(const ConditionalAccessPolicy& policy) {
  if (!policy.sign_in_frequency) return {};
  const entra::SignInFrequency& frequency = *policy.sign_in_frequency;
  return json::Object{
      {"disableResilienceDefaults", nullptr},
      {"applicationEnforcedRestrictions", nullptr},
      {"cloudAppSecurity", nullptr},
      {"persistentBrowser", nullptr},
      {"signInFrequency",
       json::Object{{"value", frequency.every_time ? json::Value() : json::Value(frequency.value)},
                    {"type", frequency.every_time ? json::Value() : json::Value(entra::name_of(frequency.unit))},
                    {"authenticationType", "primaryAndSecondaryAuthentication"},
                    {"frequencyInterval", frequency.every_time ? "everyTime" : "timeBased"},
                    {"isEnabled", true}}}};
}

std::string print_network(const http::IpNetwork& network) {
  std::string text = network.print();
  if (text.find('/') == std::string::npos) text += network.address.is_ipv4() ? "/32" : "/128";
  return text;
}

}  // namespace

json::Value time_or_null(const std::optional<UnixTime>& time) {
  return time ? print_time(*time) : json::Value();
}

const odata::EntityType kPolicyType{"conditionalAccessPolicy", kPolicyResource, "identity/conditionalAccess/policies",
                                    kPolicyProperties};
const odata::EntityType kNamedLocationType{"namedLocation", kLocationResource,
                                           "identity/conditionalAccess/namedLocations", kLocationProperties};

json::Object print_policy(const ConditionalAccessPolicy& policy) {
  return {{"id", policy.id.value},
          {"templateId", nullptr},
          {"displayName", policy.display_name},
          {"createdDateTime", print_time(policy.created)},
          {"modifiedDateTime", time_or_null(policy.modified)},
          {"state", entra::name_of(policy.state)},
          {"conditions", print_conditions(policy)},
          {"grantControls", print_grant(policy)},
          {"sessionControls", print_session(policy)}};
}

json::Object print_location(const entra::NamedLocation& location) {
  json::Array ranges;
  for (const http::IpNetwork& network : location.networks)
    ranges.emplace_back(json::Object{{"@odata.type", network.address.is_ipv4() ? "#microsoft.graph.iPv4CidrRange"
                                                                               : "#microsoft.graph.iPv6CidrRange"},
                                     {"cidrAddress", print_network(network)}});
  return {{"@odata.type", kIpLocation},
          {"id", location.id.value},
          {"displayName", location.display_name},
          {"createdDateTime", print_time(location.created)},
          {"modifiedDateTime", time_or_null(location.modified)},
          {"isTrusted", location.trusted},
          {"ipRanges", std::move(ranges)}};
}

}  // namespace sallyport::directory::graph
