// A condition is refused with a column inside of it, or becomes a bounded tree that prints as it is read. Whatever it
// asks and whatever is unknown, it and its negation are opposites.
#include "fuzz/fuzz.h"
#include "identity/policy/decision.h"
#include "identity/policy/seeds.h"

using namespace sallyport::identity;

namespace {

bool same_but_for_columns(const Condition& a, const Condition& b) {
  if (a.kind != b.kind || a.arguments != b.arguments || a.operands.size() != b.operands.size()) return false;
  if (a.kind == Condition::Kind::call && a.function != b.function) return false;
  for (std::size_t i = 0; i < a.operands.size(); ++i)
    if (!same_but_for_columns(a.operands[i], b.operands[i])) return false;
  return true;
}

std::size_t depth_of_condition(const Condition& condition) {
  std::size_t deepest = 0;
  for (const Condition& operand : condition.operands) deepest = std::max(deepest, depth_of_condition(operand));
  return deepest + 1;
}

// The verdict of one rule in a role of the principal's own.
Verdict verdict_with(Effect effect, const std::string& condition) {
  Model model = open_metadata_model();
  model.policies.push_back(
      {"P",
       {{.name = "rule", .effect = effect, .resources = {"All"}, .operations = {"Kill"}, .condition = condition}}});
  model.roles.push_back({"R", {"P"}});
  const auto snapshot = compile(std::move(model));
  const auto who = snapshot->prepare(Principal{.id = sallyport::PersonId("ann"), .roles = {"R"}});
  const auto what = snapshot->prepare(Object{.resource = "table", .owners = std::vector<Owner>{}});
  return decide(*who, *snapshot->operations({"Kill"}), *what).verdict;
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto condition = parse_condition(text);
  if (!condition) {
    require(condition.error().column >= 1 && condition.error().column <= text.size() + 1);
    require(!condition.error().message.empty());
    return;
  }
  require(depth_of_condition(*condition) <= 3 * (kMaxConditionDepth + 1));
  const std::string printed = print_condition(*condition);
  const auto again = parse_condition(printed);
  // Spaces and doubled quotes may make the printed text longer than what was read.
  if (printed.size() <= kMaxConditionLength) require(again && same_but_for_columns(*condition, *again));
  const std::string negated = "!(" + std::string(text) + ")";
  if (!parse_condition(negated)) return;  // too long or too deep by now
  const bool allowed = verdict_with(Effect::allow, std::string(text)) == Verdict::allowed;
  const bool denied = verdict_with(Effect::deny, negated) == Verdict::denied;
  require(allowed != denied);
}
