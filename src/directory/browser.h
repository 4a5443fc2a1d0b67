// What the directory knows of a browser: the cookie of its sign-in, and the cookie that its forms are bound to.
#pragma once

#include <optional>
#include <string>

#include "directory/exchange.h"
#include "http/cookie.h"

namespace sallyport::directory {

// Over https the cookies are __Host- and SameSite=None, so that silent renewal in a frame finds the sign-in; over http
// on this machine they are Lax, which frames of the same site still see.
http::SetCookie sign_in_cookie(const Exchange& exchange, std::string_view value);
http::SetCookie ended_sign_in_cookie(const Exchange& exchange);

// The sign-in of this browser, absent where there is none. Blocks.
Judged<std::optional<oidc::op::SignIn>> current_sign_in(const Exchange& exchange);

struct NewSignIn {
  oidc::op::SignIn sign_in;
  http::SetCookie cookie;
};

// Ends what this browser had before, so that a fixed cookie leads nowhere. Blocks.
Judged<NewSignIn> begin_sign_in(const Exchange& exchange, const entra::User& user);

// Proof that a form of ours was posted by the browser that we gave it to: an HMAC over a cookie and the request that
// the form belongs to.
struct FormProof {
  std::string flow_token;
  std::optional<http::SetCookie> cookie;  // to be set where the browser has none yet
};

FormProof make_form_proof(const Exchange& exchange, std::string_view request);
bool is_our_form(const Exchange& exchange, std::string_view request, std::string_view flow_token);

}  // namespace sallyport::directory
