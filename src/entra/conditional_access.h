// Conditional access policies and named locations of a tenant, as values. Lists of ids that are empty name nobody or
// nothing. directory/rules/conditional_access.h judges them.
// Source: Microsoft Graph v1.0, resource types conditionalAccessPolicy and ipNamedLocation.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/account.h"
#include "http/address.h"

namespace sallyport::entra {

// The names of these enumerators are Graph's words, such as "enabledForReportingButNotEnforced". Each parse function
// compares exactly, and is absent for every other text.
enum class PolicyState { enabled, disabled, report_only };
std::string_view name_of(PolicyState state);
std::optional<PolicyState> parse_policy_state(std::string_view name);

// How a person reaches the application. Nobody reaches the directory by one of the last two; they are kept because
// Graph has them.
enum class ClientKind { browser, mobile_and_desktop, exchange_active_sync, other };
std::string_view name_of(ClientKind kind);
std::optional<ClientKind> parse_client_kind(std::string_view name);

// What a policy demands. block stands alone. password_change means that the person chooses a new password at this
// sign-in. The directory knows no devices, so nothing satisfies the last two.
enum class GrantControl { block, mfa, password_change, compliant_device, domain_joined_device };
bool is_of_device(GrantControl control);
std::string_view name_of(GrantControl control);
std::optional<GrantControl> parse_grant_control(std::string_view name);

enum class GrantOperator { all_of, one_of };
std::string_view name_of(GrantOperator op);  // "AND", "OR"
std::optional<GrantOperator> parse_grant_operator(std::string_view name);

struct PolicyPeople {
  bool everybody = false;
  bool guests = false;
  std::vector<ObjectId> people;
  std::vector<ObjectId> groups;  // members count also through other groups
  std::vector<DirectoryRole> roles;
  bool operator==(const PolicyPeople&) const = default;
};

struct PolicyApps {
  bool all = false;
  std::vector<ClientId> apps;
  bool operator==(const PolicyApps&) const = default;
};

struct PolicyPlaces {
  bool everywhere = false;
  bool trusted = false;             // every named location that is marked as trusted
  std::vector<ObjectId> locations;  // ids of named locations
  bool operator==(const PolicyPlaces&) const = default;
};

enum class FrequencyUnit { hours, days };
std::string_view name_of(FrequencyUnit unit);
std::optional<FrequencyUnit> parse_frequency_unit(std::string_view name);

// How long a sign-in is good for. `every_time` demands a new one for each request; the other fields are then not used.
struct SignInFrequency {
  bool every_time = false;
  int value = 1;
  FrequencyUnit unit = FrequencyUnit::hours;
  bool operator==(const SignInFrequency&) const = default;
};
Seconds age_limit(const SignInFrequency& frequency);

// A policy concerns a request if all its conditions hold. What is excluded wins over what is included.
struct ConditionalAccessPolicy {
  ObjectId id;
  TenantId tenant;
  std::string display_name;
  PolicyState state = PolicyState::disabled;
  PolicyPeople include_people;
  PolicyPeople exclude_people;  // `everybody` is never set
  PolicyApps include_apps;
  PolicyApps exclude_apps;            // `all` is never set
  std::vector<std::string> contexts;  // authentication contexts "c1" to "c99", instead of applications
  std::optional<PolicyPlaces> include_places;
  PolicyPlaces exclude_places;           // `everywhere` is never set
  std::vector<ClientKind> client_kinds;  // empty: every kind
  GrantOperator grant_operator = GrantOperator::one_of;
  std::vector<GrantControl> controls;
  std::optional<SignInFrequency> sign_in_frequency;
  UnixTime created;
  std::optional<UnixTime> modified;
  bool operator==(const ConditionalAccessPolicy&) const = default;
};

// The ids of all named locations that the policy includes or excludes.
std::vector<ObjectId> named_places(const ConditionalAccessPolicy& policy);

// Networks that policies name.
struct NamedLocation {
  ObjectId id;
  TenantId tenant;
  std::string display_name;
  bool trusted = false;
  std::vector<http::IpNetwork> networks;
  UnixTime created;
  std::optional<UnixTime> modified;
  bool operator==(const NamedLocation&) const = default;
};

// What a policy made of one request, as the sign-in log has it. A policy that reports only never decides anything.
enum class PolicyResult {
  success,
  failure,
  not_applied,
  not_enabled,
  report_only_success,
  report_only_failure,      // the policy would have blocked
  report_only_interrupted,  // the policy would have asked for something
  report_only_not_applied
};
std::string_view name_of(PolicyResult result);  // "success", "reportOnlyInterrupted", as in Graph
std::optional<PolicyResult> parse_policy_result(std::string_view name);

struct AppliedPolicy {
  ObjectId id;
  std::string display_name;
  PolicyResult result = PolicyResult::not_applied;
  std::vector<GrantControl> controls;
  bool has_frequency = false;  // the policy limits the age of a sign-in
  bool operator==(const AppliedPolicy&) const = default;
};

// Limits of a tenant, as at Entra ID.
inline constexpr std::size_t kPolicies = 195;
inline constexpr std::size_t kNamedLocations = 195;
inline constexpr std::size_t kNetworksOfLocation = 2000;

// Whether the text names an authentication context: "c1" to "c99".
bool is_authentication_context(std::string_view name);

}  // namespace sallyport::entra
