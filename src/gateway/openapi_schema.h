// The shapes of the API's bodies (gateway/api/shape/body_shape.h) as JSON Schema. Source: JSON Schema 2020-12.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/json.h"
#include "gateway/api/shape/body_shape.h"
#include "gateway/openapi_scim.h"

namespace sallyport::gateway {

// Prints schemas of bodies, and collects the shapes to which they refer.
class SchemaBook {
 public:
  json::Object schema_of(const Body& body);

  // A reference to the shape: {"$ref": "#/components/schemas/Role"}.
  json::Object reference_to(const Shape& shape);

  // The schemas of all shapes that were referred to, by name.
  json::Object schemas() const;

 private:
  // In an answer, a reference to an entity is an object; clients may also send its name or id.
  enum class Use { answer, settable };

  json::Object reference_to_settable(const Shape& shape);
  json::Object reference_to_patch(const Shape& shape);
  json::Object reference_to_scim(scim::ResourceKind kind, ScimUse use);
  json::Object print_object(const Shape& shape, Use use);
  json::Object print_field(const Field& field, const Shape& within, Use use);
  json::Object print_type(const Field& field, const Shape& within, Use use);
  json::Object print_page(const Shape& shape);

  std::map<std::string, json::Object, std::less<>> printed_;
};

// What the field means and who may set it, in words; empty if there is nothing to say.
std::string describe(const Field& field);

}  // namespace sallyport::gateway
