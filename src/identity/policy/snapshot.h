// All policies, roles and teams at one moment, compiled for deciding: names are numbers, sets are bits, conditions are
// parsed. A snapshot never changes. Whoever changes a policy compiles another one and swaps the pointer, so a decision
// needs no lock and sees either everything of a change or nothing.
//
// A snapshot knows no people: they are prepared when their session or token is first seen, and as long as it is cached.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "identity/policy/condition.h"
#include "identity/policy/operation_requirement.h"
#include "identity/policy/question.h"
#include "identity/policy/rules.h"
#include "identity/policy/teams.h"
#include "identity/policy/truth.h"
#include "identity/policy/vocabulary.h"

namespace sallyport::identity {

// What is compiled. References by name that lead nowhere give nothing.
struct Model {
  Vocabulary vocabulary{};
  std::vector<Policy> policies{};
  std::vector<Role> roles{};
  std::vector<Team> teams{};
  std::vector<std::string> deleted_roles{};  // by name: who has one, for example from the provider, has nothing by it
  std::vector<OperationRequirement> requirements{};  // about which decide() is asked often
};

// A mistake in what is stored, for the log: "policy P, rule R: column 3: …". It fails closed: a condition that cannot
// be read is unknown, so its rule allows nothing and denies always; a reference to what is gone gives nothing.
struct Defect {
  std::string text{};

  bool operator==(const Defect&) const = default;
};

using Place = std::uint32_t;   // of a policy, role or team in the model, and of other rows in their tables
using Symbol = std::uint32_t;  // a name that a condition mentions
inline constexpr Place kNowhere = static_cast<Place>(-1);

// One node of a condition. The nodes of all conditions stand in one table, each before its operands.
struct ConditionNode {
  Condition::Kind kind = Condition::Kind::call;
  Function function = Function::no_owner;
  Place past = 0;            // the first node behind this one and its operands
  Place first_argument = 0;  // of a call: in Snapshot::arguments
  Place arguments_end = 0;
};

struct CompiledRule {
  Effect effect = Effect::allow;
  bool all_resources = false;
  bool unreadable = false;  // the condition cannot be parsed, or reads an attribute that no resource has
  ResourceSet resources{};
  OperationSet operations{};
  Place condition = kNowhere;  // its first node; kNowhere: none
  Place policy = 0;
  Place rule = 0;  // in the policy
};

// How a policy came to apply.
struct Grant {
  Place policy = kNowhere;
  Place role = kNowhere;     // kNowhere: the policy belongs to the team itself
  Place team = kNowhere;     // the team that has the role or the policy; kNowhere: the role is the principal's own
  Place through = kNowhere;  // the team, at or below `team`, of which the principal is a member or which is an owner
  bool by_owner = false;     // the policy applies because `through` owns the object
};

struct AppliedRule {
  Place rule = 0;   // in Snapshot::rules
  Place grant = 0;  // in AppliedRules::grants
};

// The rules that apply to a principal or to the objects of a team, in OpenMetadata's order.
struct AppliedRules {
  std::vector<Grant> grants{};
  std::vector<AppliedRule> denies{};
  std::vector<AppliedRule> allows{};
};

using TeamBits = std::vector<std::uint64_t>;  // one bit for each team of the model

// Operations on one resource, or on all, that are within a scope.
struct PreparedScopeRow {
  Place resource = kNowhere;  // kNowhere: all
  OperationSet operations{};
};

struct Snapshot;

// A principal in the numbers of one snapshot, which it keeps alive.
struct PreparedPrincipal {
  std::shared_ptr<const Snapshot> snapshot{};
  Principal principal{};
  AppliedRules rules{};  // if a scope narrows the roles, the rules that allow are those of its roles alone
  std::vector<PreparedScopeRow> scope{};  // meaningless if the scope does not name operations
  std::vector<Place> teams{};             // the principal's own
  TeamBits under{};                       // those and the teams above them
  std::vector<Symbol> symbols{};          // of all roles, also those from teams; sorted
};

struct PreparedOwner {
  Owner::Type type = Owner::Type::person;
  std::string name{};
  Place team = kNowhere;     // of a team; kNowhere: there is no such team
  bool teams_known = false;  // of a person
  TeamBits under{};          // the teams in and above which the owner is; of a lost team, none
};

// A set of names that may be unknown as a whole.
struct PreparedValues {
  bool known = false;
  std::vector<Symbol> symbols{};  // sorted; names that no condition mentions are left out
};

struct PreparedAttribute {
  Symbol name = 0;
  PreparedValues values{};
};

// An object in the numbers of one snapshot, which it keeps alive.
struct PreparedObject {
  std::shared_ptr<const Snapshot> snapshot{};
  Place resource = 0;
  bool owners_known = false;
  std::vector<PreparedOwner> owners{};
  bool domains_known = false;
  std::vector<std::string> domains{};
  PreparedValues tags{};
  PreparedValues certifications{};
  Truth admin = Truth::unknown;
  std::vector<PreparedAttribute> own{};  // the attributes of the resource that a condition mentions, by name
};

// A requirement in the numbers of the snapshot that has it.
struct CompiledRequirement {
  OperationSet operations{};
  PreparedObject object{};   // without what the path says; its `snapshot` is null
  std::size_t segments = 0;  // how many the requirement looks at
};

// Made by compile() alone. The tables are for decision.cc and explanation.cc.
struct Snapshot : std::enable_shared_from_this<Snapshot> {
  Model model;
  std::vector<Defect> defects{};

  std::map<std::string, Symbol, std::less<>> symbols{};
  std::map<std::string, Place, std::less<>> policies{};
  std::map<std::string, Place, std::less<>> roles{};
  std::map<std::string, Place, std::less<>> teams{};
  std::vector<ConditionNode> nodes{};
  std::vector<std::uint32_t> arguments{};  // the Symbols of calls; for inAnyTeam() the Places of teams
  std::vector<CompiledRule> rules{};
  std::vector<Place> first_rule{};            // of each policy, and one past the last
  std::vector<std::vector<Place>> parents{};  // of each team
  std::vector<TeamBits> under{};              // of each team: itself and the teams above it
  std::vector<AppliedRules> of_owner{};       // of each team: its policies and those of the teams above it
  AppliedRules of_unknown_owner{};            // the rules of every team's policies that deny
  std::unordered_map<OperationRequirement, CompiledRequirement, HashOfRequirement> requirements{};

  // Errors: malformed/"principal_limit" if there are more than kMaxValues roles, teams or domains. Teams that the
  // snapshot does not have are left out. A role that it does not have, such as one of the provider's, gives nothing but
  // counts for hasAnyRole(), unless it was deleted here.
  Result<PreparedPrincipal> prepare(const Principal& principal) const;

  // Errors: rejected/"resource_unknown"; rejected/"attribute_unknown" if the resource does not have an attribute of the
  // object; malformed/"object_limit" if there are more than kMaxOwners owners or kMaxValues values.
  Result<PreparedObject> prepare(const Object& object) const;

  // The set of these operations. Errors: rejected/"operation_unknown"; malformed/"operation_none".
  Result<OperationSet> operations(const std::vector<std::string>& names) const;
};

// Never fails: what cannot be used becomes a defect.
std::shared_ptr<const Snapshot> compile(Model model);

bool has_bit(const TeamBits& bits, Place team);

// Those of the operations that are not within the principal's scope.
OperationSet outside_scope(const PreparedPrincipal& principal, Place resource, const OperationSet& operations);

}  // namespace sallyport::identity
