#include "directory/model/policies.h"

#include <algorithm>

#include "directory/model/text_rules.h"
#include "entra/graph_application.h"
#include "entra/portal_application.h"

namespace sallyport::directory {
namespace {

using entra::ConditionalAccessPolicy;
using entra::GrantControl;

constexpr int kMostHours = 23;
constexpr int kMostDays = 365;
constexpr int kShortestPrefix = 8;
constexpr int kIpv4Offset = 96;  // an IpNetwork counts its bits in the form of IPv6

bool names_nobody(const entra::PolicyPeople& people) {
  return !people.everybody && !people.guests && people.people.empty() && people.groups.empty() && people.roles.empty();
}

bool names_no_place(const entra::PolicyPlaces& places) {
  return !places.everywhere && !places.trusted && places.locations.empty();
}

Result<void> check_target(const ConditionalAccessPolicy& policy) {
  const bool apps = policy.include_apps.all || !policy.include_apps.apps.empty();
  if (apps == !policy.contexts.empty())
    return failure(Kind::rejected, "policy_target", "", "name applications or authentication contexts, one of both");
  for (const std::string& context : policy.contexts)
    if (!entra::is_authentication_context(context))
      return failure(Kind::rejected, "policy_context", "", context + ": write c1 to c99");
  return {};
}

Result<void> check_controls(const ConditionalAccessPolicy& policy) {
  const bool blocks = std::ranges::find(policy.controls, GrantControl::block) != policy.controls.end();
  if (blocks && policy.controls.size() > 1) return failure(Kind::rejected, "policy_controls", "", "block stands alone");
  if (policy.controls.empty() && !policy.sign_in_frequency)
    return failure(Kind::rejected, "policy_controls", "", "name a grant control or a sign-in frequency");
  return {};
}

Result<void> check_frequency(const ConditionalAccessPolicy& policy) {
  if (!policy.sign_in_frequency || policy.sign_in_frequency->every_time) return {};
  const int most = policy.sign_in_frequency->unit == entra::FrequencyUnit::days ? kMostDays : kMostHours;
  if (policy.sign_in_frequency->value >= 1 && policy.sign_in_frequency->value <= most) return {};
  return failure(Kind::rejected, "policy_frequency", "", "1 to 23 hours, or 1 to 365 days");
}

// An application that has a service principal in the tenant, or is always there.
Result<bool> is_known_app(entra::DirectoryStore& store, const TenantId& tenant, const ClientId& client) {
  if (client.value == entra::kPortalClientId) return true;
  SALLYPORT_TRY(const auto principal, store.find_principal_of(tenant, client));
  return principal.has_value();
}

Result<void> check_people(entra::DirectoryStore& store, const TenantId& tenant, const entra::PolicyPeople& people) {
  for (const entra::ObjectId& id : people.people) {
    SALLYPORT_TRY(const auto user, store.find_user(id));
    if (!user || user->tenant != tenant) return failure(Kind::rejected, "no_user", "", id.value);
  }
  for (const entra::ObjectId& id : people.groups) {
    SALLYPORT_TRY(const auto group, store.find_group(id));
    if (!group || group->tenant != tenant) return failure(Kind::rejected, "no_group", "", id.value);
  }
  return {};
}

Result<void> check_apps(entra::DirectoryStore& store, const TenantId& tenant, const entra::PolicyApps& apps) {
  for (const ClientId& client : apps.apps) {
    SALLYPORT_TRY(const bool known, is_known_app(store, tenant, client));
    if (!known) return failure(Kind::rejected, "no_app", "", client.value);
  }
  return {};
}

}  // namespace

Result<void> check_policy(const ConditionalAccessPolicy& policy) {
  SALLYPORT_CHECK(check_name(policy.display_name, "policy_name"));
  if (names_nobody(policy.include_people))
    return failure(Kind::rejected, "policy_people", "", "include somebody, or a group, a role, or everybody");
  SALLYPORT_CHECK(check_target(policy));
  if (policy.include_places ? names_no_place(*policy.include_places) : !names_no_place(policy.exclude_places))
    return failure(Kind::rejected, "policy_places", "", "include a place, or everywhere");
  SALLYPORT_CHECK(check_controls(policy));
  return check_frequency(policy);
}

Result<void> check_policy_names(entra::DirectoryStore& store, const ConditionalAccessPolicy& policy) {
  SALLYPORT_CHECK(check_people(store, policy.tenant, policy.include_people));
  SALLYPORT_CHECK(check_people(store, policy.tenant, policy.exclude_people));
  SALLYPORT_CHECK(check_apps(store, policy.tenant, policy.include_apps));
  return check_apps(store, policy.tenant, policy.exclude_apps);
}

Result<void> check_location(const entra::NamedLocation& location) {
  SALLYPORT_CHECK(check_name(location.display_name, "location_name"));
  if (location.networks.empty() || location.networks.size() > entra::kNetworksOfLocation)
    return failure(Kind::rejected, "location_networks", "", "1 to 2000 networks");
  for (const http::IpNetwork& network : location.networks) {
    const int prefix = network.address.is_ipv4() ? network.bits - kIpv4Offset : network.bits;
    if (prefix < kShortestPrefix)
      return failure(Kind::rejected, "location_networks", "", network.print() + ": at most a /8");
  }
  return {};
}

}  // namespace sallyport::directory
