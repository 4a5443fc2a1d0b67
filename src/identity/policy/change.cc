#include "identity/policy/change.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "identity/policy/applied.h"
#include "identity/policy/evaluator.h"

namespace sallyport::identity {
namespace {

using enum Change::Kind;

constexpr std::array<std::string_view, 9> kChangeNames{
    "takeRole",          "leaveTeam",           "disown",    "own", "giveRole", "joinTeam",
    "makeAdministrator", "unmakeAdministrator", "widenScope"};

bool contains(const auto& values, const auto& wanted) {
  return std::ranges::find(values, wanted) != values.end();
}

bool is_self(const Owner& owner, const Principal& principal) {
  return owner.type == Owner::Type::person && owner.name == principal.id.value;
}

class ChangeSearch {
 public:
  ChangeSearch(const std::shared_ptr<const Snapshot>& snapshot, const Principal& principal,
               const OperationSet& operations, const Object& object)
      : snapshot_(snapshot), principal_(principal), operations_(operations), object_(object) {
    const auto& vocabulary = snapshot->model.vocabulary;
    resource_ = vocabulary.find_resource(object.resource).value_or(kMaxResources);
    permitted_ = decide_after({}).value_or(false);
  }

  std::vector<Change> run() {
    list_candidates();
    for (const Change& one : candidates_)
      if (turns({one})) return {one};
    if (auto two = find_pair(); !two.empty()) return two;
    if (auto several = reduce_all(); !several.empty()) return several;
    if (permitted_) return {};
    if (!principal_.scope.is_whole()) return {{widen_scope}, {make_administrator}};
    return {{make_administrator}};  // may do everything
  }

 private:
  // The decision after these changes. Absent once the search has taken long enough.
  std::optional<bool> decide_after(const std::vector<Change>& changes) {
    if (tries_ == kMaxChangeTries) return std::nullopt;
    ++tries_;
    Principal principal = principal_;
    Object object = object_;
    for (const Change& change : changes) apply(change, principal, object);
    const auto who = snapshot_->prepare(principal);
    const auto what = snapshot_->prepare(object);
    if (!who || !what) return std::nullopt;
    return decide(*who, operations_, *what).is_permit();
  }

  bool turns(const std::vector<Change>& changes) { return decide_after(changes) == !permitted_; }

  // What the principal loses comes before what they get, and the narrowest gift before the wider ones.
  void list_candidates() {
    if (!permitted_ && !principal_.scope.is_whole()) candidates_.push_back({widen_scope});
    if (principal_.admin) candidates_.push_back({unmake_administrator});
    for (const auto& role : principal_.roles) candidates_.push_back({take_role, role});
    for (const auto& team : principal_.teams) candidates_.push_back({leave_team, team});
    if (has_owners()) candidates_.push_back({is_owner() ? disown : own});
    std::vector<std::pair<std::size_t, Change>> gifts;
    const auto add = [&](Change change, const AppliedRules& rules) {
      if (const std::size_t breadth = breadth_of(rules)) gifts.emplace_back(breadth, std::move(change));
    };
    for (Place role = 0; role < snapshot_->model.roles.size(); ++role)
      if (const auto& name = snapshot_->model.roles[role].name; !contains(principal_.roles, name))
        add({give_role, name}, rules_of_role(role));
    if (principal_.kind == PrincipalKind::person)
      for (Place team = 0; team < snapshot_->model.teams.size(); ++team)
        if (const auto& name = snapshot_->model.teams[team].name; !contains(principal_.teams, name))
          add({join_team, name}, rules_of_team(team));
    std::ranges::sort(gifts, {}, [](const auto& gift) {
      return std::tuple(gift.first, gift.second.kind, std::string_view(gift.second.name));
    });
    for (auto& [breadth, change] : gifts) candidates_.push_back(std::move(change));
  }

  bool has_owners() const {
    return resource_ != kMaxResources &&
           contains(snapshot_->model.vocabulary.resources()[resource_].attributes, kOwners);
  }

  bool is_owner() const {
    return object_.owners &&
           std::ranges::any_of(*object_.owners, [&](const Owner& owner) { return is_self(owner, principal_); });
  }

  AppliedRules rules_of_role(Place role) const {
    RuleCollector collector(*snapshot_);
    collector.add_role({.role = role});
    return collector.take();
  }

