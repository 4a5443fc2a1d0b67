#include "directory/rules/client_authentication.h"

#include <algorithm>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "http/url.h"

namespace sallyport::directory {
namespace {

using entra::AppRegistration;
using entra::Platform;

Judged<AuthenticatedClient> check_secret(const Exchange& exchange, const AppRegistration& app, const Secret& secret) {
  const std::string hash = hex_encode(crypto::view(crypto::sha256(secret.reveal())));
  bool matches = false;
  bool expired = !app.secrets.empty();
  for (const entra::PasswordCredential& credential : app.secrets) {  // no early exit, which would show in the time
    const bool same = crypto::constant_time_equal(credential.secret_hash, hash);
    const bool alive = credential.start <= exchange.now && exchange.now < credential.end;
    matches = matches || (same && alive);
    expired = (expired && !alive) || (same && !alive);
  }
  if (matches) return AuthenticatedClient{1, std::nullopt};
  if (expired) return refuse<7000222>({app.client_id.value});
  return refuse<7000215>({app.client_id.value});
}

Judged<AuthenticatedClient> check_assertion(const Exchange& exchange, const AppRegistration& app,
                                            const Secret& assertion) {
  std::vector<crypto::Certificate> certificates;
  for (const entra::KeyCredential& credential : app.certificates) certificates.push_back({credential.certificate_der});
  const std::string tenant =
      exchange.audience == Audience::one_tenant ? exchange.tenant.id.value : exchange.tenant_name;
  std::vector<std::string> audiences{exchange.origin + "/" + tenant + "/v2.0"};
  if (!exchange.settings.strict_assertion_audience) {
    audiences.push_back(exchange.origin + "/" + tenant + "/oauth2/v2.0/token");
    audiences.push_back(exchange.origin + exchange.path);
  }
  const oidc::op::AssertionExpectation expect{app.client_id, std::move(audiences)};
  auto used = oidc::op::check_client_assertion(assertion.reveal(), certificates, expect, exchange.now);
  if (used) return AuthenticatedClient{2, *used};
  return refuse<700027>({std::string(used.error().reason), used.error().detail});
}

bool is_origin(std::string_view text) {
  const auto url = http::Url::parse(text);
  return url && url->origin() == text;
}

bool same_origin(const entra::RedirectUri& uri, std::string_view origin) {
  const std::string key = entra::origin_key(uri.uri);
  return !key.empty() && is_origin(origin) && entra::origin_key(origin) == key;
}

Judged<void> check_origin(const Exchange& exchange, Platform platform, const Redeemer& redeemer) {
  if (platform == Platform::spa && !redeemer.origin) return refuse<9002327>();
  if (platform != Platform::spa && redeemer.origin) return refuse<9002326>({std::string(*redeemer.origin)});
  if (platform != Platform::spa || !exchange.settings.strict_origin) return {};
  const auto is_registered = [&](const entra::RedirectUri& uri) {
    return uri.platform == Platform::spa && same_origin(uri, *redeemer.origin);
  };
  // Stricter: Entra requires an Origin, but is not known to compare it with the registrations.
  if (!std::ranges::any_of(redeemer.app.redirect_uris, is_registered))
    return refuse<9002326>({std::string(*redeemer.origin)});
  return {};
}

}  // namespace

Judged<AuthenticatedClient> check_credential(const Exchange& exchange, const Redeemer& redeemer) {
  if (redeemer.proof.assertion) return check_assertion(exchange, redeemer.app, *redeemer.proof.assertion);
  return check_secret(exchange, redeemer.app, *redeemer.proof.secret);
}

Judged<AuthenticatedClient> authenticate_for(const Exchange& exchange, Platform platform, const Redeemer& redeemer) {
  AuthenticatedClient client;
  if (platform == Platform::web) {
    if (!redeemer.proof.presented()) return refuse<7000218>();
    SALLYPORT_JUDGE(client, check_credential(exchange, redeemer));
  } else if (redeemer.proof.presented()) {
    return refuse<700025>();
  }
  SALLYPORT_DEMAND(check_origin(exchange, platform, redeemer));
  return client;
}

Judged<void> authenticate_for_unknown(const Exchange& exchange, const Redeemer& redeemer) {
  const AppRegistration& app = redeemer.app;
  const bool has_credential = !app.secrets.empty() || !app.certificates.empty();
  if (std::ranges::find(app.redirect_uris, Platform::web, &entra::RedirectUri::platform) != app.redirect_uris.end()) {
    SALLYPORT_DEMAND(authenticate_for(exchange, Platform::web, redeemer));
  } else if (has_credential && redeemer.proof.presented()) {
    SALLYPORT_DEMAND(check_credential(exchange, redeemer));
  }
  return {};
}

bool may_read(const AppRegistration& app, std::string_view origin) {
  return std::ranges::any_of(app.redirect_uris,
                             [&](const entra::RedirectUri& uri) { return same_origin(uri, origin); });
}

Result<bool> may_preflight(entra::AppStore& apps, std::string_view origin) {
  if (!is_origin(origin)) return false;
  return apps.is_redirect_origin(origin, std::nullopt);
}

bool is_page_of_an_app(entra::AppStore& apps, std::string_view origin) {
  return is_origin(origin) && apps.is_redirect_origin(origin, Platform::spa).value_or(false);
}

}  // namespace sallyport::directory
