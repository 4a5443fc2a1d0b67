#include "directory/rules/conditional_access.h"

#include <algorithm>

namespace sallyport::directory {
namespace {

using entra::ConditionalAccessPolicy;
using entra::GrantControl;
using entra::NamedLocation;
using entra::PolicyResult;
using entra::PolicyState;

bool lists(const auto& all, const auto& one) {
  return std::ranges::find(all, one) != all.end();
}

bool holds(const entra::PolicyPeople& people, const AccessAttempt& attempt) {
  const entra::User& person = attempt.person;
  if (people.everybody) return true;
  if (people.guests && person.type == entra::UserType::guest) return true;
  if (person.directory_role != entra::DirectoryRole::none && lists(people.roles, person.directory_role)) return true;
  return lists(people.people, person.id) ||
         std::ranges::any_of(attempt.groups, [&](const auto& group) { return lists(people.groups, group); });
}

// Whether the policy concerns one of the applications of the request, or an authentication context that it asks for.
bool concerns_target(const ConditionalAccessPolicy& policy, const AccessAttempt& attempt) {
  if (std::ranges::any_of(attempt.contexts, [&](const auto& each) { return lists(policy.contexts, each); }))
    return true;
  return std::ranges::any_of(attempt.apps, [&](const ClientId& app) {
    const bool included = policy.include_apps.all || lists(policy.include_apps.apps, app);
    return included && !lists(policy.exclude_apps.apps, app);
  });
}

bool is_in(const NamedLocation& location, const std::optional<http::IpAddress>& address) {
  return address && http::contains(location.networks, *address);
}

bool holds(const entra::PolicyPlaces& places, std::span<const NamedLocation> locations, const AccessAttempt& attempt) {
  if (places.everywhere) return true;
  return std::ranges::any_of(locations, [&](const NamedLocation& location) {
    const bool named = (places.trusted && location.trusted) || lists(places.locations, location.id);
    return named && is_in(location, attempt.address);
  });
}

bool concerns(const ConditionalAccessPolicy& policy, std::span<const NamedLocation> locations,
              const AccessAttempt& attempt) {
  if (!holds(policy.include_people, attempt) || holds(policy.exclude_people, attempt)) return false;
  if (!concerns_target(policy, attempt)) return false;
  const bool other_kind = attempt.client_kind && !lists(policy.client_kinds, *attempt.client_kind);
  if (!policy.client_kinds.empty() && other_kind) return false;
  if (!policy.include_places) return true;
  return holds(*policy.include_places, locations, attempt) && !holds(policy.exclude_places, locations, attempt);
}

bool is_satisfied(GrantControl control, const AccessAttempt& attempt) {
  switch (control) {
    case GrantControl::mfa:
      return attempt.proofs.second_factor.has_value();
    case GrantControl::password_change:
      return attempt.proofs.new_password.has_value();
    case GrantControl::block:
    case GrantControl::compliant_device:
    case GrantControl::domain_joined_device:
      break;
  }
  return false;
}

// The controls that the person still has to satisfy. Of several that are alternatives, it is the first one that a
// person can satisfy.
std::vector<GrantControl> missing_controls(const ConditionalAccessPolicy& policy, const AccessAttempt& attempt) {
  std::vector<GrantControl> missing;
  for (const GrantControl control : policy.controls)
    if (!is_satisfied(control, attempt)) missing.push_back(control);
  if (policy.grant_operator == entra::GrantOperator::all_of || missing.empty()) return missing;
  if (missing.size() < policy.controls.size()) return {};
  const auto possible = std::ranges::find_if_not(missing, entra::is_of_device);
  return {possible == missing.end() ? missing.front() : *possible};
}

bool is_too_old(const ConditionalAccessPolicy& policy, const AccessAttempt& attempt) {
  return policy.sign_in_frequency && attempt.now - attempt.authenticated >= age_limit(*policy.sign_in_frequency);
}

PolicyResult reported(const std::vector<GrantControl>& missing, bool too_old) {
  if (lists(missing, GrantControl::block) || std::ranges::any_of(missing, entra::is_of_device))
    return PolicyResult::report_only_failure;
  return missing.empty() && !too_old ? PolicyResult::report_only_success : PolicyResult::report_only_interrupted;
}

void demand(AccessVerdict& verdict, const ConditionalAccessPolicy& policy, const std::vector<GrantControl>& missing,
            bool too_old) {
  verdict.blocked = verdict.blocked || lists(missing, GrantControl::block);
  if (const auto device = std::ranges::find_if(missing, entra::is_of_device);
      device != missing.end() && !verdict.device)
    verdict.device = *device;
  verdict.needs_second_factor = verdict.needs_second_factor || lists(missing, GrantControl::mfa);
  verdict.needs_new_password = verdict.needs_new_password || lists(missing, GrantControl::password_change);
  if (too_old) {
    const Seconds limit = age_limit(*policy.sign_in_frequency);
    verdict.longest_age = std::min(limit, verdict.longest_age.value_or(limit));
  }
  verdict.deciding.push_back(policy.id);
}

PolicyResult judge(AccessVerdict& verdict, const ConditionalAccessPolicy& policy,
                   std::span<const NamedLocation> locations, const AccessAttempt& attempt) {
  if (policy.state == PolicyState::disabled) return PolicyResult::not_enabled;
  const bool reports = policy.state == PolicyState::report_only;
  if (!concerns(policy, locations, attempt))
    return reports ? PolicyResult::report_only_not_applied : PolicyResult::not_applied;
  const auto missing = missing_controls(policy, attempt);
  const bool too_old = is_too_old(policy, attempt);
  if (reports) return reported(missing, too_old);
  if (missing.empty() && !too_old) return PolicyResult::success;
  demand(verdict, policy, missing, too_old);
  return PolicyResult::failure;
}

}  // namespace

AccessVerdict judge_access(std::span<const ConditionalAccessPolicy> policies, std::span<const NamedLocation> locations,
                           const AccessAttempt& attempt) {
  AccessVerdict verdict;
  for (const ConditionalAccessPolicy& policy : policies) {
    const PolicyResult result = judge(verdict, policy, locations, attempt);
    verdict.policies.push_back(
        {policy.id, policy.display_name, result, policy.controls, policy.sign_in_frequency.has_value()});
  }
  return verdict;
}

}  // namespace sallyport::directory
