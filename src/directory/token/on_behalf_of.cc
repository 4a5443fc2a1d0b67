#include <algorithm>

#include "directory/call/limits.h"
#include "directory/rules/sign_in_state.h"
#include "directory/token/grants.h"
#include "entra/cloud.h"
#include "jose/jwt.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kSignature = "The provided signature value did not match the expected signature value.";

// The person for whom the API asks.
struct Represented {
  std::string id;
  TenantId tenant;
  std::string sid;
  SignInState state;
};

bool is_own_audience(const entra::AppRegistration& app, std::string_view audience) {
  return audience == app.client_id.value ||
         std::ranges::find(app.identifier_uris, audience) != app.identifier_uris.end();
}

Judged<void> check_time(const Exchange& exchange, const jose::Claims& claims) {
  SALLYPORT_JUDGE(const auto expires, claims.time("exp"));
  if (!expires) return refuse<50013>({"The token has no expiry."});
  if (exchange.now >= *expires) return refuse<500133>({print_rfc3339(exchange.now), print_rfc3339(*expires)});
  return {};
}

// Reads an access token that the directory issued to this API for a person. The signature comes first, so that a forged
// token learns nothing.
Judged<Represented> read_assertion(const TokenRequest& request, std::string_view token) {
  const Exchange& exchange = request.exchange;
  const auto jws = jose::CompactJws::parse(token);
  if (!jws) return refuse<50013>({"Token format is not proper."});
  const auto verified = jose::verify(*jws, exchange.published->verification, {crypto::SignatureAlgorithm::rs256});
  if (!verified) return refuse<50013>({std::string(kSignature)});
  const auto claims = jose::Claims::parse(*verified);
  if (!claims) return refuse<50013>({"Token format is not proper."});
  const auto text = [&](std::string_view name) {
    const auto value = claims->text(name);
    return std::string(value && *value ? **value : std::string_view());
  };
  const std::string issuer = text("iss");
  const std::string tenant = text("tid");
  if (issuer != entra::v1_issuer(exchange.origin, tenant) && issuer != entra::v2_issuer(exchange.origin, tenant))
    return refuse<50013>({"The issuer of the token is another one."});
  if (!is_own_audience(request.app, text("aud")))
    return refuse<500131>(
        {text("aud"), request.app.client_id.value, request.app.client_id.value, request.app.display_name});
  SALLYPORT_DEMAND(check_time(exchange, *claims));
  // An ID token has no scp, and a program's token represents nobody.
  if (text("scp").empty()) return refuse<7000114>({request.app.client_id.value});
  return Represented{text("oid"), TenantId(tenant), text("sid"),
                     sign_in_of(*claims, exchange.published->pairwise_secret)};
}

}  // namespace

// Source: docs/entra.md, Token endpoint; RFC 7523 2.1.
Judged<TokenPlan> decide_on_behalf_of(const TokenRequest& request) {
  const Exchange& exchange = request.exchange;
  SALLYPORT_JUDGE(auto client, authenticate_for(exchange, entra::Platform::web, request.redeemer()));
  SALLYPORT_JUDGE(const auto use, required(request.form, "requested_token_use"));
  if (use != "on_behalf_of") return refuse<9002313>();
  SALLYPORT_JUDGE(const auto assertion, required(request.form, "assertion"));
  if (request.scopes.empty()) return refuse<900144>({"scope"});
  SALLYPORT_JUDGE(const auto person, read_assertion(request, assertion));
  TokenPlan plan{.client = std::move(client),
                 .grant = {.client = request.app.client_id,
                           .tenant = person.tenant,
                           .subject = Subject(person.id),
                           .redirect_uri = "",
                           .platform = std::string(entra::name_of(entra::Platform::web)),
                           .scopes = request.scopes,
                           .nonce = "",
                           .sid = person.sid,
                           .authenticated = person.state.authenticated,
                           .proofs = person.state.proofs},
                 .user = std::nullopt,
                 .scopes = request.scopes,
                 .resource = {},
                 .client_principal = {},
                 .client_assignments = {},
                 .api_assignments = {},
                 .address = person.state.address,
                 .nonce = "",
                 .family = random_uuid(exchange.random),
                 .refresh_expires = exchange.now + limits::kRefreshTokenOfOthers,
                 .redemption = {}};
  SALLYPORT_DEMAND(check_tenant(exchange, plan.grant));
  SALLYPORT_DEMAND(check_loop(request, person.id, assertion));
  SALLYPORT_JUDGE(plan.user, current_user(request, plan.grant));
  SALLYPORT_DEMAND(plan_access(request, plan, Asked::on_behalf_of_a_person));
  return plan;
}

}  // namespace sallyport::directory
