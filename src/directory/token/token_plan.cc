#include "directory/token/token_plan.h"

#include "base/text.h"
#include "directory/call/limits.h"
#include "directory/rules/assignment.h"

namespace sallyport::directory {

Judged<std::string> required(const http::Form& form, std::string_view name) {
  SALLYPORT_JUDGE(auto value, form.one(name));
  if (!value || value->empty()) return refuse<900144>({std::string(name)});
  return *std::move(value);
}

Judged<void> plan_access(const TokenRequest& request, TokenPlan& plan) {
  const Exchange& exchange = request.exchange;
  SALLYPORT_JUDGE(plan.resource, find_resource(exchange, request.services.apps, plan.scopes, request.app));
  if (exchange.protocol == Protocol::v2) SALLYPORT_DEMAND(check_resource_parameter(request.resource, plan.resource));
  const bool itself = !plan.resource.is_graph && plan.resource.app.client_id == request.app.client_id;
  if (itself && !is_guid(plan.resource.requested_name))
    return refuse<90009>({request.app.client_id.value, request.app.display_name});
  return {};
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

Judged<void> check_loop(const TokenRequest& request, std::string_view subject, std::string_view presented) {
  if (!request.exchange.settings.detect_loops) return {};
  std::string key = request.app.client_id.value + " " + std::string(subject);
  for (const std::string& scope : request.scopes) key += " " + scope;
  key = oidc::op::digest_of(key + " " + std::string(presented)).value;
  const int times = request.services.counters.equal_requests.count(key, request.exchange.now);
  if (times > limits::kEqualRequests) return refuse<50196>();
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
