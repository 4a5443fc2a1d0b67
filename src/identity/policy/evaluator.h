// The evaluator behind decide() and explain(). `watch` sees each rule whose resource and operations match, with the
// answer of its condition. For the files of this folder.
#pragma once

#include "identity/policy/decision.h"
#include "identity/policy/scene.h"

namespace sallyport::identity {

// Whether the rule is about this resource and about one of these operations.
inline bool matches(const CompiledRule& rule, Place resource, const OperationSet& operations) {
  return (rule.all_resources || rule.resources[resource]) && (rule.operations & operations).any();
}

// Whether what the set allows counts. A scope of roles leaves nothing that comes by an owner.
inline bool may_allow(const Scene& scene, const AppliedRules& set) {
  return scene.principal.principal.scope.roles.empty() || &set == &scene.principal.rules;
}

// The rules about one question. The references must stay valid during the call.
template <class Watch>
class Evaluator {
 public:
  Evaluator(const Scene& scene, const OperationSet& operations, Watch& watch)
      : scene_(scene), operations_(operations), watch_(watch) {}

  Decision run() {
    const OperationSet outside = outside_scope(scene_.principal, scene_.object.resource, operations_);
    if (outside.any()) return {.verdict = Verdict::outside_scope, .operations = outside};
    if (scene_.principal.principal.admin) return {.verdict = Verdict::administrator};
    if (operations_.none()) return {};
    Decision decision;
    if (finds_denial(decision)) return decision;
    return collect_permits();
  }

 private:
  // Calls `visit` with each set of rules that applies, until it returns true.
  bool any_set(const auto& visit) const {
    if (visit(scene_.principal.rules)) return true;
    if (!scene_.object.owners_known) return visit(scene_.snapshot.of_unknown_owner);
    for (const PreparedOwner& owner : scene_.object.owners)
      if (owner.team != kNowhere && visit(scene_.snapshot.of_owner[owner.team])) return true;
    return false;
  }

  bool finds_denial(Decision& decision) {
    return any_set([&](const AppliedRules& set) {
      for (const AppliedRule& applied : set.denies) {
        const CompiledRule& rule = scene_.snapshot.rules[applied.rule];
        if (!matches(rule, scene_.object.resource, operations_)) continue;
        const Grant& grant = set.grants[applied.grant];
        const Truth truth = evaluate(scene_, rule, grant.team);
        watch_(rule, grant, truth);
        if (truth == Truth::no) continue;
        decision = {Verdict::denied, rule.operations & operations_, &rule, grant};
        return true;
      }
      return false;
    });
  }

  Decision collect_permits() {
    Decision decision{.verdict = Verdict::not_allowed, .operations = operations_};
    any_set([&](const AppliedRules& set) {
      if (!may_allow(scene_, set)) return false;
      for (const AppliedRule& applied : set.allows) {
        const CompiledRule& rule = scene_.snapshot.rules[applied.rule];
        if (!matches(rule, scene_.object.resource, decision.operations)) continue;
        const Grant& grant = set.grants[applied.grant];
        const Truth truth = evaluate(scene_, rule, grant.team);
        watch_(rule, grant, truth);
        if (truth != Truth::yes) continue;
        decision.operations &= ~rule.operations;
        if (decision.operations.any()) continue;
        decision = {Verdict::allowed, {}, &rule, grant};
        return true;
      }
      return false;
    });
    return decision;
  }

  const Scene& scene_;
  const OperationSet& operations_;
  Watch& watch_;
};

}  // namespace sallyport::identity
