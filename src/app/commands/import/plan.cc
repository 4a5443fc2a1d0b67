#include "app/commands/import/plan.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"

namespace sallyport::app {
namespace {

using Places = std::set<std::pair<std::string, std::string>>;

const json::Object* find_here(const Objects& here, const std::string& collection, const std::string& name) {
  const auto objects = here.find(collection);
  if (objects == here.end()) return nullptr;
  const auto found = objects->second.find(name);
  return found == objects->second.end() ? nullptr : &found->second;
}

bool is_deleted_here(const json::Object& object) {
  const json::Value* const deleted = object.find("deleted");
  return deleted && deleted->as_bool() && *deleted->as_bool();
}

// A person may be here under another name, because ours depends on the address.
const json::Object* find_person_here(const Objects& here, const json::Object& wanted) {
  const auto people = here.find("users");
  const json::Value* const address = wanted.find("email");
  if (people == here.end() || !address || !address->as_string()) return nullptr;
  for (const auto& [name, person] : people->second) {
    const json::Value* const email = person.find("email");
    if (email && email->as_string() && ascii_iequals(*email->as_string(), *address->as_string())) return &person;
  }
  return nullptr;
}

const json::Object* find_wanted_here(const Objects& here, const Wanted& wanted) {
  const json::Object* const named = find_here(here, wanted.collection, wanted.name);
  return named || wanted.collection != "users" ? named : find_person_here(here, wanted.body);
}

// What a PUT finds the object by, and does not change.
bool is_key(const Wanted& wanted, std::string_view member) {
  return member == "name" || (wanted.collection == "users" && (member == "email" || member == "isBot"));
}

std::string_view noun_of(std::string_view collection) {
  const auto row = std::ranges::find(kCollections, collection, &Collection::name);
  return row == kCollections.end() ? collection : row->noun;
}

bool is_of_references(std::string_view member) {
  constexpr std::array<std::string_view, 5> kMembers{"policies", "parents", "defaultRoles", "roles", "teams"};
  return std::ranges::find(kMembers, member) != kMembers.end();
}

bool only_adds(const Wanted& wanted, std::string_view member) {
  return wanted.collection == "users" && (member == "roles" || member == "teams");
}

// Sorted, so that an order without a meaning makes no difference.
json::Value sorted_words(const json::Value& value) {
  if (!value.as_array()) return value;
  json::Array words = *value.as_array();
  std::ranges::sort(words, {}, [](const json::Value& one) { return json::print(one); });
  return words;
}

json::Value comparable_rules(const json::Value& rules) {
  json::Array out;
  for (const json::Value& rule : rules.as_array() ? *rules.as_array() : json::Array{}) {
    if (!rule.as_object()) continue;
    json::Object same;
    for (const std::string_view member : {"name", "description", "effect", "operations", "resources", "condition"}) {
      const json::Value* const value = rule.as_object()->find(member);
      const bool says_nothing = !value || value->is_null() || (value->as_string() && value->as_string()->empty());
      same.set(member, says_nothing ? json::Value() : sorted_words(*value));
    }
    out.emplace_back(std::move(same));
  }
  return out;
}

bool is_same(std::string_view member, const json::Value& wanted, const json::Object& now) {
  const json::Value* const value = now.find(member);
  if (member == "rules") return value && comparable_rules(wanted) == comparable_rules(*value);
  if (is_of_references(member)) return names_in({{std::string(member), wanted}}, member) == names_in(now, member);
  if (member == "botUser")
    return value && value->as_object() && value->as_object()->find("name") &&
           *value->as_object()->find("name") == wanted;
  return value && *value == wanted;
}

// What a person has here stays, because a role of the provider cannot be taken away.
void keep_memberships(Wanted& wanted, const json::Object& now) {
  for (const std::string_view member : {"roles", "teams"}) {
    const json::Value* const list = wanted.body.find(member);
    if (!list || !only_adds(wanted, member)) continue;
    std::vector<std::string> names = names_in(wanted.body, member);
    for (std::string& name : names_in(now, member))
      if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    std::ranges::sort(names);
    wanted.body.set(member, json::Array(names.begin(), names.end()));
  }
}

class Planner {
 public:
  Planner(WantedObjects wanted, const Objects& here) : wanted_(std::move(wanted)), here_(here) {}

  ImportPlan run() {
    for (LeftOut& one : wanted_.left_out) plan_.left_out.push_back(std::move(one));
    leave_out_what_lacks();
    for (Wanted& one : wanted_.objects)
      if (taken_.contains({one.collection, one.name})) add_step(one);
    return std::move(plan_);
  }

 private:
  bool is_here(const Reference& reference) const {
    const json::Object* const found = find_here(here_, reference.collection, reference.name);
    return found && !is_deleted_here(*found);
  }

  // Repeats until nothing changes, because what needs something that was left out is left out, too.
  void leave_out_what_lacks() {
    for (const Wanted& one : wanted_.objects) taken_.insert({one.collection, one.name});
    for (bool changed = true; changed;) {
      changed = false;
      for (const Wanted& one : wanted_.objects) {
        if (!taken_.contains({one.collection, one.name})) continue;
        const std::string why = what_it_lacks(one);
        if (why.empty()) continue;
        taken_.erase({one.collection, one.name});
        plan_.left_out.push_back({one.collection, one.name, why});
        changed = true;
      }
    }
  }

  std::string what_it_lacks(const Wanted& one) const {
    const json::Object* const now = find_wanted_here(here_, one);
    if (now && is_deleted_here(*now)) return "it was deleted here; restore it first";
    for (const Reference& reference : one.needs)
      if (!taken_.contains({reference.collection, reference.name}) && !is_here(reference))
        return "it needs the " + std::string(noun_of(reference.collection)) + " " + reference.name +
               ", which is not taken";
    return {};
  }

  void add_step(Wanted& one) {
    const json::Object* const now = find_wanted_here(here_, one);
    if (!now) {
      plan_.steps.push_back({Does::create, one.collection, one.name, std::move(one.body), {}});
      return;
    }
    keep_memberships(one, *now);
    std::vector<std::string> changes;
    for (const json::Member& member : one.body)
      if (!is_key(one, member.name) && !is_same(member.name, member.value, *now)) changes.push_back(member.name);
    if (changes.empty())
      ++plan_.same;
    else
      plan_.steps.push_back({Does::change, one.collection, one.name, std::move(one.body), std::move(changes)});
  }

  WantedObjects wanted_;
  const Objects& here_;
  Places taken_;
  ImportPlan plan_;
};

}  // namespace

ImportPlan make_plan(WantedObjects wanted, const Objects& here) {
  return Planner(std::move(wanted), here).run();
}

}  // namespace sallyport::app
