// The members of a person, and who may set each. A request that touches another one is refused as a whole, so that
// nobody gives themselves a right in passing.
#pragma once

#include <array>
#include <string_view>

#include "gateway/api/shape/common_shapes.h"

namespace sallyport::gateway {

inline constexpr std::array kProfileFields{
    Field{.name = "images", .type = Type::object, .meaning = "Addresses of pictures by their size"}};
inline constexpr Shape kProfileShape{"Profile", kProfileFields};

// Those without `needed` may be left out of an answer: a program that Entra signs in may have no account here.
inline constexpr std::array kUserMembers{
    Field{.name = "id", .needed = true},
    Field{.name = "name",
          .meaning = "The local part of the address, or the whole; of a bot any name",
          .needed = true,
          .set_by = SetBy::creation},
    kFullNameField,
    Field{.name = "displayName", .set_by = SetBy::self, .operation = "EditDisplayName"},
    Field{.name = "email", .meaning = "Of people: by it they come in the first time", .set_by = SetBy::creation},
    Field{.name = "description", .set_by = SetBy::self, .operation = "EditDescription"},
    Field{.name = "timezone", .set_by = SetBy::self, .operation = "EditAll"},
    Field{.name = "profile", .type = Type::one, .of = &kProfileShape, .set_by = SetBy::self, .operation = "EditAll"},
    Field{.name = "version", .type = Type::number},
    Field{.name = "updatedAt", .type = Type::time},
    Field{.name = "updatedBy"},
    Field{.name = "href"},
    Field{.name = "deleted", .type = Type::flag},
    Field{.name = "isBot", .type = Type::flag, .set_by = SetBy::creation},
    Field{.name = "isAdmin", .type = Type::flag, .set_by = SetBy::administrator},
    Field{.name = "roles", .type = Type::references, .set_by = SetBy::administrator},
    Field{.name = "teams", .type = Type::references, .set_by = SetBy::operation, .operation = "EditTeams"},
    Field{.name = "inheritedRoles", .type = Type::references, .meaning = "Of the teams"},
    Field{.name = "isEmailVerified", .type = Type::flag},
    Field{.name = "owns", .type = Type::references, .meaning = "Always empty here"},
    Field{.name = "follows", .type = Type::references, .meaning = "Always empty here"},
    Field{.name = "personas", .type = Type::references, .meaning = "Always empty here"},
    Field{.name = "domains", .type = Type::references, .meaning = "Always empty here"}};
inline constexpr Shape kUserShape{"User", kUserMembers};

inline constexpr std::array kDisabledFields{
    Field{.name = "id", .type = Type::guid},
    Field{.name = "disabled", .type = Type::flag, .meaning = "Nobody signs in with the account", .needed = true},
    Field{.name = "deprovisioned", .type = Type::flag, .meaning = "SCIM has disabled it"}};
inline constexpr Shape kDisabledShape{"Disabled", kDisabledFields};

inline constexpr std::array<std::string_view, 5> kUserFilters{"team", "role", "isAdmin", "isBot", "namePrefix"};

}  // namespace sallyport::gateway
