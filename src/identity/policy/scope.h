// How far a credential reaches: a token may have less than all rights of its owner.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "identity/policy/vocabulary.h"

namespace sallyport::identity {

// Operations on one kind of object, in the words of a rule: "All" stands for every resource, and "ViewAll" for several
// operations (vocabulary.h).
struct ScopedOperations {
  std::string resource{};
  std::vector<std::string> operations{};

  bool operator==(const ScopedOperations&) const = default;
};

// What of its owner's rights a credential has. It narrows, and never gives: what a rule denies to the owner stays
// denied, and what is left must be allowed to the owner as well.
struct Scope {
  // Of the owner's roles, only these, and nothing from teams. Empty: all.
  std::vector<std::string> roles{};
  // Of what the policies allow, only these. Empty: all.
  std::vector<ScopedOperations> operations{};

  bool is_whole() const { return roles.empty() && operations.empty(); }
  // Whether the credential is good only where somebody asks about an operation. Its owner's roles open nothing then.
  bool is_for_operations_alone() const { return roles.empty() && !operations.empty(); }

  bool operator==(const Scope&) const = default;
};

inline constexpr std::size_t kMaxScopeRows = 100;  // roles, resources, and operations of one resource

// Checks a scope before it is stored; the detail is for the person who wrote it. What is stored already names nothing
// any more once the application has lost a resource or an operation. Errors (malformed): "scope_limit" (more than
// kMaxScopeRows), "scope_resource" (unknown), "scope_operations" (none, or unknown).
Result<void> check_scope(const Scope& scope, const Vocabulary& vocabulary);

}  // namespace sallyport::identity