  AppliedRules rules_of_team(Place team) const {
    RuleCollector collector(*snapshot_);
    for (const Place above : teams_from(*snapshot_, team)) {
      for (const auto& name : snapshot_->model.teams[above].default_roles)
        if (const auto role = snapshot_->roles.find(name); role != snapshot_->roles.end())
          collector.add_role({.role = role->second, .team = above, .through = team});
      collector.add_team_policies({.team = above, .through = team});
    }
    return collector.take();
  }

  // How much the rules allow or deny altogether. 0 if none of them can turn this decision.
  std::size_t breadth_of(const AppliedRules& rules) const {
    std::size_t breadth = 0;
    bool matters = false;
    for (const AppliedRule& applied : permitted_ ? rules.denies : rules.allows) {
      const CompiledRule& rule = snapshot_->rules[applied.rule];
      const std::size_t resources =
          rule.all_resources ? snapshot_->model.vocabulary.resources().size() : rule.resources.count();
      breadth += rule.operations.count() * resources;
      matters = matters || matches(rule, static_cast<Place>(resource_), operations_);
    }
    return matters ? std::max<std::size_t>(breadth, 1) : 0;
  }

  // Leaves half of the tries for reduce_all().
  std::vector<Change> find_pair() {
    for (std::size_t i = 0; i < candidates_.size(); ++i)
      for (std::size_t j = i + 1; j < candidates_.size() && tries_ < kMaxChangeTries / 2; ++j)
        if (turns({candidates_[i], candidates_[j]})) return {candidates_[i], candidates_[j]};
    return {};
  }

  // All that the principal can lose, then with each gift; of what helps, as little as possible.
  std::vector<Change> reduce_all() {
    std::vector<Change> losses;
    for (const Change& change : candidates_)
      if (change.kind < own || change.kind == unmake_administrator) losses.push_back(change);
    if (!losses.empty() && turns(losses)) return without_spare(std::move(losses));
    for (std::size_t i = 0; i < candidates_.size() && tries_ < kMaxChangeTries; ++i) {
      if (contains(losses, candidates_[i])) continue;
      auto several = losses;
      several.push_back(candidates_[i]);
      if (turns(several)) return without_spare(std::move(several));
    }
    return {};
  }

  // Leaves out what is not needed, until nothing more can be left out.
  std::vector<Change> without_spare(std::vector<Change> changes) {
    for (std::size_t i = 0; i < changes.size();) {
      auto fewer = changes;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      const bool spare = turns(fewer);
      if (spare) changes = std::move(fewer);
      i = spare ? 0 : i + 1;  // what was needed beside the spare one may be spare now
    }
    return changes;
  }

  const std::shared_ptr<const Snapshot>& snapshot_;
  const Principal& principal_;
  const OperationSet& operations_;
  const Object& object_;
  std::size_t resource_ = kMaxResources;
  bool permitted_ = false;
  std::vector<Change> candidates_;
  std::size_t tries_ = 0;
};

}  // namespace

std::string_view name_of(Change::Kind kind) {
  return kChangeNames[static_cast<std::size_t>(kind)];
}

void apply(const Change& change, Principal& principal, Object& object) {
  const Owner self{.type = Owner::Type::person, .name = principal.id.value, .teams = principal.teams};
  switch (change.kind) {
    case take_role:
      std::erase(principal.roles, change.name);
      break;
    case leave_team:
      std::erase(principal.teams, change.name);
      break;
    case disown:
      if (object.owners) std::erase_if(*object.owners, [&](const Owner& owner) { return is_self(owner, principal); });
      break;
    case own:
      if (!object.owners) object.owners.emplace();
      object.owners->push_back(self);
      break;
    case give_role:
      principal.roles.push_back(change.name);
      break;
    case join_team:
      principal.teams.push_back(change.name);
      break;
    case widen_scope:
      principal.scope = {};
      break;
    case make_administrator:
    case unmake_administrator:
      principal.admin = change.kind == make_administrator;
      break;
  }
}

std::vector<Change> find_change(const std::shared_ptr<const Snapshot>& snapshot, const Principal& principal,
                                const OperationSet& operations, const Object& object) {
  return ChangeSearch(snapshot, principal, operations, object).run();
}

}  // namespace sallyport::identity
