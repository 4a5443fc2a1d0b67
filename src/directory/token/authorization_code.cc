#include <algorithm>

#include "directory/call/limits.h"
#include "directory/token/grants.h"
#include "oidc/common/pkce.h"

namespace sallyport::directory {
namespace {

Judged<void> check_verifier(const TokenRequest& request, const std::optional<oidc::CodeChallenge>& challenge) {
  SALLYPORT_JUDGE(const auto verifier, request.form.one("code_verifier"));
  if (!challenge) {
    // The code has no challenge, but the client sends a verifier: an attacker may have removed the challenge from the
    // authorization request (RFC 9700 4.8.2).
    if (verifier) return refuse<501481>();
    return {};
  }
  if (!verifier || verifier->empty()) return refuse<50148>();
  const auto parsed = oidc::CodeVerifier::parse(*verifier);
  if (!parsed) return refuse<501491>({}, "invalid_grant");
  if (!oidc::check_pkce(*parsed, *challenge)) return refuse<501481>();
  return {};
}

Judged<oidc::op::AuthorizationCode> load_code(const TokenRequest& request) {
  SALLYPORT_JUDGE(const auto text, required(request.form, "code"));
  SALLYPORT_JUDGE(const auto code, request.services.grants.find_code(oidc::op::digest_of(text)));
  if (!code || code->grant.client != request.app.client_id) {
    SALLYPORT_DEMAND(authenticate_for_unknown(request.exchange, request.redeemer()));
    return refuse<70000>({"code"});
  }
  return *code;
}

// A token request may name another resource than the authorization request. It must name one if the code is good for
// several. The granted OpenID Connect scopes are kept.
Judged<std::vector<std::string>> redeemed_scopes(const TokenRequest& request, const std::vector<std::string>& granted) {
  std::vector<std::string> asked = request.scopes;
  if (name_several_resources(request.exchange, granted)) {
    if (asked.empty()) return refuse<28003>();
    if (!name_a_resource(asked)) return refuse<28002>({scope_words(asked)});
  }
  if (asked.empty()) return granted;
  for (const std::string_view scope : {"openid", "profile", "email", "offline_access"})
    if (std::ranges::find(granted, scope) != granted.end() && std::ranges::find(asked, scope) == asked.end())
      asked.emplace_back(scope);
  return asked;
}

}  // namespace

// RFC 6749 4.1.3
Judged<TokenPlan> decide_authorization_code(const TokenRequest& request) {
  const Exchange& exchange = request.exchange;
  SALLYPORT_JUDGE(const auto code, load_code(request));
  const auto platform = platform_of(code.grant);
  SALLYPORT_JUDGE(auto client, authenticate_for(exchange, platform, request.redeemer()));
  SALLYPORT_DEMAND(check_tenant(exchange, code.grant));
  SALLYPORT_JUDGE(const auto redirect_uri, required(request.form, "redirect_uri"));
  if (redirect_uri != code.grant.redirect_uri) {  // RFC 6749 4.1.3
    if (entra::match_redirect_uri(request.app, redirect_uri) == nullptr)
      return refuse<50011>({redirect_uri, request.app.client_id.value}, "invalid_client");
    return refuse<500112>({redirect_uri, code.grant.redirect_uri});
  }
  if (code.consumed) {
    SALLYPORT_DEMAND(punish_reuse(request, code.family));
    return refuse<54005>();
  }
  if (exchange.now >= code.expires) return refuse<70008>();
  SALLYPORT_DEMAND(check_verifier(request, code.challenge));
  SALLYPORT_JUDGE(auto user, current_user(request, code.grant));

  TokenPlan plan{.client = std::move(client),
                 .grant = code.grant,
                 .user = std::move(user),
                 .scopes = request.scopes,
                 .resource = {},
                 .client_principal = {},
                 .client_assignments = {},
                 .api_assignments = {},
                 .address = http::IpAddress::parse(code.grant.address),
                 .nonce = code.grant.nonce,
                 .family = code.family,
                 .refresh_expires = {},
                 .redemption = {}};
  SALLYPORT_JUDGE(plan.scopes, redeemed_scopes(request, code.grant.scopes));
  SALLYPORT_DEMAND(plan_access(request, plan));
  plan.refresh_expires =
      exchange.now + (platform == entra::Platform::spa ? limits::kRefreshTokenOfSpa : limits::kRefreshTokenOfOthers);
  plan.redemption.consume_code = code.digest;
  return plan;
}

}  // namespace sallyport::directory
