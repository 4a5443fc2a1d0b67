// One authorization request of a known client, and the ways to answer it.
#pragma once

#include <optional>
#include <string>

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
  std::string parameters;  // as a query string, which the forms of the directory post to
  KnownClient client;
  std::optional<SignedIn> signed_in;
  std::optional<FormAction> form;
  std::optional<http::SetCookie> cookie;  // the cookie of a sign-in that this request began

  Framing framing() const { return request.has_prompt("none") ? Framing::allowed : Framing::refused; }
};

// Shows a refusal on the directory's own page. An error about the client or its redirect URI is always shown there,
// because a redirect could send the person to an attacker.
http::Response page_refusal(const Exchange& exchange, const Refused& refused, Framing framing = Framing::refused);

// Sends fields to the redirect URI, with `state`, in the response mode of the request. refuse_to_client() sends the
// fields of an error.
http::Response send_to_client(const Flow& flow, http::Form fields);
http::Response refuse_to_client(const Flow& flow, const Refused& refused);

// Tells the client that the person pressed Cancel on a page (access_denied).
http::Response cancelled(const Flow& flow);

}  // namespace sallyport::directory
