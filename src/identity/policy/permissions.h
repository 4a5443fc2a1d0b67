// What a principal may do with one object or, if little is known about it, with objects of its kind: a list for user
// interfaces, which hide what cannot be used. It is no decision: what depends on something unknown is reported as such.
// Source: OpenMetadata, schema policies/accessControl/resourcePermission.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/policy/explanation.h"

namespace sallyport::identity {

// OpenMetadata's words, in OpenMetadata's order: of several rules, the one that comes first here is reported.
enum class Access : std::uint8_t {
  deny,               // a rule denies it
  allow,              // a rule allows it; a rule that depends on something unknown may still deny it
  conditional_deny,   // a rule denies it, depending on something unknown
  conditional_allow,  // a rule allows it, depending on something unknown
  not_allow,          // no rule says anything
};

// "deny", "allow", "conditionalDeny", "conditionalAllow", "notAllow"
std::string_view name_of(Access access);

struct Permission {
  std::string operation{};
  Access access = Access::not_allow;
  std::optional<ConsideredRule> rule{};  // absent for not_allow and for administrators

  bool operator==(const Permission&) const = default;
};

// One permission for each operation of the object's resource, in the resource's order; then for All, ViewAll and
// EditAll. Requires: both were prepared by the same snapshot. If not, the list is empty.
std::vector<Permission> list_permissions(const PreparedPrincipal& principal, const PreparedObject& object);

}  // namespace sallyport::identity
