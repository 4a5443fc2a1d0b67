#include "directory/authorize/authorize.h"

#include "directory/authorize/answer.h"
#include "directory/authorize/browser.h"
#include "directory/authorize/credentials.h"
#include "directory/authorize/sign_in_pages.h"

namespace sallyport::directory {
namespace {

using oidc::op::AuthorizationRequest;

struct Parameters {
  http::Form form;
  std::optional<http::Form> posted;  // the fields of the directory's own form
};

Result<Parameters> read_parameters(const http::Request& request) {
  SALLYPORT_TRY(auto query, http::Form::parse(request.query()));
  if (request.method != "POST") return Parameters{std::move(query), std::nullopt};
  SALLYPORT_TRY(auto body, body_form(request));
  SALLYPORT_TRY(const auto flow_token, body.one("flowToken"));
  if (flow_token) return Parameters{std::move(query), std::move(body)};
  return Parameters{std::move(body), std::nullopt};  // parameters of a POST (OpenID Connect Core 3.1.2.1)
}

std::string text_of(const http::Form& form, std::string_view name) {
  return form.one(name).value_or(std::nullopt).value_or("");
}

Judged<void> begin(Flow& flow, entra::User user) {
  SALLYPORT_JUDGE(auto begun, begin_sign_in(flow.services, flow.exchange, user));
  flow.exchange.log.write(
      Level::audit, "directory_sign_in",
      {{"subject", user.id.value}, {"client", flow.client.app.client_id.value}, {"trace_id", flow.exchange.trace_id}});
  flow.cookie = std::move(begun.cookie);
  flow.signed_in = SignedIn{std::move(begun.sign_in), std::move(user)};
  return {};
}

http::Response sign_in_and_answer(Flow& flow, Judged<entra::User> user) {
  if (!user) return show_sign_in(flow, &user.error());
  if (const auto begun = begin(flow, *std::move(user)); !begun) return page_refusal(flow.exchange, begun.error());
  return flow.request.has_prompt("consent") ? show_consent(flow) : answer_client(flow);
}

http::Response pick_account(Flow& flow) {
  const bool is_signed_in = flow.signed_in && flow.signed_in->user.id.value == flow.form->account;
  if (is_signed_in) return flow.request.has_prompt("consent") ? show_consent(flow) : answer_client(flow);
  if (!flow.exchange.settings.account_picker) return show_sign_in(flow);
  return sign_in_and_answer(flow, check_account(flow));
}

http::Response take_step(Flow& flow) {
  const Settings& settings = flow.exchange.settings;
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
      return answer_client(flow);
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

Judged<std::optional<SignedIn>> find_signed_in(const AuthorizeServices& services, const Exchange& exchange) {
  SALLYPORT_JUDGE(auto sign_in, current_sign_in(services, exchange));
  if (!sign_in) return std::optional<SignedIn>();
  SALLYPORT_JUDGE(auto user, services.people.find_user(entra::ObjectId(sign_in->subject.value)));
  if (!user) return std::optional<SignedIn>();
  return std::optional<SignedIn>(SignedIn{*std::move(sign_in), *std::move(user)});
}

}  // namespace

http::Response authorize(const AuthorizeServices& services, const Exchange& exchange) {
  const auto parameters = read_parameters(exchange.request);
  if (!parameters)
    return page_refusal(exchange, {&entra::refusal<9002313>(), {}, {}, std::string(parameters.error().reason)});
  auto request = AuthorizationRequest::parse(parameters->form);
  if (!request)
    return page_refusal(exchange, {&entra::refusal<9002313>(), {}, {}, std::string(request.error().reason)});
  auto client = check_client(exchange, services.apps, *request);
  if (!client)
    return page_refusal(exchange, client.error(), request->has_prompt("none") ? Framing::allowed : Framing::refused);

  Flow flow{services, exchange, *std::move(request), parameters->form.print(), *std::move(client), {}, {}, {}};
  if (const auto checked = check_request(exchange, services.apps, flow.request, flow.client); !checked)
    return refuse_to_client(flow, checked.error());
  auto signed_in = find_signed_in(services, exchange);
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
