#include "directory/authorize/credentials.h"

#include "directory/rules/password_check.h"

namespace sallyport::directory {

Judged<entra::User> check_password(const Flow& flow) {
  return check_user_password({flow.services.people, flow.services.lockout}, flow.exchange, flow.client.app,
                             flow.form->login, Secret(flow.form->password));
}

Judged<entra::User> check_account(const Flow& flow) {
  const std::string& id = flow.form->account;
  SALLYPORT_JUDGE(const auto user, flow.services.people.find_user(entra::ObjectId(id)));
  if (!user) return refuse<50034>({id, flow.exchange.tenant.name});
  if (!user->enabled) return refuse<50057>();
  SALLYPORT_DEMAND(check_home(flow.exchange, flow.client.app, *user));
  return *user;
}

}  // namespace sallyport::directory
