// The shapes and members that several nouns of the API have.
#pragma once

#include <array>

#include "gateway/api/shape/body_shape.h"

namespace sallyport::gateway {

inline constexpr std::array kErrorFields{
    Field{.name = "code", .type = Type::integer, .meaning = "The status", .needed = true},
    Field{.name = "message", .meaning = "What is wrong, for people", .needed = true},
    Field{.name = "error", .meaning = "mfa_required: send the login again, with challenge and code"},
    Field{.name = "challenge"}};
inline constexpr Shape kErrorShape{"Error", kErrorFields};

inline constexpr std::array kReferenceFields{
    Field{.name = "id"},
    Field{.name = "type", .meaning = "user, team, role or policy", .needed = true},
    Field{.name = "name"},
    Field{.name = "fullyQualifiedName"},
    Field{.name = "displayName"},
    Field{.name = "description"},
    Field{.name = "deleted", .type = Type::flag},
    Field{.name = "href"}};
inline constexpr Shape kReferenceShape{"EntityReference", kReferenceFields};

inline constexpr std::array kPagingFields{
    Field{.name = "total", .type = Type::integer, .meaning = "Of the whole list, where it is counted"},
    Field{.name = "after", .meaning = "The cursor of the next page; absent: this is the last one"},
    Field{.name = "before", .meaning = "The cursor of the page before"}};
inline constexpr Shape kPagingShape{"Paging", kPagingFields};

inline constexpr std::array kHistoryFields{
    Field{.name = "entityType", .needed = true},
    Field{.name = "versions", .type = Type::texts, .meaning = "The newest first, each as JSON", .needed = true}};
inline constexpr Shape kHistoryShape{"History", kHistoryFields};

inline constexpr std::array kIdFields{Field{.name = "id", .type = Type::guid, .needed = true}};
inline constexpr Shape kIdShape{"Id", kIdFields};

// The parameters of every page.
inline constexpr std::array<std::string_view, 5> kPageParameters{"limit", "after", "before", "include", "fields"};

// The members that most entities have.
inline constexpr Field kIdField{.name = "id", .type = Type::guid, .needed = true};
inline constexpr Field kNameField{
    .name = "name", .meaning = "It never changes", .needed = true, .set_by = SetBy::creation};
inline constexpr Field kFullNameField{.name = "fullyQualifiedName", .needed = true};
inline constexpr Field kVersionField{
    .name = "version", .type = Type::number, .meaning = "Rises by 0.1 with each change", .needed = true};
inline constexpr Field kUpdatedAtField{.name = "updatedAt", .type = Type::time, .needed = true};
inline constexpr Field kUpdatedByField{.name = "updatedBy", .needed = true};
inline constexpr Field kHrefField{.name = "href", .needed = true};
inline constexpr Field kDeletedField{
    .name = "deleted", .type = Type::flag, .meaning = "Softly: it can be restored", .needed = true};
inline constexpr Field kProviderField{
    .name = "provider", .meaning = "What is system's cannot be deleted", .choices = "system user"};
inline constexpr Field kDisplayNameField{
    .name = "displayName", .set_by = SetBy::operation, .operation = "EditDisplayName"};
inline constexpr Field kDescriptionField{
    .name = "description", .set_by = SetBy::operation, .operation = "EditDescription"};

}  // namespace sallyport::gateway
