// How the authorization endpoint's response reaches the client.
// Source: OAuth 2.0 Multiple Response Type Encoding Practices 2, OAuth 2.0 Form Post Response Mode.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/form.h"

namespace sallyport::oidc::op {

enum class ResponseMode { query, fragment, form_post };

std::optional<ResponseMode> parse_response_mode(std::string_view name);  // absent if the name is unknown

// The Location of a redirect: the redirect URI with the fields in its query or its fragment. A URI without a path gets
// "/". In query mode it ends in an empty fragment, because a browser would otherwise carry the fragment of the previous
// page along (RFC 6749 10.16, RFC 9110 10.2.2). `mode` is query or fragment; a form_post has no redirect.
std::string redirect_location(std::string_view redirect_uri, ResponseMode mode, const http::Form& fields);

}  // namespace sallyport::oidc::op
