// What Entra adds to the checks of a token: issuer templates, tenants, v1 and v2, overage. Source: entra.md 7.
#pragma once

#include <string>
#include <vector>

#include "jose/jwt.h"
#include "oidc/common/subject_claims.h"

namespace sallyport::entra {

struct IssuerPolicy {
  std::string issuer;               // from the metadata: concrete, or with {tenantid}
  std::vector<TenantId> tenants;    // allow-list; needed where the issuer is a template: empty refuses everybody
  bool accept_v1 = false;           // also {sts_issuer}{tid}/ of the cloud, for access tokens of v1 resources
  std::string v1_issuer_prefix;     // "https://sts.windows.net/"
  bool require_tenant = true;       // false for a provider that is not Entra: no tid demanded
};

// tid is a GUID; the template, expanded with it, equals iss; the key's own issuer, expanded, equals iss too (for v2);
// tid is allowed; ver agrees with the issuer. Errors: rejected/"token_issuer", "token_tenant", "token_tenant_not_allowed",
// "token_key_issuer", "token_version". Source: entra.md 7.7.
Result<void> check_issuer(const jose::Claims& claims, std::string_view key_issuer, const IssuerPolicy& policy);

// The facts, typed. Call after the checks. Overage: _claim_names.groups or hasgroups. Errors: malformed/"jwt_claim_type";
// rejected/"token_no_subject", "token_subject_too_long".
Result<oidc::SubjectClaims> read_subject(const jose::Claims& claims, oidc::TokenKind kind);

// An ID token has no scp and no roles-only app form; an access token has ver and azp/appid; idtyp app or oid == sub
// without scp is an app. Errors: rejected/"token_kind".
Result<oidc::TokenKind> kind_of(const jose::Claims& claims);

}  // namespace sallyport::entra
