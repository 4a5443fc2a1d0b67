// How the headers of an application's response change on their way to the client.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/call/site.h"
#include "http/handler.h"
#include "http/message.h"

namespace sallyport::gateway {

// Makes the rules of a route. The responses of a route that is not public may be for one person. So no shared cache may
// keep them, and no other site may show them in a frame; if the route allows frames, the application's own frame
// headers alone decide. If the application sees paths without a prefix, its Location and Content-Location get the
// prefix back. No application can set or clear our cookies. `site` must outlive the rules.
std::shared_ptr<const http::ResponseRules> response_rules(const Site& site, const Route& route);

// The prefix that public paths have and the application's paths do not: the base path, and the route's path if the
// route strips it. Empty if both see the same paths.
std::string public_prefix(const Site& site, const Route& route);

// Turns a Location of an application that sees paths without the prefix into a public one. Absent if the value stays as
// it is, because it is relative, it names a host that is neither ours nor the application's own, or its path already
// has the prefix.
std::optional<std::string> public_location(const Site& site, const Route& route, std::string_view location);

// Whether a header of an application's response would set or clear a cookie of ours. No application may sign people in
// or out here (attack SES-08).
bool meddles_with_our_cookies(const http::HeaderView& header, const Site& site);

}  // namespace sallyport::gateway
