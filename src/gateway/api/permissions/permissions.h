// What somebody may do, and why: OpenMetadata's lists of permissions, and two endpoints of ours for applications that
// ask the policies. All of them block.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

// GET /api/v1/permissions: of every resource. `user` in the query is a person's id; only administrators may ask about
// others.
http::Outcome all_permissions(const Call& call, const ApiParts& parts);

// GET /api/v1/permissions/{resource}, …/{id} and …/name/{name}: of one resource, or of one object of which nothing is
// known but its id. What depends on the rest is conditional.
http::Outcome resource_permissions(const Call& call, const ApiParts& parts);

// POST /api/v1/permissions/check: {"questions": [at most 100], "principal": {"id": … or "name": …}} is answered by
// {"answers": […]} in the same order. If one question has no meaning, none is answered.
http::Outcome check_permissions(const Call& call, const ApiParts& parts);

// POST /api/v1/permissions/explain: {"question": …, "principal": …}. Says which rule decided, how it came to
// apply, which others were looked at, and what the smallest change is that would decide otherwise.
http::Outcome explain_permission(const Call& call, const ApiParts& parts);

inline constexpr std::size_t kMaxQuestions = 100;

}  // namespace sallyport::gateway
