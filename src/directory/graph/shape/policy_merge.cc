#include "directory/graph/shape/policy_merge.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "directory/call/limits.h"
#include "directory/graph/shape/people_shape.h"
#include "directory/graph/shape/policy_shape.h"
#include "directory/graph/shape/times.h"
#include "directory/model/policies.h"

namespace sallyport::directory::graph {
namespace {

using entra::ConditionalAccessPolicy;

// Where the lists of a body may hold "All" and its like.
enum class List { included, excluded };

std::optional<std::string> guid_of(std::string_view text) {
  if (!is_guid(text)) return std::nullopt;
  return ascii_lower(text);
}

Result<void> read_users(Fields& fields, std::string_view name, List list, entra::PolicyPeople& people) {
  if (!fields.has(name)) return {};
  std::vector<std::string> texts;
  SALLYPORT_CHECK(fields.texts(name, texts));
  people.everybody = people.guests = false;
  people.people.clear();
  for (const std::string& text : texts) {
    if (text == kWordAll && list == List::included) {
      people.everybody = true;
    } else if (text == kWordGuests) {
      people.guests = true;
    } else if (const auto id = guid_of(text)) {
      people.people.emplace_back(*id);
    } else if (text != kWordNone || texts.size() > 1) {
      return fields.wrong(name, "'" + text + "' names nobody.");
    }
  }
  return {};
}

Result<void> read_ids(Fields& fields, std::string_view name, std::vector<entra::ObjectId>& ids) {
  if (!fields.has(name)) return {};
  std::vector<std::string> texts;
  SALLYPORT_CHECK(fields.texts(name, texts));
  ids.clear();
  for (const std::string& text : texts) {
    const auto id = guid_of(text);
    if (!id) return fields.wrong(name, "Write object ids.");
    ids.emplace_back(*id);
  }
  return {};
}

Result<void> read_roles(Fields& fields, std::string_view name, std::vector<entra::DirectoryRole>& roles) {
  if (!fields.has(name)) return {};
  std::vector<std::string> texts;
  SALLYPORT_CHECK(fields.texts(name, texts));
  roles.clear();
  for (const std::string& text : texts) {
    const auto role = find_directory_role(text);
    if (!role) return fields.wrong(name, "The directory has no role '" + text + "'.");
    roles.push_back(*role);
  }
  return {};
}

Result<void> read_apps(Fields& fields, std::string_view name, List list, entra::PolicyApps& apps) {
  if (!fields.has(name)) return {};
  std::vector<std::string> texts;
  SALLYPORT_CHECK(fields.texts(name, texts));
  apps = {};
  for (const std::string& text : texts) {
    if (text == kWordAll && list == List::included) {
      apps.all = true;
    } else if (const auto id = guid_of(text)) {
      apps.apps.emplace_back(*id);
    } else if (text != kWordNone || texts.size() > 1) {
      return fields.wrong(name, "'" + text + "' names no application. Write client ids.");
    }
  }
  return {};
}

Result<void> read_places(Fields& fields, std::string_view name, List list, entra::PolicyPlaces& places) {
  if (!fields.has(name)) return {};
  std::vector<std::string> texts;
  SALLYPORT_CHECK(fields.texts(name, texts));
  places = {};
  for (const std::string& text : texts) {
    if (text == kWordAll && list == List::included) {
      places.everywhere = true;
    } else if (text == kWordTrusted) {
      places.trusted = true;
    } else if (const auto id = guid_of(text)) {
      places.locations.emplace_back(*id);
    } else {
      return fields.wrong(name, "'" + text + "' names no location.");
    }
  }
  return {};
}

Result<void> read_client_kinds(Fields& fields, std::vector<entra::ClientKind>& kinds) {
  constexpr std::string_view kName = "clientAppTypes";
  if (!fields.has(kName)) return {};
  std::vector<std::string> texts;
  SALLYPORT_CHECK(fields.texts(kName, texts));
  kinds.clear();
  for (const std::string& text : texts) {
    if (text == kWordAllClients && texts.size() == 1) continue;
    const auto kind = entra::parse_client_kind(text);
    if (!kind) return fields.wrong(kName, "'" + text + "' is no type of client.");
    kinds.push_back(*kind);
  }
  return {};
}

Result<void> read_conditions(Fields& fields, ConditionalAccessPolicy& policy) {
  SALLYPORT_CHECK(fields.object("users", [&](Fields& users) -> Result<void> {
    SALLYPORT_CHECK(read_users(users, "includeUsers", List::included, policy.include_people));
    SALLYPORT_CHECK(read_users(users, "excludeUsers", List::excluded, policy.exclude_people));
    SALLYPORT_CHECK(read_ids(users, "includeGroups", policy.include_people.groups));
    SALLYPORT_CHECK(read_ids(users, "excludeGroups", policy.exclude_people.groups));
    SALLYPORT_CHECK(read_roles(users, "includeRoles", policy.include_people.roles));
    SALLYPORT_CHECK(read_roles(users, "excludeRoles", policy.exclude_people.roles));
    return users.unused({"includeGuestsOrExternalUsers", "excludeGuestsOrExternalUsers"});
  }));
  SALLYPORT_CHECK(fields.object("applications", [&](Fields& apps) -> Result<void> {
    SALLYPORT_CHECK(read_apps(apps, "includeApplications", List::included, policy.include_apps));
    SALLYPORT_CHECK(read_apps(apps, "excludeApplications", List::excluded, policy.exclude_apps));
    SALLYPORT_CHECK(apps.texts("includeAuthenticationContextClassReferences", policy.contexts));
    return apps.unused({"includeUserActions", "applicationFilter"});
  }));
  if (const auto* places = fields.find("locations"); places != nullptr && places->is_null()) {
    policy.include_places.reset();
    policy.exclude_places = {};
  }
  SALLYPORT_CHECK(fields.object("locations", [&](Fields& places) -> Result<void> {
    if (!policy.include_places) policy.include_places.emplace();
    SALLYPORT_CHECK(read_places(places, "includeLocations", List::included, *policy.include_places));
    return read_places(places, "excludeLocations", List::excluded, policy.exclude_places);
  }));
  SALLYPORT_CHECK(read_client_kinds(fields, policy.client_kinds));
  return fields.unused({"userRiskLevels", "signInRiskLevels", "servicePrincipalRiskLevels", "insiderRiskLevels",
                        "platforms", "devices", "deviceStates", "clientApplications", "authenticationFlows"});
}

Result<void> read_grant_controls(Fields& fields, ConditionalAccessPolicy& policy) {
  std::string op(entra::name_of(policy.grant_operator));
  SALLYPORT_CHECK(fields.text("operator", op));
  const auto parsed = entra::parse_grant_operator(op);
  if (!parsed) return fields.wrong("operator", "Write AND or OR.");
  policy.grant_operator = *parsed;
  if (fields.has("builtInControls")) {
    std::vector<std::string> names;
    SALLYPORT_CHECK(fields.texts("builtInControls", names));
    policy.controls.clear();
    for (const std::string& name : names) {
      const auto control = entra::parse_grant_control(name);
      if (!control) return fields.wrong("builtInControls", "The directory does not have '" + name + "'.");
      policy.controls.push_back(*control);
    }
  }
  return fields.unused({"customAuthenticationFactors", "termsOfUse", "authenticationStrength"});
}

Result<void> read_frequency(Fields& fields, ConditionalAccessPolicy& policy) {
  bool enabled = true;
  SALLYPORT_CHECK(fields.flag("isEnabled", enabled));
  entra::SignInFrequency frequency = policy.sign_in_frequency.value_or(entra::SignInFrequency());
  std::optional<int> value = frequency.value;
  SALLYPORT_CHECK(fields.number("value", value));
  frequency.value = value.value_or(1);
  std::string unit(entra::name_of(frequency.unit));
  SALLYPORT_CHECK(fields.text("type", unit));
  if (!unit.empty()) {
    const auto parsed = entra::parse_frequency_unit(unit);
    if (!parsed) return fields.wrong("type", "Write hours or days.");
    frequency.unit = *parsed;
  }
  std::string kind = "primaryAndSecondaryAuthentication";
  SALLYPORT_CHECK(fields.text("authenticationType", kind));
  if (kind != "primaryAndSecondaryAuthentication")
    return fields.wrong("authenticationType", "The directory has primaryAndSecondaryAuthentication.");
  std::string interval = frequency.every_time ? "everyTime" : "timeBased";
  SALLYPORT_CHECK(fields.text("frequencyInterval", interval));
  if (interval != "everyTime" && interval != "timeBased")
    return fields.wrong("frequencyInterval", "Write timeBased or everyTime.");
  frequency.every_time = interval == "everyTime";
  if (enabled)
    policy.sign_in_frequency = frequency;
  else
    policy.sign_in_frequency.reset();
  return {};
}

Result<void> read_session_controls(Fields& fields, ConditionalAccessPolicy& policy) {
  if (const auto* frequency = fields.find("signInFrequency"); frequency != nullptr && frequency->is_null())
    policy.sign_in_frequency.reset();
  SALLYPORT_CHECK(fields.object("signInFrequency", [&](Fields& each) { return read_frequency(each, policy); }));
  return fields.unused({"disableResilienceDefaults", "applicationEnforcedRestrictions", "cloudAppSecurity",
                        "persistentBrowser", "continuousAccessEvaluation", "secureSignInSession"});
}

Result<void> read_policy(Fields& fields, ConditionalAccessPolicy& policy) {
  SALLYPORT_CHECK(fields.unchanged("id", policy.id.value));
  SALLYPORT_CHECK(fields.unchanged("createdDateTime", print_time(policy.created)));
  SALLYPORT_CHECK(fields.unchanged("modifiedDateTime", time_or_null(policy.modified)));
  SALLYPORT_CHECK(fields.name("displayName", policy.display_name, limits::kName));
  std::string state(entra::name_of(policy.state));
  SALLYPORT_CHECK(fields.text("state", state));
  const auto parsed = entra::parse_policy_state(state);
  if (!parsed) return fields.wrong("state", "Write enabled, disabled or enabledForReportingButNotEnforced.");
  policy.state = *parsed;
  SALLYPORT_CHECK(fields.object("conditions", [&](Fields& each) { return read_conditions(each, policy); }));
  if (const auto* grant = fields.find("grantControls"); grant != nullptr && grant->is_null()) policy.controls.clear();
  SALLYPORT_CHECK(fields.object("grantControls", [&](Fields& each) { return read_grant_controls(each, policy); }));
  if (const auto* session = fields.find("sessionControls"); session != nullptr && session->is_null())
    policy.sign_in_frequency.reset();
  SALLYPORT_CHECK(fields.object("sessionControls", [&](Fields& each) { return read_session_controls(each, policy); }));
  SALLYPORT_CHECK(fields.unused({"templateId", "partialEnablementStrategy", "deletedDateTime"}));
  return fields.no_others();
}

Result<http::IpNetwork> read_network(Fields& range) {
  std::string cidr;
  SALLYPORT_CHECK(range.text("cidrAddress", cidr));
  const auto network = http::IpNetwork::parse(cidr);
  if (!network || cidr.find('/') == std::string::npos)
    return range.wrong("cidrAddress", "Write a network as 192.0.2.0/24 or 2001:db8::/32.");
  return *network;
}

// What is wrong with a policy, as the property that a client sent.
struct PolicyFault {
  std::string_view reason;
  std::string_view property;
  std::string_view resource;
};
constexpr auto kFaults = std::to_array<PolicyFault>({
    {"policy_name", "displayName", kPolicyResource},
    {"policy_people", "conditions.users", kPolicyResource},
    {"policy_target", "conditions.applications", kPolicyResource},
    {"policy_context", "conditions.applications.includeAuthenticationContextClassReferences", kPolicyResource},
    {"policy_places", "conditions.locations", kPolicyResource},
    {"policy_controls", "grantControls", kPolicyResource},
    {"policy_frequency", "sessionControls.signInFrequency", kPolicyResource},
    {"policy_count", "id", kPolicyResource},
    {"no_user", "conditions.users", kPolicyResource},
    {"no_group", "conditions.users", kPolicyResource},
    {"no_app", "conditions.applications", kPolicyResource},
    {"no_location", "conditions.locations", kPolicyResource},
    {"location_name", "displayName", kLocationResource},
    {"location_networks", "ipRanges", kLocationResource},
    {"location_count", "id", kLocationResource},
    {"location_used", "id", kLocationResource},
});

}  // namespace

Result<void> merge_policy(const json::Object& body, ConditionalAccessPolicy& policy) {
  Fields fields(body, kPolicyResource);
  SALLYPORT_CHECK(read_policy(fields, policy));
  if (const auto checked = check_policy(policy); !checked) return Failure(to_policy_error(checked.error()));
  return {};
}

Result<void> merge_location(const json::Object& body, entra::NamedLocation& location) {
  Fields fields(body, kLocationResource);
  if (const auto* type = body.find("@odata.type"); type != nullptr && *type != json::Value(kIpLocation))
    return fields.wrong("@odata.type", "The directory has ipNamedLocation only.");
  SALLYPORT_CHECK(fields.unchanged("id", location.id.value));
  SALLYPORT_CHECK(fields.unchanged("createdDateTime", print_time(location.created)));
  SALLYPORT_CHECK(fields.unchanged("modifiedDateTime", time_or_null(location.modified)));
  SALLYPORT_CHECK(fields.name("displayName", location.display_name, limits::kName));
  SALLYPORT_CHECK(fields.flag("isTrusted", location.trusted));
  SALLYPORT_CHECK(fields.objects<http::IpNetwork>("ipRanges", location.networks, read_network));
  SALLYPORT_CHECK(fields.no_others());
  if (const auto checked = check_location(location); !checked) return Failure(to_policy_error(checked.error()));
  return {};
}

Error to_policy_error(Error error) {
  const auto row = std::ranges::find(kFaults, error.reason, &PolicyFault::reason);
  if (row == kFaults.end()) return error;
  return invalid(row->property, row->resource, error.detail).value();
}

}  // namespace sallyport::directory::graph
