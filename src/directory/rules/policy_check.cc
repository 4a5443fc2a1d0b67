#include "directory/rules/policy_check.h"

#include <algorithm>

#include "base/json.h"

namespace sallyport::directory {
namespace {

bool is_judged(const entra::ConditionalAccessPolicy& policy) {
  return policy.state != entra::PolicyState::disabled;
}

bool names_groups(const entra::ConditionalAccessPolicy& policy) {
  return is_judged(policy) && !(policy.include_people.groups.empty() && policy.exclude_people.groups.empty());
}

bool names_places(const entra::ConditionalAccessPolicy& policy) {
  return is_judged(policy) && policy.include_places.has_value();
}

// The claims that a client sends with its next authorization request. An authentication context is named again, so that
// the policies of the context are judged there.
std::string challenge(const AccessVerdict& verdict, const std::vector<std::string>& contexts) {
  json::Array ids;
  for (const entra::ObjectId& id : verdict.deciding) ids.emplace_back(id.value);
  json::Object claims{{"capolids", json::Object{{"essential", true}, {"values", std::move(ids)}}}};
  if (!contexts.empty()) {
    json::Array names;
    for (const std::string& context : contexts) names.emplace_back(context);
    claims.set("acrs", json::Object{{"essential", true}, {"values", std::move(names)}});
  }
  return json::print(json::Object{{"access_token", std::move(claims)}});
}

tl::unexpected<Refused> refusal_of(const AccessVerdict& verdict, const PolicyQuestion& question, Asked asked,
                                   const ClientId& api) {
  const bool at_sign_in = asked == Asked::at_sign_in;
  if (verdict.blocked) return refuse<53003>();
  if (verdict.device == entra::GrantControl::compliant_device) return refuse<53000>();
  if (verdict.device) return refuse<53001>();
  if (verdict.longest_age) {
    if (at_sign_in) return refuse<50058>();
    return refuse<70043>({print_rfc3339(question.authenticated), std::to_string(verdict.longest_age->count())});
  }
  if (verdict.needs_second_factor) {
    if (question.person.totp.value.empty()) return refuse<50079>({api.value});
    if (at_sign_in) return refuse<50074>();
    return refuse<50076>({api.value}, asked == Asked::at_token_endpoint ? "invalid_grant" : "");
  }
  return refuse<50142>();
}

}  // namespace

std::optional<http::IpAddress> address_of(const Exchange& exchange) {
  const auto& peer = exchange.request.peer;
  return peer == nullptr ? std::nullopt : http::IpAddress::parse(peer->address);
}

entra::ClientKind client_kind_of(entra::Platform platform) {
  return platform == entra::Platform::public_client ? entra::ClientKind::mobile_and_desktop
                                                    : entra::ClientKind::browser;
}

Judged<AccessVerdict> judge_policies(const PolicyStores& stores, const Exchange& exchange,
                                     const PolicyQuestion& question) {
  SALLYPORT_JUDGE(const auto policies, stores.policies.policies(question.person.tenant));
  AccessAttempt attempt{.person = question.person,
                        .groups = {},
                        .apps = question.apps,
                        .contexts = question.contexts,
                        .address = question.seat.address,
                        .client_kind = question.seat.client_kind,
                        .proofs = question.proofs,
                        .authenticated = question.authenticated,
                        .now = exchange.now};
  std::vector<entra::NamedLocation> locations;
  if (std::ranges::any_of(policies, names_groups)) {
    SALLYPORT_JUDGE(attempt.groups, stores.members.transitive_groups_of(question.person.id));
  }
  if (std::ranges::any_of(policies, names_places)) {
    SALLYPORT_JUDGE(locations, stores.policies.locations(question.person.tenant));
  }
  AccessVerdict verdict = judge_access(policies, locations, attempt);
  if (exchange.attempt != nullptr) exchange.attempt->policies = verdict.policies;
  return verdict;
}

Refused refuse_by_policy(const AccessVerdict& verdict, const PolicyQuestion& question, Asked asked,
                         const ClientId& api) {
  Refused refused = refusal_of(verdict, question, asked, api).value();
  for (const entra::ObjectId& id : verdict.deciding) refused.detail += (refused.detail.empty() ? "" : " ") + id.value;
  const bool too_old = !verdict.is_final() && verdict.longest_age.has_value();
  if (asked != Asked::at_sign_in && !too_old) refused.claims = challenge(verdict, question.contexts);
  return refused;
}

}  // namespace sallyport::directory
