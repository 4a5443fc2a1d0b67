#include "gateway/api/permissions/policy_answer.h"

#include <algorithm>

#include "gateway/api/shape/entity_reference.h"

namespace sallyport::gateway {
namespace {

using identity::ConsideredRule;

json::Array list_of(const std::vector<std::string>& texts) {
  return json::Array(texts.begin(), texts.end());
}

std::string_view effect_word(identity::Effect effect) {
  return effect == identity::Effect::allow ? "allow" : "deny";
}

std::string_view truth_word(identity::Truth truth) {
  switch (truth) {
    case identity::Truth::yes:
      return "true";
    case identity::Truth::no:
      return "false";
    case identity::Truth::unknown:
      return "unknown";
  }
  return "unknown";
}

json::Object reference_to(const std::map<std::string, identity::EntityId, std::less<>>& ids, std::string_view type,
                          const std::string& name) {
  const auto id = ids.find(name);
  return print_reference({.id = id == ids.end() ? std::string() : id->second.value, .type = type, .name = name});
}

json::Object rule_object(const identity::Snapshot& snapshot, const ConsideredRule& considered) {
  json::Object out{{"name", considered.rule}, {"effect", effect_word(considered.effect)}};
  const auto policy = snapshot.policies.find(considered.policy);
  if (policy == snapshot.policies.end()) return out;
  for (const identity::Rule& rule : snapshot.model.policies[policy->second].rules) {
    if (rule.name != considered.rule) continue;
    out.set("description", rule.description);
    out.set("resources", list_of(rule.resources));
    out.set("operations", list_of(rule.operations));
  }
  if (!considered.condition.empty()) out.set("condition", considered.condition);
  return out;
}

json::Object considered_object(const ConsideredRule& considered) {
  json::Object out{{"effect", effect_word(considered.effect)},
                   {"policy", considered.policy},
                   {"rule", considered.rule},
                   {"answer", truth_word(considered.answer)},
                   {"byOwner", considered.by_owner}};
  if (!considered.condition.empty()) out.set("condition", considered.condition);
  if (!considered.role.empty()) out.set("role", considered.role);
  if (!considered.team.empty()) out.set("team", considered.team);
  if (!considered.path.empty()) out.set("path", list_of(considered.path));
  return out;
}

bool is_permit(identity::Verdict verdict) {
  return identity::Decision{.verdict = verdict}.is_permit();
}

}  // namespace

json::Object print_permissions(const PolicyView& view, std::string_view resource,
                               const std::vector<identity::Permission>& permissions) {
  json::Array printed;
  for (const identity::Permission& permission : permissions) {
    json::Object one{{"operation", permission.operation}, {"access", name_of(permission.access)}};
    if (permission.rule) {
      if (!permission.rule->role.empty()) one.set("role", reference_to(view.role_ids, "role", permission.rule->role));
      one.set("policy", reference_to(view.policy_ids, "policy", permission.rule->policy));
      one.set("rule", rule_object(*view.snapshot, *permission.rule));
    }
    printed.emplace_back(std::move(one));
  }
  return {{"resource", resource}, {"permissions", std::move(printed)}};
}

json::Object print_decision(const identity::Snapshot& snapshot, const identity::Decision& decision,
                            std::string_view user) {
  json::Object out{{"allowed", decision.is_permit()}, {"verdict", name_of(decision.verdict)}};
  if (!decision.is_permit()) out.set("message", refusal_text(snapshot, decision, user));
  return out;
}

json::Object print_explanation(const identity::Explanation& explanation) {
  json::Array considered;
  for (const ConsideredRule& one : explanation.considered) considered.emplace_back(considered_object(one));
  json::Array change;
  for (const identity::Change& one : explanation.change) {
    json::Object printed{{"kind", name_of(one.kind)}};
    if (!one.name.empty()) printed.set("name", one.name);
    change.emplace_back(std::move(printed));
  }
  json::Object out{{"allowed", is_permit(explanation.verdict)},     {"verdict", name_of(explanation.verdict)},
                   {"operations", list_of(explanation.operations)}, {"considered", std::move(considered)},
                   {"unknown", list_of(explanation.unknown)},       {"change", std::move(change)}};
  if (explanation.decided_by) out.set("decidedBy", considered_object(*explanation.decided_by));
  return out;
}

}  // namespace sallyport::gateway
