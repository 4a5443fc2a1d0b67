// Changes to a JSON document as a list of operations. Either all of them are applied or none. Source: RFC 6902.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "gateway/api/shape/json_pointer.h"

namespace sallyport::gateway {

inline constexpr std::size_t kMaxPatchOperations = 500;
inline constexpr std::size_t kMaxPatchedWeight = 1 << 20;  // bytes of text, and 8 for each value
inline constexpr std::size_t kMaxPatchedDepth = 16;        // levels of arrays and objects, as json::Limits counts them

struct PatchOperation {
  enum class Verb : std::uint8_t { add, remove, replace, move, copy, test };

  Verb verb = Verb::test;
  JsonPointer path{};
  JsonPointer from{};   // of move and copy
  json::Value value{};  // of add, replace and test

  bool operator==(const PatchOperation&) const = default;
};

using JsonPatch = std::vector<PatchOperation>;

// An operation as it is written, and which members it has beside `path`.
struct PatchVerb {
  std::string_view name;
  PatchOperation::Verb verb;
  bool has_value;
  bool has_from;
  bool writes;  // at `path`
};
inline constexpr std::array<PatchVerb, 6> kPatchVerbs{{
    {"add", PatchOperation::Verb::add, true, false, true},
    {"remove", PatchOperation::Verb::remove, false, false, true},
    {"move", PatchOperation::Verb::move, false, true, true},
    {"replace", PatchOperation::Verb::replace, true, false, true},
    {"copy", PatchOperation::Verb::copy, false, true, true},
    {"test", PatchOperation::Verb::test, true, false, false},
}};

// Reads a patch. Members that no operation has are ignored (RFC 6902 4). Errors (malformed): "patch_shape" (no array,
// an unknown operation, a member missing or of another type); "patch_limit" (too many operations); "json_pointer".
// The detail says which operation is wrong.
Result<JsonPatch> parse_patch(const json::Value& text);

// The document after all operations. Takes time linear in the operations and in kMaxPatchedWeight. Requires: the
// document is not deeper than kMaxPatchedDepth. Errors: rejected/"patch_path" (there is nothing to read or remove, or
// nothing to add to, or a value would move into itself); conflict/"patch_test" (a test found another value);
// malformed/"patch_limit" (the document would become too large or too deep).
Result<json::Value> apply_patch(json::Value document, const JsonPatch& patch);

// The members of the outermost object that a patch names, before it is applied. "" stands for the whole document.
struct TouchedMembers {
  std::set<std::string> written{};
  std::set<std::string> read{};  // by tests and copies, so that nobody can guess what they must not see
};
TouchedMembers touched_members(const JsonPatch& patch);

// Whether two values are equal as RFC 6902 4.6 defines it: numbers by value, objects without regard to the order.
bool is_same_json(const json::Value& a, const json::Value& b);

}  // namespace sallyport::gateway
