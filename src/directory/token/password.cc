#include "directory/call/limits.h"
#include "directory/rules/password_check.h"
#include "directory/token/grants.h"

namespace sallyport::directory {

// RFC 6749 4.3
Judged<TokenPlan> decide_password(const TokenRequest& request) {
  const Exchange& exchange = request.exchange;
  const bool has_tenant = exchange.audience == Audience::one_tenant || exchange.audience == Audience::organizations;
  if (!has_tenant) return refuse<9001023>();
  SALLYPORT_JUDGE(auto client, authenticate_without_redirect(exchange, request.redeemer()));
  SALLYPORT_JUDGE(const auto name, required(request.form, "username"));
  SALLYPORT_JUDGE(const auto password, required(request.form, "password"));
  if (request.scopes.empty()) return refuse<900144>({"scope"});
  SALLYPORT_JUDGE(const auto user, check_user_password({request.services.directory, request.services.lockout}, exchange,
                                                       request.app, name, Secret(password)));
  TokenPlan plan{.client = std::move(client),
                 .grant = {.client = request.app.client_id,
                           .tenant = user.tenant,
                           .subject = Subject(user.id.value),
                           .redirect_uri = "",
                           .platform = std::string(platform_without_redirect(request.app)),
                           .scopes = request.scopes,
                           .nonce = "",
                           .sid = random_uuid(exchange.random),
                           .authenticated = exchange.now},
                 .user = std::nullopt,
                 .scopes = request.scopes,
                 .resource = {},
                 .client_principal = {},
                 .client_assignments = {},
                 .api_assignments = {},
                 .address = address_of(exchange),
                 .nonce = "",
                 .family = random_uuid(exchange.random),
                 .refresh_expires = exchange.now + limits::kRefreshTokenOfOthers,
                 .redemption = {}};
  SALLYPORT_JUDGE(plan.user, current_user(request, plan.grant));  // assignment
  SALLYPORT_DEMAND(plan_access(request, plan));
  return plan;
}

}  // namespace sallyport::directory
