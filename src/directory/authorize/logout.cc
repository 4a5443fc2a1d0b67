#include "directory/authorize/logout.h"

#include <algorithm>

#include "base/text.h"
#include "directory/authorize/browser.h"
#include "directory/call/clients.h"
#include "directory/call/clouds.h"
#include "directory/call/login_hint.h"
#include "directory/call/pages.h"
#include "jose/jwt.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kFailed = "Signing out did not work";

struct LogoutRequest {
  std::string post_logout_redirect_uri;
  std::string client_id;
  std::string state;
  std::string logout_hint;
};

// The client of an ID token that the directory issued, expired or not. Empty for any other token.
// Source: RP-Initiated Logout 2 (the OP should accept ID tokens that have expired).
std::string client_of_hint(const Exchange& exchange, std::string_view id_token_hint) {
  const auto jws = jose::CompactJws::parse(id_token_hint);
  if (!jws) return "";
  const auto verified = jose::verify(*jws, exchange.published->verification, {crypto::SignatureAlgorithm::rs256});
  if (!verified) return "";
  const auto claims = jose::Claims::parse(*verified);
  const auto issuer =
      claims ? claims->required_text("iss") : Result<std::string>(failure(Kind::malformed, "jwt_claims"));
  if (!issuer || !is_own_issuer(exchange, *issuer)) return "";
  return claims->required_text("aud").value_or("");
}

Result<LogoutRequest> read_logout(const Exchange& exchange) {
  const bool posted = exchange.request.method == "POST";
  SALLYPORT_TRY(const auto form, posted ? exchange.posted : http::Form::parse(exchange.request.query()));
  const auto text = [&](std::string_view name) { return form.one(name).value_or(std::nullopt).value_or(""); };
  LogoutRequest request{text("post_logout_redirect_uri"), ascii_lower(text("client_id")), text("state"),
                        text("logout_hint")};
  if (request.client_id.empty()) request.client_id = client_of_hint(exchange, text("id_token_hint"));
  return request;
}

Judged<std::vector<entra::AppRegistration>> load_apps(const Exchange& exchange, entra::AppStore& store,
                                                      const std::vector<ClientId>& clients) {
  std::vector<entra::AppRegistration> apps;
  for (const ClientId& client : clients) {
    SALLYPORT_JUDGE(auto app, find_client_app(exchange, store, client));
    if (app) apps.push_back(*std::move(app));
  }
  return apps;
}

bool is_registered(const Exchange& exchange, const std::vector<entra::AppRegistration>& apps, std::string_view uri) {
  return std::ranges::any_of(apps, [&](const auto& app) {
    return entra::match_redirect_uri(app, uri, loopback_port_of(exchange, app)) != nullptr;
  });
}

// Front-Channel Logout 1.0 3: tells each app of the session which session (sid) of which issuer (iss) ended.
std::vector<std::string> logout_frames(const Exchange& exchange, const oidc::op::SignIn& ended,
                                       const std::vector<entra::AppRegistration>& apps) {
  std::vector<std::string> frames;
  for (const entra::AppRegistration& app : apps) {
    if (app.logout_url.empty()) continue;
    http::Form fields;
    fields.add("sid", ended.sid);
    fields.add("iss", issuer_of(exchange, ended.tenant));
    frames.push_back(http::with_query(app.logout_url, fields));
  }
  return frames;
}

// Ends every sign-in of this browser or, with a hint, that of the account that the hint names.
Judged<EndedSignIns> end_for(const AuthorizeServices& services, const Exchange& exchange,
                             const LogoutRequest& request) {
  return end_sign_ins(services, exchange, [&](const SignedIn& account) {
    return request.logout_hint.empty() ||
           ascii_iequals(user_name_of_hint(request.logout_hint), account.user.user_principal_name);
  });
}

std::vector<ClientId> clients_of(const std::vector<oidc::op::SignIn>& ended) {
  std::vector<ClientId> clients;
  for (const oidc::op::SignIn& each : ended)
    for (const ClientId& client : each.clients)
      if (std::ranges::find(clients, client) == clients.end()) clients.push_back(client);
  return clients;
}

// Redirects without a page, because there are no front-channel frames to wait for.
http::Response go_back(const std::string& where) {
  http::Response response(303);
  response.add("Location", where);
  response.add("Cache-Control", "no-store");
  response.add("Referrer-Policy", "no-referrer");
  return response;
}

Judged<http::Response> sign_out(const AuthorizeServices& services, const Exchange& exchange,
                                const LogoutRequest& request) {
  SALLYPORT_JUDGE(const auto done, end_for(services, exchange, request));
  SALLYPORT_JUDGE(const auto apps, load_apps(exchange, services.directory, clients_of(done.ended)));
  SignedOutPage page;
  for (const oidc::op::SignIn& ended : done.ended) {
    SALLYPORT_JUDGE(const auto its_apps, load_apps(exchange, services.directory, ended.clients));
    for (std::string& frame : logout_frames(exchange, ended, its_apps)) page.frames.push_back(std::move(frame));
  }
  std::vector<entra::AppRegistration> may_ask = apps;
  if (!request.client_id.empty()) {
    SALLYPORT_JUDGE(may_ask, load_apps(exchange, services.directory, {ClientId(request.client_id)}));
  }
  if (!is_registered(exchange, may_ask, request.post_logout_redirect_uri)) {
    page.refused_return = request.post_logout_redirect_uri;
  } else if (!request.post_logout_redirect_uri.empty()) {
    http::Form fields;
    if (!request.state.empty()) fields.add("state", request.state);
    page.continue_to = request.state.empty() ? request.post_logout_redirect_uri
                                             : http::with_query(request.post_logout_redirect_uri, fields);
  }
  for (const oidc::op::SignIn& ended : done.ended)
    exchange.log.write(Level::audit, "directory_sign_out",
                       {{"subject", ended.subject.value}, {"trace_id", exchange.trace_id}});
  const bool at_once = page.frames.empty() && !page.continue_to.empty();
  http::Response response = at_once ? go_back(page.continue_to) : signed_out_page(page);
  for (const http::SetCookie& cookie : done.cookies) response.add("Set-Cookie", cookie.print());
  return response;
}

}  // namespace

http::Response logout(const AuthorizeServices& services, const Exchange& exchange) {
  const auto request = read_logout(exchange);
  if (!request)
    return error_page(
        {"AADSTS9002313", {"The request is malformed."}, &entra::refusal<9002313>(), 400, std::string(kFailed)});
  auto response = sign_out(services, exchange, *request);
  if (response) return *std::move(response);
  log_refusal(exchange, "logout", response.error());
  return error_page(
      {"temporarily_unavailable", describe_in_lines(exchange, response.error()), nullptr, 503, std::string(kFailed)});
}

}  // namespace sallyport::directory
