// The platform rules: which clients must authenticate, which must not, and which may send requests from a browser.
// Source: docs/entra.md, Registrations and platforms.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "directory/call/exchange.h"
#include "directory/rules/issuer_keys.h"
#include "entra/directory_store.h"
#include "oidc/op/client_proof.h"

namespace sallyport::directory {

struct AuthenticatedClient {
  int strength = 0;                                  // azpacr: 0 public, 1 secret, 2 certificate
  std::optional<oidc::op::UsedAssertion> assertion;  // to be stored when the answer is committed
};

// Whether a client id has the form that Entra accepts: a GUID, but not that of zeros.
bool is_application_id(std::string_view client_id);

struct FoundClient {
  entra::AppRegistration app;
  std::optional<entra::ServicePrincipal> principal;  // in the tenant of the request, if it names one
};

// Finds the client of a request without a redirect URI. Refusals: 900144, 700038, 700016, 7000112; 50059 (nobody has
// the client id, and the authority names no tenant either). Blocks.
Judged<FoundClient> find_client(const Exchange& exchange, entra::DirectoryStore& directory,
                                const std::string& client_id);

// The client that redeems a grant: its app, its credential, and the Origin of its request.
struct Redeemer {
  const entra::AppRegistration& app;
  const oidc::op::ClientProof& proof;
  std::optional<std::string_view> origin;  // header of the request
  IssuerKeys& issuer_keys;                 // for federated credentials
};

// Authenticates the client that redeems a code or a refresh token. `platform` is that of the grant's redirect URI.
// Refusals, in this order: 700025 (a public client sent a credential), 7000218 (a confidential client sent none),
// 7000215, 7000222, 700027, 50027 (the credential is wrong), 9002327 (a SPA sent no Origin), 9002326 (another platform
// sent one).
Judged<AuthenticatedClient> authenticate_for(const Exchange& exchange, entra::Platform platform,
                                             const Redeemer& redeemer);

// Authenticates the client that presents an unknown code or refresh token, before the caller refuses it. An app with a
// redirect URI of the Web platform is a confidential client. It gets the refusals that authenticate_for gives for such
// a code, so a client without the credential cannot find out which codes exist. Codes of the other platforms need no
// credential, so there is nothing to hide; still, a wrong credential is reported first.
// Refusals: 7000218, 7000215, 7000222, 700027, 50027, 9002326.
Judged<void> authenticate_for_unknown(const Exchange& exchange, const Redeemer& redeemer);

// Authenticates the client of a grant that has no redirect URI: the device code and the password. "Allow public client
// flows" makes it a public client. Refusals: those of authenticate_for.
Judged<AuthenticatedClient> authenticate_without_redirect(const Exchange& exchange, const Redeemer& redeemer);

// The platform, by its name, that the refresh tokens of such a grant belong to: mobile and desktop, or Web.
std::string_view platform_without_redirect(const entra::AppRegistration& app);

// Checks a secret or an assertion, for any platform. proof.presented() must be true. Refusals: 7000215, 7000222,
// 700027 (no such certificate, or a wrong signature), 50027 (the assertion says something wrong), and for a token of
// another issuer those of check_federated_assertion.
Judged<AuthenticatedClient> check_credential(const Exchange& exchange, const Redeemer& redeemer);

// True if a page of this origin may read the answer (CORS), because the app has a redirect URI of that origin. If that
// URI is not of the SPA platform, the page can only read errors, such as the 9002326 that tells it so.
bool may_read(const entra::AppRegistration& app, std::string_view origin);

// True if may_read is true for an app of any tenant. Blocks. Errors: those of the store.
Result<bool> may_preflight(entra::AppStore& apps, std::string_view origin);

// True if the origin is that of a registered single-page application of any tenant. Blocks.
bool is_page_of_an_app(entra::AppStore& apps, std::string_view origin);

}  // namespace sallyport::directory
