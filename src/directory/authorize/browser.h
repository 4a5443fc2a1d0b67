// How the directory recognizes a browser. One cookie names its sign-ins, one for each account. A second one lists their
// session ids for the check-session page. A third one binds the directory's forms to the browser.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/authorize/authorize_services.h"
#include "directory/call/exchange.h"
#include "directory/rules/interaction.h"
#include "http/cookie.h"

namespace sallyport::directory {

// Over https these cookies have the prefix __Host- and SameSite=None, so that a silent renewal in another site's frame
// sends them. Over http, which is for this machine only, they are SameSite=Lax, and only frames of the same site send
// them.

// The accounts that are signed in at this browser, the latest first. A sign-in does not count if its user was deleted,
// disabled or signed out everywhere. Blocks.
Judged<std::vector<SignedIn>> signed_in_accounts(const AuthorizeServices& services, const Exchange& exchange);

// Why nobody is signed in at a browser that still has the cookie of a sign-in.
enum class EndedSession {
  expired,  // or unknown, for example after a reset
  revoked   // the person was signed out everywhere, or the password was changed
};

// Absent if the browser has no such cookie, or somebody is signed in. Blocks.
Judged<std::optional<EndedSession>> ended_session(const AuthorizeServices& services, const Exchange& exchange);

struct NewSignIn {
  oidc::op::SignIn sign_in;
  std::vector<http::SetCookie> cookies;
};

// Stores a new sign-in and returns it with the browser's cookies. It keeps the sign-ins of other accounts, at most
// limits::kAccounts in all, and ends the account's own previous one. The new sign-in always has a new id, so a cookie
// that an attacker planted does not name it. Blocks.
Judged<NewSignIn> begin_sign_in(const AuthorizeServices& services, const Exchange& exchange, const entra::User& user,
                                const oidc::op::Proofs& proofs);

// Replaces a sign-in of the browser by one with these proofs. Its id is new; its session id, its times and its clients
// stay. Blocks.
Judged<NewSignIn> renew_sign_in(const AuthorizeServices& services, const Exchange& exchange, const SignedIn& account,
                                const oidc::op::Proofs& proofs);

// Ends those sign-ins of the browser that `ends` chooses, and returns them. The cookies hold what remains. Blocks.
struct EndedSignIns {
  std::vector<oidc::op::SignIn> ended;
  std::vector<http::SetCookie> cookies;
};
Judged<EndedSignIns> end_sign_ins(const AuthorizeServices& services, const Exchange& exchange,
                                  const std::function<bool(const SignedIn&)>& ends);

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
