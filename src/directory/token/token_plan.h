// What a grant decides: everything that the answer will hold. Nothing is signed or written yet.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/rules/claims_request.h"
#include "directory/rules/client_authentication.h"
#include "directory/rules/consent_standing.h"
#include "directory/rules/policy_check.h"
#include "directory/rules/resource.h"
#include "directory/token/token_services.h"

namespace sallyport::directory {

// A token request from a known client.
struct TokenRequest {
  const TokenServices& services;
  const Exchange& exchange;
  http::Form form;
  oidc::op::ClientProof proof;
  const entra::AppRegistration& app;
  std::optional<entra::ServicePrincipal> principal;  // of the app in the tenant of the request, if it names one
  std::vector<std::string> scopes;                   // may be empty; those of a v1.0 request name its resource
  std::string resource;                              // the parameter; may be empty
  ClaimsRequest claims;
  bool client_info = false;
  std::optional<std::string_view> origin;

  Redeemer redeemer() const { return {app, proof, origin, services.issuer_keys}; }
};

struct TokenPlan {
  AuthenticatedClient client;
  oidc::op::Grant grant;            // the user, the platform and the time of the sign-in
  std::optional<entra::User> user;  // absent if the app itself gets the token
  std::vector<std::string> scopes;
  Resource resource;
  entra::ServicePrincipal client_principal;                  // in the tenant of the token
  std::vector<entra::AppRoleAssignment> client_assignments;  // of the user at the client, for the ID token
  std::vector<entra::AppRoleAssignment> api_assignments;     // of the user or of the client at the API
  std::optional<http::IpAddress> address;                    // of the person, as far as it is known
  std::vector<std::string> contexts = {};                    // acrs: of the request, and of the code
  bool bounded = false;                                      // a policy limits how old the sign-in may be
  std::string nonce;                                         // for the ID token
  std::string family;
  UnixTime refresh_expires;
  oidc::op::Redemption redemption;  // without the refresh token, which is made later
};

// The value of a parameter that must be present and not empty. Refusals: 900144.
Judged<std::string> required(const http::Form& form, std::string_view name);

// Refuses a client that sends one request again and again for one person. `presented` is the token or the name that the
// request presents. Refusals: 50196.
Judged<void> check_loop(const TokenRequest& request, std::string_view subject, std::string_view presented);

// The platform of the redirect URI that the grant was issued to.
entra::Platform platform_of(const oidc::op::Grant& grant);

// Checks that the grant may be redeemed at this authority. Refusals: 700005.
Judged<void> check_tenant(const Exchange& exchange, const oidc::op::Grant& grant);

// Punishes the second use of a code or a token. Stricter: with rotate_refresh_tokens, the whole family is revoked,
// which Entra does not do (RFC 9700 2.2.2).
Judged<void> punish_reuse(const TokenRequest& request, std::string_view family);

// The person of a grant, in their present state. Refusals: 70000 (deleted), 50057 (disabled), 50173 (signed in before
// tokens_valid_from).
Judged<entra::User> current_user(const TokenRequest& request, const oidc::op::Grant& grant);

// Completes a plan for a person: gathers the authentication contexts, finds the client and the API in the person's
// tenant, and checks that the person may use the client, that the conditional access policies allow it, and that
// everything that plan.scopes ask for was consented. plan.user, plan.grant and plan.address must be set. Refusals:
// 700016 (the client is not in the tenant any more), 7000112, 50105, those of find_resource and
// find_resource_principal, of refuse_by_policy, 650057, 65001, 9010010 (another `resource` at v2.0), 90009 (the client
// names itself by its Application ID URI).
Judged<void> plan_access(const TokenRequest& request, TokenPlan& plan, Asked asked = Asked::at_token_endpoint);

}  // namespace sallyport::directory
