// Group overage: a token says that the person is in more groups than it can hold, and we ask Graph for all of them.
// Source: docs/entra.md, Graph and overage.
#pragma once

#include "base/result.h"
#include "gateway/call/settings.h"
#include "gateway/standing/parts.h"
#include "oidc/common/subject_claims.h"
#include "oidc/rp/metadata.h"

namespace sallyport::gateway {

// How old the groups may be: a sign-in or renewal asks Graph now; for a bearer token, an answer of the last 5 minutes
// will do (kGraphGroupsKept).
enum class Freshness { now, minutes };

// Whether the groups must be completed before roles are derived from the claims.
bool needs_overage(const oidc::SubjectClaims& claims, const Settings& settings);

// Returns the claims with all groups. They are unchanged if no group is missing, or if no rule needs groups and Graph
// is not configured. Fails closed: if Graph does not answer, there are no claims. Blocks.
// Errors: forbidden/"groups_overage" (rules need the groups, and there is no client for Graph);
// unavailable/"graph_token", "graph_status" and those of http::HttpClient.
Result<oidc::SubjectClaims> complete_groups(const GraphParts& parts, const oidc::rp::ProviderMetadata& metadata,
                                            oidc::SubjectClaims claims, Freshness freshness);

}  // namespace sallyport::gateway
