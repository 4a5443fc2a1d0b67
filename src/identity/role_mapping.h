// Maps the provider's claims to our roles. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sallyport::identity {

enum class Claim { app_role, group, scope, email_domain, everyone };

// One rule: a person whose claim has this value gets the role. Group ids and domains are compared without regard to
// upper and lower case, other values exactly.
struct RoleRule {
  Claim claim = Claim::app_role;
  std::string value;  // unused for Claim::everyone
  std::string role;

  bool operator==(const RoleRule&) const = default;
};

// The claims of one person. The references must stay valid during the call.
struct ClaimValues {
  const std::vector<std::string>& app_roles;
  const std::vector<std::string>& groups;
  const std::vector<std::string>& scopes;
  std::string_view verified_email;  // empty if the provider does not vouch for the address
};

struct RoleMapping {
  bool app_roles_as_is = true;  // each app role gives the role of the same name (useRolesFromProvider)
  std::vector<RoleRule> rules;

  bool needs_groups() const;  // whether a rule reads the groups

  bool operator==(const RoleMapping&) const = default;
};

// The roles that the mapping gives, sorted and without duplicates.
std::vector<std::string> map_roles(const RoleMapping& mapping, const ClaimValues& claims);

}  // namespace sallyport::identity
