#include "gateway/standing/principal.h"

#include <algorithm>
#include <utility>

#include "identity/policy/teams.h"

namespace sallyport::gateway {
namespace {

// The names of the teams. A person may be in a team more than once, by several origins.
Result<std::vector<std::string>> find_teams(const PolicyView& view, identity::TeamMemberStore& members,
                                            const PersonId& person) {
  SALLYPORT_TRY(const auto memberships, members.teams_of(person));
  std::vector<std::string> teams;
  for (const auto& membership : memberships)
    if (const auto team = view.team_names.find(membership.team); team != view.team_names.end())
      teams.push_back(team->second);
  std::ranges::sort(teams);
  teams.erase(std::ranges::unique(teams).begin(), teams.end());
  if (teams.empty()) teams.emplace_back(identity::kOrganization);
  return teams;
}

}  // namespace

Result<PrincipalPtr> find_principal(const PoliciesInForce& policies, identity::TeamMemberStore& members,
                                    const PersonId& person, const identity::Rights& rights,
                                    identity::PrincipalKind kind, const identity::Scope& scope) {
  const PolicyViewPtr view = policies.get();
  if (!view) return failure(Kind::unavailable, "policies_unknown");
  identity::Principal principal{
      .id = person, .kind = kind, .admin = rights.admin, .roles = rights.roles, .scope = scope};
  if (kind == identity::PrincipalKind::person) {
    SALLYPORT_TRY(principal.teams, find_teams(*view, members, person));
  }
  SALLYPORT_TRY(auto prepared, view->snapshot->prepare(principal));
  return std::make_shared<const identity::PreparedPrincipal>(std::move(prepared));
}

Result<PrincipalPtr> find_principal(const PoliciesInForce& policies, identity::TeamMemberStore& members,
                                    const Caller& caller) {
  return find_principal(policies, members, caller.person, policy_rights(caller), principal_kind(caller),
                        scope_of(caller));
}

CallerPtr judged_by(const PolicyViewPtr& policies, const CallerPtr& caller) {
  if (!caller->principal) return caller;
  if (!policies) return nullptr;
  if (caller->principal->snapshot == policies->snapshot) return caller;
  auto prepared = policies->snapshot->prepare(caller->principal->principal);
  if (!prepared) return nullptr;
  return with_principal(*caller, std::make_shared<const identity::PreparedPrincipal>(*std::move(prepared)));
}

}  // namespace sallyport::gateway
