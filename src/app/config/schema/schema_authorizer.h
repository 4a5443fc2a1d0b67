// The keys of OpenMetadata's authorizerConfiguration and jwtTokenConfiguration, with Sallyport's own keys there.
#pragma once

#include <array>

#include "app/config/schema/schema.h"

namespace sallyport::app::config {

inline constexpr std::array kAuthorizerRows{
    // OpenMetadata's authorizerConfiguration.
    Row{.key = "authorizerConfiguration.className",
        .environment = "AUTHORIZER_CLASS_NAME",
        .meaning = "Read for mistakes only: NoopAuthorizer, which lets everybody in, is refused."},
    Row{.key = "authorizerConfiguration.containerRequestFilter",
        .environment = "AUTHORIZER_REQUEST_FILTER",
        .meaning = "Read for mistakes only: a NoopFilter is refused."},
    Row{.key = "authorizerConfiguration.adminPrincipals",
        .type = Type::list,
        .environment = "AUTHORIZER_ADMIN_PRINCIPALS",
        .fallback = "[admin]",
        .meaning =
            "Who becomes administrator: usernames, e-mail addresses, or oid:OBJECT-ID, which nobody else can get."},
    Row{.key = "authorizerConfiguration.botPrincipals",
        .type = Type::list,
        .meaning = "Names of bots.",
        .ignored = "deprecated in OpenMetadata"},
    Row{.key = "authorizerConfiguration.testPrincipals",
        .type = Type::list,
        .meaning = "Names for OpenMetadata's own tests.",
        .ignored = "there are no test accounts"},
    Row{.key = "authorizerConfiguration.allowedEmailRegistrationDomains",
        .type = Type::list,
        .environment = "AUTHORIZER_ALLOWED_REGISTRATION_DOMAIN",
        .fallback = "[all]",
        .meaning = "With enableSelfSignup: domains whose people a first sign-in may create."},
    Row{.key = "authorizerConfiguration.principalDomain",
        .environment = "AUTHORIZER_PRINCIPAL_DOMAIN",
        .fallback = "open-metadata.org",
        .meaning = "The domain at home: of an address made from a bare username, and of people whom applications know "
                   "by the local part alone."},
    Row{.key = "authorizerConfiguration.allowedDomains",
        .type = Type::list,
        .environment = "AUTHORIZER_ALLOWED_DOMAINS",
        .meaning = "With enforcePrincipalDomain: the domains that may sign in, instead of principalDomain alone."},
    Row{.key = "authorizerConfiguration.enforcePrincipalDomain",
        .type = Type::boolean,
        .environment = "AUTHORIZER_ENFORCE_PRINCIPAL_DOMAIN",
        .fallback = "false",
        .meaning = "Refuses people of other domains."},
    Row{.key = "authorizerConfiguration.enableSecureSocketConnection",
        .type = Type::boolean,
        .environment = "AUTHORIZER_ENABLE_SECURE_SOCKET",
        .meaning = "WebSocket connections must carry a token.",
        .ignored = "WebSocket connections are checked like every request"},
    Row{.key = "authorizerConfiguration.useRolesFromProvider",
        .type = Type::boolean,
        .environment = "AUTHORIZER_USE_ROLES_FROM_PROVIDER",
        .fallback = "false",
        .meaning =
            "An app role becomes a role of the same name, besides the rules of roleMapping. Whoever holds the app "
            "role `Admin` is then a full administrator, as long as the role lasts."},

    // OpenMetadata's jwtTokenConfiguration.
    Row{.key = "jwtTokenConfiguration.rsapublicKeyFilePath",
        .type = Type::file,
        .environment = "RSA_PUBLIC_KEY_FILE_PATH",
        .fallback = "(own_token_public.der in server.dataDir)",
        .meaning = "The public half of our key (SubjectPublicKeyInfo, DER or PEM); made at the first start."},
    Row{.key = "jwtTokenConfiguration.rsaprivateKeyFilePath",
        .type = Type::file,
        .environment = "RSA_PRIVATE_KEY_FILE_PATH",
        .fallback = "(own_token_private.der in server.dataDir)",
        .meaning = "The key that signs our own tokens (PKCS#8, DER or PEM); made at the first start, mode 0600."},
    Row{.key = "jwtTokenConfiguration.jwtissuer",
        .environment = "JWT_ISSUER",
        .fallback = "(server.publicUrl)",
        .meaning = "The issuer of our own tokens."},
    Row{.key = "jwtTokenConfiguration.keyId",
        .environment = "JWT_KEY_ID",
        .fallback = "(the key's thumbprint)",
        .meaning = "The kid of our key; OpenMetadata's published one is refused."},
    Row{.key = "jwtTokenConfiguration.identityTokenLifetime",
        .type = Type::duration,
        .environment = "SALLYPORT_IDENTITY_TOKEN_LIFETIME",
        .fallback = "5m",
        .meaning = "How long the token lives that `identity: jwt` sends to an upstream.",
        .ours = true},
    Row{.key = "jwtTokenConfiguration.unlimitedPersonalTokens",
        .type = Type::boolean,
        .environment = "SALLYPORT_UNLIMITED_PERSONAL_TOKENS",
        .fallback = "false",
        .meaning = "People may make personal access tokens that never expire. Bots' tokens may in any case.",
        .ours = true},
};

}  // namespace sallyport::app::config
