// The proof of possession with which an application replaces its own certificates: a JWT that one of its present
// certificates signed.
// Source: Microsoft Graph v1.0, application: addKey, and "Generate proof-of-possession tokens for rolling keys".
#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "entra/registration.h"

namespace sallyport::directory {

// Checks the proof. Its issuer is the object id of the application, its audience that of Azure AD Graph, and it is
// valid for at most ten minutes. A certificate that has expired proves nothing. Pure.
// Errors: rejected/"proof_signature" (no present certificate signed it, or the application has none), "proof_claims"
// (issuer or audience), "proof_lifetime"; malformed/"proof_claims" and those of jose::CompactJws::parse.
Result<void> check_key_proof(std::string_view proof, const entra::AppRegistration& app, UnixTime now);

}  // namespace sallyport::directory
