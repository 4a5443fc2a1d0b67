// A request of a provisioning client. It is authorized before anything of it is read.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "gateway/api/parts.h"
#include "gateway/api/scim/scim_answer.h"
#include "gateway/api/scim/scim_query.h"
#include "gateway/call/endpoint.h"
#include "identity/provisioning_store.h"

namespace sallyport::gateway {

struct ScimCall {
  const Call& call;
  const ApiParts& parts;
  PersonId client;  // the account of the caller
};

// The operation on the resource `scim` that every request needs. ViewAll, EditAll and Create do not stand for it, so
// that no bot may provision unless a rule says so.
inline constexpr std::string_view kProvision = "Provision";

// Errors: those of authorize(); forbidden/"operation_denied" also for a caller who has no account here.
Result<ScimCall> open_scim(const Call& call, const ApiParts& parts);

// The body, which may be of type application/scim+json or application/json. Errors: malformed/"body_type",
// "json_not_object"; those of json::parse().
Result<json::Object> read_scim_body(const Call& call);

// The version that the client has seen, from If-Match; absent: any. Errors: malformed/"if_match"; conflict/
// "provisioned_version" (a tag of something else).
Result<identity::SeenVersion> seen_version(const Call& call, std::string_view id);

// The same from the text of one tag; empty: any.
Result<identity::SeenVersion> seen_in_tag(std::string_view tag, std::string_view id);

// The address of a resource: kind "Users" or "Groups".
std::string scim_address(const Call& call, std::string_view kind, std::string_view id);

// meta of a resource.
json::Object print_meta(const Call& call, std::string_view type, std::string_view kind,
                        const identity::Provisioned& row);

Failure scim_not_found(std::string_view id);

// The resources that a query wants. `list` reads rows, `tried` makes of one what the filter is asked about, and `shown`
// what is answered; if it is empty, that is the former without what the query does not show.
using ListRows = std::function<Result<identity::ProvisionedPage>(const identity::ProvisionedQuery&)>;
using PrintRow = std::function<Result<json::Object>(const identity::Provisioned&)>;

// Without a filter, one page of rows. With one that demands an id, a name or an external id, what has it; otherwise all
// rows are tried. `name` is the attribute of the name. Errors: rejected/"scim_too_many" (there are too many to try);
// those of the functions.
Result<ScimAnswered> list_scim(const ScimQuery& query, std::string_view name, const ListRows& list,
                               const PrintRow& tried, const PrintRow& shown = {});

// Records a change in the audit trail, with what differs between the resources before and after.
void audit_scim(const ScimCall& scim, std::string_view type, std::string_view change, const identity::Provisioned& row,
                json::Value before, json::Value after);

}  // namespace sallyport::gateway
