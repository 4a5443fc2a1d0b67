// May this person do this? Pure, and it says why not.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace sallyport::identity {

// What a route asks of a person. Without any: whoever is signed in.
struct Requirement {
  std::vector<std::string> any_role{};  // at least one of these, where there are any
  bool admin = false;

  bool operator==(const Requirement&) const = default;
};

// Errors: forbidden/"role_missing" (detail names the roles that would do), "admin_needed". An admin passes every role.
Result<void> decide(const Requirement& requirement, const std::vector<std::string>& roles, bool admin);

}  // namespace sallyport::identity
