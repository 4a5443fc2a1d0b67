#include "identity/policy/scope.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::identity {
namespace {

Failure scope_fault(std::string_view reason, std::string detail) {
  return failure(Kind::malformed, reason, {}, std::move(detail));
}

Result<void> check_row(const ScopedOperations& row, const Vocabulary& vocabulary) {
  if (!ascii_iequals(row.resource, kAll) && !vocabulary.find_resource(row.resource))
    return scope_fault("scope_resource", "there is no resource " + row.resource);
  if (row.operations.size() > kMaxScopeRows) return scope_fault("scope_limit", "the scope has too many operations");
  if (row.operations.empty()) return scope_fault("scope_operations", "the scope names no operation on " + row.resource);
  const auto unknown =
      std::ranges::find_if(row.operations, [&](const std::string& name) { return !vocabulary.find_operation(name); });
  if (unknown != row.operations.end()) return scope_fault("scope_operations", "there is no operation " + *unknown);
  return {};
}

}  // namespace

Result<void> check_scope(const Scope& scope, const Vocabulary& vocabulary) {
  if (scope.roles.size() > kMaxScopeRows || scope.operations.size() > kMaxScopeRows)
    return scope_fault("scope_limit", "the scope has too many entries");
  for (const ScopedOperations& row : scope.operations) SALLYPORT_CHECK(check_row(row, vocabulary));
  return {};
}

}  // namespace sallyport::identity
