// Group overage resolved through Microsoft Graph. Built and read here; sent by the caller. Source: entra.md 7.4.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "base/tagged.h"
#include "http/client.h"

namespace sallyport::entra {

// POST {graph}/v1.0/users/{oid}/getMemberObjects {"securityEnabledOnly":true}. Errors: rejected/"graph_subject" where
// the subject is no GUID: what stands in the path is never taken on trust.
Result<http::ClientRequest> build_member_objects(std::string_view graph_origin, const Subject& user,
                                                 const Secret& graph_token);

// An app-only token for Graph: client_credentials with {graph}/.default is the caller's; this reads the groups.
// Follows nothing by itself: next_link is given back, and only within the same origin.
struct MemberObjects {
  std::vector<std::string> ids;  // GUIDs, lower case
  std::string next_link;         // empty where this was all
};

// GET of the next page. Errors: rejected/"graph_next_link".
Result<http::ClientRequest> build_next_page(std::string_view graph_origin, std::string_view next_link,
                                            const Secret& graph_token);

// Errors: unavailable/"graph_status"; malformed/"graph_response"; rejected/"graph_next_link".
Result<MemberObjects> read_member_objects(const http::ClientResponse& response, std::string_view graph_origin);

}  // namespace sallyport::entra
