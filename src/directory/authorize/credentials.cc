#include "directory/authorize/credentials.h"

#include "crypto/password.h"

namespace sallyport::directory {
namespace {

// Hashes the password again if its hash has outdated parameters, since only a sign-in has the password at hand. A hash
// that somebody has changed in the meantime stays. If the store refuses, the old hash stays and is still good.
void upgrade_hash(const Flow& flow, const entra::User& user, const Secret& password) {
  if (!crypto::is_outdated(user.password_hash)) return;
  const std::string hash = crypto::hash_password(password, flow.exchange.random);
  const auto upgraded = flow.services.people.change_user(user.id, [&](entra::User& stored) -> Result<void> {
    if (stored.password_hash == user.password_hash) stored.password_hash = hash;
    return {};
  });
  if (!upgraded)
    flow.exchange.log.write(Level::warning, "password_hash_kept", {{"reason", std::string(upgraded.error().reason)}});
}

}  // namespace

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
  SALLYPORT_JUDGE(const auto user, flow.services.people.find_user_by_name(form.login));
  if (!user)
    return refuse<50034>(
        {form.login, flow.exchange.audience == Audience::one_tenant ? flow.exchange.tenant.name : "common"});
  SmartLockout& lockout = flow.services.lockout;
  if (lockout.is_locked(user->id, flow.exchange.now)) return refuse<50053>();  // even if the password is right
  const Secret password(form.password);
  if (!crypto::check_password(password, user->password_hash)) {
    lockout.failed(user->id, password, flow.exchange.now);
    return refuse<50126>();
  }
  lockout.succeeded(user->id);
  upgrade_hash(flow, *user, password);
  if (!user->enabled) return refuse<50057>();
  SALLYPORT_DEMAND(check_home(flow, *user));
  return *user;
}

Judged<entra::User> check_account(const Flow& flow) {
  const std::string& id = flow.form->account;
  SALLYPORT_JUDGE(const auto user, flow.services.people.find_user(entra::ObjectId(id)));
  if (!user) return refuse<50034>({id, flow.exchange.tenant.name});
  if (!user->enabled) return refuse<50057>();
  SALLYPORT_DEMAND(check_home(flow, *user));
  return *user;
}

}  // namespace sallyport::directory
