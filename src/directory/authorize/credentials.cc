#include "directory/authorize/credentials.h"

#include "crypto/password.h"
#include "directory/authorize/browser.h"

namespace sallyport::directory {
namespace {

// Hashes the password again if its hash has outdated parameters, since only a sign-in has the password at hand. A hash
// that somebody has changed in the meantime stays. If the store refuses, the old hash stays and is still good.
void upgrade_hash(const Flow& flow, const entra::User& user, const Secret& password) {
  if (!crypto::is_outdated(user.password_hash)) return;
  const std::string hash = crypto::hash_password(password, flow.exchange.random);
  const auto upgraded = flow.services.directory.change_user(user.id, [&](entra::User& stored) -> Result<void> {
    if (stored.password_hash == user.password_hash) stored.password_hash = hash;
    return {};
  });
  if (!upgraded)
    flow.exchange.log.write(Level::warning, "password_hash_kept", {{"reason", std::string(upgraded.error().reason)}});
}

bool is_personal(const entra::User& user) {
  return user.tenant.value == entra::kPersonalTenant;
}

// Whether the authority of the request is for the person's tenant.
bool is_served_here(const Exchange& exchange, const entra::User& user) {
  switch (exchange.audience) {
    case Audience::one_tenant:
      return user.tenant == exchange.tenant.id;
    case Audience::organizations:
      return !is_personal(user);
    case Audience::consumers:
      return is_personal(user);
    case Audience::common:
      break;
  }
  return true;
}

// Whether the app's account types include the person's account.
bool admits(const entra::AppRegistration& app, const entra::User& user) {
  if (is_personal(user)) return entra::admits_personal_accounts(app.audience);
  if (app.audience == entra::SignInAudience::personal_only) return false;
  return user.tenant == app.tenant || entra::is_multi_tenant(app.audience);
}

}  // namespace

Judged<void> check_home(const Flow& flow, const entra::User& user) {
  const Exchange& exchange = flow.exchange;
  if (is_served_here(exchange, user) && admits(flow.client.app, user)) return {};
  return refuse<50020>({user.user_principal_name, exchange.origin + "/" + user.tenant.value + "/", exchange.tenant.name,
                        flow.client.app.client_id.value, flow.client.app.display_name});
}

Judged<entra::User> check_password(const Flow& flow) {
  const FormAction& form = *flow.form;
  SALLYPORT_JUDGE(const auto user, flow.services.directory.find_user_by_name(form.login));
  if (!user)
    return refuse<50034>(
        {form.login, flow.exchange.audience == Audience::one_tenant ? flow.exchange.tenant.name : "common"});
  SmartLockout& lockout = flow.services.lockout;
  if (lockout.is_locked(user->id, flow.exchange.now)) return refuse<50053>();  // even if the password is right
  if (user->password_hash.empty()) return refuse<50056>();
  const Secret password(form.password);
  if (!crypto::check_password(password, user->password_hash)) {
    lockout.failed(user->id, password, flow.exchange.now);
    return refuse<50126>();
  }
  lockout.succeeded(user->id);
  upgrade_hash(flow, *user, password);
  if (!user->enabled) return refuse<50057>();
  if (user->password_expires && flow.exchange.now >= *user->password_expires) return refuse<50055>();
  SALLYPORT_DEMAND(check_home(flow, *user));
  return *user;
}

Judged<entra::User> check_account(const Flow& flow) {
  const std::string& id = flow.form->account;
  SALLYPORT_JUDGE(const auto user, flow.services.directory.find_user(entra::ObjectId(id)));
  if (!user) return refuse<50034>({id, flow.exchange.tenant.name});
  if (!user->enabled) return refuse<50057>();
  SALLYPORT_DEMAND(check_home(flow, *user));
  return *user;
}

Judged<void> begin_session(Flow& flow, entra::User user) {
  SALLYPORT_JUDGE(auto begun, begin_sign_in(flow.services, flow.exchange, user));
  flow.exchange.log.write(
      Level::audit, "directory_sign_in",
      {{"subject", user.id.value}, {"client", flow.client.app.client_id.value}, {"trace_id", flow.exchange.trace_id}});
  flow.cookie = std::move(begun.cookie);
  flow.signed_in = SignedIn{std::move(begun.sign_in), std::move(user)};
  return {};
}

}  // namespace sallyport::directory
