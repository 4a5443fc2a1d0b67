// The bodies of answers about the server itself.
#pragma once

#include <array>

#include "gateway/api/shape/body_shape.h"

namespace sallyport::gateway {

inline constexpr std::array kAuthConfigFields{Field{.name = "provider", .needed = true},
                                              Field{.name = "providerName", .needed = true},
                                              Field{.name = "clientType", .choices = "public confidential"},
                                              Field{.name = "enableSelfSignup", .type = Type::flag},
                                              Field{.name = "jwtPrincipalClaims", .type = Type::texts},
                                              Field{.name = "jwtPrincipalClaimsMapping", .type = Type::texts},
                                              Field{.name = "clientId"},
                                              Field{.name = "authority"},
                                              Field{.name = "callbackUrl"},
                                              Field{.name = "responseType", .choices = "code id_token"}};
inline constexpr Shape kAuthConfigShape{"AuthConfig", kAuthConfigFields};

inline constexpr std::array kAuthorizerConfigFields{Field{.name = "principalDomain", .needed = true}};
inline constexpr Shape kAuthorizerConfigShape{"AuthorizerConfig", kAuthorizerConfigFields};

inline constexpr std::array kJwkFields{Field{.name = "kty", .needed = true}, Field{.name = "kid", .needed = true}};
inline constexpr Shape kJwkShape{"Jwk", kJwkFields, Further::allowed};

inline constexpr std::array kJwksFields{
    Field{.name = "keys", .type = Type::list, .meaning = "RFC 7517", .needed = true, .of = &kJwkShape}};
inline constexpr Shape kJwksShape{"Jwks", kJwksFields};

inline constexpr std::array kSystemVersionFields{
    Field{.name = "version", .needed = true}, Field{.name = "revision", .needed = true},
    Field{.name = "timestamp", .type = Type::time, .needed = true},
    Field{.name = "sallyport", .meaning = "Sallyport's own, where version is OpenMetadata's"}};
inline constexpr Shape kSystemVersionShape{"SystemVersion", kSystemVersionFields};

}  // namespace sallyport::gateway
