// The bodies of requests and answers of SCIM but users and groups, which identity/scim/schema.h describes.
// Source: RFC 7643, RFC 7644.
#pragma once

#include <array>
#include <string_view>

#include "gateway/api/shape/body_shape.h"

namespace sallyport::gateway {

inline constexpr Field kSchemasField{.name = "schemas", .type = Type::texts, .needed = true};

inline constexpr Field kMetaField{.name = "meta", .type = Type::object, .needed = true};
inline constexpr Field kScimNameField{.name = "name", .needed = true};
inline constexpr Field kScimDescriptionField{.name = "description", .needed = true};

// What only refusals answer.
inline constexpr std::array kScimMessageFields{kSchemasField};
inline constexpr Shape kScimMessageShape{"ScimMessage", kScimMessageFields, Further::allowed};

inline constexpr std::array kScimPatchOperationFields{
    Field{.name = "op", .meaning = "In any case", .needed = true, .choices = "add remove replace Add Remove Replace"},
    Field{.name = "path", .meaning = "An attribute, with a filter if it is a list; absent: value has the attributes"},
    Field{.name = "value", .type = Type::any}};
inline constexpr Shape kScimPatchOperationShape{"ScimPatchOperation", kScimPatchOperationFields, Further::allowed};
inline constexpr std::array kScimPatchFields{kSchemasField, Field{.name = "Operations",
                                                                  .type = Type::list,
                                                                  .meaning = "All of them or none",
                                                                  .needed = true,
                                                                  .of = &kScimPatchOperationShape}};
inline constexpr Shape kScimPatchShape{"ScimPatch", kScimPatchFields, Further::allowed};

inline constexpr std::array kScimSearchFields{kSchemasField,
                                              Field{.name = "filter"},
                                              Field{.name = "attributes", .type = Type::texts},
                                              Field{.name = "excludedAttributes", .type = Type::texts},
                                              Field{.name = "startIndex", .type = Type::integer},
                                              Field{.name = "count", .type = Type::integer}};
inline constexpr Shape kScimSearchShape{"ScimSearch", kScimSearchFields, Further::allowed};

inline constexpr std::array kScimBulkOperationFields{
    Field{.name = "method", .needed = true, .choices = "POST PUT PATCH DELETE"},
    Field{.name = "path", .meaning = "/Users, /Groups, or one of them", .needed = true},
    Field{.name = "bulkId", .meaning = "Of a POST: later operations name what it made by bulkId:ID"},
    Field{.name = "version", .meaning = "The ETag that the client has seen"},
    Field{.name = "data", .type = Type::object, .meaning = "The body of such a request"}};
inline constexpr Shape kScimBulkOperationShape{"ScimBulkOperation", kScimBulkOperationFields, Further::allowed};
inline constexpr std::array kScimBulkFields{
    kSchemasField, Field{.name = "failOnErrors", .type = Type::integer, .meaning = "After so many errors it stops"},
    Field{.name = "Operations", .type = Type::list, .needed = true, .of = &kScimBulkOperationShape}};
inline constexpr Shape kScimBulkShape{"ScimBulk", kScimBulkFields, Further::allowed};

inline constexpr std::array kScimBulkOutcomeFields{
    Field{.name = "method", .needed = true},
    Field{.name = "bulkId"},
    Field{.name = "location"},
    Field{.name = "version"},
    Field{.name = "status", .needed = true},
    Field{.name = "response", .type = Type::object, .meaning = "The error, if there is one"}};
inline constexpr Shape kScimBulkOutcomeShape{"ScimBulkOutcome", kScimBulkOutcomeFields};
inline constexpr std::array kScimBulkAnswerFields{
    kSchemasField, Field{.name = "Operations", .type = Type::list, .needed = true, .of = &kScimBulkOutcomeShape}};
inline constexpr Shape kScimBulkAnswerShape{"ScimBulkAnswer", kScimBulkAnswerFields};

inline constexpr std::array kScimFeatureFields{Field{.name = "supported", .type = Type::flag, .needed = true},
                                               Field{.name = "maxOperations", .type = Type::integer},
                                               Field{.name = "maxPayloadSize", .type = Type::integer},
                                               Field{.name = "maxResults", .type = Type::integer}};
inline constexpr Shape kScimFeatureShape{"ScimFeature", kScimFeatureFields};
inline constexpr std::array kScimSchemeFields{Field{.name = "type", .needed = true}, kScimNameField,
                                              kScimDescriptionField, Field{.name = "primary", .type = Type::flag}};
inline constexpr Shape kScimSchemeShape{"ScimAuthenticationScheme", kScimSchemeFields};

constexpr Field scim_feature(std::string_view name) {
  return {.name = name, .type = Type::one, .needed = true, .of = &kScimFeatureShape};
}
inline constexpr std::array kScimConfigFields{
    kSchemasField,
    scim_feature("patch"),
    scim_feature("bulk"),
    scim_feature("filter"),
    scim_feature("changePassword"),
    scim_feature("sort"),
    scim_feature("etag"),
    Field{.name = "authenticationSchemes", .type = Type::list, .needed = true, .of = &kScimSchemeShape},
    kMetaField};
inline constexpr Shape kScimConfigShape{"ScimServiceProviderConfig", kScimConfigFields};

inline constexpr std::array kScimExtensionFields{Field{.name = "schema", .needed = true},
                                                 Field{.name = "required", .type = Type::flag, .needed = true}};
inline constexpr Shape kScimExtensionShape{"ScimSchemaExtension", kScimExtensionFields};
inline constexpr std::array kScimTypeFields{
    kSchemasField,
    Field{.name = "id", .needed = true},
    kScimNameField,
    Field{.name = "endpoint", .needed = true},
    kScimDescriptionField,
    Field{.name = "schema", .needed = true},
    Field{.name = "schemaExtensions", .type = Type::list, .needed = true, .of = &kScimExtensionShape},
    kMetaField};
inline constexpr Shape kScimTypeShape{"ScimResourceType", kScimTypeFields};

inline constexpr std::array kScimAttributeFields{
    kScimNameField,
    Field{.name = "type", .needed = true, .choices = "string boolean reference dateTime complex"},
    Field{.name = "multiValued", .type = Type::flag, .needed = true},
    kScimDescriptionField,
    Field{.name = "required", .type = Type::flag, .needed = true},
    Field{.name = "caseExact", .type = Type::flag, .needed = true},
    Field{.name = "mutability", .needed = true, .choices = "readOnly readWrite"},
    Field{.name = "returned", .needed = true},
    Field{.name = "uniqueness", .needed = true, .choices = "none server"},
    Field{.name = "referenceTypes", .type = Type::texts},
    Field{.name = "subAttributes", .type = Type::same}};
inline constexpr Shape kScimAttributeShape{"ScimAttribute", kScimAttributeFields};
inline constexpr std::array kScimSchemaFields{
    kSchemasField,
    Field{.name = "id", .needed = true},
    kScimNameField,
    kScimDescriptionField,
    Field{.name = "attributes", .type = Type::list, .needed = true, .of = &kScimAttributeShape},
    kMetaField};
inline constexpr Shape kScimSchemaShape{"ScimSchema", kScimSchemaFields};

// A ListResponse of what `of` describes.
constexpr std::array<Field, 5> scim_list_of(const Shape& of) {
  return {kSchemasField, Field{.name = "totalResults", .type = Type::integer, .needed = true},
          Field{.name = "startIndex", .type = Type::integer, .needed = true},
          Field{.name = "itemsPerPage", .type = Type::integer, .needed = true},
          Field{.name = "Resources", .type = Type::list, .needed = true, .of = &of}};
}
inline constexpr std::array kScimTypesFields = scim_list_of(kScimTypeShape);
inline constexpr Shape kScimTypesShape{"ScimResourceTypes", kScimTypesFields};
inline constexpr std::array kScimSchemasFields = scim_list_of(kScimSchemaShape);
inline constexpr Shape kScimSchemasShape{"ScimSchemas", kScimSchemasFields};

inline constexpr std::array kScimErrorFields{kSchemasField, Field{.name = "status", .needed = true},
                                             Field{.name = "scimType"}, Field{.name = "detail"}};
inline constexpr Shape kScimErrorShape{"ScimError", kScimErrorFields};

inline constexpr std::array<std::string_view, 5> kScimParameters{"filter", "attributes", "excludedAttributes",
                                                                 "startIndex", "count"};

}  // namespace sallyport::gateway
