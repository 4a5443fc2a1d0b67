// Lifetimes and size limits of the directory, in one table. Where Entra ID has a limit, its value is used here, so that
// an application meets the same one. What an operator may choose is in settings.h.
#pragma once

#include <chrono>
#include <cstddef>

#include "base/clock.h"

namespace sallyport::directory::limits {

// Tokens. Source: docs/entra.md, Tokens and claims.
inline constexpr Seconds kIdToken{3600};
inline constexpr Seconds kAccessTokenLeast{3600};  // an access token lives for a random time of 60 to 90 minutes
inline constexpr Seconds kAccessTokenSpread{1800};
// A token that its API looks at with each request lives 20 to 28 hours.
inline constexpr Seconds kEvaluatedTokenLeast{20 * 3600};
inline constexpr Seconds kEvaluatedTokenSpread{8 * 3600};
inline constexpr Seconds kRefreshTokenOfSpa{24 * 3600};      // fixed: its successors expire when the first one does
inline constexpr Seconds kRefreshTokenOfOthers{90 * 86400};  // counted from the last use
inline constexpr int kEqualRequests = 15;                    // of one client for one person, in five minutes
inline constexpr Seconds kDeviceCode{900};
inline constexpr Seconds kDeviceInterval{5};  // between two polls; nobody is told to slow down
inline constexpr std::size_t kGroupsInToken = 200;
inline constexpr std::size_t kGroupsInUrl = 6;  // in a token that a redirect carries

// Browsers and other clients.
inline constexpr Seconds kSignIn{24 * 3600};
inline constexpr Seconds kOfferedFactor{600};  // how long a person may take to set up an authenticator
inline constexpr std::size_t kAccounts = 5;    // that may be signed in at one browser
inline constexpr Seconds kLogoutFrames{2};     // how long the sign-out page waits for its front-channel frames
inline constexpr Seconds kPreflight{600};      // how long a browser may cache the answer to a preflight
inline constexpr Seconds kMetadata{86400};     // how long a client may cache discovery documents and keys

// Smart lockout of an account. Source: docs/entra.md, Errors (AADSTS50053).
inline constexpr int kWrongPasswords = 10;
inline constexpr Seconds kFirstLock{60};                // each further lock lasts twice as long,
inline constexpr int kLockDoublings = 6;                // but the time doubles at most this many times
inline constexpr std::size_t kPasswordsRemembered = 3;  // a remembered wrong password does not count again

// The one-time link of an administrator.
inline constexpr Seconds kFirstAdminLink{24 * 3600};  // that a start prints
inline constexpr Seconds kAdminLink{3600};            // that an operator asked for
inline constexpr int kAdminLinkTries = 30;            // a minute, from one network

// Keys of other issuers (federated credentials).
inline constexpr Seconds kIssuerKeys{3600};     // how long fetched keys are used,
inline constexpr Seconds kIssuerKeysAgain{60};  // and how often at most they are fetched for an unknown key
inline constexpr std::size_t kIssuersKept = 1000;
inline constexpr std::size_t kKeysOfIssuer = 100;  // more are not looked at, as at Entra
inline constexpr Seconds kAssertionSkew{300};

// Things that an administrator creates.
inline constexpr Seconds kClientSecret{180 * 86400};  // the expiry that Entra's portal recommends
inline constexpr Seconds kClientSecretOfSeed{730 * 86400};
inline constexpr std::size_t kName = 120;  // bytes of a display name or a role's value
inline constexpr int kSigningKeyBits = 2048;
inline constexpr Seconds kSigningCertificate{5 * 365 * 86400};

// An app registration. Source: docs/entra.md, Registrations and platforms.
inline constexpr std::size_t kRedirectUris = 256;
inline constexpr std::size_t kRedirectUrisPersonal = 100;  // of an app that admits personal accounts
inline constexpr std::size_t kIdentifierUri = 255;         // bytes
inline constexpr std::size_t kRequiredApis = 50;
inline constexpr std::size_t kRequiredPermissions = 400;
inline constexpr std::size_t kAppEntries = 1200;  // of all collections of one registration together

// The process.
inline constexpr std::chrono::seconds kSnapshotAge{5};  // delay until a running directory sees a command's changes
inline constexpr std::size_t kBody = std::size_t{64} * 1024;        // bytes of a posted form
inline constexpr std::size_t kGraphBody = std::size_t{512} * 1024;  // bytes of an object for Graph

}  // namespace sallyport::directory::limits
