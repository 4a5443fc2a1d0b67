// One authorization request of a known client, and the ways to answer it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "directory/authorize/authorize_services.h"
#include "directory/call/exchange.h"
#include "directory/call/pages.h"
#include "directory/rules/authorize_check.h"
#include "directory/rules/interaction.h"
#include "http/cookie.h"

namespace sallyport::directory {

struct Flow {
  const AuthorizeServices& services;
  const Exchange& exchange;
  oidc::op::AuthorizationRequest request;
  std::string action;  // path and query that the forms of the directory post to
  KnownClient client;
  std::vector<SignedIn> accounts;     // signed in at this browser
  std::optional<SignedIn> signed_in;  // the account that the answer is for, once it is known
  std::optional<FormAction> form;
  std::vector<http::SetCookie> cookies;  // those of a sign-in that this request began

  Framing framing() const { return request.has_prompt("none") ? Framing::allowed : Framing::refused; }
};

// Where the forms of an authorization request post to. As at Entra, it is an address of its own, so that a page that is
// loaded again with GET can be told (900561). The path keeps the protocol; `parameters` are those of the request.
std::string login_action(const Exchange& exchange, const http::Form& parameters);

// Shows a refusal on the directory's own page. An error about the client or its redirect URI is always shown there,
// because a redirect could send the person to an attacker.
http::Response page_refusal(const Exchange& exchange, const Refused& refused, Framing framing = Framing::refused);

// Adds the cookies of a sign-in that this request began.
http::Response with_cookies(const Flow& flow, http::Response response);

// Sends fields to the redirect URI, with `state`, in the response mode of the request. refuse_to_client() sends the
// fields of an error.
http::Response send_to_client(const Flow& flow, http::Form fields);
http::Response refuse_to_client(const Flow& flow, const Refused& refused);

// Tells the client that the person pressed Cancel on a page (access_denied).
http::Response cancelled(const Flow& flow);

}  // namespace sallyport::directory
