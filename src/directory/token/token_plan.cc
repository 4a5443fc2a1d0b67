#include "directory/token/token_plan.h"

#include "directory/rules/assignment.h"

namespace sallyport::directory {

Judged<std::string> required(const http::Form& form, std::string_view name) {
  SALLYPORT_JUDGE(auto value, form.one(name));
  if (!value || value->empty()) return refuse<900144>({std::string(name)});
  return *std::move(value);
}

entra::Platform platform_of(const oidc::op::Grant& grant) {
  // The directory wrote the text, so it always parses. web is the strictest platform.
  return entra::parse_platform(grant.platform).value_or(entra::Platform::web);
}

Judged<void> check_tenant(const Exchange& exchange, const oidc::op::Grant& grant) {
  if (exchange.audience == Audience::consumers) return refuse<700005>();
  if (exchange.audience == Audience::one_tenant && grant.tenant != exchange.tenant.id) return refuse<700005>();
  return {};
}

Judged<void> punish_reuse(const TokenRequest& request, std::string_view family) {
  if (request.exchange.settings.rotate_refresh_tokens) SALLYPORT_DEMAND(request.services.grants.revoke_family(family));
  return {};
}

Judged<entra::User> current_user(const TokenRequest& request, const oidc::op::Grant& grant) {
  SALLYPORT_JUDGE(auto user, request.services.people.find_user(entra::ObjectId(grant.subject.value)));
  if (!user) return refuse<70000>({"code"});
  if (!user->enabled) return refuse<50057>();
  if (grant.authenticated < user->tokens_valid_from)
    return refuse<50173>({print_rfc3339(grant.authenticated), print_rfc3339(user->tokens_valid_from)});
  SALLYPORT_DEMAND(check_assignment(request.services.groups, request.app, *user, "invalid_grant"));
  return *std::move(user);
}

}  // namespace sallyport::directory
