// Reads a resource that a client sends into a document: every attribute that the table has, in its spelling, with
// values of its type, and nothing else. Source: RFC 7643 2.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "identity/scim/schema.h"

namespace sallyport::scim {

inline constexpr std::size_t kMaxText = 2048;       // bytes of one value
inline constexpr std::size_t kMaxElements = 50;     // of one attribute
inline constexpr std::size_t kMaxDocument = 16384;  // bytes, printed

// Members of groups are not part of a document, because a group may have many.
inline constexpr std::string_view kMembers = "members";

// The groups of a user follow from the members of groups.
inline constexpr std::string_view kGroupsOfUser = "groups";

// Reads the body of a POST or PUT. Attributes that nobody can set are passed over, as RFC 7644 3.3 wants, and so are
// members. A text that says true or false is taken for `active` alone, because Entra sends it so.
// Errors: malformed/"scim_value" (a value of a wrong type, too long, or too many); rejected/"scim_attribute" (there is
// no such attribute), "scim_required". The details are for the client.
Result<json::Object> read_document(ResourceKind kind, const json::Object& body);

// The same for one value, of an attribute or of one of its parts. Null if there is nothing in it.
Result<json::Value> read_value(const Attribute& attribute, const json::Value& value);

// Checks a document that a patch has put together. Errors: malformed/"scim_value"; rejected/"scim_required".
Result<void> check_document(ResourceKind kind, const json::Object& document);

// The ids in a list of members: [{"value":"…"}]. Errors: malformed/"scim_value", also for a group in the group.
Result<std::vector<std::string>> read_members(const json::Value& value);

// The text at a member; "" if there is none.
std::string text_of(const json::Object& document, std::string_view name);

// The value of the element of a list that is the main one: primary, else of type work, else the first. "" without any.
std::string main_value(const json::Object& document, std::string_view list);

}  // namespace sallyport::scim
