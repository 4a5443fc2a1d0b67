// May the caller of the security API do this to that? Endpoints ask before they look at the request's body, so that
// nobody learns anything, or makes us parse anything, without the right to it (CVE-2024-28253).
#pragma once

#include <string_view>

#include "base/result.h"
#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "gateway/standing/principal.h"
#include "identity/access/administrators.h"
#include "identity/policy/question.h"

namespace sallyport::gateway {

// What an endpoint knows about the object. What it leaves out is unknown, and never helps the caller.
using ObjectFacts = identity::Object;

// Who the caller is to the policies in force. Blocks, unless the caller was prepared for them already. Requires:
// somebody is signed in. Errors: those of find_principal().
Result<PrincipalPtr> principal_of(const Call& call, const ApiParts& parts);

// Administrators may do everything; for everybody else the policies in force decide. Blocks, so the row must run on a
// worker. Pass an error to refusal_answer(). Errors:
//   forbidden/"operation_denied": the detail is OpenMetadata's sentence, "Principal: CatalogPrincipal{name='ann'}
//   operations [Delete] not allowed", which the answer shows.
//   unauthenticated/"sign_in_needed": there is no caller.
//   unavailable: those of find_principal().
//   internal/"authorize": there is no such operation or resource, or the resource does not have such an attribute.
Result<void> authorize(const Call& call, const ApiParts& parts, std::string_view operation, const ObjectFacts& object);

// Whom the configuration in force makes administrators. Blocks. Errors: those of find_administrators().
Result<identity::Administrators> administrators_in_force(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
