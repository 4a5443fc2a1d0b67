#include "directory/authorize/authorize.h"

#include "directory/authorize/answer.h"
#include "directory/authorize/browser.h"
#include "directory/authorize/credentials.h"
#include "directory/authorize/parameters.h"
#include "directory/authorize/proofs.h"
#include "directory/authorize/sign_in_pages.h"
#include "entra/cloud.h"

namespace sallyport::directory {
namespace {

using oidc::op::AuthorizationRequest;

http::Response sign_in_and_answer(Flow& flow, Judged<entra::User> user) {
  if (!user) return show_refused_sign_in(flow, user.error());
  if (const auto begun = begin_session(flow, *std::move(user)); !begun)
    return page_refusal(flow.exchange, begun.error());
  return answer_client(flow);
}

http::Response prove_and_answer(Flow& flow) {
  auto page = take_proof(flow);
  return page ? *std::move(page) : answer_client(flow);
}

// The refusal names one of the accounts; the request must say which one it means.
Refused several_accounts(const Flow& flow) {
  const entra::User& user = flow.accounts.front().user;
  return {&entra::refusal<16000>(),
          {user.user_principal_name, entra::v1_issuer(flow.exchange.origin, user.tenant.value),
           flow.exchange.tenant_name, flow.client.app.client_id.value, flow.client.app.display_name},
          {},
          "several accounts"};
}

// prompt=none, and no sign-in that is good for it. The word stays that of OpenID Connect Core 3.1.2.6.
Refused nobody_signed_in(const Flow& flow) {
  constexpr std::string_view kWord = "login_required";
  const auto ended = ended_session(flow.services, flow.exchange);
  if (!ended) return ended.error();
  if (*ended == EndedSession::expired) return refuse<50132>({}, kWord).value();
  if (*ended == EndedSession::revoked) return refuse<50133>({}, kWord).value();
  return refuse<50058>().value();
}

http::Response take_authorize_step(Flow& flow) {
  const Settings& settings = flow.exchange.settings;
  const bool picker = settings.account_picker;
  const Step step = next_step({flow.request, flow.accounts, flow.form ? &*flow.form : nullptr, picker,
                               flow.exchange.now, settings.sign_in_frequency});
  if (step.account != nullptr) flow.signed_in = *step.account;
  switch (step.what) {
    case NextStep::show_sign_in:
      return show_sign_in(flow);
    case NextStep::accept_consent:
      return consent_and_answer(flow);
    case NextStep::check_password:
      return sign_in_and_answer(flow, check_password(flow));
    case NextStep::check_proof:
      return prove_and_answer(flow);
    case NextStep::check_account:
      return picker ? sign_in_and_answer(flow, check_account(flow)) : show_sign_in(flow);
    case NextStep::answer:
      return answer_client(flow);
    case NextStep::refuse_login_required:
      return refuse_to_client(flow, nobody_signed_in(flow));
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

Begun begin_flow(const AuthorizeServices& services, const Exchange& exchange) {
  const auto parameters = read_parameters(exchange);
  const auto malformed = [&](const Error& error) {
    return tl::unexpected(
        page_refusal(exchange, {&entra::refusal<9002313>(), {}, {}, std::string(error.reason)}, Framing::refused));
  };
  if (!parameters) return malformed(parameters.error());
  auto request = AuthorizationRequest::parse(parameters->form);
  if (!request) return malformed(request.error());
  if (exchange.protocol == Protocol::v1) read_as_v1(*request);
  const AuthorizeStores stores{services.directory, services.directory};
  auto client = check_client(exchange, stores, *request);
  if (!client) {
    const Framing framing = request->has_prompt("none") ? Framing::allowed : Framing::refused;
    return tl::unexpected(page_refusal(exchange, client.error(), framing));
  }
  Flow flow{
      services, exchange, *std::move(request), login_action(exchange, parameters->form), *std::move(client), {}, {},
      {},       {}};
  if (const auto checked = check_request(exchange, stores, flow.request, flow.client); !checked)
    return tl::unexpected(refuse_to_client(flow, checked.error()));
  auto accounts = signed_in_accounts(services, exchange);
  if (!accounts) return tl::unexpected(refuse_to_client(flow, accounts.error()));
  flow.accounts = *std::move(accounts);
  return flow;
}

}  // namespace

http::Response authorize(const AuthorizeServices& services, const Exchange& exchange) {
  auto flow = begin_flow(services, exchange);
  return flow ? take_authorize_step(*flow) : std::move(flow).error();
}

http::Response continue_sign_in(const AuthorizeServices& services, const Exchange& exchange) {
  auto flow = begin_flow(services, exchange);
  if (!flow) return std::move(flow).error();
  const auto posted = read_posted(*flow);
  if (!posted) return page_refusal(exchange, {&entra::refusal<9002313>(), {}, {}, std::string(posted.error().reason)});
  if (!*posted) return show_sign_in(*flow);
  flow->form = **posted;
  return take_authorize_step(*flow);
}

http::Response sign_in_loaded_again(const AuthorizeServices&, const Exchange& exchange) {
  return page_refusal(exchange, {&entra::refusal<900561>(), {"POST", std::string(exchange.request.method)}, {}, {}});
}

}  // namespace sallyport::directory
