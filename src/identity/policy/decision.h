// The decision: may this principal do this to this object? There is one evaluator. The check path, the API, the list of
// permissions and explain() all use it.
//
//   0. An operation outside of the credential's scope is denied. A scope that names roles also leaves, of the rules
//      that allow, only those of the principal's own roles that it names; all others below apply as they are.
//   1. An administrator may.
//   2. A rule that applies, denies one of the operations, and whose condition is not known to be false, denies all.
//   3. Rules that apply, and whose condition is known to be true, must together allow every operation.
//   4. Everything else is denied.
//
// The rules that apply are those of the principal's roles, of the principal's teams and all teams above them, and of
// the policies of the teams that own the object and all teams above those. If the owners are unknown, every team's
// policies may deny. Source: OpenMetadata, Authorization; docs/policies.md, How a question is decided.
#pragma once

#include <cstdint>
#include <string_view>

#include "identity/policy/snapshot.h"

namespace sallyport::identity {

enum class Verdict : std::uint8_t {
  administrator,  // may, because administrators may do everything
  allowed,        // may, because rules allow it
  denied,         // may not, because a rule denies it
  not_allowed,    // may not, because no rule allows it
  outside_scope,  // may not, because the credential is not for it
};

// "administrator", "allowed", "denied", "notAllowed", "outsideScope"
std::string_view name_of(Verdict verdict);

struct Decision {
  Verdict verdict = Verdict::not_allowed;
  // Denied: those that the rule denies; not_allowed: those that no rule allows; outside_scope: those outside of it.
  OperationSet operations{};
  const CompiledRule* rule = nullptr;  // denied: which rule; allowed: which completed it. Lives as long as the snapshot
  Grant grant{};                       // how that rule came to apply

  bool is_permit() const { return verdict == Verdict::administrator || verdict == Verdict::allowed; }
};

// Decides. Takes a microsecond or less: time linear in the number of rules that apply. Nothing is remembered.
// Requires: both were prepared by the same snapshot. If not, or if there are no operations, the answer is not_allowed.
Decision decide(const PreparedPrincipal& principal, const OperationSet& operations, const PreparedObject& object);

// The same about the object of a requirement, for a path with these segments. It takes no look-up by name if the
// principal's snapshot was compiled with the requirement (Model::requirements). Otherwise it is prepared now, and
// decided alike. Errors: those of Snapshot::prepare() and Snapshot::operations(); internal/"principal_unprepared".
Result<Decision> decide(const PreparedPrincipal& principal, const OperationRequirement& requirement, Segments segments);

}  // namespace sallyport::identity
