#include "entra/conditional_access.h"

#include <array>

#include "entra/names.h"

namespace sallyport::entra {
namespace {

constexpr auto kStates = std::to_array<Named<PolicyState>>({
    {PolicyState::enabled, "enabled"},
    {PolicyState::disabled, "disabled"},
    {PolicyState::report_only, "enabledForReportingButNotEnforced"},
});

constexpr auto kClientKinds = std::to_array<Named<ClientKind>>({
    {ClientKind::browser, "browser"},
    {ClientKind::mobile_and_desktop, "mobileAppsAndDesktopClients"},
    {ClientKind::exchange_active_sync, "exchangeActiveSync"},
    {ClientKind::other, "other"},
});

constexpr auto kControls = std::to_array<Named<GrantControl>>({
    {GrantControl::block, "block"},
    {GrantControl::mfa, "mfa"},
    {GrantControl::password_change, "passwordChange"},
    {GrantControl::compliant_device, "compliantDevice"},
    {GrantControl::domain_joined_device, "domainJoinedDevice"},
});

constexpr auto kOperators =
    std::to_array<Named<GrantOperator>>({{GrantOperator::all_of, "AND"}, {GrantOperator::one_of, "OR"}});

constexpr auto kUnits =
    std::to_array<Named<FrequencyUnit>>({{FrequencyUnit::hours, "hours"}, {FrequencyUnit::days, "days"}});

constexpr auto kResults = std::to_array<Named<PolicyResult>>({
    {PolicyResult::success, "success"},
    {PolicyResult::failure, "failure"},
    {PolicyResult::not_applied, "notApplied"},
    {PolicyResult::not_enabled, "notEnabled"},
    {PolicyResult::report_only_success, "reportOnlySuccess"},
    {PolicyResult::report_only_failure, "reportOnlyFailure"},
    {PolicyResult::report_only_interrupted, "reportOnlyInterrupted"},
    {PolicyResult::report_only_not_applied, "reportOnlyNotApplied"},
});

// "Every time" leaves five minutes, so that a sign-in to several applications at once asks once. Source: Microsoft's
// page on session lifetime policies.
constexpr Seconds kEveryTime{300};
constexpr Seconds kHour{3600};
constexpr Seconds kDay{86400};

}  // namespace

std::string_view name_of(PolicyState state) {
  return name_in(kStates, state);
}
std::optional<PolicyState> parse_policy_state(std::string_view name) {
  return value_in(kStates, name);
}

std::string_view name_of(ClientKind kind) {
  return name_in(kClientKinds, kind);
}
std::optional<ClientKind> parse_client_kind(std::string_view name) {
  return value_in(kClientKinds, name);
}

std::string_view name_of(GrantControl control) {
  return name_in(kControls, control);
}
std::optional<GrantControl> parse_grant_control(std::string_view name) {
  return value_in(kControls, name);
}
bool is_of_device(GrantControl control) {
  return control == GrantControl::compliant_device || control == GrantControl::domain_joined_device;
}

std::string_view name_of(GrantOperator op) {
  return name_in(kOperators, op);
}
std::optional<GrantOperator> parse_grant_operator(std::string_view name) {
  return value_in(kOperators, name);
}

std::string_view name_of(FrequencyUnit unit) {
  return name_in(kUnits, unit);
}
std::optional<FrequencyUnit> parse_frequency_unit(std::string_view name) {
  return value_in(kUnits, name);
}

std::string_view name_of(PolicyResult result) {
  return name_in(kResults, result);
}
std::optional<PolicyResult> parse_policy_result(std::string_view name) {
  return value_in(kResults, name);
}

Seconds age_limit(const SignInFrequency& frequency) {
  if (frequency.every_time) return kEveryTime;
  return frequency.value * (frequency.unit == FrequencyUnit::days ? kDay : kHour);
}

std::vector<ObjectId> named_places(const ConditionalAccessPolicy& policy) {
  std::vector<ObjectId> ids = policy.exclude_places.locations;
  if (policy.include_places)
    ids.insert(ids.end(), policy.include_places->locations.begin(), policy.include_places->locations.end());
  return ids;
}

bool is_authentication_context(std::string_view name) {
  if (name.size() < 2 || name.size() > 3 || name.front() != 'c') return false;
  return name[1] != '0' && name.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

}  // namespace sallyport::entra
