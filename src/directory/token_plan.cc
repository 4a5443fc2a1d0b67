#include "directory/token_plan.h"

#include <algorithm>
#include <array>

#include "oidc/common/pkce.h"

namespace sallyport::directory {
namespace {

using oidc::op::digest_of;

constexpr Seconds kSpaRefreshLife{24 * 3600};   // fixed, inherited
constexpr Seconds kWebRefreshLife{90 * 86400};  // of inactivity

// Somebody offers a code or token that is used up. Stricter than Entra: then nobody keeps what came of it (RFC
// 9700 2.2.2).
Judged<void> punish_reuse(const Exchange& exchange, std::string_view family) {
  if (exchange.services.settings.rotate_refresh_tokens)
    SALLYPORT_DEMAND(exchange.services.grants.revoke_family(family));
  return {};
}

Judged<void> check_verifier(const TokenRequest& request, const std::optional<oidc::CodeChallenge>& challenge) {
  SALLYPORT_JUDGE(const auto verifier, request.form.one("code_verifier"));
  if (!challenge) {
    // A verifier for a code without a challenge: somebody took the challenge out of the request (RFC 9700 4.8.2).
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
  SALLYPORT_JUDGE(const auto code, request.exchange.services.grants.find_code(digest_of(text)));
  if (!code || code->grant.client != request.app.client_id) {
    // A wrong secret is said before a wrong code: the code tells nothing to whom cannot prove who they are.
    if (request.proof.presented() && !request.app.secrets.empty())
      SALLYPORT_DEMAND(check_credential(request.exchange, request.redeemer()));
    return refuse<70000>({"code"});
  }
  return *code;
}

// The redemption may name the resource anew; OpenID Connect's scopes are those of the authorization request too.
std::vector<std::string> redeemed_scopes(std::vector<std::string> asked, const std::vector<std::string>& granted) {
  if (asked.empty()) return granted;
  for (const std::string_view scope : {"openid", "profile", "email", "offline_access"})
    if (std::ranges::find(granted, scope) != granted.end() && std::ranges::find(asked, scope) == asked.end())
      asked.emplace_back(scope);
  return asked;
}

entra::Platform platform_of(const oidc::op::Grant& grant) {
  return entra::parse_platform(grant.platform).value_or(entra::Platform::web);  // written by us; web is the strictest
}

Judged<void> check_tenant(const Exchange& exchange, const oidc::op::Grant& grant) {
  if (exchange.audience == Audience::consumers) return refuse<700005>();
  if (exchange.audience == Audience::one_tenant && grant.tenant != exchange.tenant.id) return refuse<700005>();
  return {};
}

Judged<TokenPlan> decide_authorization_code(const TokenRequest& request) {
  const Exchange& exchange = request.exchange;
  SALLYPORT_JUDGE(const auto code, load_code(request));
  const auto platform = platform_of(code.grant);
  SALLYPORT_JUDGE(auto client, authenticate_for(exchange, platform, request.redeemer()));
  SALLYPORT_DEMAND(check_tenant(exchange, code.grant));
  SALLYPORT_JUDGE(const auto redirect_uri, required(request.form, "redirect_uri"));
  if (redirect_uri != code.grant.redirect_uri)  // RFC 6749 4.1.3
    return refuse<500112>({redirect_uri, code.grant.redirect_uri});
  if (code.consumed) {
    SALLYPORT_DEMAND(punish_reuse(exchange, code.family));
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
                 .nonce = code.grant.nonce,
                 .family = code.family,
                 .refresh_expires = {},
                 .redemption = {}};
  plan.scopes = redeemed_scopes(request.scopes, code.grant.scopes);
  SALLYPORT_JUDGE(plan.resource, find_resource(exchange, plan.scopes, request.app));
  plan.refresh_expires = exchange.now + (platform == entra::Platform::spa ? kSpaRefreshLife : kWebRefreshLife);
  plan.redemption.consume_code = code.digest;
  return plan;
}

Judged<void> check_refresh_life(const Exchange& exchange, const oidc::op::RefreshToken& token) {
  if (exchange.now < token.expires) return {};
  const std::string issued = print_rfc3339(token.issued);
  if (platform_of(token.grant) == entra::Platform::spa) return refuse<700084>({issued});
  return refuse<700082>({issued});
}

Judged<TokenPlan> decide_refresh_token(const TokenRequest& request) {
  const Exchange& exchange = request.exchange;
  SALLYPORT_JUDGE(const auto text, required(request.form, "refresh_token"));
  SALLYPORT_JUDGE(const auto token, exchange.services.grants.find_refresh_token(digest_of(text)));
  if (!token || token->grant.client != request.app.client_id) return refuse<70000>({"refresh_token"});
  const auto platform = platform_of(token->grant);
  SALLYPORT_JUDGE(auto client, authenticate_for(exchange, platform, request.redeemer()));
  SALLYPORT_DEMAND(check_tenant(exchange, token->grant));
  if (token->used) {
    SALLYPORT_DEMAND(punish_reuse(exchange, token->family));
    return refuse<70000>({"refresh_token"});
  }
  SALLYPORT_DEMAND(check_refresh_life(exchange, *token));
  SALLYPORT_JUDGE(auto user, current_user(request, token->grant));

  TokenPlan plan{.client = std::move(client),
                 .grant = token->grant,
                 .user = std::move(user),
                 .scopes = request.scopes,
                 .resource = {},
                 .nonce = "",
                 .family = token->family,
                 .refresh_expires = {},
                 .redemption = {}};
  if (plan.scopes.empty()) plan.scopes = token->grant.scopes;
  SALLYPORT_JUDGE(plan.resource, find_resource(exchange, plan.scopes, request.app));
  plan.refresh_expires = platform == entra::Platform::spa ? token->expires : exchange.now + kWebRefreshLife;
  plan.redemption.present_refresh_token = token->digest;
  plan.redemption.rotate = exchange.services.settings.rotate_refresh_tokens;
  return plan;
}

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
  SALLYPORT_JUDGE(plan.resource, find_resource(exchange, plan.scopes, request.app));
  const bool assigned = plan.resource.is_graph || plan.resource.app.client_id == request.app.client_id ||
                        entra::is_assigned(plan.resource.app, request.app.service_principal, {});
  if (plan.resource.app.assignment_required && !assigned)
    return refuse<50105>({plan.resource.app.display_name, plan.resource.audience, request.app.client_id.value},
                         "invalid_grant");
  plan.grant.client = request.app.client_id;
  plan.grant.tenant = exchange.tenant.id;
  return plan;
}

constexpr std::array kGrants{
    GrantRow{"authorization_code", decide_authorization_code},
    GrantRow{"client_credentials", decide_client_credentials},
    GrantRow{"refresh_token", decide_refresh_token},
};

}  // namespace

const GrantRow* find_grant(std::string_view grant_type) {
  const auto row = std::ranges::find(kGrants, grant_type, &GrantRow::grant_type);
  return row == kGrants.end() ? nullptr : &*row;
}

Judged<std::string> required(const http::Form& form, std::string_view name) {
  SALLYPORT_JUDGE(auto value, form.one(name));
  if (!value || value->empty()) return refuse<900144>({std::string(name)});
  return *std::move(value);
}

Judged<entra::User> current_user(const TokenRequest& request, const oidc::op::Grant& grant) {
  auto& store = request.exchange.services.store;
  SALLYPORT_JUDGE(auto user, store.find_user(entra::ObjectId(grant.subject.value)));
  if (!user) return refuse<70000>({"code"});
  if (!user->enabled) return refuse<50057>();
  if (grant.authenticated < user->tokens_valid_from)
    return refuse<50173>({print_rfc3339(grant.authenticated), print_rfc3339(user->tokens_valid_from)});
  if (!request.app.assignment_required) return *std::move(user);
  SALLYPORT_JUDGE(const auto groups, store.groups_of(user->id));
  if (!entra::is_assigned(request.app, user->id, groups))
    return refuse<50105>({request.app.display_name, request.app.client_id.value, user->user_principal_name},
                         "invalid_grant");
  return *std::move(user);
}

}  // namespace sallyport::directory
