#include "directory/authorize/sign_in_pages.h"

#include <algorithm>

#include "directory/authorize/browser.h"
#include "directory/call/login_hint.h"

namespace sallyport::directory {
namespace {

struct BoundForm {
  FormTarget target;
  std::optional<http::SetCookie> cookie;
};

BoundForm bind_form(const Flow& flow) {
  auto proof = make_form_proof(flow.exchange, flow.action);
  return {{flow.action, std::move(proof.flow_token)}, std::move(proof.cookie)};
}

http::Response bound(const Flow& flow, http::Response response, const std::optional<http::SetCookie>& form_cookie) {
  if (form_cookie) response.add("Set-Cookie", form_cookie->print());
  return with_cookies(flow, std::move(response));
}

std::string tenant_name(const Flow& flow) {
  return flow.exchange.audience == Audience::one_tenant ? flow.exchange.tenant.name : std::string();
}

Account account_of(const entra::User& user, const Flow& flow) {
  const bool signed_in = std::ranges::any_of(flow.accounts, [&](const SignedIn& a) { return a.user.id == user.id; });
  return {user.id.value, user.display_name, user.user_principal_name, signed_in};
}

// The name that the form already shows: what was typed, the account that was picked, or the hint of the request.
std::string known_name(const Flow& flow) {
  if (flow.form && !flow.form->login.empty()) return flow.form->login;
  if (flow.form)
    for (const SignedIn& account : flow.accounts)
      if (account.user.id.value == flow.form->account) return account.user.user_principal_name;
  return user_name_of_hint(flow.request.login_hint);
}

}  // namespace

Result<std::optional<FormAction>> read_posted(const Flow& flow) {
  SALLYPORT_TRY(const auto posted, body_form(flow.exchange.request));
  const auto text = [&](std::string_view name) { return posted.one(name).value_or(std::nullopt).value_or(""); };
  if (!is_our_form(flow.exchange, flow.action, text("flowToken"))) return std::nullopt;
  return FormAction{text("act"), text("account"), text("login"), text("passwd")};
}

Judged<void> begin(Flow& flow, entra::User user) {
  SALLYPORT_JUDGE(auto begun, begin_sign_in(flow.services, flow.exchange, user));
  flow.exchange.log.write(
      Level::audit, "directory_sign_in",
      {{"subject", user.id.value}, {"client", flow.client.app.client_id.value}, {"trace_id", flow.exchange.trace_id}});
  flow.cookies = std::move(begun.cookies);
  flow.signed_in = SignedIn{std::move(begun.sign_in), std::move(user)};
  return {};
}

http::Response show_sign_in(const Flow& flow, const Refused* refused) {
  const auto form = bind_form(flow);
  SignInPage page{form.target, flow.client.app.display_name, tenant_name(flow), known_name(flow), nullptr, {}};
  if (refused != nullptr) {
    log_refusal(flow.exchange, "sign_in", *refused);
    page.refusal = refused->row;
    page.refusal_lines = describe_in_lines(flow.exchange, *refused);
  }
  return bound(flow, sign_in_page(page), form.cookie);
}

Judged<http::Response> show_accounts(const Flow& flow) {
  const Exchange& exchange = flow.exchange;
  const auto form = bind_form(flow);
  AccountPage page{form.target, flow.client.app.display_name, tenant_name(flow), {}, exchange.settings.account_picker};
  if (!page.without_password) {
    for (const SignedIn& account : flow.accounts) page.accounts.push_back(account_of(account.user, flow));
    return bound(flow, account_page(page), form.cookie);
  }
  for (const entra::Tenant& tenant : exchange.published->tenants) {
    if (exchange.audience == Audience::one_tenant && tenant.id != exchange.tenant.id) continue;
    SALLYPORT_JUDGE(const auto users, flow.services.people.users(tenant.id));
    for (const entra::User& user : users)
      if (user.enabled) page.accounts.push_back(account_of(user, flow));
  }
  return bound(flow, account_page(page), form.cookie);
}

http::Response show_consent(const Flow& flow) {
  const auto form = bind_form(flow);
  const entra::User& user = flow.signed_in->user;
  ConsentPage page{form.target, flow.client.app.display_name, user.user_principal_name, user.id.value, {}};
  for (const std::string& scope : flow.request.scopes) {
    if (scope == "openid")
      page.permissions.emplace_back("Sign you in");
    else if (scope == "profile")
      page.permissions.emplace_back("View your basic profile");
    else if (scope == "email")
      page.permissions.emplace_back("View your email address");
    else if (scope == "offline_access")
      page.permissions.emplace_back("Maintain access to data you have given it access to");
    else
      page.permissions.push_back(scope);
  }
  return bound(flow, consent_page(page), form.cookie);
}

http::Response show_device_confirmation(const Flow& flow) {
  const auto form = bind_form(flow);
  const entra::User& user = flow.signed_in->user;
  const DevicePage page{form.target, flow.client.app.display_name, user.user_principal_name, user.id.value};
  return bound(flow, device_confirmation_page(page), form.cookie);
}

}  // namespace sallyport::directory
