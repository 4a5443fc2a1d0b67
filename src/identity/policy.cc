#include "identity/policy.h"

#include <algorithm>

namespace sallyport::identity {
namespace {

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

}  // namespace

Result<void> decide(const Requirement& requirement, const std::vector<std::string>& roles, bool admin) {
  if (admin) return {};
  if (requirement.admin) return failure(Kind::forbidden, "admin_needed");
  if (requirement.any_role.empty()) return {};
  const bool has_one = std::ranges::any_of(requirement.any_role, [&](const std::string& role) {
    return !role.empty() && std::ranges::find(roles, role) != roles.end();
  });
  if (!has_one) return failure(Kind::forbidden, "role_missing", {}, "one of: " + join(requirement.any_role));
  return {};
}

}  // namespace sallyport::identity
