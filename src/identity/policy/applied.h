// Collects the rules that apply to somebody, each with how it came. For the files of this folder.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "identity/policy/snapshot.h"

namespace sallyport::identity {

// The team and all teams above it, each once, nearest first. Ends also if the teams stand in a circle.
std::vector<Place> teams_from(const Snapshot& snapshot, Place team);

class RuleCollector {
 public:
  // The snapshot must outlive the collector. It needs the tables from `symbols` to `parents`.
  explicit RuleCollector(const Snapshot& snapshot) : snapshot_(snapshot) {}

  // Adds the rules of the role's policies, which came as `how` says.
  void add_role(Grant how);

  // Adds the rules of the own policies of the team `how.team`.
  void add_team_policies(Grant how);

  AppliedRules take() { return std::move(collected_); }

 private:
  void add_policies(const std::vector<std::string>& names, Grant how);

  const Snapshot& snapshot_;
  AppliedRules collected_;
  // A policy means the same wherever it comes from, but for the team to which it is attached.
  std::set<std::pair<Place, Place>> seen_;
};

}  // namespace sallyport::identity
