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

std::string origin_of(const entra::RedirectUri& uri) {
  const auto url = http::Url::parse(uri.uri);
  return url ? url->origin() : std::string();
}

// An origin on localhost matches a redirect URI on localhost with the same scheme, whatever the ports are
// (docs/entra.md, Registrations and platforms).
bool same_origin(const entra::RedirectUri& uri, std::string_view origin) {
  const std::string registered = origin_of(uri);
  if (registered.empty()) return false;
  if (registered == origin) return true;
  const auto asked = http::Url::parse(origin);
  const auto known = http::Url::parse(uri.uri);
  return asked && known && asked->host == "localhost" && known->host == "localhost" && asked->scheme == known->scheme &&
         asked->origin() == origin;
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

bool is_page_of_an_app(const Exchange& exchange, entra::AppStore& apps, std::string_view origin) {
  for (const entra::Tenant& tenant : exchange.published->tenants) {
    const auto registered = apps.apps(tenant.id);
    if (!registered) return false;
    for (const AppRegistration& app : *registered)
      for (const entra::RedirectUri& uri : app.redirect_uris)
        if (uri.platform == Platform::spa && same_origin(uri, origin)) return true;
  }
  return false;
}

}  // namespace sallyport::directory
