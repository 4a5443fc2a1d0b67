// The gateway's fixed lifetimes, together in one place, so that one can see how they depend on each other. A lifetime
// that an operator may choose is a setting instead (settings.h, session/session.h).
#pragma once

#include "base/clock.h"

namespace sallyport::gateway {

// Signing in.
inline constexpr Seconds kSignInLifetime{600};         // from the redirect to the provider until its answer
inline constexpr Seconds kSignedInMarkerLifetime{30};  // of the cookie that detects browsers that keep no cookies
inline constexpr Seconds kWayBackLifetime{7 * 86400};  // of the return address in a state, so that a restored tab works
inline constexpr Seconds kFormLifetime{3600};          // of the token in a form of ours
inline constexpr Seconds kInvitationLifetime{30 * 86400};    // of an operator's invitation
inline constexpr Seconds kSetupLinkLifetime{24 * 3600};      // of the local administrator's link that a start prints
inline constexpr Seconds kRecoveryLinkLifetime{3600};        // of the break-glass link
inline constexpr Seconds kPasswordLinkLifetime{3 * 86400};   // of the link that an administrator makes for somebody
inline constexpr Seconds kResetLinkLifetime{3600};           // of the link that is mailed to who forgot the password
inline constexpr Seconds kSignUpLinkLifetime{86400};         // of the link that is mailed to who makes an account
inline constexpr Seconds kMustChangeLifetime{900};           // of the link for somebody who has to change the password
inline constexpr Seconds kChallengeLifetime{300};            // from the password to the code of the second factor
inline constexpr Seconds kOfferedKeyLifetime{900};           // from the key of a second factor to its first code
inline constexpr Seconds kLocalSessionLifetime{8 * 3600};    // the longest session of the local administrator
inline constexpr Seconds kKnownBrowserLifetime{90 * 86400};  // how long a browser counts as known after a local sign-in

// When things are looked up again. docs/security/model.md (How late is late) depends on these times.
inline constexpr Seconds kPersonLookedAt{60};     // how long a cache keeps what the store says about a person
inline constexpr Seconds kSessionLookedAt{300};   // how long a cache keeps a session before it asks the store again
inline constexpr Seconds kSoonestRenewal{60};     // the shortest time between two renewals of a session
inline constexpr Seconds kRenewalRetry{30};       // until the next try if the provider did not answer; = kLeaseTime
inline constexpr Seconds kSeenReportedEvery{60};  // how often the last use of a session is written to the store
inline constexpr Seconds kGraphGroupsKept{300};   // how long Graph's answer about a person's groups is kept
inline constexpr Seconds kGraphTokenSpare{120};   // our token for Graph is replaced this long before it expires

}  // namespace sallyport::gateway
