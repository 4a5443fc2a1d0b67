#include <algorithm>

#include "directory/rules/assignment.h"
#include "directory/token/grants.h"

namespace sallyport::directory {
namespace {

// The application in the tenant of the request. An app of this tenant is named as a resource that is missing, as at
// Entra ID: there, it may have been registered without a service principal.
Judged<entra::ServicePrincipal> own_principal(const TokenRequest& request) {
  const Exchange& exchange = request.exchange;
  if (request.principal) return *request.principal;
  if (request.app.tenant == exchange.tenant.id)
    return refuse<500011>({request.app.client_id.value, exchange.tenant_name});
  return refuse<700016>({request.app.client_id.value, exchange.tenant_name});
}

// MSAL for Go and Java sends openid, profile and offline_access with every request. An app has no use for them, and
// Entra ignores them.
std::vector<std::string> without_openid(std::vector<std::string> scopes) {
  std::erase_if(scopes, is_openid_scope);
  return scopes;
}

}  // namespace

Judged<TokenPlan> plan_for_app(const TokenRequest& request, AuthenticatedClient client,
                               const std::vector<std::string>& scopes) {
  const Exchange& exchange = request.exchange;
  TokenPlan plan{.client = std::move(client),
                 .grant = {},
                 .user = std::nullopt,
                 .scopes = scopes,
                 .resource = {},
                 .client_principal = {},
                 .client_assignments = {},
                 .api_assignments = {},
                 .address = std::nullopt,
                 .nonce = "",
                 .family = "",
                 .refresh_expires = {},
                 .redemption = {}};
  entra::DirectoryStore& directory = request.services.directory;
  const TenantId& tenant = exchange.tenant.id;
  SALLYPORT_JUDGE(plan.client_principal, own_principal(request));
  SALLYPORT_JUDGE(plan.resource, find_resource(exchange, directory, plan.scopes, request.app, Stage::token));
  SALLYPORT_JUDGE(auto api, find_resource_principal(exchange, directory, tenant, plan.resource, request.app.client_id,
                                                    Stage::token));
  plan.resource.principal = *std::move(api);
  SALLYPORT_JUDGE(plan.api_assignments, check_app_assignment(directory, request.app, plan.client_principal,
                                                             *plan.resource.app, plan.resource.principal));
  plan.grant.client = request.app.client_id;
  plan.grant.tenant = exchange.tenant.id;
  return plan;
}

// RFC 6749 4.4
Judged<TokenPlan> decide_client_credentials(const TokenRequest& request) {
  const Exchange& exchange = request.exchange;
  if (exchange.audience != Audience::one_tenant) return refuse<9001023>();
  if (!request.proof.presented()) return refuse<7000216>();
  SALLYPORT_JUDGE(auto client, check_credential(exchange, request.redeemer()));
  if (request.origin) return refuse<9002326>({std::string(*request.origin)});
  const bool v1 = exchange.protocol == Protocol::v1;
  if (request.scopes.empty() && !v1) return refuse<900144>({"scope"});
  const auto scopes = without_openid(v1 ? scopes_of_v1(request.resource) : request.scopes);
  if (scopes.empty()) return refuse<1002012>({request.scopes.front()});
  const auto single = std::ranges::find_if_not(scopes, [](std::string_view s) { return s.ends_with("/.default"); });
  if (single != scopes.end()) return refuse<1002012>({*single});
  if (scopes.size() > 1) return refuse<70011>({"The scope " + scope_words(scopes) + " is not valid."});

  SALLYPORT_JUDGE(auto plan, plan_for_app(request, std::move(client), scopes));
  if (!v1) SALLYPORT_DEMAND(check_resource_parameter(request.exchange, request.resource, plan.resource));
  return plan;
}

}  // namespace sallyport::directory
