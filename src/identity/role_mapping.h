// From what the provider says to our roles. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sallyport::identity {

enum class Claim { app_role, group, scope, email_domain, everyone };

// One rule: who has this value of this claim gets the role. Values compare exactly; group ids and domains in any case.
struct RoleRule {
  Claim claim = Claim::app_role;
  std::string value;  // unused for everyone
  std::string role;

  bool operator==(const RoleRule&) const = default;
};

struct ClaimValues {
  const std::vector<std::string>& app_roles;
  const std::vector<std::string>& groups;
  const std::vector<std::string>& scopes;
  std::string_view verified_email;  // empty where the provider does not vouch for it
};

struct RoleMapping {
  bool app_roles_as_is = true;  // an app role is a role of the same name (useRolesFromProvider)
  std::vector<RoleRule> rules;

  bool needs_groups() const;

  bool operator==(const RoleMapping&) const = default;
};

// Sorted, each once.
std::vector<std::string> map_roles(const RoleMapping& mapping, const ClaimValues& claims);

}  // namespace sallyport::identity
