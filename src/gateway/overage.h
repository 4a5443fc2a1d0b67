// Group overage: the token says that there are more groups than it could hold, and Graph is asked for all of them.
// Source: entra.md 7.4.
#pragma once

#include "base/result.h"
#include "gateway/services.h"
#include "oidc/common/subject_claims.h"
#include "oidc/rp/metadata.h"

namespace sallyport::gateway {

enum class Freshness { now, minutes };  // a sign-in and a renewal ask anew; bearer tokens take what is some minutes old

// Whether the claims must be completed before roles are made from them.
bool needs_overage(const oidc::SubjectClaims& claims, const Settings& settings);

// The claims with all groups in them; unchanged where nothing is missing, or where no rule looks at groups and Graph is
// not configured. Fails closed. Blocks.
// Errors: forbidden/"groups_overage" (rules need the groups, and there is no client for Graph);
// unavailable/"graph_token", "graph_status" and those of http::HttpClient.
Result<oidc::SubjectClaims> complete_groups(Services& services, const oidc::rp::ProviderMetadata& metadata,
                                            oidc::SubjectClaims claims, Freshness freshness);

}  // namespace sallyport::gateway
