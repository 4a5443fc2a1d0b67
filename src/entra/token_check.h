// What Entra adds to the checks of a token: issuer templates, tenants, v1 and v2, overage. Source: entra.md 7.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jose/jwt.h"
#include "oidc/common/subject_claims.h"

namespace sallyport::entra {

struct IssuerPolicy {
  std::string issuer;             // from the metadata: concrete, or with {tenantid}
  std::vector<TenantId> tenants;  // allow-list; where the issuer is a template, empty refuses everybody
  bool accept_v1 = false;         // also {v1_issuer_prefix}{tid}/, for access tokens of v1 resources
  std::string v1_issuer_prefix;   // "https://sts.windows.net/"
  bool require_tenant = true;     // false for a provider that is not Entra: no tid demanded
};

// tid is a GUID; the issuer, expanded with it, equals iss; tid is the tenant that iss names; the key's own issuer,
// expanded, equals iss too (for v1: names the same tenant); tid is allowed; ver agrees with the issuer. Without
// require_tenant: iss equals the issuer, and no more. Errors: malformed/"jwt_claim_type"; rejected/"token_issuer",
// "token_tenant", "token_tenant_not_allowed", "token_key_issuer", "token_version". Source: entra.md 7.7.
Result<void> check_issuer(const jose::Claims& claims, std::string_view key_issuer, const IssuerPolicy& policy);

// The facts, typed. Call after the checks. Overage: _claim_names.groups or hasgroups, whatever groups lists beside
// them. Errors: malformed/"jwt_claim_type", "jwt_time"; rejected/"token_no_subject", "token_subject_too_long" (255
// characters), "token_subject_character" (a control character).
Result<oidc::SubjectClaims> read_subject(jose::Claims claims, oidc::TokenKind kind);

// idtyp says it where it is there. scp makes an access token of a user. Without scp, the marks of an access token
// (azpacr, appidacr, appid, or an azp that is not the audience) or oid == sub make one of an application, where oid ==
// sub. client_id is the mark of RFC 9068: an application's where it equals sub. All else is an ID token. Errors:
// rejected/"token_kind" where the marks contradict each other; malformed/"jwt_claim_type".
Result<oidc::TokenKind> kind_of(const jose::Claims& claims);

}  // namespace sallyport::entra
