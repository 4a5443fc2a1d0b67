// For the tests of this folder: a small application with its resources, and short ways to write a model.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/reason_of.h"
#include "identity/policy/decision.h"
#include "identity/policy/snapshot.h"

namespace sallyport::identity::testing {

using Names = std::vector<std::string>;

// "dashboard" has every attribute and one of its own; "page" has none; "person" may be an administrator.
inline Vocabulary small_vocabulary() {
  Vocabulary vocabulary;
  const Names operations{"Create", "Delete", "ViewBasic", "ViewUsage", "EditTags", "EditOwners"};
  EXPECT_TRUE(vocabulary.add({"dashboard", operations, {"owners", "domain", "tags", "certification", "region"}}));
  EXPECT_TRUE(vocabulary.add({"page", operations, {}}));
  EXPECT_TRUE(vocabulary.add({"person", {"Impersonate"}, {"isAdmin"}}));
  return vocabulary;
}

inline Rule rule_for(Effect effect, Names operations, std::string condition = "", Names resources = {"All"}) {
  return {.name = "rule",
          .effect = effect,
          .resources = std::move(resources),
          .operations = std::move(operations),
          .condition = std::move(condition)};
}

// Organization, above Sales (a division), above Shop and Desk (groups); Ops is a group beside Sales.
inline std::vector<Team> small_teams() {
  return {{.name = "Organization", .type = TeamType::organization},
          {.name = "Sales", .type = TeamType::division, .parents = {"Organization"}},
          {.name = "Shop", .parents = {"Sales"}},
          {.name = "Desk", .parents = {"Sales"}},
          {.name = "Ops", .parents = {"Organization"}}};
}

// One role "R" with one policy "P" of these rules, and the small teams.
inline Model model_of(std::vector<Rule> rules) {
  return {small_vocabulary(), {{"P", std::move(rules)}}, {{"R", {"P"}}}, small_teams()};
}

inline Team& team_named(Model& model, std::string_view name) {
  for (Team& team : model.teams)
    if (team.name == name) return team;
  throw std::logic_error("no such team");
}

inline Owner person_owner(std::string id, std::optional<Names> teams = {}) {
  return {Owner::Type::person, std::move(id), std::move(teams)};
}

inline Owner team_owner(std::string name) {
  return {Owner::Type::team, std::move(name), {}};
}

// A dashboard about which everything is known: nobody owns it, and it has no domain, tag, certification or region.
inline Object plain_dashboard() {
  return {.resource = "dashboard",
          .id = "d1",
          .owners = std::vector<Owner>{},
          .domains = Names{},
          .tags = Names{},
          .certifications = Names{},
          .own = {{"region", {}}}};
}

inline Decision decide_on(const Model& model, const Principal& principal, const Names& operations,
                          const Object& object) {
  const auto snapshot = compile(model);
  const auto who = snapshot->prepare(principal);
  const auto what = snapshot->prepare(object);
  const auto asked = snapshot->operations(operations);
  EXPECT_TRUE(who && what && asked);
  // The rule lives as long as the snapshot, which does not outlive this call.
  Decision decision = decide(*who, *asked, *what);
  decision.rule = nullptr;
  return decision;
}

inline Verdict verdict_on(const Model& model, const Principal& principal, const Names& operations,
                          const Object& object) {
  return decide_on(model, principal, operations, object).verdict;
}

}  // namespace sallyport::identity::testing
