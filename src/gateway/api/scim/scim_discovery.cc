#include "gateway/api/scim/scim_discovery.h"

#include <array>

#include "gateway/api/scim/scim_answer.h"
#include "gateway/api/scim/scim_bulk.h"
#include "gateway/api/scim/scim_query.h"
#include "gateway/api/scim/scim_request.h"
#include "identity/scim/schema.h"

namespace sallyport::gateway {
namespace {

using scim::Attribute;
using scim::ResourceKind;
using scim::Schema;

constexpr std::string_view kConfigSchema = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
constexpr std::string_view kTypeSchema = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
constexpr std::string_view kSchemaSchema = "urn:ietf:params:scim:schemas:core:2.0:Schema";

struct ResourceTypeRow {
  std::string_view name;
  std::string_view endpoint;
  std::string_view description;
  ResourceKind kind;
};
constexpr std::array kResourceTypes{ResourceTypeRow{"User", "/Users", "A person", ResourceKind::user},
                                    ResourceTypeRow{"Group", "/Groups", "A team of people", ResourceKind::group}};

std::string_view type_name(scim::Type type) {
  switch (type) {
    case scim::Type::text:
      return "string";
    case scim::Type::flag:
      return "boolean";
    case scim::Type::reference:
      return "reference";
    case scim::Type::date_time:
      return "dateTime";
    case scim::Type::complex:
      return "complex";
  }
  return "string";
}

json::Object print_attribute(const Attribute& attribute) {
  json::Object out{{"name", attribute.name},
                   {"type", type_name(attribute.type)},
                   {"multiValued", attribute.multi_valued},
                   {"description", attribute.description},
                   {"required", attribute.required},
                   {"caseExact", attribute.case_exact},
                   {"mutability", attribute.mutability == scim::Mutability::read_only ? "readOnly" : "readWrite"},
                   {"returned", "default"},
                   {"uniqueness", attribute.unique ? "server" : "none"}};
  if (attribute.type == scim::Type::reference) out.set("referenceTypes", json::Array{"external", "uri"});
  if (attribute.parts().empty()) return out;
  json::Array parts;
  for (const Attribute& part : attribute.parts()) parts.emplace_back(print_attribute(part));
  out.set("subAttributes", std::move(parts));
  return out;
}

json::Object meta_of(const Call& call, std::string_view type, std::string_view kind, std::string_view id) {
  return {{"resourceType", type}, {"location", scim_address(call, kind, id)}};
}

json::Object print_schema(const Call& call, const Schema& schema) {
  json::Array attributes;
  for (const Attribute& attribute : schema.attributes) attributes.emplace_back(print_attribute(attribute));
  return {{"schemas", json::Array{kSchemaSchema}},
          {"id", schema.id},
          {"name", schema.name},
          {"description", schema.description},
          {"attributes", std::move(attributes)},
          {"meta", meta_of(call, "Schema", "Schemas", schema.id)}};
}

json::Object print_resource_type(const Call& call, const ResourceTypeRow& row) {
  json::Array extensions;
  for (const Schema& schema : scim::schemas_of(row.kind).subspan(1))
    extensions.emplace_back(json::Object{{"schema", schema.id}, {"required", false}});
  return {{"schemas", json::Array{kTypeSchema}},
          {"id", row.name},
          {"name", row.name},
          {"endpoint", row.endpoint},
          {"description", row.description},
          {"schema", scim::schemas_of(row.kind).front().id},
          {"schemaExtensions", std::move(extensions)},
          {"meta", meta_of(call, "ResourceType", "ResourceTypes", row.name)}};
}

http::Outcome all_of(const Call& call, json::Array resources) {
  const std::size_t count = resources.size();
  return scim_outcome(call, ScimAnswered{.body = print_scim_list(count, 1, std::move(resources))});
}

json::Object supported(bool yes) {
  return {{"supported", yes}};
}

}  // namespace

http::Outcome scim_service_provider_config(const Call& call, const ApiParts&) {
  const json::Object bearer{{"type", "oauthbearertoken"},
                            {"name", "Bearer token"},
                            {"description", "A bot's token, or a token of Entra ID for a program that is a bot"},
                            {"primary", true}};
  return scim_outcome(
      call,
      ScimAnswered{
          .body = {
              {"schemas", json::Array{kConfigSchema}},
              {"patch", supported(true)},
              {"bulk", json::Object{{"supported", true},
                                    {"maxOperations", static_cast<std::int64_t>(kMaxBulkOperations)},
                                    {"maxPayloadSize", static_cast<std::int64_t>(kMaxBulkBody)}}},
              {"filter", json::Object{{"supported", true}, {"maxResults", static_cast<std::int64_t>(kMaxScimPage)}}},
              {"changePassword", supported(false)},
              {"sort", supported(false)},
              {"etag", supported(true)},
              {"authenticationSchemes", json::Array{bearer}},
              {"meta", json::Object{{"resourceType", "ServiceProviderConfig"},
                                    {"location", call.site().address_of("/scim/v2/ServiceProviderConfig")}}}}});
}

http::Outcome scim_resource_types(const Call& call, const ApiParts&) {
  json::Array types;
  for (const ResourceTypeRow& row : kResourceTypes) types.emplace_back(print_resource_type(call, row));
  return all_of(call, std::move(types));
}

http::Outcome scim_resource_type(const Call& call, const ApiParts&) {
  const std::string_view id = call.parameters["id"];
  for (const ResourceTypeRow& row : kResourceTypes)
    if (row.name == id) return scim_outcome(call, ScimAnswered{.body = print_resource_type(call, row)});
  return scim_outcome(call, scim_not_found(id));
}

http::Outcome scim_schemas(const Call& call, const ApiParts&) {
  json::Array schemas;
  for (const ResourceTypeRow& row : kResourceTypes)
    for (const Schema& schema : scim::schemas_of(row.kind)) schemas.emplace_back(print_schema(call, schema));
  return all_of(call, std::move(schemas));
}

http::Outcome scim_schema(const Call& call, const ApiParts&) {
  const std::string_view id = call.parameters["id"];
  for (const ResourceTypeRow& row : kResourceTypes)
    for (const Schema& schema : scim::schemas_of(row.kind))
      if (schema.id == id) return scim_outcome(call, ScimAnswered{.body = print_schema(call, schema)});
  return scim_outcome(call, scim_not_found(id));
}

}  // namespace sallyport::gateway
