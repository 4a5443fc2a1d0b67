// The part of Microsoft Graph that a sign-in needs: who the caller is, and the groups that did not fit into a token.
// Every endpoint takes a bearer token that the directory issued for Graph, to a person or to an app, and blocks.
// Without a valid token it answers 401 with a challenge.
// Source: docs/entra.md, Graph and overage; Microsoft Graph v1.0.
#pragma once

#include "directory/call/exchange.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

struct GraphServices {
  entra::DirectoryStore& directory;
};

http::Response graph_me(const GraphServices& services, const Exchange& exchange);
http::Response graph_my_member_objects(const GraphServices& services, const Exchange& exchange);

// The groups of the person in the path. A person may see only their own groups, an app those of everyone in its tenant.
http::Response graph_member_objects(const GraphServices& services, const Exchange& exchange);

// The userinfo endpoint of OpenID Connect. Its sub equals that of the ID token of the app that holds the access token.
http::Response userinfo(const GraphServices& services, const Exchange& exchange);

// A 405 in Graph's form. The caller adds the Allow header.
http::Response graph_wrong_method(const Exchange& exchange);

// A 404 in Graph's form, for an unknown address below Graph.
http::Response graph_nowhere(const Exchange& exchange);

}  // namespace sallyport::directory
