#include "directory/authorize/sign_in_pages.h"

#include "directory/authorize/browser.h"
#include "directory/call/login_hint.h"

namespace sallyport::directory {
namespace {

struct BoundForm {
  FormTarget target;
  std::optional<http::SetCookie> cookie;
};

BoundForm bind_form(const Flow& flow) {
  const std::string action = flow.exchange.path + "?" + flow.parameters;
  auto proof = make_form_proof(flow.exchange, action);
  return {{action, std::move(proof.flow_token)}, std::move(proof.cookie)};
}

http::Response with_cookies(http::Response response, const Flow& flow,
                            const std::optional<http::SetCookie>& form_cookie) {
  if (form_cookie) response.add("Set-Cookie", form_cookie->print());
  if (flow.cookie) response.add("Set-Cookie", flow.cookie->print());
  return response;
}

std::string tenant_name(const Flow& flow) {
  return flow.exchange.audience == Audience::one_tenant ? flow.exchange.tenant.name : std::string();
}

Account account_of(const entra::User& user, const Flow& flow) {
  return {user.id.value, user.display_name, user.user_principal_name,
          flow.signed_in && flow.signed_in->user.id == user.id};
}

}  // namespace

http::Response show_sign_in(const Flow& flow, const Refused* refused) {
  const auto bound = bind_form(flow);
  SignInPage page{bound.target,      flow.client.app.display_name,
                  tenant_name(flow), user_name_of_hint(flow.request.login_hint),
                  nullptr,           {}};
  if (flow.form && !flow.form->login.empty()) page.user_name = flow.form->login;
  if (refused != nullptr) {
    log_refusal(flow.exchange, "sign_in", *refused);
    page.refusal = refused->row;
    page.refusal_lines = describe_in_lines(flow.exchange, *refused);
  }
  return with_cookies(sign_in_page(page), flow, bound.cookie);
}

Judged<http::Response> show_accounts(const Flow& flow) {
  const Exchange& exchange = flow.exchange;
  const auto bound = bind_form(flow);
  AccountPage page{bound.target, flow.client.app.display_name, tenant_name(flow), {}, exchange.settings.account_picker};
  if (!page.without_password) {
    page.accounts.push_back(account_of(flow.signed_in->user, flow));
    return with_cookies(account_page(page), flow, bound.cookie);
  }
  for (const entra::Tenant& tenant : exchange.published->tenants) {
    if (exchange.audience == Audience::one_tenant && tenant.id != exchange.tenant.id) continue;
    SALLYPORT_JUDGE(const auto users, flow.services.directory.users(tenant.id, {}));
    for (const entra::User& user : users.rows)
      if (user.enabled) page.accounts.push_back(account_of(user, flow));
  }
  return with_cookies(account_page(page), flow, bound.cookie);
}

http::Response consent_answer(const Flow& flow, std::vector<std::string> permissions,
                              OrganizationConsent organization) {
  const auto bound = bind_form(flow);
  const entra::User& person = flow.signed_in->user;
  ConsentPage page{.target = bound.target,
                   .app_name = flow.client.app.display_name,
                   .user_name = person.user_principal_name,
                   .account = person.id.value,
                   .permissions = std::move(permissions),
                   .offers_organization = organization == OrganizationConsent::offered,
                   .for_organization = organization == OrganizationConsent::required};
  return with_cookies(consent_page(page), flow, bound.cookie);
}

}  // namespace sallyport::directory
