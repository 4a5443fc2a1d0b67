// /check: answers another proxy that asks whether a request may pass.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/access/check_query.h"
#include "gateway/access/decision.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"
#include "http/message.h"

namespace sallyport::gateway {

// Answers 204 with the identity headers, 401 with a challenge, 403 with the reason, or 503 if a store or the provider
// does not answer. Does not block.
//
// By query: /check?role=a&role=b requires one of the roles. operation=ViewAll&resource=dashboard&id=7 requires that the
// policies allow it, if the settings allow such a query and the proxy is trusted. redirect=1 redirects a browser to the
// sign-in with 302 instead of answering 401. preflight=pass lets CORS preflights pass. status=200 permits with 200
// instead of 204, for a proxy that accepts no other status. An unknown parameter, or a value without a meaning, is
// answered with 400, because a misspelt rule must not let everybody pass.
//
// By route: /check/<path> (Envoy's path prefix) takes its rule from the route that covers the path, and redirects a
// browser to the sign-in. It permits with 200, the only status that Envoy accepts. The query there is the client's own
// and decides nothing.
//
// If server.trustedProxies names the proxy, its X-Forwarded-Method says which method it asks about. The proxy must set
// the header itself, even if its client has sent one.
http::Outcome check(const Call& call);

// Whether a header's name may become that of an identity header in the application, although it is none: a proxy that
// overwrites X-Auth-Request-User passes the client's X_Auth-Request-User or X.Auth.Request.User on, and CGI, WSGI and
// PHP take them for the same. Such a request gets 400. A proxy that removes these names before it asks never sees that.
bool has_confusable_name(const http::Request& request);
http::Answer refuse_confusable_name(const Call& call);

// Makes the question that a proxy asks by route. Its views refer to `request` and `path`. Requires: `path` is what
// follows /check, and is not empty.
Question question_by_route(const Site& site, const http::Request& request, std::string_view path);

// The 204 for a caller who may pass. This is the hot path: the response shares the caller's prepared headers, and keeps
// the caller alive. `common` are the lines that all such answers share.
http::Response permit(http::PreparedHeaders common, CallerPtr caller);

}  // namespace sallyport::gateway
