#include "identity/requirement.h"

#include <algorithm>

namespace sallyport::identity {
namespace {

// Prints "Reader" or "Reader or Writer". People read this text and ask their administrator for one of the roles.
std::string alternatives(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : " or ") + word;
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
  if (!has_one) return failure(Kind::forbidden, "role_missing", {}, alternatives(requirement.any_role));
  return {};
}

}  // namespace sallyport::identity
