// Gets all groups of a person from Microsoft Graph if the token could not list them (overage). The functions are pure:
// they build the requests and read the responses, and the caller sends them.
// Source: docs/entra.md, Graph and overage.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "base/tagged.h"
#include "http/client.h"

namespace sallyport::entra {

// Builds the request for the first page of a person's security groups. `graph_token` is an app-only token for Graph,
// which the caller gets with the client credentials grant. Errors: rejected/"graph_subject" if the subject is no GUID,
// because it becomes part of the path.
Result<http::ClientRequest> build_member_objects(std::string_view graph_origin, const Subject& user,
                                                 const Secret& graph_token);

// One page of the response. If next_link is not empty, the caller requests the next page with build_next_page.
struct MemberObjects {
  std::vector<std::string> ids;  // GUIDs, lower case
  std::string next_link;         // empty on the last page; always at Graph's own origin
};

// Builds the request for the next page. Refuses a link to another origin, because the request sends the token there.
// Errors: rejected/"graph_next_link".
Result<http::ClientRequest> build_next_page(std::string_view graph_origin, std::string_view next_link,
                                            const Secret& graph_token);

// Reads one page. Errors: unavailable/"graph_status" for a status other than 200; malformed/"graph_response";
// rejected/"graph_next_link".
Result<MemberObjects> read_member_objects(const http::ClientResponse& response, std::string_view graph_origin);

}  // namespace sallyport::entra
