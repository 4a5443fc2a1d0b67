// Bearer tokens: whose they are, and what the caller may be called. The provider's tokens and our own.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "crypto/fingerprint.h"
#include "gateway/admission.h"
#include "gateway/caller.h"
#include "gateway/services.h"
#include "oidc/common/subject_claims.h"

namespace sallyport::gateway {

// A token of ours stands for a session: the session decides, so it ends with the session.
struct OwnTokenClaims {
  session::SessionDigest session;
  UnixTime expires;
};

// Only tokens that were made for our own API, never one that an upstream got.
// Errors: those of jose::verify and check_lifetime; rejected/"own_token_issuer", "own_token_audience",
// "own_token_session", "own_token_key".
Result<OwnTokenClaims> check_own_token(const Services& services, std::string_view token, UnixTime now);

// The provider's token with the keys at hand. Nothing is fetched.
// Errors: those of entra::check_bearer ("jws_unknown_kid" asks for a refresh); rejected/"token_issuer" where sign-in is
// not configured.
Result<oidc::SubjectClaims> check_provider_token(const Services& services, const oidc::rp::ProviderSnapshot& snapshot,
                                                 std::string_view token, UnixTime now);

// Under which the person of an admission is remembered for a while.
crypto::Fingerprint person_fingerprint(const identity::IdentityKey& key);

CallerPtr caller_of(Admission admission, const identity::Person* person, UnixTime expires);

// For `upstream`: what `identity: jwt` sends. For `api`: what /api/v1/auth/refresh gives to the browser's code.
enum class OwnTokenUse { upstream, api };

// Source: RFC 7519; the claims that OpenMetadata reads: sub, email, preferred_username, isBot, tokenType, roles.
Result<OwnToken> mint_own_token(const Services& services, const Caller& caller, OwnTokenUse use);

}  // namespace sallyport::gateway
