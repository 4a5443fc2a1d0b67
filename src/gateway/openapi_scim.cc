#include "gateway/openapi_scim.h"

namespace sallyport::gateway {
namespace {

using scim::Attribute;

// Tools take a property that is called $ref for a reference, so it is written as a pattern.
json::Object closed_object(const json::Object& members, json::Array required = {}) {
  json::Object properties;
  json::Object patterns;
  for (const auto& [name, schema] : members) {
    if (name.starts_with('$')) {
      patterns.set("^\\" + name + "$", schema);
    } else {
      properties.set(name, schema);
    }
  }
  json::Object out{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!patterns.empty()) out.set("patternProperties", std::move(patterns));
  if (!required.empty()) out.set("required", std::move(required));
  return out;
}

json::Object attribute_schema(const Attribute& attribute);

json::Object members_of(std::span<const Attribute> attributes) {
  json::Object out;
  for (const Attribute& attribute : attributes) out.set(attribute.name, attribute_schema(attribute));
  return out;
}

json::Object value_schema(const Attribute& attribute) {
  switch (attribute.type) {
    case scim::Type::text:
    case scim::Type::reference:
      return {{"type", "string"}};
    case scim::Type::flag:
      return {{"type", "boolean"}};
    case scim::Type::date_time:
      return {{"type", "string"}, {"format", "date-time"}};
    case scim::Type::complex:
      return closed_object(members_of(attribute.parts()));
  }
  return {};
}

json::Object attribute_schema(const Attribute& attribute) {
  json::Object out = value_schema(attribute);
  if (attribute.multi_valued) out = json::Object{{"type", "array"}, {"items", std::move(out)}};
  out.set("description", attribute.description);
  if (attribute.mutability == scim::Mutability::read_only) out.set("readOnly", true);
  return out;
}

json::Object urns() {
  return {{"type", "array"}, {"items", json::Object{{"type", "string"}}}, {"description", "The URNs of its schemas"}};
}

}  // namespace

std::string scim_schema_name(scim::ResourceKind kind, ScimUse use) {
  return std::string(use == ScimUse::sent ? "New" : "") + "Scim" + std::string(scim::schemas_of(kind).front().name);
}

// A query may leave attributes out of an answer, but never these. What is read-only and sent all the same is ignored.
json::Object scim_resource_schema(scim::ResourceKind kind, ScimUse use) {
  const auto schemas = scim::schemas_of(kind);
  json::Object members = members_of(scim::common_attributes());
  members.set("schemas", urns());
  for (const auto& [name, schema] : members_of(schemas.front().attributes)) members.set(name, schema);
  for (const scim::Schema& extension : schemas.subspan(1))
    members.set(extension.id, closed_object(members_of(extension.attributes)));
  json::Array required;
  if (use == ScimUse::answer) required = {"schemas", "id"};
  for (const Attribute& attribute : schemas.front().attributes)
    if (use == ScimUse::sent && attribute.required) required.emplace_back(attribute.name);
  return closed_object(members, std::move(required));
}

json::Object scim_list_schema(json::Object resource) {
  const json::Object number{{"type", "integer"}};
  return closed_object({{"schemas", urns()},
                        {"totalResults", number},
                        {"startIndex", number},
                        {"itemsPerPage", number},
                        {"Resources", json::Object{{"type", "array"}, {"items", std::move(resource)}}}},
                       {"schemas", "totalResults", "startIndex", "itemsPerPage", "Resources"});
}

}  // namespace sallyport::gateway
