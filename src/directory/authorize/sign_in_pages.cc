#include "directory/authorize/sign_in_pages.h"

#include <algorithm>

#include "directory/authorize/browser.h"
#include "directory/authorize/opener.h"
#include "directory/authorize/parameters.h"
#include "directory/call/login_hint.h"

namespace sallyport::directory {
namespace {

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

BoundForm bind_form(const Flow& flow) {
  auto proof = make_form_proof(flow.exchange, flow.action);
  return {{flow.action, std::move(proof.flow_token)}, std::move(proof.cookie)};
}

http::Response bound(const Flow& flow, http::Response response, const std::optional<http::SetCookie>& form_cookie) {
  log_opener_policy(flow);
  if (form_cookie) response.add("Set-Cookie", form_cookie->print());
  return with_cookies(flow, std::move(response));
}

std::string tenant_name(const Flow& flow) {
  return flow.exchange.audience == Audience::one_tenant ? flow.exchange.tenant.name : std::string();
}

Result<std::optional<FormAction>> read_posted(const Flow& flow) {
  SALLYPORT_TRY(const auto posted, flow.exchange.posted);
  if (!is_our_form(flow.exchange, flow.action, flow_token_of(posted))) return std::nullopt;
  return read_form_action(posted);
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
    SALLYPORT_JUDGE(const auto users, flow.services.directory.users(tenant.id, {}));
    for (const entra::User& user : users.rows)
      if (user.enabled) page.accounts.push_back(account_of(user, flow));
  }
  return bound(flow, account_page(page), form.cookie);
}

http::Response consent_answer(const Flow& flow, std::vector<std::string> permissions,
                              OrganizationConsent organization) {
  const auto form = bind_form(flow);
  const entra::User& person = flow.signed_in->user;
  const ConsentPage page{.target = form.target,
                         .app_name = flow.client.app.display_name,
                         .user_name = person.user_principal_name,
                         .account = person.id.value,
                         .permissions = std::move(permissions),
                         .offers_organization = organization == OrganizationConsent::offered,
                         .for_organization = organization == OrganizationConsent::required};
  return bound(flow, consent_page(page), form.cookie);
}

http::Response show_device_confirmation(const Flow& flow) {
  const auto form = bind_form(flow);
  const entra::User& user = flow.signed_in->user;
  const DevicePage page{form.target, flow.client.app.display_name, user.user_principal_name, user.id.value};
  return bound(flow, device_confirmation_page(page), form.cookie);
}

}  // namespace sallyport::directory
