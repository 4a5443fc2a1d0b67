#include "directory/authorize/credentials.h"

#include "directory/authorize/browser.h"
#include "directory/rules/password_check.h"

namespace sallyport::directory {

Judged<entra::User> check_password(const Flow& flow) {
  return check_user_password({flow.services.directory, flow.services.lockout}, flow.exchange, flow.client.app,
                             flow.form->login, Secret(flow.form->password));
}

Judged<entra::User> check_account(const Flow& flow) {
  const std::string& id = flow.form->account;
  SALLYPORT_JUDGE(const auto user, flow.services.directory.find_user(entra::ObjectId(id)));
  if (!user) return refuse<50034>({id, flow.exchange.tenant.name});
  if (!user->enabled) return refuse<50057>();
  SALLYPORT_DEMAND(check_home(flow.exchange, flow.client.app, *user));
  return *user;
}

Judged<void> begin_session(Flow& flow, entra::User user, const oidc::op::Proofs& proofs) {
  SALLYPORT_JUDGE(auto begun, begin_sign_in(flow.services, flow.exchange, user, proofs));
  flow.exchange.log.write(
      Level::audit, "directory_sign_in",
      {{"subject", user.id.value}, {"client", flow.client.app.client_id.value}, {"trace_id", flow.exchange.trace_id}});
  flow.cookies = std::move(begun.cookies);
  flow.signed_in = SignedIn{std::move(begun.sign_in), std::move(user)};
  return {};
}

Judged<void> renew_session(Flow& flow, const oidc::op::Proofs& proofs) {
  SALLYPORT_JUDGE(auto renewed, renew_sign_in(flow.services, flow.exchange, *flow.signed_in, proofs));
  flow.cookies = std::move(renewed.cookies);
  flow.signed_in->sign_in = std::move(renewed.sign_in);
  return {};
}

}  // namespace sallyport::directory
