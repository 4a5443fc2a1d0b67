#include "directory/authorize/policies.h"

#include "directory/authorize/proofs.h"
#include "directory/authorize/sign_in_pages.h"
#include "directory/rules/claims_request.h"
#include "directory/rules/policy_check.h"
#include "directory/rules/second_factor.h"

namespace sallyport::directory {
namespace {

// The second factor comes before the new password, so that a password alone never changes a password.
PolicyStep step_of(const AccessVerdict& verdict, const entra::User& person) {
  if (verdict.longest_age) return PolicyStep::sign_in_again;
  if (verdict.needs_second_factor)
    return has_second_factor(person) ? PolicyStep::second_factor : PolicyStep::register_factor;
  return PolicyStep::new_password;
}

}  // namespace

Judged<PolicyStep> next_policy_step(const Flow& flow, const std::vector<ClientId>& apis) {
  SALLYPORT_JUDGE(const auto claims, parse_claims_request(flow.request.claims));
  const oidc::op::SignIn& sign_in = flow.signed_in->sign_in;
  std::vector<ClientId> apps = apis;
  apps.push_back(flow.client.app.client_id);
  const PolicyQuestion question{.person = flow.signed_in->user,
                                .apps = std::move(apps),
                                .contexts = claims.contexts,
                                .seat = {address_of(flow.exchange), client_kind_of(flow.client.platform)},
                                .proofs = sign_in.proofs,
                                .authenticated = sign_in.authenticated};
  entra::DirectoryStore& directory = flow.services.directory;
  SALLYPORT_JUDGE(const auto verdict, judge_policies({directory, directory}, flow.exchange, question));
  if (verdict.is_granted()) return PolicyStep::none;
  if (verdict.is_final() || flow.request.has_prompt("none"))
    return tl::unexpected(refuse_by_policy(verdict, question, Asked::at_sign_in, apis.front()));
  return step_of(verdict, flow.signed_in->user);
}

http::Response show_policy_step(const Flow& flow, PolicyStep step) {
  switch (step) {
    case PolicyStep::second_factor:
      return show_second_factor(flow);
    case PolicyStep::register_factor:
      return show_factor_offer(flow);
    case PolicyStep::new_password:
      return show_new_password(flow, flow.signed_in->user, nullptr);
    case PolicyStep::none:
    case PolicyStep::sign_in_again:
      break;
  }
  return show_sign_in(flow);
}

}  // namespace sallyport::directory
