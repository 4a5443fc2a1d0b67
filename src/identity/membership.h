// A role of a person together with its origin. Code that writes roles replaces only the roles of its own origin, so
// that a sign-in never removes a role that an administrator gave, and a command never removes a role from the provider.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport::identity {

enum class Origin {
  provider,       // a copy of the roles from the provider's claims at the last sign-in; not used for decisions
  administrator,  // given by hand, until it is removed by hand
  default_,       // given to every new person
  provisioning,   // told by a provisioning client (provisioning_store.h), until it takes it back
};

struct Membership {
  std::string role;
  Origin origin = Origin::administrator;

  auto operator<=>(const Membership&) const = default;
};

// A person who is given this role by hand is an administrator. With useRolesFromProvider the app role of this name does
// the same.
inline constexpr std::string_view kAdminRole = "Admin";

// The roles of every origin except `provider`, sorted and without duplicates. They count whatever the provider says.
std::vector<std::string> given_roles(const std::vector<Membership>& memberships);

}  // namespace sallyport::identity
