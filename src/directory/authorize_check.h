// What is wrong with an authorization request: first what keeps it on our own page, then what travels back to the
// client. Source: RFC 6749 4.1.2.1; entra.md 3.1, 6.3.
#pragma once

#include "directory/exchange.h"
#include "oidc/op/authorization_request.h"
#include "oidc/op/authorization_response.h"

namespace sallyport::directory {

// A client and a redirect URI that belong together: from here on an error may travel.
struct KnownClient {
  entra::AppRegistration app;
  std::string redirect_uri;
  entra::Platform platform = entra::Platform::web;
};

// Errors on our page, never redirected: 900144, 700038, 700016, 7000112, 50194, 9002332, 500113, 50011. Blocks.
Judged<KnownClient> check_client(const Exchange& exchange, const oidc::op::AuthorizationRequest& request);

// How an answer travels, readable even where the request is wrong otherwise: an unknown mode is the default's.
oidc::op::ResponseMode response_mode_of(const oidc::op::AuthorizationRequest& request);

// Errors to the redirect URI, before anybody signs in: 700051, 700054, 70005, 70007, 900144, 70011, 500011, 50147,
// 9002313, 901002, request_not_supported. Blocks.
Judged<void> check_request(const Exchange& exchange, const oidc::op::AuthorizationRequest& request,
                           const KnownClient& client);

// Errors to the redirect URI, after the sign-in: 9002325. Source: entra.md 5.2 (9).
Judged<void> check_after_sign_in(const Exchange& exchange, const oidc::op::AuthorizationRequest& request,
                                 const KnownClient& client);

}  // namespace sallyport::directory
