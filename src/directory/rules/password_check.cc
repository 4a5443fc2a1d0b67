#include "directory/rules/password_check.h"

#include "crypto/password.h"
#include "entra/cloud.h"

namespace sallyport::directory {
namespace {

// Hashes the password again if its hash has outdated parameters, since only a sign-in has the password at hand. A hash
// that somebody has changed in the meantime stays. If the store refuses, the old hash stays and is still good.
void upgrade_hash(entra::PeopleStore& people, const Exchange& exchange, const entra::User& user,
                  const Secret& password) {
  if (!crypto::is_outdated(user.password_hash)) return;
  const std::string hash = crypto::hash_password(password, exchange.random);
  const auto upgraded = people.change_user(user.id, [&](entra::User& stored) -> Result<void> {
    if (stored.password_hash == user.password_hash) stored.password_hash = hash;
    return {};
  });
  if (!upgraded)
    exchange.log.write(Level::warning, "password_hash_kept", {{"reason", std::string(upgraded.error().reason)}});
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

Judged<void> check_home(const Exchange& exchange, const entra::AppRegistration& app, const entra::User& user) {
  if (is_served_here(exchange, user) && admits(app, user)) return {};
  return refuse<50020>({user.user_principal_name, entra::v1_issuer(exchange.origin, user.tenant.value),
                        exchange.tenant.name, app.client_id.value, app.display_name});
}

Judged<entra::User> check_password_itself(const PasswordServices& services, const Exchange& exchange,
                                          const entra::AppRegistration& app, std::string_view name,
                                          const Secret& password) {
  SALLYPORT_JUDGE(const auto user, services.people.find_user_by_name(name));
  if (!user)
    return refuse<50034>(
        {std::string(name), exchange.audience == Audience::one_tenant ? exchange.tenant.name : "common"});
  if (services.lockout.is_locked(user->id, exchange.now)) return refuse<50053>();  // even if the password is right
  if (user->password_hash.empty()) return refuse<50056>();
  if (!crypto::check_password(password, user->password_hash)) {
    services.lockout.failed(user->id, password, exchange.now);
    return refuse<50126>();
  }
  services.lockout.succeeded(user->id);
  upgrade_hash(services.people, exchange, *user, password);
  if (!user->enabled) return refuse<50057>();
  SALLYPORT_DEMAND(check_home(exchange, app, *user));
  return *user;
}

Judged<entra::User> check_user_password(const PasswordServices& services, const Exchange& exchange,
                                        const entra::AppRegistration& app, std::string_view name,
                                        const Secret& password) {
  SALLYPORT_JUDGE(auto user, check_password_itself(services, exchange, app, name, password));
  const bool expired = user.password_expires && exchange.now >= *user.password_expires;
  if (expired || user.must_change_password) return refuse<50055>();
  return user;
}

}  // namespace sallyport::directory
