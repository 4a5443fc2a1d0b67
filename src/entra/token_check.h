// The checks that only Entra ID's tokens need: issuer templates, tenants, v1.0 and v2.0, group overage. All are pure.
// Source: docs/entra.md, Tokens and claims.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jose/jwt.h"
#include "oidc/common/subject_claims.h"

namespace sallyport::entra {

struct IssuerPolicy {
  std::string issuer;             // from the metadata: a URL, or a template with {tenantid}
  std::vector<TenantId> tenants;  // the allowed tenants; if the issuer is a template, an empty list refuses everybody
  bool accept_v1 = false;         // also accept {v1_issuer_prefix}{tid}/, for access tokens of v1.0 resources
  std::string v1_issuer_prefix;   // "https://sts.windows.net/"
  bool require_tenant = true;     // false for a provider other than Entra ID, whose tokens need no tid
};

// Checks iss, tid and ver. `key_issuer` is the "issuer" of the key that signed the token. In this order: tid is a GUID
// in lower case; the policy's issuer, expanded with tid, equals iss; iss names the same tenant; tid is allowed;
// `key_issuer`, if it is not empty, expands to iss too (for v1.0: names the same tenant); ver agrees with the issuer.
// Without require_tenant it only compares iss. Errors: malformed/"jwt_claim_type"; rejected/"token_issuer",
// "token_tenant", "token_tenant_not_allowed", "token_key_issuer", "token_version". Source: docs/entra.md, Tokens and
// claims.
Result<void> check_issuer(const jose::Claims& claims, std::string_view key_issuer, const IssuerPolicy& policy);

// Reads the claims about the subject. Call it only after the checks. Groups count as incomplete if the token has
// _claim_names.groups or hasgroups, even if it lists some. Errors: malformed/"jwt_claim_type", "jwt_time";
// rejected/"token_no_subject", "token_subject_too_long" (more than 255 characters), "token_subject_character" (a
// control character).
Result<oidc::SubjectClaims> read_subject(jose::Claims claims, oidc::TokenKind kind);

// Determines the kind of a token by the first of these claims that it has. idtyp names the kind. scp marks an access
// token of a user. client_id marks an access token of RFC 9068: an application's if it equals sub, otherwise a user's.
// oid equal to sub marks an application's. Every other token is an ID token, unless it has azpacr, appidacr, appid or
// an azp that is not in aud, which only access tokens have. Errors: rejected/"token_kind" in that case, for an unknown
// idtyp, and for idtyp "app" with scp; malformed/"jwt_claim_type".
Result<oidc::TokenKind> kind_of(const jose::Claims& claims);

}  // namespace sallyport::entra
