// What a PATCH makes of a document. Entra's ways are understood beside the RFC's: `op` in any case, paths as the names
// of members of a value, a text for `active`, and both ways to remove a member. Source: RFC 7644 3.5.2; Microsoft,
// "Known issues and resolutions with SCIM 2.0 protocol compliance".
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "identity/scim/schema.h"

namespace sallyport::scim {

inline constexpr std::size_t kMaxOperations = 1000;

// What becomes of the members of a group.
struct MemberChanges {
  bool only_these = false;             // everybody else leaves
  std::map<std::string, bool> them{};  // by the member's id: whether they are in the group afterwards

  bool operator==(const MemberChanges&) const = default;
};

struct Patched {
  json::Object document{};
  MemberChanges members{};
};

// Applies all operations of a PatchOp message, or none. A removal of members that does not say whom is refused, because
// nobody should empty a group in passing; a replacement by an empty list does it.
// Errors: malformed/"scim_patch" (the message), "scim_path", "scim_value"; rejected/"scim_attribute", "scim_read_only",
// "scim_no_target" (a removal without a path, or of members without naming them), "scim_required".
Result<Patched> apply_patch(ResourceKind kind, json::Object document, const json::Object& message);

}  // namespace sallyport::scim
