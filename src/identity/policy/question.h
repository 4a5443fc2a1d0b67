// What is asked: may this principal do this to this object? Values with names, as callers have them. A snapshot
// prepares them once, and decides on the prepared ones: see snapshot.h and decision.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/tagged.h"
#include "identity/policy/scope.h"

namespace sallyport::identity {

enum class PrincipalKind : std::uint8_t {
  person,
  bot,  // gets nothing from teams: no policy, no default role, and inAnyTeam() is false
};

// Who wants to do it. Everything about a principal is known.
struct Principal {
  PersonId id{};
  PrincipalKind kind = PrincipalKind::person;
  bool admin = false;  // may do everything, before any rule
  std::vector<std::string> roles{};
  std::vector<std::string> teams{};  // of which the person is a member, without the teams above them
  std::vector<std::string> domains{};
  Scope scope{};  // of the credential

  bool operator==(const Principal&) const = default;
};

// An owner of an object.
struct Owner {
  enum class Type : std::uint8_t { person, team };

  Type type = Type::person;
  std::string name{};                               // a PersonId, or the name of a team
  std::optional<std::vector<std::string>> teams{};  // of a person; absent: unknown

  bool operator==(const Owner&) const = default;
};

// What it is done to. Absent means that the attribute is unknown; an empty list means that the object is known to have
// none. What is unknown never helps: it satisfies no rule that allows, and every rule that denies.
struct Object {
  std::string resource{};  // its type
  std::optional<std::string> id{};
  std::optional<std::vector<Owner>> owners{};
  std::optional<std::vector<std::string>> domains{};
  std::optional<std::vector<std::string>> tags{};
  std::optional<std::vector<std::string>> certifications{};
  std::optional<bool> admin{};                            // of a person: whether they are an administrator
  std::map<std::string, std::vector<std::string>> own{};  // the application's own attributes; unknown if not in it

  bool operator==(const Object&) const = default;
};

inline constexpr std::size_t kMaxOwners = 100;
inline constexpr std::size_t kMaxValues = 500;  // of one attribute, and of a principal's roles, teams and domains

}  // namespace sallyport::identity
