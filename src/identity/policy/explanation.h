// Explains a decision: which rule of which policy decided, by which role and through which team it came to apply, which
// other rules were looked at, and what the smallest change is that would decide otherwise. The evaluator is the one
// that decides.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/policy/change.h"
#include "identity/policy/decision.h"

namespace sallyport::identity {

// A rule that the evaluator looked at, because its resource and operations match.
struct ConsideredRule {
  Effect effect = Effect::allow;
  std::string policy{};
  std::string rule{};
  std::string condition{};          // empty: none
  Truth answer = Truth::unknown;    // of the condition
  std::string role{};               // empty: the policy belongs to the team itself
  std::string team{};               // empty: the role is the principal's own
  std::vector<std::string> path{};  // from the principal's own team, or the owner's, up to `team`; both included
  bool by_owner = false;            // the policy applies because the team owns, or may own, the object

  bool operator==(const ConsideredRule&) const = default;
};

// The same in the numbers of a snapshot, whose rule it points to.
struct Considered {
  const CompiledRule* rule = nullptr;
  Grant grant{};
  Truth answer = Truth::unknown;
};

ConsideredRule with_names(const Snapshot& snapshot, const Considered& considered);

struct Explanation {
  Verdict verdict = Verdict::not_allowed;
  std::vector<std::string> operations{};       // as in Decision
  std::optional<ConsideredRule> decided_by{};  // absent for administrator, not_allowed and outside_scope
  std::vector<ConsideredRule> considered{};    // in the order in which they were looked at
  std::vector<std::string> unknown{};          // attributes whose being unknown left a condition open; sorted
  std::vector<Change> change{};                // see find_change()

  bool operator==(const Explanation&) const = default;
};

// Takes up to kMaxChangeTries decisions, so it belongs on a worker. Errors: those of Snapshot::prepare() and
// Snapshot::operations().
Result<Explanation> explain(const std::shared_ptr<const Snapshot>& snapshot, const Principal& principal,
                            const std::vector<std::string>& operations, const Object& object);

// The refusal in OpenMetadata's words, which its clients show to people: "Principal: CatalogPrincipal{name='ann'}
// operations [Delete] not allowed". Empty for a permit.
std::string refusal_text(const Snapshot& snapshot, const Decision& decision, std::string_view user);

}  // namespace sallyport::identity
