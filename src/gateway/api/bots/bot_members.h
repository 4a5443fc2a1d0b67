// The members of a bot, and who may set each.
#pragma once

#include <array>

#include "gateway/api/shape/common_shapes.h"

namespace sallyport::gateway {

inline constexpr std::array kBotMembers{
    kIdField, kNameField, kFullNameField, kDisplayNameField, kDescriptionField,
    Field{.name = "botUser",
          .type = Type::reference,
          .meaning = "Its account, which has its roles and tokens",
          .needed = true,
          .set_by = SetBy::creation},
    // Stricter: EditOwners is not enough for owners, because OpenMetadata lets everybody edit those of what has none.
    Field{.name = "owners",
          .type = Type::references,
          .meaning = "One user at most, by id",
          .set_by = SetBy::operation,
          .operation = "EditAll"},
    Field{.name = "provider", .meaning = "user for those that clients make", .set_by = SetBy::creation}, kVersionField,
    kUpdatedAtField, kUpdatedByField, kHrefField, kDeletedField};
inline constexpr Shape kBotShape{"Bot", kBotMembers};

}  // namespace sallyport::gateway
