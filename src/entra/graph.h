// Group overage resolved through Microsoft Graph. Built and read here; sent by the caller. Source: entra.md 7.4.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "base/tagged.h"
#include "http/client.h"

namespace sallyport::entra {

// POST {graph}/v1.0/users/{oid}/getMemberObjects {"securityEnabledOnly":true}; the subject is a checked GUID.
Result<http::ClientRequest> build_member_objects(std::string_view graph_origin, const Subject& user,
                                                 const Secret& graph_token);

// An app-only token for Graph: client_credentials with {graph}/.default is the caller's; this reads the groups.
// Follows nothing by itself: next_link is given back, and only within the same origin.
struct MemberObjects {
  std::vector<std::string> ids;
  std::string next_link;
};

// Errors: unavailable/"graph_status"; malformed/"graph_response"; rejected/"graph_next_link".
Result<MemberObjects> read_member_objects(const http::ClientResponse& response, std::string_view graph_origin);

}  // namespace sallyport::entra
