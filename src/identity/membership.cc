#include "identity/membership.h"

#include <algorithm>

namespace sallyport::identity {

std::vector<std::string> given_roles(const std::vector<Membership>& memberships) {
  std::vector<std::string> roles;
  for (const Membership& membership : memberships)
    if (membership.origin != Origin::provider) roles.push_back(membership.role);
  std::ranges::sort(roles);
  roles.erase(std::ranges::unique(roles).begin(), roles.end());
  return roles;
}

}  // namespace sallyport::identity
