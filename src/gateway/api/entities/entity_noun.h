// What distinguishes the nouns of the API that administer access: roles, policies and teams. Each member of an entity
// that somebody may change has a row which says who. Everything else is ours: id, version, references from elsewhere.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "identity/access/access_state.h"

namespace sallyport::gateway {

// A member, and the operation that somebody needs who changes it. The name of an entity never changes.
struct MemberRow {
  std::string_view name;
  std::string_view operation;
};

inline constexpr std::string_view kEditDescription = "EditDescription";
inline constexpr std::string_view kEditDisplayName = "EditDisplayName";

template <class Content>
struct Noun;

template <>
struct Noun<identity::Role> {
  static constexpr std::string_view type = "role";
  static constexpr std::string_view list = "roles";
  static constexpr std::array<std::string_view, 3> fields{"policies", "teams", "users"};
  static constexpr std::array members{
      MemberRow{"displayName", kEditDisplayName},
      MemberRow{"description", kEditDescription},
      MemberRow{"policies", "EditPolicy"},
  };
};

template <>
struct Noun<identity::Policy> {
  static constexpr std::string_view type = "policy";
  static constexpr std::string_view list = "policies";
  static constexpr std::array<std::string_view, 4> fields{"owners", "teams", "roles", "domains"};
  static constexpr std::array members{
      MemberRow{"displayName", kEditDisplayName},
      MemberRow{"description", kEditDescription},
      MemberRow{"rules", "EditAll"},
  };
};

template <>
struct Noun<identity::Team> {
  static constexpr std::string_view type = "team";
  static constexpr std::string_view list = "teams";
  static constexpr std::array<std::string_view, 12> fields{"owners",        "profile",        "users",    "owns",
                                                           "defaultRoles",  "inheritedRoles", "policies", "userCount",
                                                           "childrenCount", "parents",        "children", "domains"};
  static constexpr std::array members{
      MemberRow{"displayName", kEditDisplayName},
      MemberRow{"description", kEditDescription},
      MemberRow{"teamType", "EditAll"},
      MemberRow{"isJoinable", "EditAll"},
      MemberRow{"email", "EditAll"},
      MemberRow{"parents", "EditTeams"},
      MemberRow{"defaultRoles", "EditRole"},
      MemberRow{"policies", "EditPolicy"},
  };
};

// The operation that changes this member; empty if nobody may.
constexpr std::string_view operation_for(std::span<const MemberRow> members, std::string_view name) {
  for (const MemberRow& row : members)
    if (row.name == name) return row.operation;
  return {};
}

}  // namespace sallyport::gateway
