// The bodies of requests and answers about tokens.
#pragma once

#include <array>

#include "gateway/api/shape/body_shape.h"

namespace sallyport::gateway {

inline constexpr std::string_view kLifetimeChoices = "OneHour 1 7 30 60 90 Unlimited";

inline constexpr std::array kScopedOperationsFields{Field{.name = "resource", .needed = true},
                                                    Field{.name = "operations", .type = Type::texts, .needed = true}};
inline constexpr Shape kScopedOperationsShape{"ScopedOperations", kScopedOperationsFields};

inline constexpr std::array kScopeFields{
    Field{.name = "roles", .type = Type::texts, .meaning = "Only these of the owner's"},
    Field{.name = "operations", .type = Type::list, .meaning = "Only these", .of = &kScopedOperationsShape}};
inline constexpr Shape kScopeShape{"TokenScope", kScopeFields};

inline constexpr Field kLifetimeField{
    .name = "JWTTokenExpiry", .meaning = "In days", .needed = true, .choices = kLifetimeChoices};
inline constexpr Field kScopeField{
    .name = "scope", .type = Type::one, .meaning = "Narrows what it may do", .of = &kScopeShape};
inline constexpr Field kCreatedAtField{.name = "createdAt", .type = Type::time};
inline constexpr Field kLastUsedField{.name = "lastUsed", .type = Type::time};

inline constexpr std::array kNewPersonalTokenFields{
    Field{.name = "tokenName", .meaning = "What it is for", .needed = true}, kLifetimeField, kScopeField};
inline constexpr Shape kNewPersonalTokenShape{"NewPersonalToken", kNewPersonalTokenFields};

inline constexpr std::array kPersonalTokenFields{
    Field{.name = "token", .meaning = "Its id", .needed = true},
    Field{.name = "tokenName", .needed = true},
    Field{.name = "userId", .needed = true},
    Field{.name = "tokenType", .needed = true, .choices = "PERSONAL_ACCESS_TOKEN"},
    Field{.name = "expiryDate", .type = Type::time, .needed = true},
    Field{.name = "jwtToken", .meaning = "The token, in the answer to its creation alone"},
    kScopeField,
    kCreatedAtField,
    kLastUsedField};
inline constexpr Shape kPersonalTokenShape{"PersonalToken", kPersonalTokenFields};

inline constexpr std::array kRevokedTokensFields{
    Field{.name = "tokenIds", .type = Type::texts, .meaning = "Where removeAll=true is not asked for"}};
inline constexpr Shape kRevokedTokensShape{"RevokedTokens", kRevokedTokensFields};

inline constexpr std::array kNewBotTokenFields{kLifetimeField, kScopeField};
inline constexpr Shape kNewBotTokenShape{"NewBotToken", kNewBotTokenFields};

inline constexpr std::array kRevokedBotFields{
    Field{.name = "id", .type = Type::guid, .meaning = "Of the bot's account", .needed = true}};
inline constexpr Shape kRevokedBotShape{"RevokedBot", kRevokedBotFields};

inline constexpr std::array kBotTokenFields{
    Field{.name = "JWTToken", .meaning = "The token, in the answer to its creation alone"},
    Field{.name = "JWTTokenExpiry", .choices = kLifetimeChoices},
    Field{.name = "JWTTokenExpiresAt", .type = Type::time},
    kScopeField,
    kCreatedAtField,
    kLastUsedField};
inline constexpr Shape kBotTokenShape{"BotToken", kBotTokenFields};

inline constexpr std::array kAuthMechanismFields{
    Field{.name = "authType", .needed = true, .choices = "JWT"},
    Field{.name = "config", .type = Type::one, .needed = true, .of = &kBotTokenShape}};
inline constexpr Shape kAuthMechanismShape{"AuthMechanism", kAuthMechanismFields};

// Whose tokens they are, and which are ended.
inline constexpr std::array<std::string_view, 1> kTokenOwnerParameters{"username"};
inline constexpr std::array<std::string_view, 2> kRevocationParameters{"username", "removeAll"};

}  // namespace sallyport::gateway
