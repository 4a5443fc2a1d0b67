#include "directory/authorize/device.h"

#include "directory/authorize/browser.h"
#include "directory/authorize/consent.h"
#include "directory/authorize/credentials.h"
#include "directory/authorize/policies.h"
#include "directory/authorize/proofs.h"
#include "directory/authorize/sign_in_pages.h"
#include "directory/rules/client_authentication.h"
#include "directory/rules/password_check.h"
#include "directory/rules/user_code.h"

namespace sallyport::directory {
namespace {

using oidc::op::DeviceRequest;
using oidc::op::DeviceState;

Judged<DeviceRequest> find_pending(const AuthorizeServices& services, const Exchange& exchange,
                                   std::string_view typed) {
  if (typed.empty()) return refuse<90119>();
  SALLYPORT_JUDGE(auto device, services.grants.find_device_by_user_code(digest_of_user_code(typed)));
  if (!device) return refuse<70018>();
  if (exchange.now >= device->expires) return refuse<70019>();
  if (device->state != DeviceState::pending) return refuse<90120>();
  return *std::move(device);
}

http::Response ask_again(const Exchange& exchange, const Refused& refused) {
  log_refusal(exchange, "devicelogin", refused);
  if (refused.row == nullptr) return page_refusal(exchange, refused);
  return user_code_page(refused.row, describe_in_lines(exchange, refused));
}

// The one value of `otc` in the query or in the posted form; empty if there is none.
std::string typed_code(const Result<http::Form>& form) {
  return form ? form->one("otc").value_or(std::nullopt).value_or("") : "";
}

oidc::op::Grant grant_of(const Flow& flow, const DeviceRequest& device) {
  const SignedIn& account = *flow.signed_in;
  return {.client = device.client,
          .tenant = account.user.tenant,
          .subject = Subject(account.user.id.value),
          .redirect_uri = "",
          .platform = std::string(platform_without_redirect(flow.client.app)),
          .scopes = device.scopes,
          .nonce = "",
          .sid = account.sign_in.sid,
          .authenticated = account.sign_in.authenticated,
          .proofs = account.sign_in.proofs};
}

http::Response decide(const Flow& flow, const DeviceRequest& device, DeviceState decision) {
  const auto grant = decision == DeviceState::approved ? grant_of(flow, device) : oidc::op::Grant();
  auto decided = flow.services.grants.decide_device(device.user_code, decision, grant);
  if (!decided && decided.error().kind == Kind::conflict)
    return ask_again(flow.exchange, {&entra::refusal<90120>(), {}, {}, {}});
  if (!decided) return page_refusal(flow.exchange, to_refused(decided.error()));
  const bool approved = decision == DeviceState::approved;
  return with_cookies(flow, device_done_page(approved ? DeviceOutcome::approved : DeviceOutcome::declined,
                                             flow.client.app.display_name));
}

http::Response refuse_device(const Flow& flow, const Refused& refused) {
  return with_cookies(flow, page_refusal(flow.exchange, refused));
}

// Checks that the person may use the application, as for an authorization request, and asks for the consent that is
// missing. Absent if nothing stands between the person and the confirmation.
Judged<std::optional<http::Response>> find_obstacle(const Flow& flow) {
  SALLYPORT_DEMAND(check_home(flow.exchange, flow.client.app, flow.signed_in->user));
  SALLYPORT_JUDGE(const auto access, find_access_request(flow));
  SALLYPORT_JUDGE(const auto policy, next_policy_step(flow, apis_of(access)));
  if (policy != PolicyStep::none) return std::optional<http::Response>(show_policy_step(flow, policy));
  SALLYPORT_JUDGE(const auto step, next_consent_step(flow, access));
  if (step == ConsentStep::none) return std::optional<http::Response>();
  if (step == ConsentStep::administrator) return refuse<90094>();
  const bool accepts = flow.form && flow.form->act == "consent";
  if (accepts) {
    SALLYPORT_JUDGE(const bool accepted, accept_consent(flow, access));
    if (accepted) return std::optional<http::Response>(show_device_confirmation(flow));
  }
  SALLYPORT_JUDGE(auto page, show_consent(flow, access));
  return std::optional<http::Response>(std::move(page));
}

http::Response confirm_or_approve(const Flow& flow, const DeviceRequest& device) {
  auto obstacle = find_obstacle(flow);
  if (!obstacle) return refuse_device(flow, obstacle.error());
  if (*obstacle) return **std::move(obstacle);
  const bool confirmed = flow.form && flow.form->act == "consent";
  return confirmed ? decide(flow, device, DeviceState::approved) : show_device_confirmation(flow);
}

http::Response sign_in_and_confirm(Flow& flow, const DeviceRequest& device, Judged<entra::User> user) {
  if (!user) return show_refused_sign_in(flow, user.error());
  if (const auto begun = begin_session(flow, *std::move(user)); !begun)
    return page_refusal(flow.exchange, begun.error());
  return confirm_or_approve(flow, device);
}

http::Response prove_and_confirm(Flow& flow, const DeviceRequest& device) {
  auto page = take_proof(flow);
  return page ? *std::move(page) : confirm_or_approve(flow, device);
}

http::Response take_step(Flow& flow, const DeviceRequest& device) {
  const Settings& settings = flow.exchange.settings;
  const bool picker = settings.account_picker;
  const Step step = next_step({flow.request, flow.accounts, flow.form ? &*flow.form : nullptr, picker,
                               flow.exchange.now, settings.sign_in_frequency});
  if (step.account != nullptr) flow.signed_in = *step.account;
  switch (step.what) {
    case NextStep::accept_consent:
    case NextStep::answer:
      return confirm_or_approve(flow, device);
    case NextStep::check_password:
      return sign_in_and_confirm(flow, device, check_password(flow));
    case NextStep::check_proof:
      return prove_and_confirm(flow, device);
    case NextStep::check_account:
      return picker ? sign_in_and_confirm(flow, device, check_account(flow)) : show_sign_in(flow);
    case NextStep::refuse_cancelled:
    case NextStep::refuse_consent:
      return decide(flow, device, DeviceState::declined);
    case NextStep::refuse_login_required:  // these two answer prompt=none, which no page asks for
    case NextStep::refuse_several:
    case NextStep::show_sign_in:
      return show_sign_in(flow);
    case NextStep::show_accounts:
      break;
  }
  auto page = show_accounts(flow);
  return page ? *std::move(page) : page_refusal(flow.exchange, page.error());
}

// The sign-in for a device as a flow: the person always chooses the account.
Judged<Flow> begin_flow(const AuthorizeServices& services, const Exchange& exchange, const DeviceRequest& device,
                        std::string_view typed) {
  SALLYPORT_JUDGE(auto app, services.directory.find_app(device.client));
  if (!app) return refuse<700016>({device.client.value, exchange.tenant_name});
  oidc::op::AuthorizationRequest request;
  request.prompts = {"select_account"};
  request.scopes = device.scopes;
  http::Form query;
  query.add("otc", typed);
  KnownClient client{*std::move(app), "", entra::Platform::public_client};
  Flow flow{services, exchange, std::move(request), http::with_query(exchange.path, query), std::move(client), {}, {},
            {},       {}};
  SALLYPORT_JUDGE(flow.accounts, signed_in_accounts(services, exchange));
  return flow;
}

}  // namespace

http::Response enter_user_code(const AuthorizeServices& services, const Exchange& exchange) {
  if (exchange.request.method != "POST") return user_code_page(nullptr, {});
  const std::string typed = typed_code(exchange.posted);
  const auto device = find_pending(services, exchange, typed);
  if (!device) return ask_again(exchange, device.error());
  http::Form query;
  query.add("otc", typed);
  http::Response response(303);
  response.add("Location", http::with_query("/" + device->authority + "/oauth2/deviceauth", query));
  response.add("Cache-Control", "no-store");
  response.add("Referrer-Policy", "no-referrer");
  return response;
}

http::Response confirm_device(const AuthorizeServices& services, const Exchange& exchange) {
  const std::string typed = typed_code(http::Form::parse(exchange.request.query()));
  const auto device = find_pending(services, exchange, typed);
  if (!device) return ask_again(exchange, device.error());
  auto flow = begin_flow(services, exchange, *device, typed);
  if (!flow) return page_refusal(exchange, flow.error());
  if (exchange.request.method != "POST") return take_step(*flow, *device);
  const auto posted = read_posted(*flow);
  if (!posted) return page_refusal(exchange, {&entra::refusal<9002313>(), {}, {}, std::string(posted.error().reason)});
  if (!*posted) return show_sign_in(*flow);
  flow->form = **posted;
  return take_step(*flow, *device);
}

}  // namespace sallyport::directory
