// Decides whether a person may use a route. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace sallyport::identity {

// What a route requires of a person. A default Requirement admits everybody who is signed in.
struct Requirement {
  std::vector<std::string> any_role{};  // the person needs at least one of these; if empty, no role
  bool admin = false;

  bool operator==(const Requirement&) const = default;
};

// What a person may do at this moment. Computed on demand, and never written to a store.
struct Rights {
  std::vector<std::string> roles;  // sorted, without duplicates
  bool admin = false;              // passes every requirement

  bool operator==(const Rights&) const = default;
};

// Checks the person's roles against the requirement. An administrator passes every requirement. Errors:
// forbidden/"role_missing" (detail names the roles of which one is needed), "admin_needed".
Result<void> decide(const Requirement& requirement, const std::vector<std::string>& roles, bool admin);

}  // namespace sallyport::identity
