// The bodies of requests and answers of SCIM, as far as all resources have them in common. GET /scim/v2/Schemas says
// the rest. Source: RFC 7643, RFC 7644.
#pragma once

#include <array>

#include "gateway/api/shape/body_shape.h"

namespace sallyport::gateway {

inline constexpr Field kSchemasField{.name = "schemas", .type = Type::texts, .needed = true};

inline constexpr std::array kScimResourceFields{kSchemasField, Field{.name = "id"},
                                                Field{.name = "externalId", .meaning = "The client's own id"},
                                                Field{.name = "meta", .type = Type::object}};
inline constexpr Shape kScimResourceShape{"ScimResource", kScimResourceFields, Further::allowed};

inline constexpr std::array kScimMessageFields{kSchemasField};
inline constexpr Shape kScimMessageShape{"ScimMessage", kScimMessageFields, Further::allowed};

inline constexpr std::array kScimListFields{
    kSchemasField, Field{.name = "totalResults", .type = Type::integer, .needed = true},
    Field{.name = "startIndex", .type = Type::integer}, Field{.name = "itemsPerPage", .type = Type::integer},
    Field{.name = "Resources", .type = Type::list, .of = &kScimResourceShape}};
inline constexpr Shape kScimListShape{"ScimList", kScimListFields};

inline constexpr std::array kScimErrorFields{kSchemasField, Field{.name = "status", .needed = true},
                                             Field{.name = "scimType"}, Field{.name = "detail"}};
inline constexpr Shape kScimErrorShape{"ScimError", kScimErrorFields};

inline constexpr std::array<std::string_view, 5> kScimParameters{"filter", "attributes", "excludedAttributes",
                                                                 "startIndex", "count"};

}  // namespace sallyport::gateway
