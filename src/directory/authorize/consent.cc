#include "directory/authorize/consent.h"

#include <algorithm>

#include "directory/authorize/sign_in_pages.h"
#include "directory/model/access.h"
#include "directory/rules/assignment.h"

namespace sallyport::directory {
namespace {

bool is_administrator(const Flow& flow) {
  return entra::may_consent_for_everybody(flow.signed_in->user.directory_role);
}

Judged<ConsentStanding> find_standing(const Flow& flow, const AccessRequest& access) {
  const entra::User& person = flow.signed_in->user;
  return find_consent_standing(flow.services.directory, person.tenant, person.id, {flow.client.app, access.client},
                               access.resources);
}

bool assignment_required(const AccessRequest& access) {
  return access.client && access.client->assignment_required;
}

// What the page shows. With prompt=consent it shows everything, also what was consented before.
ConsentNeeds shown_needs(const Flow& flow, const AccessRequest& access, const ConsentStanding& standing) {
  if (flow.request.has_prompt("consent")) return all_asked(standing.questions, assignment_required(access));
  return standing.needs;
}

// The service principal of an API in the tenant: Graph's is always there, and the client's own was just made.
Judged<entra::ObjectId> principal_of_api(const Flow& flow, const entra::AppRegistration& api) {
  SALLYPORT_JUDGE(const auto found, ensure_principal(flow.services.directory, api, flow.signed_in->user.tenant,
                                                     flow.exchange.now, flow.exchange.random));
  return found.id;
}

Judged<void> store_consents(const Flow& flow, const ConsentStanding& standing, bool for_everybody) {
  const Exchange& exchange = flow.exchange;
  const entra::User& person = flow.signed_in->user;
  SALLYPORT_JUDGE(const auto client, ensure_principal(flow.services.directory, flow.client.app, person.tenant,
                                                      exchange.now, exchange.random));
  for (const ScopeQuestion& question : standing.questions) {
    NewConsent given{client.id, {}, for_everybody ? std::nullopt : std::optional(person.id), question.asked};
    given.scopes.insert(given.scopes.end(), question.implied.begin(), question.implied.end());
    if (given.scopes.empty()) continue;
    SALLYPORT_JUDGE(given.resource, principal_of_api(flow, *question.api));
    SALLYPORT_DEMAND(consent(flow.services.directory, std::move(given), exchange.now, exchange.random));
  }
  exchange.log.write(Level::audit, "directory_consent",
                     {{"subject", person.id.value},
                      {"client", flow.client.app.client_id.value},
                      {"for", for_everybody ? "everybody" : "one person"},
                      {"trace_id", exchange.trace_id}});
  return {};
}

}  // namespace

std::vector<ClientId> apis_of(const AccessRequest& access) {
  std::vector<ClientId> apis;
  for (const Resource& resource : access.resources) apis.push_back(resource.app->client_id);
  return apis;
}

Judged<AccessRequest> find_access_request(const Flow& flow) {
  entra::DirectoryStore& directory = flow.services.directory;
  const entra::User& person = flow.signed_in->user;
  AccessRequest access;
  SALLYPORT_JUDGE(access.client, find_client_principal(directory, person.tenant, flow.client.app));
  SALLYPORT_JUDGE(access.assignments, check_assignment(directory, flow.client.app, access.client, person));
  SALLYPORT_JUDGE(access.resources, find_resources(flow.exchange, directory, flow.request.scopes, flow.client.app));
  for (Resource& resource : access.resources) {
    SALLYPORT_JUDGE(auto principal, find_resource_principal(flow.exchange, directory, person.tenant, resource,
                                                            flow.client.app.client_id, Stage::sign_in));
    if (principal) resource.principal = *std::move(principal);
  }
  return access;
}

Judged<ConsentStep> next_consent_step(const Flow& flow, const AccessRequest& access) {
  SALLYPORT_JUDGE(const auto standing, find_standing(flow, access));
  const auto needs = shown_needs(flow, access, standing);
  if (needs.missing.empty()) return ConsentStep::none;
  if (flow.request.has_prompt("none"))
    return refuse<65001>({flow.client.app.client_id.value, flow.client.app.display_name}, "consent_required");
  return needs.administrator && !is_administrator(flow) ? ConsentStep::administrator : ConsentStep::ask;
}

Judged<http::Response> show_consent(const Flow& flow, const AccessRequest& access) {
  SALLYPORT_JUDGE(const auto standing, find_standing(flow, access));
  const auto needs = shown_needs(flow, access, standing);
  std::vector<std::string> permissions;
  for (const MissingScope& each : needs.missing) {
    const entra::Scope& scope = *each.scope;
    permissions.push_back(scope.user_consent_name.empty() ? scope.admin_consent_name : scope.user_consent_name);
  }
  auto choice = OrganizationConsent::not_offered;
  if (is_administrator(flow))
    choice = assignment_required(access) ? OrganizationConsent::required : OrganizationConsent::offered;
  return consent_answer(flow, std::move(permissions), choice);
}

Judged<bool> accept_consent(const Flow& flow, const AccessRequest& access) {
  if (flow.form->account != flow.signed_in->user.id.value) return false;
  SALLYPORT_JUDGE(const auto standing, find_standing(flow, access));
  const auto needs = all_asked(standing.questions, assignment_required(access));
  const bool administrator = is_administrator(flow);
  if (needs.administrator && !administrator) return refuse<90094>();
  const bool for_everybody = administrator && (flow.form->for_organization || assignment_required(access));
  SALLYPORT_DEMAND(store_consents(flow, standing, for_everybody));
  return true;
}

}  // namespace sallyport::directory
