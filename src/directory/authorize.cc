#include "directory/authorize.h"

#include "base/text.h"
#include "crypto/password.h"
#include "directory/authorize_check.h"
#include "directory/browser.h"
#include "directory/claims.h"
#include "directory/interaction.h"
#include "directory/pages.h"
#include "jose/sign.h"

namespace sallyport::directory {
namespace {

using oidc::op::AuthorizationRequest;
using oidc::op::ResponseMode;

// One authorization request whose client is known, on its way to an answer.
struct Flow {
  const Exchange& exchange;
  AuthorizationRequest request;
  std::string parameters;  // as a query: what our forms post back to
  KnownClient client;
  std::optional<SignedIn> signed_in;
  std::optional<FormAction> form;
  std::optional<http::SetCookie> cookie;  // of a sign-in that this request began

  Framing framing() const { return request.has_prompt("none") ? Framing::allowed : Framing::refused; }
};

struct Parameters {
  http::Form form;
  std::optional<http::Form> posted;  // our own form's fields
};

Result<Parameters> read_parameters(const http::Request& request) {
  SALLYPORT_TRY(auto query, http::Form::parse(request.query()));
  if (request.method != "POST") return Parameters{std::move(query), std::nullopt};
  SALLYPORT_TRY(auto body, body_form(request));
  SALLYPORT_TRY(const auto flow_token, body.one("flowToken"));
  if (flow_token) return Parameters{std::move(query), std::move(body)};
  return Parameters{std::move(body), std::nullopt};  // OpenID Connect Core 3.1.2.1: POST carries them in the body
}

std::string text_of(const http::Form& form, std::string_view name) {
  return form.one(name).value_or(std::nullopt).value_or("");
}

http::Response page_refusal(const Exchange& exchange, const Refused& refused, Framing framing = Framing::refused) {
  log_refusal(exchange, "authorize", refused);
  const std::string code =
      refused.row == nullptr ? "temporarily_unavailable" : "AADSTS" + std::to_string(refused.row->code);
  return error_page({code, describe(exchange, refused), refused.row, refused.row == nullptr ? 503 : 400}, framing);
}

// 303: whatever method came, the client is asked with GET, and no credential travels on (RFC 9700 4.12).
http::Response send_to_client(const Flow& flow, http::Form fields) {
  if (!flow.request.state.empty()) fields.add("state", flow.request.state);
  if (flow.exchange.services.settings.iss_parameter) {
    const TenantId tenant = flow.signed_in ? flow.signed_in->user.tenant : flow.exchange.tenant.id;
    fields.add("iss", issuer_of(flow.exchange, tenant));  // RFC 9207 2
  }
  const ResponseMode mode = response_mode_of(flow.request);
  http::Response response;
  if (mode == ResponseMode::form_post) {
    response = form_post_page(flow.client.redirect_uri, fields, flow.framing());
  } else {
    response = http::Response(flow.exchange.request.method == "POST" ? 303 : 302);
    response.add("Location", oidc::op::redirect_location(flow.client.redirect_uri, mode, fields));
    response.add("Cache-Control", "no-store");
    response.add("Pragma", "no-cache");
    response.add("Referrer-Policy", "no-referrer");
  }
  if (flow.cookie) response.add("Set-Cookie", flow.cookie->print());
  return response;
}

http::Response refuse_to_client(const Flow& flow, const Refused& refused) {
  log_refusal(flow.exchange, "authorize", refused);
  return send_to_client(flow, redirect_refusal(flow.exchange, refused));
}

http::Response cancelled(const Flow& flow) {
  http::Form fields;
  fields.add("error", "access_denied");
  fields.add("error_subcode", "cancel");
  fields.add("error_description", "the user canceled the authentication");
  return send_to_client(flow, std::move(fields));
}

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

http::Response show_sign_in(const Flow& flow, const Refused* refused = nullptr) {
  const auto bound = bind_form(flow);
  SignInPage page{bound.target,      flow.client.app.display_name,
                  tenant_name(flow), user_name_of_hint(flow.request.login_hint),
                  nullptr,           ""};
  if (flow.form && !flow.form->login.empty()) page.user_name = flow.form->login;
  if (refused != nullptr) {
    log_refusal(flow.exchange, "sign_in", *refused);
    page.refusal = refused->row;
    page.refusal_text = describe(flow.exchange, *refused);
  }
  return with_cookies(sign_in_page(page), flow, bound.cookie);
}

Account account_of(const entra::User& user, const Flow& flow) {
  return {user.id.value, user.display_name, user.user_principal_name,
          flow.signed_in && flow.signed_in->user.id == user.id};
}

Judged<http::Response> show_accounts(const Flow& flow) {
  const Exchange& exchange = flow.exchange;
  const auto bound = bind_form(flow);
  AccountPage page{
      bound.target, flow.client.app.display_name, tenant_name(flow), {}, exchange.services.settings.account_picker};
  if (!page.without_password) {
    page.accounts.push_back(account_of(flow.signed_in->user, flow));
    return with_cookies(account_page(page), flow, bound.cookie);
  }
  for (const entra::Tenant& tenant : exchange.published->tenants) {
    if (exchange.audience == Audience::one_tenant && tenant.id != exchange.tenant.id) continue;
    SALLYPORT_JUDGE(const auto users, exchange.services.store.users(tenant.id));
    for (const entra::User& user : users)
      if (user.enabled) page.accounts.push_back(account_of(user, flow));
  }
  return with_cookies(account_page(page), flow, bound.cookie);
}

http::Response show_consent(const Flow& flow) {
  const auto bound = bind_form(flow);
  ConsentPage page{bound.target, flow.client.app.display_name, flow.signed_in->user.user_principal_name, {}};
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
  return with_cookies(consent_page(page), flow, bound.cookie);
}

// 50020: somebody of another tenant, at the endpoint of this one.
Judged<void> check_home(const Flow& flow, const entra::User& user) {
  const Exchange& exchange = flow.exchange;
  const bool at_home = exchange.audience != Audience::one_tenant || user.tenant == exchange.tenant.id;
  const bool may_use =
      flow.client.app.audience == entra::SignInAudience::multiple_orgs || user.tenant == flow.client.app.tenant;
  if (at_home && may_use) return {};
  return refuse<50020>({user.user_principal_name, exchange.origin + "/" + user.tenant.value + "/", exchange.tenant.name,
                        flow.client.app.client_id.value, flow.client.app.display_name});
}

Judged<entra::User> check_password(const Flow& flow) {
  const FormAction& form = *flow.form;
  SALLYPORT_JUDGE(const auto user, flow.exchange.services.store.find_user_by_name(form.login));
  if (!user)
    return refuse<50034>(
        {form.login, flow.exchange.audience == Audience::one_tenant ? flow.exchange.tenant.name : "common"});
  SmartLockout& lockout = flow.exchange.services.lockout;
  if (lockout.is_locked(user->id, flow.exchange.now)) return refuse<50053>();  // also with the right password
  const Secret password(form.password);
  if (!crypto::check_password(password, user->password_hash)) {
    lockout.failed(user->id, password, flow.exchange.now);
    return refuse<50126>();
  }
  lockout.succeeded(user->id);
  if (!user->enabled) return refuse<50057>();
  SALLYPORT_DEMAND(check_home(flow, *user));
  return *user;
}

// A picked account: one of all in demo, otherwise the one that is signed in here.
Judged<entra::User> check_account(const Flow& flow) {
  const std::string& id = flow.form->account;
  SALLYPORT_JUDGE(const auto user, flow.exchange.services.store.find_user(entra::ObjectId(id)));
  if (!user) return refuse<50034>({id, flow.exchange.tenant.name});
  if (!user->enabled) return refuse<50057>();
  SALLYPORT_DEMAND(check_home(flow, *user));
  return *user;
}

Judged<void> begin(Flow& flow, entra::User user) {
  SALLYPORT_JUDGE(auto begun, begin_sign_in(flow.exchange, user));
  flow.exchange.services.log.write(
      Level::audit, "directory_sign_in",
      {{"subject", user.id.value}, {"client", flow.client.app.client_id.value}, {"trace_id", flow.exchange.trace_id}});
  flow.cookie = std::move(begun.cookie);
  flow.signed_in = SignedIn{std::move(begun.sign_in), std::move(user)};
  return {};
}

Judged<std::vector<entra::ObjectId>> check_assignment(const Flow& flow) {
  const entra::User& user = flow.signed_in->user;
  SALLYPORT_JUDGE(auto groups, flow.exchange.services.store.groups_of(user.id));
  if (flow.client.app.assignment_required && !entra::is_assigned(flow.client.app, user.id, groups))
    return refuse<50105>({flow.client.app.display_name, flow.client.app.client_id.value, user.user_principal_name});
  return groups;
}

Judged<std::string> make_code(const Flow& flow) {
  const Exchange& exchange = flow.exchange;
  const std::string code = "1." + random_token(exchange.services.random) + random_token(exchange.services.random);
  oidc::op::AuthorizationCode record;
  record.digest = oidc::op::digest_of(code);
  record.grant = {flow.client.app.client_id,
                  flow.signed_in->user.tenant,
                  Subject(flow.signed_in->user.id.value),
                  flow.client.redirect_uri,
                  std::string(entra::name_of(flow.client.platform)),
                  flow.request.scopes,
                  flow.request.nonce,
                  flow.signed_in->sign_in.sid,
                  flow.signed_in->sign_in.authenticated};
  if (!flow.request.code_challenge.empty()) record.challenge = oidc::CodeChallenge{flow.request.code_challenge};
  record.family = random_uuid(exchange.services.random);
  record.issued = exchange.now;
  record.expires = exchange.now + exchange.services.settings.code_lifetime;
  SALLYPORT_DEMAND(exchange.services.grants.add_code(record));
  return code;
}

Judged<std::string> make_id_token(const Flow& flow, std::vector<entra::ObjectId> groups,
                                  const std::optional<std::string>& code) {
  const Exchange& exchange = flow.exchange;
  TokenFacts facts;
  facts.origin = exchange.origin;
  facts.user = flow.signed_in->user;
  facts.groups = std::move(groups);
  facts.client = flow.client.app;
  facts.scopes = flow.request.scopes;
  facts.nonce = flow.request.nonce;
  facts.sid = flow.signed_in->sign_in.sid;
  facts.authenticated = flow.signed_in->sign_in.authenticated;
  facts.now = exchange.now;
  facts.pairwise_secret = exchange.published->pairwise_secret;
  facts.unique = base64url_encode(exchange.services.random.bytes(16));
  const auto claims = id_token_claims(facts, {TokenVersion::v2, Channel::authorization_endpoint, code});
  SALLYPORT_JUDGE(auto token, jose::sign_compact(exchange.published->signing, {{"typ", "JWT"}}, claims));
  return token;
}

Judged<http::Form> make_answer(const Flow& flow, std::vector<entra::ObjectId> groups) {
  SALLYPORT_DEMAND(check_after_sign_in(flow.exchange, flow.request, flow.client));
  http::Form fields;
  std::optional<std::string> code;
  if (flow.request.asks_for("code")) {
    SALLYPORT_JUDGE(code, make_code(flow));
    fields.add("code", *code);
  }
  if (flow.request.asks_for("id_token")) {
    SALLYPORT_JUDGE(const auto token, make_id_token(flow, std::move(groups), code));
    fields.add("id_token", token);
  }
  SALLYPORT_DEMAND(
      flow.exchange.services.sign_ins.add_client(flow.signed_in->sign_in.digest, flow.client.app.client_id));
  if (flow.request.client_info) fields.add("client_info", client_info(flow.signed_in->user));
  fields.add("session_state", flow.signed_in->sign_in.sid);
  return fields;
}

// Somebody is signed in: may they, and what does the client get.
http::Response answer(const Flow& flow) {
  const bool silent = flow.request.has_prompt("none");
  if (const auto home = check_home(flow, flow.signed_in->user); !home) {
    if (!silent) return with_cookies(page_refusal(flow.exchange, home.error()), flow, std::nullopt);
    return refuse_to_client(flow, {&entra::refusal<16000>(), home.error().values, {}, {}});
  }
  auto groups = check_assignment(flow);
  if (!groups) {
    if (!silent) return with_cookies(page_refusal(flow.exchange, groups.error()), flow, std::nullopt);
    return refuse_to_client(flow, groups.error());
  }
  auto fields = make_answer(flow, *std::move(groups));
  if (!fields) return refuse_to_client(flow, fields.error());
  return send_to_client(flow, *std::move(fields));
}

http::Response sign_in_and_answer(Flow& flow, Judged<entra::User> user) {
  if (!user) return show_sign_in(flow, &user.error());
  if (const auto begun = begin(flow, *std::move(user)); !begun) return page_refusal(flow.exchange, begun.error());
  return flow.request.has_prompt("consent") ? show_consent(flow) : answer(flow);
}

http::Response pick_account(Flow& flow) {
  const bool is_signed_in = flow.signed_in && flow.signed_in->user.id.value == flow.form->account;
  if (is_signed_in) return flow.request.has_prompt("consent") ? show_consent(flow) : answer(flow);
  if (!flow.exchange.services.settings.account_picker) return show_sign_in(flow);
  return sign_in_and_answer(flow, check_account(flow));
}

http::Response take_step(Flow& flow) {
  const Settings& settings = flow.exchange.services.settings;
  switch (next_step(
      {flow.request, flow.signed_in, flow.form ? &*flow.form : nullptr, settings.account_picker, flow.exchange.now})) {
    case NextStep::show_sign_in:
      return show_sign_in(flow);
    case NextStep::show_consent:
      return show_consent(flow);
    case NextStep::check_password:
      return sign_in_and_answer(flow, check_password(flow));
    case NextStep::check_account:
      return pick_account(flow);
    case NextStep::answer:
      return answer(flow);
    case NextStep::refuse_login_required:
      return refuse_to_client(flow, {&entra::refusal<50058>(), {}, {}, {}});
    case NextStep::refuse_cancelled:
      return cancelled(flow);
    case NextStep::refuse_consent:
      return refuse_to_client(flow, {&entra::refusal<65004>(), {}, {}, {}});
    case NextStep::show_accounts:
      break;
  }
  auto page = show_accounts(flow);
  return page ? *std::move(page) : page_refusal(flow.exchange, page.error());
}

Judged<std::optional<SignedIn>> find_signed_in(const Exchange& exchange) {
  SALLYPORT_JUDGE(auto sign_in, current_sign_in(exchange));
  if (!sign_in) return std::optional<SignedIn>();
  SALLYPORT_JUDGE(auto user, exchange.services.store.find_user(entra::ObjectId(sign_in->subject.value)));
  if (!user) return std::optional<SignedIn>();
  return std::optional<SignedIn>(SignedIn{*std::move(sign_in), *std::move(user)});
}

}  // namespace

http::Response authorize(const Exchange& exchange) {
  const auto parameters = read_parameters(exchange.request);
  if (!parameters)
    return page_refusal(exchange, {&entra::refusal<9002313>(), {}, {}, std::string(parameters.error().reason)});
  auto request = AuthorizationRequest::parse(parameters->form);
  if (!request)
    return page_refusal(exchange, {&entra::refusal<9002313>(), {}, {}, std::string(request.error().reason)});
  auto client = check_client(exchange, *request);
  if (!client)
    return page_refusal(exchange, client.error(), request->has_prompt("none") ? Framing::allowed : Framing::refused);

  Flow flow{exchange,     *std::move(request), parameters->form.print(), *std::move(client), std::nullopt,
            std::nullopt, std::nullopt};
  if (const auto checked = check_request(exchange, flow.request, flow.client); !checked)
    return refuse_to_client(flow, checked.error());
  auto signed_in = find_signed_in(exchange);
  if (!signed_in) return refuse_to_client(flow, signed_in.error());
  flow.signed_in = *std::move(signed_in);

  if (parameters->posted) {
    const http::Form& posted = *parameters->posted;
    if (!is_our_form(exchange, exchange.path + "?" + flow.parameters, text_of(posted, "flowToken")))
      return show_sign_in(flow);
    flow.form = FormAction{text_of(posted, "act"), text_of(posted, "account"), text_of(posted, "login"),
                           text_of(posted, "passwd")};
  }
  return take_step(flow);
}

}  // namespace sallyport::directory
