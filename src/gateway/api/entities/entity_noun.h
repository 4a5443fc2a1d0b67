// What distinguishes the nouns of the API that administer access: roles, policies and teams. Each member of an entity
// that somebody may change has a field which says who. Everything else is ours: id, version, references from elsewhere.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "gateway/api/shape/common_shapes.h"
#include "identity/access/access_state.h"

namespace sallyport::gateway {

inline constexpr std::array kRuleFields{
    Field{.name = "name", .needed = true},
    Field{.name = "fullyQualifiedName"},
    Field{.name = "description"},
    Field{.name = "effect", .needed = true, .choices = "allow deny"},
    Field{.name = "operations", .type = Type::texts, .meaning = "Such as ViewAll"},
    Field{.name = "resources", .type = Type::texts, .meaning = "Such as table; All for everything"},
    Field{.name = "condition", .meaning = "Such as isOwner(); where absent, the rule always applies"}};
inline constexpr Shape kRuleShape{"Rule", kRuleFields};

template <class Content>
struct Noun;

template <>
struct Noun<identity::Role> {
  static constexpr std::string_view type = "role";
  static constexpr std::string_view list = "roles";
  static constexpr std::array<std::string_view, 3> fields{"policies", "teams", "users"};
  static constexpr std::array<std::string_view, 0> filters{};
  static constexpr std::array members{
      kIdField,
      kNameField,
      kFullNameField,
      kDisplayNameField,
      kDescriptionField,
      kVersionField,
      kUpdatedAtField,
      kUpdatedByField,
      kHrefField,
      kDeletedField,
      kProviderField,
      Field{.name = "policies", .type = Type::references, .set_by = SetBy::operation, .operation = "EditPolicy"},
      Field{.name = "teams", .type = Type::references, .meaning = "Whose members have it"},
      Field{.name = "users", .type = Type::references, .meaning = "Who has it; at most 100"},
  };
  static constexpr Shape shape{"Role", members};
};

template <>
struct Noun<identity::Policy> {
  static constexpr std::string_view type = "policy";
  static constexpr std::string_view list = "policies";
  static constexpr std::array<std::string_view, 4> fields{"owners", "teams", "roles", "domains"};
  static constexpr std::array<std::string_view, 0> filters{};
  static constexpr std::array members{
      kIdField,
      kNameField,
      kFullNameField,
      kDisplayNameField,
      kDescriptionField,
      kVersionField,
      kUpdatedAtField,
      kUpdatedByField,
      kHrefField,
      kDeletedField,
      kProviderField,
      Field{.name = "rules",
            .type = Type::list,
            .needed = true,
            .of = &kRuleShape,
            .set_by = SetBy::operation,
            .operation = "EditAll"},
      Field{.name = "enabled", .type = Type::flag, .meaning = "Always true", .needed = true},
      Field{.name = "roles", .type = Type::references, .meaning = "That hold it"},
      Field{.name = "teams", .type = Type::references, .meaning = "That hold it"},
  };
  static constexpr Shape shape{"Policy", members};
};

template <>
struct Noun<identity::Team> {
  static constexpr std::string_view type = "team";
  static constexpr std::string_view list = "teams";
  static constexpr std::array<std::string_view, 12> fields{"owners",        "profile",        "users",    "owns",
                                                           "defaultRoles",  "inheritedRoles", "policies", "userCount",
                                                           "childrenCount", "parents",        "children", "domains"};
  static constexpr std::array<std::string_view, 2> filters{"parentTeam", "isJoinable"};
  static constexpr std::array members{
      kIdField,
      kNameField,
      kFullNameField,
      kDisplayNameField,
      kDescriptionField,
      kVersionField,
      kUpdatedAtField,
      kUpdatedByField,
      kHrefField,
      kDeletedField,
      Field{.name = "teamType",
            .needed = true,
            .choices = "Organization BusinessUnit Division Department Group",
            .set_by = SetBy::operation,
            .operation = "EditAll"},
      Field{
          .name = "isJoinable", .type = Type::flag, .needed = true, .set_by = SetBy::operation, .operation = "EditAll"},
      Field{.name = "email", .set_by = SetBy::operation, .operation = "EditAll"},
      Field{.name = "parents", .type = Type::references, .set_by = SetBy::operation, .operation = "EditTeams"},
      Field{.name = "defaultRoles",
            .type = Type::references,
            .meaning = "What its members have",
            .set_by = SetBy::operation,
            .operation = "EditRole"},
      Field{.name = "policies", .type = Type::references, .set_by = SetBy::operation, .operation = "EditPolicy"},
      Field{.name = "inheritedRoles", .type = Type::references, .meaning = "Of the teams above"},
      Field{.name = "children", .type = Type::references},
      Field{.name = "childrenCount", .type = Type::integer},
      Field{.name = "users", .type = Type::references, .meaning = "At most 100"},
      Field{.name = "userCount", .type = Type::integer},
  };
  static constexpr Shape shape{"Team", members};
};

inline constexpr std::array kTeamTreeFields{kIdField,
                                            Field{.name = "name", .needed = true},
                                            kFullNameField,
                                            Field{.name = "displayName"},
                                            Field{.name = "teamType", .needed = true},
                                            kHrefField,
                                            Field{.name = "isJoinable", .type = Type::flag, .needed = true},
                                            Field{.name = "children", .type = Type::same, .needed = true}};
inline constexpr Shape kTeamTreeShape{"TeamTree", kTeamTreeFields};

}  // namespace sallyport::gateway
