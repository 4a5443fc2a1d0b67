#include "directory/call/limits.h"
#include "directory/token/grants.h"

namespace sallyport::directory {
namespace {

Judged<void> check_refresh_life(const Exchange& exchange, const oidc::op::RefreshToken& token) {
  const std::string issued = print_rfc3339(token.issued);
  const Seconds frequency = exchange.settings.sign_in_frequency;
  if (frequency > Seconds(0) && exchange.now >= token.grant.authenticated + frequency)
    return refuse<70043>({issued, std::to_string(frequency.count())});
  if (exchange.now < token.expires) return {};
  if (platform_of(token.grant) == entra::Platform::spa) return refuse<700084>({issued});
  return refuse<700082>({issued});
}

}  // namespace

// RFC 6749 6
Judged<TokenPlan> decide_refresh_token(const TokenRequest& request) {
  const Exchange& exchange = request.exchange;
  SALLYPORT_JUDGE(const auto text, required(request.form, "refresh_token"));
  SALLYPORT_JUDGE(const auto token, request.services.grants.find_refresh_token(oidc::op::digest_of(text)));
  if (!token || token->grant.client != request.app.client_id) {
    SALLYPORT_DEMAND(authenticate_for_unknown(exchange, request.redeemer()));
    return refuse<70000>({"refresh_token"});
  }
  const auto platform = platform_of(token->grant);
  SALLYPORT_JUDGE(auto client, authenticate_for(exchange, platform, request.redeemer()));
  SALLYPORT_DEMAND(check_tenant(exchange, token->grant));
  if (token->used) {
    SALLYPORT_DEMAND(punish_reuse(request, token->family));
    return refuse<70000>({"refresh_token"});
  }
  SALLYPORT_DEMAND(check_refresh_life(exchange, *token));
  SALLYPORT_DEMAND(check_loop(request, token->grant.subject.value, token->digest.value));
  SALLYPORT_JUDGE(auto user, current_user(request, token->grant));

  TokenPlan plan{.client = std::move(client),
                 .grant = token->grant,
                 .user = std::move(user),
                 .scopes = request.scopes,
                 .resource = {},
                 .client_principal = {},
                 .client_assignments = {},
                 .api_assignments = {},
                 .address = address_of(exchange),
                 .nonce = "",
                 .family = token->family,
                 .refresh_expires = {},
                 .redemption = {}};
  if (plan.scopes.empty()) plan.scopes = token->grant.scopes;
  SALLYPORT_DEMAND(plan_access(request, plan));
  plan.refresh_expires =
      platform == entra::Platform::spa ? token->expires : exchange.now + limits::kRefreshTokenOfOthers;
  plan.redemption.present_refresh_token = token->digest;
  plan.redemption.rotate = exchange.settings.rotate_refresh_tokens;
  return plan;
}

}  // namespace sallyport::directory
