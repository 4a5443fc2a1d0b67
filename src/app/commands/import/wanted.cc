#include "app/commands/import/wanted.h"

#include <algorithm>
#include <functional>
#include <set>

#include "app/commands/api/object.h"
#include "identity/person_edit.h"
#include "identity/policy/rules.h"
#include "identity/policy/teams.h"

namespace sallyport::app {
namespace {

std::string member_text(const json::Object& object, std::string_view member) {
  const json::Value* const value = object.find(member);
  return value && value->as_string() ? *value->as_string() : std::string();
}

bool member_flag(const json::Object& object, std::string_view member) {
  const json::Value* const value = object.find(member);
  return value && value->as_bool() && *value->as_bool();
}

json::Array texts_of(const std::vector<std::string>& names) {
  return json::Array(names.begin(), names.end());
}

void take_texts(const json::Object& from, std::initializer_list<std::string_view> members, json::Object& body) {
  for (const std::string_view member : members)
    if (const std::string text = member_text(from, member); !text.empty()) body.set(member, text);
}

std::vector<std::string> words_in(const json::Object& object, std::string_view member) {
  std::vector<std::string> words;
  const json::Value* const list = object.find(member);
  if (!list || !list->as_array()) return words;
  for (const json::Value& one : *list->as_array())
    if (one.as_string()) words.push_back(*one.as_string());
  return words;
}

// A list of references in the body, which makes each of them something that the object needs.
void take_references(const json::Object& from, std::string_view member, std::string_view collection, Wanted& wanted) {
  const json::Value* const list = from.find(member);
  if (!list || !list->as_array()) return;
  const std::vector<std::string> names = names_in(from, member);
  wanted.body.set(member, texts_of(names));
  for (const std::string& name : names) wanted.needs.push_back({std::string(collection), name});
}

identity::Rule rule_of(const json::Object& rule) {
  return {.name = member_text(rule, "name"),
          .description = member_text(rule, "description"),
          .effect = member_text(rule, "effect") == "deny" ? identity::Effect::deny : identity::Effect::allow,
          .resources = words_in(rule, "resources"),
          .operations = words_in(rule, "operations"),
          .condition = member_text(rule, "condition")};
}

json::Object print_rule_body(const identity::Rule& rule) {
  json::Object body{{"name", rule.name},
                    {"effect", rule.effect == identity::Effect::deny ? "deny" : "allow"},
                    {"operations", texts_of(rule.operations)},
                    {"resources", texts_of(rule.resources)}};
  if (!rule.description.empty()) body.set("description", rule.description);
  if (!rule.condition.empty()) body.set("condition", rule.condition);
  return body;
}

class Reader {
 public:
  Reader(const identity::Vocabulary& vocabulary, const ImportOptions& options, const Objects& theirs)
      : vocabulary_(vocabulary), options_(options), theirs_(theirs) {}

  WantedObjects run() {
    for (const auto& [name, policy] : of("policies")) read_policy(name, policy);
    for (const auto& [name, role] : of("roles")) read_role(name, role);
    for (const auto& [name, team] : of("teams")) read_team(name);
    for (const auto& [name, user] : of("users")) read_user(name, user);
    for (const auto& [name, bot] : of("bots")) read_bot(name, bot);
    return std::move(out_);
  }

 private:
  const std::map<std::string, json::Object>& of(std::string_view collection) const {
    static const std::map<std::string, json::Object> kNone;
    const auto found = theirs_.find(collection);
    return found == theirs_.end() ? kNone : found->second;
  }

  void leave_out(std::string_view collection, const std::string& name, std::string why) {
    out_.left_out.push_back({std::string(collection), name, std::move(why)});
  }

  static Wanted begin(std::string_view collection, const std::string& name, const json::Object& from) {
    Wanted wanted{std::string(collection), name, {{"name", name}}, {}};
    take_texts(from, {"displayName", "description"}, wanted.body);
    return wanted;
  }

