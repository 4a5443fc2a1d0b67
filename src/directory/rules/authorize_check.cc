#include "directory/rules/authorize_check.h"

#include <algorithm>

#include "base/text.h"
#include "directory/call/clients.h"
#include "directory/rules/assignment.h"
#include "directory/rules/claims_request.h"
#include "directory/rules/client_authentication.h"
#include "directory/rules/resource.h"
#include "oidc/common/pkce.h"

namespace sallyport::directory {
namespace {

using entra::SignInAudience;
using oidc::op::AuthorizationRequest;
using oidc::op::ResponseMode;

// Whether the authority is that of personal Microsoft accounts.
bool is_for_consumers(const Exchange& exchange) {
  return exchange.audience == Audience::consumers ||
         (exchange.audience == Audience::one_tenant && exchange.tenant.id.value == entra::kPersonalTenant);
}

// Whether the app's account types fit the authority.
Judged<void> check_audience(const Exchange& exchange, const entra::AppRegistration& app) {
  const std::vector<std::string> names{app.client_id.value, app.display_name};
  if (is_for_consumers(exchange)) {
    if (!entra::admits_personal_accounts(app.audience)) return refuse<9002332>(names);
    return {};
  }
  if (app.audience == entra::SignInAudience::personal_only)
    return exchange.audience == Audience::common ? Judged<void>() : Judged<void>(refuse<9002331>(names));
  if (exchange.audience != Audience::one_tenant && !entra::is_multi_tenant(app.audience)) return refuse<50194>(names);
  return {};
}

Judged<entra::AppRegistration> load_app(const Exchange& exchange, const AuthorizeStores& stores,
                                        const AuthorizationRequest& request) {
  if (request.client_id.empty()) return refuse<900144>({"client_id"});
  if (!is_application_id(request.client_id)) return refuse<700038>({request.client_id});
  SALLYPORT_JUDGE(auto app, find_client_app(exchange, stores.apps, ClientId(ascii_lower(request.client_id))));
  const bool at_one = exchange.audience == Audience::one_tenant;
  const bool foreign = app && at_one && app->tenant != exchange.tenant.id && app->audience == SignInAudience::my_org;
  if (!app || foreign) return refuse<700016>({request.client_id, exchange.tenant_name});
  // Elsewhere, the tenant is known only after the sign-in.
  if (at_one) SALLYPORT_DEMAND(find_client_principal(stores.principals, exchange.tenant.id, *app));
  SALLYPORT_DEMAND(check_audience(exchange, *app));
  return *std::move(app);
}

Judged<void> check_response_type(const Exchange& exchange, const AuthorizationRequest& request,
                                 const KnownClient& client) {
  if (request.response_types.empty()) return refuse<900144>({"response_type"});
  for (const std::string& type : request.response_types)
    if (type != "code" && type != "id_token" && type != "token") return refuse<70005>();
  if (std::ranges::adjacent_find(request.response_types) != request.response_types.end()) return refuse<70005>();
  if (request.asks_for("token") && !client.app.access_token_implicit) return refuse<700051>();
  if (request.asks_for("id_token") && !client.app.id_token_implicit) return refuse<700054>();
  if (!request.asks_for("token")) return {};
  // Neither discovery document lists a code beside an access token.
  if (request.asks_for("code")) return refuse<70005>();
  if (!exchange.settings.tokens_in_urls) return refuse<70005>();
  return {};
}

Judged<void> check_response_mode(const AuthorizationRequest& request) {
  if (request.response_mode.empty()) return {};
  const auto mode = oidc::op::parse_response_mode(request.response_mode);
  if (!mode) return refuse<9002313>();
  const bool holds_token = request.asks_for("id_token") || request.asks_for("token");
  if (*mode == ResponseMode::query && holds_token) return refuse<70007>({"query"});
  return {};
}

Judged<void> check_challenge(const AuthorizationRequest& request) {
  if (request.code_challenge.empty()) {
    if (!request.code_challenge_method.empty()) return refuse<9002313>();
    return {};
  }
  // Stricter: Entra assumes "plain" if no method is named. It protects nothing, so it is refused (RFC 9700 2.1.1).
  if (request.code_challenge_method != "S256") return refuse<9002313>();
  if (!oidc::CodeChallenge::parse(request.code_challenge)) return refuse<50147>();
  return {};
}

Judged<void> check_scope(const Exchange& exchange, const AuthorizeStores& stores, const AuthorizationRequest& request,
                         const KnownClient& client) {
  if (request.scopes.empty()) return refuse<900144>({"scope"});
  const bool needs_openid = request.asks_for("id_token") || request.has_scope("profile") || request.has_scope("email");
  if (needs_openid && !request.has_scope("openid")) return refuse<70011>({"openid scope is required."});
  if (request.asks_for("id_token") && request.nonce.empty()) return refuse<900144>({"nonce"});  // Core 3.2.2.1
  SALLYPORT_JUDGE(const auto resources, find_resources(exchange, stores.apps, request.scopes, client.app));
  // A code may be for several APIs. An access token is for one.
  if (resources.size() > 1 && request.asks_for("token")) return refuse<700022>({scope_words(request.scopes)});
  for (const Resource& resource : resources) {
    if (exchange.audience == Audience::one_tenant)
      SALLYPORT_DEMAND(find_resource_principal(exchange, stores.principals, exchange.tenant.id, resource,
                                               client.app.client_id, Stage::sign_in));
    if (exchange.protocol == Protocol::v2)
      SALLYPORT_DEMAND(check_resource_parameter(exchange, request.resource, resource));
  }
  return {};
}

Judged<void> check_prompt(const AuthorizationRequest& request) {
  for (const std::string& prompt : request.prompts)
    if (prompt != "none" && prompt != "login" && prompt != "consent" && prompt != "select_account")
      return refuse<9002313>();
  if (request.has_prompt("none") && request.prompts.size() > 1)
    return refuse<9002313>();  // OpenID Connect Core 3.1.2.1
  if (!request.max_age.empty()) {
    const auto age = parse_decimal(request.max_age);
    if (!age || *age < 0) return refuse<9002313>();
  }
  return {};
}

}  // namespace

void read_as_v1(AuthorizationRequest& request) {
  request.scopes = scopes_of_v1(request.resource);
  std::ranges::replace(request.prompts, "admin_consent", "consent");
}

Judged<KnownClient> check_client(const Exchange& exchange, const AuthorizeStores& stores,
                                 const AuthorizationRequest& request) {
  SALLYPORT_JUDGE(auto app, load_app(exchange, stores, request));
  if (app.redirect_uris.empty()) return refuse<500113>();
  if (request.redirect_uri.empty()) {
    if (request.asks_for("code") || request.response_types.empty()) return refuse<900971>();
    // Stricter: Entra picks one. If several are registered, it is not documented which.
    if (app.redirect_uris.size() > 1) return refuse<50011>({"", app.client_id.value});
    const entra::RedirectUri only = app.redirect_uris.front();
    return KnownClient{std::move(app), only.uri, only.platform};
  }
  const entra::RedirectUri* match =
      entra::match_redirect_uri(app, request.redirect_uri, loopback_port_of(exchange, app));
  if (match == nullptr) return refuse<50011>({request.redirect_uri, app.client_id.value});
  const entra::Platform platform = match->platform;
  return KnownClient{std::move(app), request.redirect_uri, platform};
}

ResponseMode response_mode_of(const AuthorizationRequest& request) {
  const bool holds_token = request.asks_for("id_token") || request.asks_for("token");
  const auto mode = oidc::op::parse_response_mode(request.response_mode);
  if (mode && !(holds_token && *mode == ResponseMode::query)) return *mode;
  return holds_token ? ResponseMode::fragment : ResponseMode::query;
}

Judged<void> check_request(const Exchange& exchange, const AuthorizeStores& stores, const AuthorizationRequest& request,
                           const KnownClient& client) {
  if (request.has_request_object) return refuse<9002313>({}, "request_not_supported");  // OpenID Connect Core 3.1.2.6
  SALLYPORT_DEMAND(check_response_type(exchange, request, client));
  SALLYPORT_DEMAND(check_response_mode(request));
  SALLYPORT_DEMAND(check_scope(exchange, stores, request, client));
  SALLYPORT_DEMAND(check_challenge(request));
  SALLYPORT_DEMAND(check_prompt(request));
  SALLYPORT_DEMAND(parse_claims_request(request.claims));
  return {};
}

Judged<void> check_after_sign_in(const Exchange& exchange, const AuthorizationRequest& request,
                                 const KnownClient& client) {
  // Entra requires PKCE of SPAs. Stricter: strict_pkce requires it of native applications too.
  const bool asked_of = client.platform == entra::Platform::spa ||
                        (client.platform == entra::Platform::public_client && exchange.settings.strict_pkce);
  const bool needs_pkce = asked_of && request.asks_for("code");
  if (needs_pkce && request.code_challenge.empty()) return refuse<9002325>();
  return {};
}

}  // namespace sallyport::directory
