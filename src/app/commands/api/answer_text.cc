#include "app/commands/api/answer_text.h"

#include <algorithm>
#include <array>

#include "app/commands/api/api_client.h"
#include "base/clock.h"

namespace sallyport::app {
namespace {

constexpr std::array<std::string_view, 7> kTimes{
    "updatedAt", "expiryDate", "JWTTokenExpiresAt", "timestamp", "createdAt", "lastUsed", "expires"};  // milliseconds
constexpr std::array<std::string_view, 2> kForPrograms{"href", "fullyQualifiedName"};

bool is_among(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::string text_member(const json::Object& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  return value && value->as_string() ? *value->as_string() : std::string();
}

std::string joined(const json::Object& object, std::string_view member) {
  const json::Value* const value = object.find(member);
  return value ? print_cell(member, *value) : std::string();
}

// "allow ViewAll, EditAll on table if isOwner()": a rule of a policy.
std::string print_rule(const json::Object& rule) {
  std::string text = text_member(rule, "name") + ": " + text_member(rule, "effect") + " " + joined(rule, "operations") +
                     " on " + joined(rule, "resources");
  if (const std::string condition = text_member(rule, "condition"); !condition.empty()) text += " if " + condition;
  return text;
}

// "deny by rule NoDelete of policy P, role R (true)": a rule that explain has considered.
std::string print_considered(const json::Object& rule) {
  std::string text = text_member(rule, "effect") + " by rule " + text_member(rule, "rule") + " of policy " +
                     text_member(rule, "policy");
  for (const std::string_view by : {"role", "team"})
    if (const std::string name = text_member(rule, by); !name.empty()) text += ", " + std::string(by) + " " + name;
  if (const std::string condition = text_member(rule, "condition"); !condition.empty()) text += ", if " + condition;
  return text + " (" + text_member(rule, "answer") + ")";
}

std::string print_object(const json::Object& object) {
  if (object.contains("rule") && object.contains("policy")) return print_considered(object);
  if (object.contains("kind")) return text_member(object, "kind") + " " + text_member(object, "name");
  if (object.contains("effect") && object.contains("operations")) return print_rule(object);
  const std::string name = text_member(object, "name");
  const std::string id = text_member(object, "id");
  if (!name.empty()) return name;
  return id.empty() ? json::print(object) : id;
}

std::string print_value(std::string_view member, const json::Value& value) {
  if (value.is_null()) return {};
  if (const bool* const flag = value.as_bool()) return *flag ? "yes" : "no";
  if (const std::string* const text = value.as_string()) return *text;
  if (const std::int64_t* const number = value.as_integer(); number && is_among(kTimes, member))
    return print_rfc3339({*number / 1000});
  if (const json::Object* const object = value.as_object()) return object->empty() ? "" : print_object(*object);
  const json::Array* const list = value.as_array();
  if (!list) return json::print(value);
  std::string text;
  for (const json::Value& one : *list) text += (text.empty() ? "" : ", ") + print_value({}, one);
  return text;
}

bool has_rules(const json::Value& value) {
  return value.as_array() && !value.as_array()->empty() && value.as_array()->front().as_object() &&
         value.as_array()->front().as_object()->contains("effect");
}

void add_tree(const json::Value& tree, std::size_t depth, std::string& text) {
  if (!tree.as_object()) return;
  text += std::string(2 * depth, ' ') + for_terminal(text_member(*tree.as_object(), "name")) + "\n";
  const json::Value* const children = tree.as_object()->find("children");
  if (!children || !children->as_array()) return;
  for (const json::Value& child : *children->as_array()) add_tree(child, depth + 1, text);
}

}  // namespace

std::string print_cell(std::string_view member, const json::Value& value) {
  return for_terminal(print_value(member, value));
}

std::string print_lines(const json::Object& object) {
  std::size_t widest = 0;
  std::vector<std::pair<std::string, std::string>> lines;
  for (const json::Member& member : object) {
    if (is_among(kForPrograms, member.name)) continue;
    const std::string name = for_terminal(member.name, 64);
    if (has_rules(member.value)) {
      for (const json::Value& rule : *member.value.as_array()) lines.emplace_back(name, print_cell({}, rule));
    } else if (std::string text = print_cell(member.name, member.value); !text.empty()) {
      lines.emplace_back(name, std::move(text));
    }
  }
  for (const auto& [name, text] : lines) widest = std::max(widest, name.size());
  std::string all;
  for (const auto& [name, text] : lines) all += name + std::string(widest - name.size() + 2, ' ') + text + "\n";
  return all;
}

std::string print_tree(const json::Array& trees) {
  std::string text;
  for (const json::Value& tree : trees) add_tree(tree, 0, text);
  return text;
}

}  // namespace sallyport::app
