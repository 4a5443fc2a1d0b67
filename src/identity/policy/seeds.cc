#include "identity/policy/seeds.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sallyport::identity {
namespace {

struct RuleRow {
  std::string_view policy;
  std::string_view name;
  Effect effect;
  std::string_view resources;
  std::string_view operations;
  std::string_view condition;
};

// The rules of one policy follow each other.
constexpr std::array kRuleRows{
    RuleRow{"OrganizationPolicy", "OrganizationPolicy-NoOwner-Rule", Effect::allow, "All", "EditOwners", "noOwner()"},
    RuleRow{"OrganizationPolicy", "OrganizationPolicy-Owner-Rule", Effect::allow, "All", "EditAll ViewAll Delete",
            "isOwner()"},
    RuleRow{"DataConsumerPolicy", "DataConsumerPolicy-EditRule", Effect::allow, "All",
            "ViewAll EditDescription EditTags", ""},
    RuleRow{"DataStewardPolicy", "DataStewardPolicy-EditRule", Effect::allow, "All",
            "ViewAll EditDescription EditDisplayName EditLineage EditOwners EditTags", ""},
    RuleRow{"TeamOnlyPolicy", "TeamOnlyPolicy-Rule", Effect::deny, "All", "All", "!matchTeam()"},
    RuleRow{"DomainOnlyAccessPolicy", "DomainAccessDenyRule", Effect::deny, "All", "All", "!hasDomain()"},
    RuleRow{"DomainOnlyAccessPolicy", "DomainAccessAllowRule", Effect::allow, "All", "All", "hasDomain()"},
    RuleRow{"DefaultBotPolicy", "DefaultBotPolicy-Rule", Effect::deny, "bot webhook", "Create Delete", ""},
    RuleRow{"IngestionBotPolicy", "IngestionBotPolicy-Rule", Effect::allow, "All", "Create EditAll ViewAll Delete", ""},
    RuleRow{"ProfilerBotPolicy", "ProfilerBotPolicy-Rule", Effect::allow, "All", "EditAll ViewAll", ""},
    RuleRow{"QualityBotPolicy", "QualityBotPolicy-Rule", Effect::allow, "All", "EditAll ViewAll", ""},
};

struct RoleRow {
  std::string_view name;
  std::string_view policies;
};

constexpr std::array kRoleRows{
    RoleRow{"DataConsumer", "DataConsumerPolicy"},
    RoleRow{"DataSteward", "DataStewardPolicy"},
    RoleRow{"DomainOnlyAccessRole", "DomainOnlyAccessPolicy"},
    RoleRow{"IngestionBotRole", "IngestionBotPolicy DefaultBotPolicy"},
    RoleRow{"ProfilerBotRole", "ProfilerBotPolicy DefaultBotPolicy"},
    RoleRow{"QualityBotRole", "QualityBotPolicy DefaultBotPolicy"},
    RoleRow{"DataQualityBotRole", "QualityBotPolicy DefaultBotPolicy"},
};

// The two that OpenMetadata offers without relying on them.
constexpr std::string_view kOptionalPolicy = "DomainOnlyAccessPolicy";
constexpr std::string_view kOptionalRole = "DomainOnlyAccessRole";

std::vector<std::string> listed(std::string_view text) {
  const auto words = split_words(text);
  return {words.begin(), words.end()};
}

}  // namespace

Model open_metadata_model() {
  Model model{.vocabulary = Vocabulary::open_metadata()};
  for (const RuleRow& row : kRuleRows) {
    if (model.policies.empty() || model.policies.back().name != row.policy)
      model.policies.push_back({std::string(row.policy), {}});
    model.policies.back().rules.push_back({.name = std::string(row.name),
                                           .effect = row.effect,
                                           .resources = listed(row.resources),
                                           .operations = listed(row.operations),
                                           .condition = std::string(row.condition)});
  }
  for (const RoleRow& row : kRoleRows) model.roles.push_back({std::string(row.name), listed(row.policies)});
  model.teams.push_back({.name = std::string(kOrganization),
                         .type = TeamType::organization,
                         .default_roles = {"DataConsumer"},
                         .policies = {"OrganizationPolicy"}});
  return model;
}

bool is_system_policy(std::string_view name) {
  return name != kOptionalPolicy && std::ranges::find(kRuleRows, name, &RuleRow::policy) != kRuleRows.end();
}

bool is_system_role(std::string_view name) {
  return name != kOptionalRole && std::ranges::find(kRoleRows, name, &RoleRow::name) != kRoleRows.end();
}

}  // namespace sallyport::identity
