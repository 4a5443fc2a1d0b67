// How the directory recognizes a browser. One cookie names its sign-in, the other binds the directory's forms to it.
#pragma once

#include <optional>
#include <string>

#include "directory/authorize/authorize_services.h"
#include "directory/call/exchange.h"
#include "directory/rules/interaction.h"
#include "http/cookie.h"

namespace sallyport::directory {

// Over https the cookie has the prefix __Host- and SameSite=None, so that a silent renewal in another site's frame
// sends it. Over http, which is for this machine only, it is SameSite=Lax, and only frames of the same site send it.
http::SetCookie sign_in_cookie(const Exchange& exchange, std::string_view value);
http::SetCookie ended_sign_in_cookie(const Exchange& exchange);

// The sign-in of this browser. Absent if it has none, or if its user was deleted, disabled or signed out everywhere.
// Blocks.
Judged<std::optional<oidc::op::SignIn>> current_sign_in(const AuthorizeServices& services, const Exchange& exchange);

// The sign-in of this browser with its person; absent as for current_sign_in. Blocks.
Judged<std::optional<SignedIn>> find_signed_in(const AuthorizeServices& services, const Exchange& exchange);

struct NewSignIn {
  oidc::op::SignIn sign_in;
  http::SetCookie cookie;
};

// Stores a new sign-in and returns it with its cookie. It first ends the browser's previous sign-in, so that a cookie
// that an attacker planted names no sign-in. Blocks.
Judged<NewSignIn> begin_sign_in(const AuthorizeServices& services, const Exchange& exchange, const entra::User& user);

// Proves that a form was made by the directory for the browser that posts it (against login CSRF). The flow_token is an
// HMAC over a cookie of the browser and the request that the form belongs to.
struct FormProof {
  std::string flow_token;
  std::optional<http::SetCookie> cookie;  // must be set if the browser has none yet
};

// `request` is the path and query of the authorization request.
FormProof make_form_proof(const Exchange& exchange, std::string_view request);
bool is_our_form(const Exchange& exchange, std::string_view request, std::string_view flow_token);

}  // namespace sallyport::directory