  void read_policy(const std::string& name, const json::Object& policy) {
    const json::Value* const enabled = policy.find("enabled");
    if (enabled && enabled->as_bool() && !*enabled->as_bool())
      return leave_out("policies", name, "it is switched off, and a policy here is always on");
    identity::Policy checked{name, {}};
    json::Array rules;
    const json::Value* const list = policy.find("rules");
    for (const json::Value& one : list && list->as_array() ? *list->as_array() : json::Array{}) {
      if (!one.as_object()) return leave_out("policies", name, "a rule is no object");
      const std::string effect = member_text(*one.as_object(), "effect");
      if (effect != "allow" && effect != "deny") return leave_out("policies", name, "a rule neither allows nor denies");
      checked.rules.push_back(rule_of(*one.as_object()));
      rules.emplace_back(print_rule_body(checked.rules.back()));
    }
    if (const auto fine = identity::check_policy(checked, vocabulary_); !fine)
      return leave_out("policies", name,
                       fine.error().detail.empty() ? std::string(fine.error().reason) : fine.error().detail);
    Wanted wanted = begin("policies", name, policy);
    wanted.body.set("rules", std::move(rules));
    const identity::NamedInConditions named = names_in_conditions(checked);
    for (const std::string& team : named.teams) wanted.needs.push_back({"teams", team});
    for (const std::string& role : named.roles) wanted.needs.push_back({"roles", role});
    out_.objects.push_back(std::move(wanted));
  }

  void read_role(const std::string& name, const json::Object& role) {
    Wanted wanted = begin("roles", name, role);
    take_references(role, "policies", "policies", wanted);
    out_.objects.push_back(std::move(wanted));
  }

  // Parents first, up to the depth that teams may have here: the answers of a strange server must not fill the stack.
  void read_team(const std::string& name, std::size_t above = 0) {
    const auto found = of("teams").find(name);
    if (found == of("teams").end() || !teams_read_.insert(name).second) return;
    const json::Object& team = found->second;
    if (above > identity::kMaxTeamDepth) return leave_out("teams", name, "too many teams are above it, or below");
    for (const std::string& parent : names_in(team, "parents")) read_team(parent, above + 1);
    Wanted wanted = begin("teams", name, team);
    take_texts(team, {"teamType", "email"}, wanted.body);
    wanted.body.set("isJoinable", member_flag(team, "isJoinable"));
    take_references(team, "parents", "teams", wanted);
    if (names_in(team, "parents").empty() && member_text(team, "teamType") != "Organization")
      wanted.body.set("parents", json::Array{identity::kOrganization});
    take_references(team, "defaultRoles", "roles", wanted);
    take_references(team, "policies", "policies", wanted);
    out_.objects.push_back(std::move(wanted));
  }

  void read_user(const std::string& name, const json::Object& user) {
    const bool bot = member_flag(user, "isBot");
    if (bot && !identity::check_bot_name(name))
      return leave_out("users", name, "the name of a bot here has 1 to 64 lower-case letters, digits, - _ and .");
    Wanted wanted = begin("users", name, user);
    if (bot)
      wanted.body.set("isBot", true);
    else
      take_texts(user, {"email"}, wanted.body);
    take_references(user, "roles", "roles", wanted);
    if (!bot) take_references(user, "teams", "teams", wanted);
    if (member_flag(user, "isAdmin") && !bot) {
      if (options_.administrators)
        wanted.body.set("isAdmin", true);
      else
        leave_out("users", name, "the right of an administrator, without --administrators");
    }
    out_.objects.push_back(std::move(wanted));
  }

  void read_bot(const std::string& name, const json::Object& bot) {
    const json::Value* const user = bot.find("botUser");
    const std::string account = user ? text_of(*user, "name") : std::string();
    if (account.empty()) return leave_out("bots", name, "it has no account");
    Wanted wanted = begin("bots", name, bot);
    wanted.body.set("botUser", account);
    wanted.needs.push_back({"users", account});
    out_.objects.push_back(std::move(wanted));
  }

  const identity::Vocabulary& vocabulary_;
  const ImportOptions& options_;
  const Objects& theirs_;
  std::set<std::string> teams_read_;
  WantedObjects out_;
};

}  // namespace

std::vector<std::string> names_in(const json::Object& object, std::string_view member) {
  std::vector<std::string> names;
  const json::Value* const list = object.find(member);
  if (!list || !list->as_array()) return names;
  for (const json::Value& one : *list->as_array()) {
    const std::string name = one.as_string() ? *one.as_string() : text_of(one, "name");
    const json::Value* const deleted = one.as_object() ? one.as_object()->find("deleted") : nullptr;
    const bool is_deleted = deleted && deleted->as_bool() && *deleted->as_bool();
    if (!name.empty() && !is_deleted) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

WantedObjects wanted_from(const Objects& theirs, const identity::Vocabulary& vocabulary, const ImportOptions& options) {
  return Reader(vocabulary, options, theirs).run();
}

}  // namespace sallyport::app
