// The platform rules: who must prove itself, who must not, and who may come from a browser. Source: entra.md 5.
#pragma once

#include <optional>
#include <string_view>

#include "directory/exchange.h"
#include "oidc/op/client_proof.h"

namespace sallyport::directory {

struct AuthenticatedClient {
  int strength = 0;                                  // azpacr: 0 public, 1 secret, 2 certificate
  std::optional<oidc::op::UsedAssertion> assertion;  // to be remembered when the answer is committed
};

// Who redeems: the app, how it came, and what it brought.
struct Redeemer {
  const entra::AppRegistration& app;
  const oidc::op::ClientProof& proof;
  std::optional<std::string_view> origin;  // of the request
};

// A code or refresh token that was issued to a redirect URI of this platform. In this order: 700025 (public, and a
// credential came), 7000218 (confidential, and none came), 7000215, 7000222, 700027 (it is wrong), 9002327 (SPA without
// Origin), 9002326 (Origin, and no SPA).
Judged<AuthenticatedClient> authenticate_for(const Exchange& exchange, entra::Platform platform,
                                             const Redeemer& redeemer);

// A secret or an assertion, whatever the platform: 7000215, 7000222, 700027. Shape: proof.presented().
Judged<AuthenticatedClient> check_credential(const Exchange& exchange, const Redeemer& redeemer);

// Whether the browser that the Origin names may read the answer: it is that of a redirect URI of the app. Those of
// other platforms than SPA only ever get errors to read, the 9002326 that tells them so first of all.
bool may_read(const entra::AppRegistration& app, std::string_view origin);

// Whether the origin is that of a registered single-page application, of any tenant. Blocks.
bool is_page_of_an_app(const Exchange& exchange, std::string_view origin);

}  // namespace sallyport::directory
