// How a request names an attribute: "userName", "name.givenName", or with the URN of its schema in front of it,
// "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department". Source: RFC 7644 3.10.
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "identity/scim/schema.h"

namespace sallyport::scim {

// The attribute and part that are meant. Everything it refers to is in the table of schema.h.
struct Place {
  std::string_view extension{};          // the URN under which the attribute stands; empty: it stands in the resource
  const Attribute* attribute = nullptr;  // null: the whole extension
  const Attribute* part = nullptr;       // null: the whole attribute
};

// Reads a name, in any case. An attribute of an extension may be named without the URN, as Entra does with `manager`.
// Errors: rejected/"scim_attribute" (there is none of this name); the detail says which.
Result<Place> find_place(ResourceKind kind, std::string_view name);

// What a document has there, not looking at the part; null if there is nothing.
const json::Value* find_at(const json::Object& document, const Place& place);

}  // namespace sallyport::scim
