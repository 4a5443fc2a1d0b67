// Access tokens for Microsoft Graph. Their header has a nonce, and the signature covers a header with the digest of
// that nonce in its place. So only Graph can verify them: to everybody else the signature looks wrong, as at Entra ID.
// Source: docs/entra.md, Tokens and claims.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "jose/jwt.h"
#include "jose/sign.h"

namespace sallyport::directory {

// Signs a token for Graph. `header` must not hold a nonce. Errors: those of jose::sign_compact.
Result<std::string> sign_for_graph(const jose::SigningKey& key, json::Object header, std::string_view nonce,
                                   const json::Object& claims);

// Verifies a token that sign_for_graph made. A token without a nonce is verified as it is; the caller checks the
// audience. Errors: malformed/"jws_header"; those of jose::CompactJws::parse and jose::verify.
Result<jose::VerifiedJws> verify_for_graph(std::string_view token, const jose::JwkSet& keys);

}  // namespace sallyport::directory
