#include "directory/authorize/authorize.h"

#include "directory/authorize/answer.h"
#include "directory/authorize/browser.h"
#include "directory/authorize/credentials.h"
#include "directory/authorize/sign_in_pages.h"

namespace sallyport::directory {
namespace {

using oidc::op::AuthorizationRequest;

// The parameters of an authorization request: in the query, or in the body of a POST (OpenID Connect Core 3.1.2.1).
Result<http::Form> read_parameters(const http::Request& request) {
  if (request.method == "POST") return body_form(request);
  return http::Form::parse(request.query());
}

http::Response sign_in_and_answer(Flow& flow, Judged<entra::User> user) {
  if (!user) return show_sign_in(flow, &user.error());
  if (const auto begun = begin(flow, *std::move(user)); !begun) return page_refusal(flow.exchange, begun.error());
  return flow.request.has_prompt("consent") ? show_consent(flow) : answer_client(flow);
}

// The refusal names one of the accounts; the request must say which one it means.
Refused several_accounts(const Flow& flow) {
  const entra::User& user = flow.accounts.front().user;
  return {&entra::refusal<16000>(),
          {user.user_principal_name, flow.exchange.origin + "/" + user.tenant.value + "/", flow.exchange.tenant_name,
           flow.client.app.client_id.value, flow.client.app.display_name},
          {},
          "several accounts"};
}

http::Response take_step(Flow& flow) {
  const Settings& settings = flow.exchange.settings;
  const bool picker = settings.account_picker;
  const Step step = next_step({flow.request, flow.accounts, flow.form ? &*flow.form : nullptr, picker,
                               flow.exchange.now, settings.sign_in_frequency});
  if (step.account != nullptr) flow.signed_in = *step.account;
  switch (step.what) {
    case NextStep::show_sign_in:
      return show_sign_in(flow);
    case NextStep::show_consent:
      return show_consent(flow);
    case NextStep::check_password:
      return sign_in_and_answer(flow, check_password(flow));
    case NextStep::check_account:
      return picker ? sign_in_and_answer(flow, check_account(flow)) : show_sign_in(flow);
    case NextStep::answer:
      return answer_client(flow);
    case NextStep::refuse_login_required:
      return refuse_to_client(flow, {&entra::refusal<50058>(), {}, {}, {}});
    case NextStep::refuse_several:
      return refuse_to_client(flow, several_accounts(flow));
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

// A request whose client is known, or the answer that refuses it.
using Begun = tl::expected<Flow, http::Response>;

Begun begin_flow(const AuthorizeServices& services, const Exchange& exchange, const Result<http::Form>& parameters) {
  const auto malformed = [&](const Error& error) {
    return tl::unexpected(
        page_refusal(exchange, {&entra::refusal<9002313>(), {}, {}, std::string(error.reason)}, Framing::refused));
  };
  if (!parameters) return malformed(parameters.error());
  auto request = AuthorizationRequest::parse(*parameters);
  if (!request) return malformed(request.error());
  if (exchange.protocol == Protocol::v1) read_as_v1(*request);
  auto client = check_client(exchange, services.apps, *request);
  if (!client) {
    const Framing framing = request->has_prompt("none") ? Framing::allowed : Framing::refused;
    return tl::unexpected(page_refusal(exchange, client.error(), framing));
  }
  Flow flow{services, exchange, *std::move(request), login_action(exchange, *parameters), *std::move(client), {}, {},
            {},       {}};
  if (const auto checked = check_request(exchange, services.apps, flow.request, flow.client); !checked)
    return tl::unexpected(refuse_to_client(flow, checked.error()));
  auto accounts = signed_in_accounts(services, exchange);
  if (!accounts) return tl::unexpected(refuse_to_client(flow, accounts.error()));
  flow.accounts = *std::move(accounts);
  return flow;
}

}  // namespace

http::Response authorize(const AuthorizeServices& services, const Exchange& exchange) {
  auto flow = begin_flow(services, exchange, read_parameters(exchange.request));
  return flow ? take_step(*flow) : std::move(flow).error();
}

http::Response continue_sign_in(const AuthorizeServices& services, const Exchange& exchange) {
  auto flow = begin_flow(services, exchange, http::Form::parse(exchange.request.query()));
  if (!flow) return std::move(flow).error();
  const auto posted = read_posted(*flow);
  if (!posted) return page_refusal(exchange, {&entra::refusal<9002313>(), {}, {}, std::string(posted.error().reason)});
  if (!*posted) return show_sign_in(*flow);
  flow->form = **posted;
  return take_step(*flow);
}

http::Response sign_in_loaded_again(const AuthorizeServices&, const Exchange& exchange) {
  return page_refusal(exchange, {&entra::refusal<900561>(), {"POST", std::string(exchange.request.method)}, {}, {}});
}

}  // namespace sallyport::directory
