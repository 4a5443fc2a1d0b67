// The checks of an authorization request. If the client or its redirect URI is wrong, the error is shown on the
// directory's own page. Every other error is sent to the client.
// Source: RFC 6749 4.1.2.1; docs/entra.md, Authorize, and Errors.
#pragma once

#include <string>

#include "directory/call/exchange.h"
#include "entra/directory_store.h"
#include "oidc/op/authorization_request.h"
#include "oidc/op/authorization_response.h"

namespace sallyport::directory {

// The stores that the checks read.
struct AuthorizeStores {
  entra::AppStore& apps;
  entra::PrincipalStore& principals;
};

// A client and a redirect URI that is registered for it. From here on, errors may be sent to that URI.
struct KnownClient {
  entra::AppRegistration app;
  std::string redirect_uri;
  entra::Platform platform = entra::Platform::web;
};

// Turns a request of the v1.0 endpoint, which names a resource, into the v2.0 request that means the same.
void read_as_v1(oidc::op::AuthorizationRequest& request);

// Finds the client and checks its redirect URI. Refusals, on the directory's page and never redirected: 900144, 700038,
// 700016, 7000112, 50194, 9002331, 9002332, 500113, 900971, 50011. Blocks.
Judged<KnownClient> check_client(const Exchange& exchange, const AuthorizeStores& stores,
                                 const oidc::op::AuthorizationRequest& request);

// The response mode of the answer. An unknown mode counts as the default, so that its error can be sent too.
oidc::op::ResponseMode response_mode_of(const oidc::op::AuthorizationRequest& request);

// Checks the rest of the request before anybody signs in. Refusals, sent to the redirect URI: 700051, 700054, 70005,
// 70007, 900144, 70011, 700022, 500011, 650052, 650053, 9010010, 50147, 9002313, request_not_supported. Blocks.
Judged<void> check_request(const Exchange& exchange, const AuthorizeStores& stores,
                           const oidc::op::AuthorizationRequest& request, const KnownClient& client);

// Checks what Entra checks after the sign-in. Refusals, sent to the redirect URI: 9002325 (no PKCE). Source:
// docs/entra.md, Registrations and platforms.
Judged<void> check_after_sign_in(const Exchange& exchange, const oidc::op::AuthorizationRequest& request,
                                 const KnownClient& client);

}  // namespace sallyport::directory
