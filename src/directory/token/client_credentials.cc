#include "directory/token/grants.h"

namespace sallyport::directory {

// RFC 6749 4.4
Judged<TokenPlan> decide_client_credentials(const TokenRequest& request) {
  const Exchange& exchange = request.exchange;
  if (exchange.audience != Audience::one_tenant) return refuse<9001023>();
  if (!request.proof.presented()) return refuse<7000216>();
  SALLYPORT_JUDGE(auto client, check_credential(exchange, request.redeemer()));
  if (request.origin) return refuse<9002326>({std::string(*request.origin)});
  if (request.scopes.empty()) return refuse<90014>({"scope"});
  if (request.scopes.size() > 1 || !request.scopes.front().ends_with("/.default"))
    return refuse<1002012>({request.scopes.front()});

  TokenPlan plan{.client = std::move(client),
                 .grant = {},
                 .user = std::nullopt,
                 .scopes = request.scopes,
                 .resource = {},
                 .nonce = "",
                 .family = "",
                 .refresh_expires = {},
                 .redemption = {}};
  SALLYPORT_JUDGE(plan.resource, find_resource(exchange, request.services.apps, plan.scopes, request.app));
  const bool assigned = plan.resource.is_graph || plan.resource.app.client_id == request.app.client_id ||
                        entra::is_assigned(plan.resource.app, request.app.service_principal, {});
  if (plan.resource.app.assignment_required && !assigned)
    return refuse<50105>({plan.resource.app.display_name, plan.resource.audience, request.app.client_id.value},
                         "invalid_grant");
  plan.grant.client = request.app.client_id;
  plan.grant.tenant = exchange.tenant.id;
  return plan;
}

}  // namespace sallyport::directory
