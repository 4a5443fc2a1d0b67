// The platform rules: which clients must authenticate, which must not, and which may send requests from a browser.
// Source: docs/entra.md, Registrations and platforms.
#pragma once

#include <optional>
#include <string_view>

#include "directory/call/exchange.h"
#include "entra/directory_store.h"
#include "oidc/op/client_proof.h"

namespace sallyport::directory {

struct AuthenticatedClient {
  int strength = 0;                                  // azpacr: 0 public, 1 secret, 2 certificate
  std::optional<oidc::op::UsedAssertion> assertion;  // to be stored when the answer is committed
};

// The client that redeems a grant: its app, its credential, and the Origin of its request.
struct Redeemer {
  const entra::AppRegistration& app;
  const oidc::op::ClientProof& proof;
  std::optional<std::string_view> origin;  // header of the request
};

// Authenticates the client that redeems a code or a refresh token. `platform` is that of the grant's redirect URI.
// Refusals, in this order: 700025 (a public client sent a credential), 7000218 (a confidential client sent none),
// 7000215, 7000222, 700027 (the credential is wrong), 9002327 (a SPA sent no Origin), 9002326 (another platform sent
// one).
Judged<AuthenticatedClient> authenticate_for(const Exchange& exchange, entra::Platform platform,
                                             const Redeemer& redeemer);

// Authenticates the client that presents an unknown code or refresh token, before the caller refuses it. An app with a
// redirect URI of the Web platform is a confidential client. It gets the refusals that authenticate_for gives for such
// a code, so a client without the credential cannot find out which codes exist. Codes of the other platforms need no
// credential, so there is nothing to hide; still, a wrong credential is reported first.
// Refusals: 7000218, 7000215, 7000222, 700027, 9002326.
Judged<void> authenticate_for_unknown(const Exchange& exchange, const Redeemer& redeemer);

// Checks a secret or an assertion, for any platform. proof.presented() must be true. Refusals: 7000215, 7000222,
// 700027.
Judged<AuthenticatedClient> check_credential(const Exchange& exchange, const Redeemer& redeemer);

// True if a page of this origin may read the answer (CORS), because the app has a redirect URI of that origin. If that
// URI is not of the SPA platform, the page can only read errors, such as the 9002326 that tells it so.
bool may_read(const entra::AppRegistration& app, std::string_view origin);

// True if may_read is true for an app of any tenant. Blocks. Errors: those of the store.
Result<bool> may_preflight(entra::AppStore& apps, std::string_view origin);

// True if the origin is that of a registered single-page application of any tenant. Blocks.
bool is_page_of_an_app(entra::AppStore& apps, std::string_view origin);

}  // namespace sallyport::directory
