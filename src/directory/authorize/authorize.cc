#include "directory/authorize/authorize.h"

#include "directory/authorize/answer.h"
#include "directory/authorize/browser.h"
#include "directory/authorize/credentials.h"
#include "directory/authorize/parameters.h"
#include "directory/authorize/sign_in_pages.h"

namespace sallyport::directory {
namespace {

using oidc::op::AuthorizationRequest;

http::Response sign_in_and_answer(Flow& flow, Judged<entra::User> user) {
  if (!user) return show_sign_in(flow, &user.error());
  if (const auto begun = begin_session(flow, *std::move(user)); !begun)
    return page_refusal(flow.exchange, begun.error());
  return answer_client(flow);
}

http::Response pick_account(Flow& flow) {
  const bool is_signed_in = flow.signed_in && flow.signed_in->user.id.value == flow.form->account;
  if (is_signed_in) return answer_client(flow);
  if (!flow.exchange.settings.account_picker) return show_sign_in(flow);
  return sign_in_and_answer(flow, check_account(flow));
}

http::Response take_step(Flow& flow) {
  const Settings& settings = flow.exchange.settings;
  switch (next_step(
      {flow.request, flow.signed_in, flow.form ? &*flow.form : nullptr, settings.account_picker, flow.exchange.now})) {
    case NextStep::show_sign_in:
      return show_sign_in(flow);
    case NextStep::accept_consent:
      return consent_and_answer(flow);
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

}  // namespace

http::Response authorize(const AuthorizeServices& services, const Exchange& exchange) {
  const auto parameters = read_parameters(exchange.request);
  if (!parameters)
    return page_refusal(exchange, {&entra::refusal<9002313>(), {}, {}, std::string(parameters.error().reason)});
  auto request = AuthorizationRequest::parse(parameters->form);
  if (!request)
    return page_refusal(exchange, {&entra::refusal<9002313>(), {}, {}, std::string(request.error().reason)});
  const AuthorizeStores stores{services.directory, services.directory};
  auto client = check_client(exchange, stores, *request);
  if (!client)
    return page_refusal(exchange, client.error(), request->has_prompt("none") ? Framing::allowed : Framing::refused);

  Flow flow{services, exchange, *std::move(request), parameters->form.print(), *std::move(client), {}, {}, {}};
  if (const auto checked = check_request(exchange, stores, flow.request, flow.client); !checked)
    return refuse_to_client(flow, checked.error());
  auto signed_in = find_signed_in(services, exchange);
  if (!signed_in) return refuse_to_client(flow, signed_in.error());
  flow.signed_in = *std::move(signed_in);

  if (parameters->posted) {
    if (!is_our_form(exchange, exchange.path + "?" + flow.parameters, flow_token_of(*parameters->posted)))
      return show_sign_in(flow);
    flow.form = read_form_action(*parameters->posted);
  }
  return take_step(flow);
}

}  // namespace sallyport::directory
