#include "gateway/api/entities/entity_draft.h"

#include <algorithm>

#include "base/text.h"
#include "gateway/api/entities/entity_noun.h"
#include "gateway/api/shape/entity_reference.h"
#include "gateway/api/shape/json_fields.h"

namespace sallyport::gateway {
namespace {

using identity::AccessState;
using identity::Effect;
using identity::Entity;
using identity::EntityKind;
using identity::Policy;
using identity::Role;
using identity::Rule;
using identity::Team;

using Names = std::vector<std::string>;

bool says_nothing(const json::Value& value) {
  return value.is_null() || (value.as_array() && value.as_array()->empty());
}

template <class Content>
Result<void> check_settable(const json::Object& body) {
  for (const json::Member& member : body)
    if (operation_for(Noun<Content>::members, member.name).empty() && member.name != "name" &&
        member.name != "enabled" && !says_nothing(member.value))
      return failure(Kind::malformed, "field_unknown", {},
                     "Unrecognized field \"" + std::string(cut_utf8(member.name, 64)) + "\"");
  return {};
}

// The name of the entity to which a reference leads.
template <class Content>
Result<std::string> name_in(const json::Value& reference, const AccessState& state) {
  SALLYPORT_TRY(const ReferenceKey key, parse_reference(reference));
  const auto is_it = [&](const Entity<Content>& entity) {
    return (!key.id.empty() && entity.header.id.value == key.id) ||
           (!key.name.empty() && entity.content.name == key.name);
  };
  const auto& all = state.*EntityKind<Content>::state;
  const auto found = std::ranges::find_if(all, is_it);
  if (found != all.end() && !found->header.deleted) return found->content.name;
  return failure(Kind::rejected, "reference_unknown", {},
                 std::string(Noun<Content>::type) + " instance for " +
                     std::string(cut_utf8(key.id.empty() ? key.name : key.id, 128)) + " not found");
}

template <class Content>
Result<void> read_references(const json::Object& body, std::string_view member, const AccessState& state,
                             Names& names) {
  SALLYPORT_TRY(const auto list, list_field(body, member));
  if (!list) return {};
  names.clear();
  for (const json::Value& one : *list) {
    SALLYPORT_TRY(auto name, name_in<Content>(one, state));
    names.push_back(std::move(name));
  }
  return {};
}

Result<void> read_text(const json::Object& body, std::string_view member, std::string& text) {
  SALLYPORT_TRY(auto found, text_field(body, member));
  if (found) text = *std::move(found);
  return {};
}

Result<Names> read_words(const json::Object& body, std::string_view member) {
  Names words;
  SALLYPORT_TRY(const auto list, list_field(body, member));
  for (const json::Value& one : list.value_or(json::Array{})) {
    if (!one.as_string())
      return failure(Kind::malformed, "field_type", {}, std::string(member) + " must be a list of texts");
    words.push_back(*one.as_string());
  }
  return words;
}

Result<Rule> read_rule(const json::Value& value) {
  const json::Object* const body = value.as_object();
  if (!body) return failure(Kind::malformed, "field_type", {}, "a rule must be an object");
  SALLYPORT_CHECK(check_fields(*body, kRuleShape));
  Rule rule;
  SALLYPORT_TRY(rule.name, needed_text_field(*body, "name"));
  SALLYPORT_CHECK(read_text(*body, "description", rule.description));
  SALLYPORT_CHECK(read_text(*body, "condition", rule.condition));
  SALLYPORT_TRY(rule.operations, read_words(*body, "operations"));
  SALLYPORT_TRY(rule.resources, read_words(*body, "resources"));
  SALLYPORT_TRY(const std::string effect, needed_text_field(*body, "effect"));
  if (effect != "allow" && effect != "deny")
    return failure(Kind::malformed, "rule_effect", {}, "effect must be allow or deny");
  rule.effect = effect == "allow" ? Effect::allow : Effect::deny;
  return rule;
}

// A policy without a rule cannot be kept, so a policy cannot be switched off either.
Result<void> read_content(const json::Object& body, const AccessState&, Policy& policy) {
  SALLYPORT_TRY(const auto enabled, flag_field(body, "enabled"));
  if (enabled == false)
    return failure(Kind::malformed, "policy_enabled", {},
                   "A policy is always enabled. Take it out of its roles instead.");
  SALLYPORT_TRY(const auto rules, list_field(body, "rules"));
  if (!rules) return {};
  policy.rules.clear();
  for (const json::Value& one : *rules) {
    SALLYPORT_TRY(auto rule, read_rule(one));
    policy.rules.push_back(std::move(rule));
  }
  return {};
}

Result<void> read_content(const json::Object& body, const AccessState& state, Role& role) {
  return read_references<Policy>(body, "policies", state, role.policies);
}

Result<void> read_content(const json::Object& body, const AccessState& state, Team& team) {
  SALLYPORT_TRY(const auto type, text_field(body, "teamType"));
  if (type) {
    const auto known = identity::parse_team_type(*type);
    if (!known)
      return failure(Kind::malformed, "team_type", {},
                     "teamType must be Organization, BusinessUnit, Division, Department or Group");
    team.type = *known;
  }
  SALLYPORT_TRY(const auto joinable, flag_field(body, "isJoinable"));
  team.joinable = joinable.value_or(team.joinable);
  SALLYPORT_CHECK(read_text(body, "email", team.email));
  SALLYPORT_CHECK(read_references<Role>(body, "defaultRoles", state, team.default_roles));
  SALLYPORT_CHECK(read_references<Policy>(body, "policies", state, team.policies));
  SALLYPORT_CHECK(read_references<Team>(body, "parents", state, team.parents));
  const bool stands_alone = team.parents.empty() && team.type != identity::TeamType::organization;
  if (stands_alone) team.parents = {std::string(identity::kOrganization)};
  return {};
}

}  // namespace

template <class Content>
Draft<Content> draft_of(const Entity<Content>& entity) {
  return {entity.content, {entity.header.display_name, entity.header.description}};
}

template <class Content>
Draft<Content> new_draft(std::string name) {
  Draft<Content> draft;
  draft.content.name = std::move(name);
  return draft;
}

template <class Content>
Result<Draft<Content>> read_draft(const json::Object& body, const AccessState& state, Draft<Content> draft) {
  SALLYPORT_CHECK(check_settable<Content>(body));
  SALLYPORT_CHECK(read_text(body, "displayName", draft.labels.display_name));
  SALLYPORT_CHECK(read_text(body, "description", draft.labels.description));
  SALLYPORT_CHECK(read_content(body, state, draft.content));
  return draft;
}

#define SALLYPORT_DRAFTS(Content)                               \
  template Draft<Content> draft_of(const Entity<Content>&);     \
  template Draft<Content> new_draft<Content>(std::string name); \
  template Result<Draft<Content>> read_draft(const json::Object&, const AccessState&, Draft<Content>)
SALLYPORT_DRAFTS(Policy);
SALLYPORT_DRAFTS(Role);
SALLYPORT_DRAFTS(Team);
#undef SALLYPORT_DRAFTS

}  // namespace sallyport::gateway
