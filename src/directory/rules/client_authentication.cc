#include "directory/rules/client_authentication.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "directory/call/clients.h"
#include "directory/rules/assignment.h"
#include "directory/rules/federated_credential.h"
#include "entra/cloud.h"
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

// Microsoft lists these reasons for 50027. It does not say what an assertion without jti gets.
std::string_view why_invalid(std::string_view reason) {
  if (reason == "assertion_names_no_key") return "No certificate thumbprint specified in token header.";
  if (reason == "assertion_claims") return "Unexpected issuer.";
  if (reason == "assertion_audience") return "Unexpected audience.";
  if (reason == "jwt_expired" || reason == "jwt_not_yet_valid" || reason == "assertion_lifetime")
    return "Token is not within its valid time range.";
  return "Token format is not proper.";
}

Refused refused_assertion(const Error& error) {
  const std::string detail(error.reason);
  if (error.reason == "assertion_thumbprint")
    return {&entra::refusal<700027>(), {"The key was not found.", error.detail}, {}, detail};
  if (error.reason == "assertion_certificate")
    return {&entra::refusal<700027>(), {"The key used is expired.", error.detail}, {}, detail};
  if (error.reason == "assertion_signature")
    return {&entra::refusal<700027>(),
            {"The provided signature value did not match the expected signature value.", error.detail},
            {},
            detail};
  return {&entra::refusal<50027>(), {std::string(why_invalid(error.reason))}, {}, detail};
}

Judged<AuthenticatedClient> check_assertion(const Exchange& exchange, const AppRegistration& app,
                                            const Secret& assertion) {
  std::vector<crypto::Certificate> certificates;
  for (const entra::KeyCredential& credential : app.certificates) certificates.push_back({credential.certificate_der});
  const std::string tenant =
      exchange.audience == Audience::one_tenant ? exchange.tenant.id.value : exchange.tenant_name;
  std::vector<std::string> audiences{entra::v2_issuer(exchange.origin, tenant)};
  if (!exchange.settings.strict_assertion_audience) {
    audiences.push_back(exchange.origin + "/" + tenant + "/oauth2/v2.0/token");
    audiences.push_back(exchange.origin + exchange.path);
  }
  const oidc::op::AssertionExpectation expect{app.client_id, std::move(audiences)};
  auto used = oidc::op::check_client_assertion(assertion.reveal(), certificates, expect, exchange.now);
  if (!used) return tl::unexpected(refused_assertion(used.error()));
  if (!exchange.settings.single_use_assertions) return AuthenticatedClient{2, std::nullopt};
  return AuthenticatedClient{2, *used};
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

bool is_application_id(std::string_view client_id) {
  return is_guid(client_id) && client_id.find_first_not_of("0-") != std::string_view::npos;
}

Judged<FoundClient> find_client(const Exchange& exchange, entra::DirectoryStore& directory,
                                const std::string& client_id) {
  if (client_id.empty()) return refuse<900144>({"client_id"});
  if (!is_application_id(client_id)) return refuse<700038>({client_id});
  SALLYPORT_JUDGE(auto app, find_client_app(exchange, directory, ClientId(ascii_lower(client_id))));
  const bool at_one = exchange.audience == Audience::one_tenant;
  const bool visible =
      app && (!at_one || app->tenant == exchange.tenant.id || app->audience != entra::SignInAudience::my_org);
  if (!app && !at_one) return refuse<50059>();
  if (!visible) return refuse<700016>({client_id, exchange.tenant_name});
  FoundClient found{*std::move(app), std::nullopt};
  if (at_one) {
    SALLYPORT_JUDGE(found.principal, find_client_principal(directory, exchange.tenant.id, found.app));
  }
  return found;
}

Judged<AuthenticatedClient> check_credential(const Exchange& exchange, const Redeemer& redeemer) {
  if (redeemer.proof.assertion && is_foreign_assertion(redeemer.proof.assertion->reveal())) {
    SALLYPORT_DEMAND(
        check_federated_assertion(exchange, redeemer.app, redeemer.issuer_keys, redeemer.proof.assertion->reveal()));
    return AuthenticatedClient{2, std::nullopt};
  }
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

namespace {

Platform implied_platform(const AppRegistration& app) {
  return app.public_client_flows ? Platform::public_client : Platform::web;
}

}  // namespace

std::string_view platform_without_redirect(const AppRegistration& app) {
  return entra::name_of(implied_platform(app));
}

Judged<AuthenticatedClient> authenticate_without_redirect(const Exchange& exchange, const Redeemer& redeemer) {
  return authenticate_for(exchange, implied_platform(redeemer.app), redeemer);
}

Judged<void> authenticate_for_unknown(const Exchange& exchange, const Redeemer& redeemer) {
  const AppRegistration& app = redeemer.app;
  const bool has_credential = !app.secrets.empty() || !app.certificates.empty() || !app.federated_credentials.empty();
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
