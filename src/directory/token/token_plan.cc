#include "directory/token/token_plan.h"

#include <algorithm>

#include "base/text.h"
#include "directory/call/limits.h"
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
  if (exchange.audience == Audience::consumers && grant.tenant.value != entra::kPersonalTenant) return refuse<700005>();
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
  SALLYPORT_JUDGE(auto user, request.services.directory.find_user(entra::ObjectId(grant.subject.value)));
  if (!user) return refuse<70000>({"code"});
  if (!user->enabled) return refuse<50057>();
  if (grant.authenticated < user->tokens_valid_from)
    return refuse<50173>({print_rfc3339(grant.authenticated), print_rfc3339(user->tokens_valid_from)});
  return *std::move(user);
}

namespace {

// Whether the client may have a token for the resource in the way that it names it.
Judged<void> check_naming(const TokenRequest& request, const Resource& resource) {
  if (request.exchange.protocol == Protocol::v2)
    SALLYPORT_DEMAND(check_resource_parameter(request.exchange, request.resource, resource));
  const bool itself = resource.app->client_id == request.app.client_id;
  if (itself && !is_guid(resource.requested_name))
    return refuse<90009>({request.app.client_id.value, request.app.display_name});
  return {};
}

// A grant without a redirect URI came from a device code, a password or an API; its client may be of any kind.
std::optional<entra::ClientKind> client_kind_of_grant(const oidc::op::Grant& grant) {
  if (grant.redirect_uri.empty()) return std::nullopt;
  return client_kind_of(platform_of(grant));
}

std::vector<std::string> all_contexts(std::vector<std::string> asked, const std::vector<std::string>& of_code) {
  for (const std::string& context : of_code)
    if (std::ranges::find(asked, context) == asked.end()) asked.push_back(context);
  return asked;
}

bool limits_age(const entra::AppliedPolicy& policy) {
  return policy.has_frequency && policy.result == entra::PolicyResult::success;
}

Judged<void> check_policies(const TokenRequest& request, TokenPlan& plan, Asked asked) {
  const PolicyQuestion question{.person = *plan.user,
                                .apps = {request.app.client_id, plan.resource.app->client_id},
                                .contexts = plan.contexts,
                                .seat = {plan.address, client_kind_of_grant(plan.grant)},
                                .proofs = plan.grant.proofs,
                                .authenticated = plan.grant.authenticated};
  entra::DirectoryStore& directory = request.services.directory;
  SALLYPORT_JUDGE(const auto verdict, judge_policies({directory, directory}, request.exchange, question));
  plan.bounded = std::ranges::any_of(verdict.policies, limits_age);
  if (verdict.is_granted()) return {};
  return tl::unexpected(refuse_by_policy(verdict, question, asked, plan.resource.app->client_id));
}

}  // namespace

Judged<void> plan_access(const TokenRequest& request, TokenPlan& plan, Asked asked) {
  const Exchange& exchange = request.exchange;
  entra::DirectoryStore& directory = request.services.directory;
  const TenantId& tenant = plan.user->tenant;
  plan.contexts = all_contexts(request.claims.contexts, plan.grant.contexts);
  auto principal = request.principal;
  if (!principal || principal->tenant != tenant) {
    SALLYPORT_JUDGE(principal, find_client_principal(directory, tenant, request.app));
  }
  if (!principal) return refuse<700016>({request.app.client_id.value, tenant.value});
  plan.client_principal = *principal;
  SALLYPORT_JUDGE(plan.client_assignments,
                  check_assignment(directory, request.app, principal, *plan.user, "invalid_grant"));
  SALLYPORT_JUDGE(plan.resource, find_resource(exchange, directory, plan.scopes, request.app, Stage::token));
  SALLYPORT_DEMAND(check_naming(request, plan.resource));
  SALLYPORT_JUDGE(auto api, find_resource_principal(exchange, directory, tenant, plan.resource, request.app.client_id,
                                                    Stage::token));
  plan.resource.principal = *std::move(api);
  SALLYPORT_DEMAND(check_policies(request, plan, asked));
  SALLYPORT_JUDGE(const auto standing, find_consent_standing(directory, tenant, plan.user->id, {request.app, principal},
                                                             {&plan.resource, 1}));
  if (!standing.needs.missing.empty()) return refuse<65001>({request.app.client_id.value, request.app.display_name});
  plan.resource.scopes = granted_scopes(standing, request.app, plan.resource);
  SALLYPORT_JUDGE(plan.api_assignments, directory.assignments_at(plan.resource.principal.id, plan.user->id));
  return {};
}

}  // namespace sallyport::directory
