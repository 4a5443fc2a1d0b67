// As much of Microsoft Graph as sign-in needs: who somebody is, and the groups that did not fit into a token.
// Source: entra.md 7.4, 7.5; Microsoft Graph v1.0.
#pragma once

#include <string_view>

#include "directory/exchange.h"

namespace sallyport::directory {

// Each takes a bearer token of our own for Graph, of a person or of an app; 401 with a challenge otherwise. Blocks.
http::Response graph_me(const Exchange& exchange);
http::Response graph_my_member_objects(const Exchange& exchange);
http::Response graph_member_objects(const Exchange& exchange, std::string_view user);

// The sub is the one of the ID token of the app that asked.
http::Response userinfo(const Exchange& exchange);

}  // namespace sallyport::directory
