#include "identity/role_mapping.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::identity {
namespace {

// The domain of the address. Empty if the text is not one plain address. The domain of "a@evil.example@corp.example",
// for example, is ambiguous.
std::string_view domain_of(std::string_view email) {
  const auto at = email.find('@');
  if (at == std::string_view::npos || at == 0 || email.find('@', at + 1) != std::string_view::npos) return {};
  return email.substr(at + 1);
}

bool holds_exactly(const std::vector<std::string>& values, std::string_view wanted) {
  return std::ranges::find(values, wanted) != values.end();
}

bool holds_in_any_case(const std::vector<std::string>& values, std::string_view wanted) {
  return std::ranges::any_of(values, [&](const auto& value) { return ascii_iequals(value, wanted); });
}

bool applies(const RoleRule& rule, const ClaimValues& claims) {
  if (rule.claim == Claim::everyone) return true;
  if (rule.value.empty()) return false;  // an empty rule must not match an empty claim
  switch (rule.claim) {
    case Claim::app_role:
      return holds_exactly(claims.app_roles, rule.value);
    case Claim::group:
      return holds_in_any_case(claims.groups, rule.value);
    case Claim::scope:
      return holds_exactly(claims.scopes, rule.value);
    case Claim::email_domain:
      return ascii_iequals(domain_of(claims.verified_email), rule.value);
    case Claim::everyone:
      break;
  }
  return false;
}

}  // namespace

bool RoleMapping::needs_groups() const {
  return std::ranges::any_of(rules, [](const RoleRule& rule) { return rule.claim == Claim::group; });
}

std::vector<std::string> map_roles(const RoleMapping& mapping, const ClaimValues& claims) {
  std::vector<std::string> roles;
  if (mapping.app_roles_as_is) roles = claims.app_roles;
  for (const auto& rule : mapping.rules)
    if (applies(rule, claims)) roles.push_back(rule.role);
  std::erase(roles, "");
  std::ranges::sort(roles);
  roles.erase(std::ranges::unique(roles).begin(), roles.end());
  return roles;
}

}  // namespace sallyport::identity
