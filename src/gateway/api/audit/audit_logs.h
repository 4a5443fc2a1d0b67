// The audit trail over HTTP, for administrators and for whom a policy allows the operation AuditLogs on the resource
// audit. No seeded policy does: ViewAll, which everybody has on all resources, does not contain it. Both endpoints read
// the store, so they run on a worker.
//
// Filters: event, who and what (id or name), outcome (done, refused, lost), client, requestId; from (this moment
// included) and to (excluded) in milliseconds since 1970. A page has `limit` records (0 to 1000, by default 10), the
// newest first, and `after` is where the page before ended.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

// GET: {"data":[record…],"paging":{"after":…}}. The last page has no `after`. Records are as audit/record_json.h says.
http::Outcome list_audit_logs(const Call& call, const ApiParts& parts);

// GET: a page as NDJSON, one record a line. If there may be more, the Link header has the address of the next page
// (RFC 8288, rel="next").
http::Outcome export_audit_logs(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
