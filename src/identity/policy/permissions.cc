#include "identity/policy/permissions.h"

#include <array>

#include "identity/policy/evaluator.h"

namespace sallyport::identity {
namespace {

constexpr std::array<std::string_view, 5> kAccessNames{"deny", "allow", "conditionalDeny", "conditionalAllow",
                                                       "notAllow"};

Access access_of(Effect effect, bool certain) {
  if (effect == Effect::deny) return certain ? Access::deny : Access::conditional_deny;
  return certain ? Access::allow : Access::conditional_allow;
}

// Finds the rule with the first access for one operation.
class PermissionSearch {
 public:
  PermissionSearch(const Scene& scene, std::size_t operation) : scene_(scene) { asked_.set(operation); }

  Permission run(const std::string& operation) {
    look_at(scene_.principal.rules, true);
    // Whether the policies of a team apply is unknown with the owners.
    if (!scene_.object.owners_known) look_at(scene_.snapshot.of_unknown_owner, false);
    for (const PreparedOwner& owner : scene_.object.owners)
      if (owner.team != kNowhere) look_at(scene_.snapshot.of_owner[owner.team], true);
    Permission permission{.operation = operation, .access = access_};
    if (rule_) permission.rule = with_names(scene_.snapshot, {rule_, grant_, answer_});
    return permission;
  }

 private:
  void look_at(const AppliedRules& set, bool applies) {
    for (const AppliedRule& applied : set.denies) look_at(applied, set, applies);
    if (!may_allow(scene_, set)) return;
    for (const AppliedRule& applied : set.allows) look_at(applied, set, applies);
  }

  void look_at(const AppliedRule& applied, const AppliedRules& set, bool applies) {
    const CompiledRule& rule = scene_.snapshot.rules[applied.rule];
    if (!matches(rule, scene_.object.resource, asked_)) return;
    const Grant& grant = set.grants[applied.grant];
    const Truth answer = evaluate(scene_, rule, grant.team);
    if (answer == Truth::no) return;
    const Access access = access_of(rule.effect, applies && answer == Truth::yes);
    if (access >= access_) return;
    access_ = access;
    rule_ = &rule;
    grant_ = grant;
    answer_ = answer;
  }

  const Scene& scene_;
  OperationSet asked_;
  Access access_ = Access::not_allow;
  const CompiledRule* rule_ = nullptr;
  Grant grant_;
  Truth answer_ = Truth::unknown;
};

}  // namespace

std::string_view name_of(Access access) {
  return kAccessNames[static_cast<std::size_t>(access)];
}

std::vector<Permission> list_permissions(const PreparedPrincipal& principal, const PreparedObject& object) {
  std::vector<Permission> permissions;
  if (!principal.snapshot || principal.snapshot != object.snapshot) return permissions;
  const Vocabulary& vocabulary = principal.snapshot->model.vocabulary;
  std::vector<std::string> operations = vocabulary.resources()[object.resource].operations;
  for (const auto several : {kAll, kViewAll, kEditAll}) operations.emplace_back(several);
  const Scene scene{*principal.snapshot, principal, object};
  for (const auto& name : operations) {
    const auto operation = vocabulary.find_operation(name);
    if (!operation) continue;
    if (outside_scope(principal, object.resource, OperationSet().set(*operation)).any())
      permissions.push_back({.operation = name, .access = Access::not_allow});
    else if (principal.principal.admin)
      permissions.push_back({.operation = name, .access = Access::allow});
    else
      permissions.push_back(PermissionSearch(scene, *operation).run(name));
  }
  return permissions;
}

}  // namespace sallyport::identity
