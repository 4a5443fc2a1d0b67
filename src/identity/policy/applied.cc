#include "identity/policy/applied.h"

namespace sallyport::identity {

std::vector<Place> teams_from(const Snapshot& snapshot, Place team) {
  std::vector<Place> found{team};
  std::set<Place> seen{team};
  for (std::size_t i = 0; i < found.size(); ++i)
    for (const Place parent : snapshot.parents[found[i]])
      if (seen.insert(parent).second) found.push_back(parent);
  return found;
}

void RuleCollector::add_role(Grant how) {
  add_policies(snapshot_.model.roles[how.role].policies, how);
}

void RuleCollector::add_team_policies(Grant how) {
  add_policies(snapshot_.model.teams[how.team].policies, how);
}

void RuleCollector::add_policies(const std::vector<std::string>& names, Grant how) {
  for (const auto& name : names) {
    const auto policy = snapshot_.policies.find(name);
    if (policy == snapshot_.policies.end() || !seen_.insert({policy->second, how.team}).second) continue;
    how.policy = policy->second;
    const auto grant = static_cast<Place>(collected_.grants.size());
    collected_.grants.push_back(how);
    for (Place rule = snapshot_.first_rule[how.policy]; rule < snapshot_.first_rule[how.policy + 1]; ++rule) {
      const bool denies = snapshot_.rules[rule].effect == Effect::deny;
      (denies ? collected_.denies : collected_.allows).push_back({rule, grant});
    }
  }
}

}  // namespace sallyport::identity
