// Checks the provider's bearer tokens and our own, makes the caller that a token stands for, and mints our own tokens.
// Nothing here blocks, but minting takes about 0.3 ms.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "base/result.h"
#include "base/tagged.h"
#include "crypto/fingerprint.h"
#include "gateway/call/caller.h"
#include "gateway/call/settings.h"
#include "gateway/caller/parts.h"
#include "gateway/standing/admission.h"
#include "identity/person.h"
#include "oidc/common/subject_claims.h"
#include "session/session.h"

namespace sallyport::gateway {

// What a token of our own says. It stands for a session, and the session decides who the caller is. So the token ends
// with the session.
struct OwnTokenClaims {
  session::SessionDigest session;
  UnixTime expires;
};

// Checks a token that we minted for our own API, and refuses one that we minted for an upstream.
// Errors: those of jose::verify and check_lifetime; rejected/"own_token_issuer", "own_token_audience",
// "own_token_session", "own_token_key".
Result<OwnTokenClaims> check_own_token(const Settings& settings, const OwnKeys& own_keys, std::string_view token,
                                       UnixTime now);

// Checks a token of the provider with the keys of the snapshot. Fetches nothing.
// Errors: those of entra::check_bearer ("jws_unknown_kid": the keys have to be fetched again).
Result<oidc::SubjectClaims> check_provider_token(const Essentials& essentials,
                                                 const oidc::rp::ProviderSnapshot& snapshot, std::string_view token,
                                                 UnixTime now);

// The key under which a loop's cache keeps the person of an identity.
crypto::Fingerprint person_fingerprint(const identity::IdentityKey& key);

// Makes the caller of a bearer token. `person` is empty for a program that signs in as itself. `token` is the
// record of a stored token, whose scope narrows the rights.
CallerPtr caller_of(Admission admission, PersonId person, identity::Rights rights, UnixTime expires,
                    const identity::TokenRecord* token = nullptr);

// Whether the token says that our own keys or our provider made it. Nothing is verified. On a route that also carries
// tokens of the application, this decides whose token it is. A token that falsely claims to be ours is refused later,
// and one that hides that it is ours gains nothing, because we ignore it.
bool claims_to_be_ours(const CallerParts& parts, std::string_view token);

// Mints the token that a route with `identity: jwt` sends to its upstream. Source: RFC 7519; the claims that
// OpenMetadata reads: sub, email, preferred_username, isBot, tokenType, roles. Errors: internal/"own_token_audience"
// for the audience of our own API; internal/"sign".
Result<OwnToken> mint_upstream_token(const OwnTokenParts& parts, const Caller& caller, std::string audience);

// Mints the token that /api/v1/auth/refresh gives to the scripts in the browser. It stands for the caller's session,
// and only this gateway accepts it. Errors: internal/"sign".
Result<OwnToken> mint_api_token(const OwnTokenParts& parts, const Caller& caller);

}  // namespace sallyport::gateway
