#include "directory/rules/consent_standing.h"

#include <algorithm>

namespace sallyport::directory {
namespace {

constexpr std::string_view kImplied = "User.Read";

void add_new(std::vector<std::string>& all, const std::vector<std::string>& more) {
  for (const std::string& each : more)
    if (std::ranges::find(all, each) == all.end()) all.push_back(each);
}

std::string listed_apis(const entra::AppRegistration& client) {
  std::vector<std::string> ids;
  for (const entra::RequiredPermission& each : client.required_permissions) add_new(ids, {each.resource.value});
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : ", ") + id;
  return text;
}

std::vector<std::string> without_openid(std::vector<std::string> scopes) {
  std::erase_if(scopes, is_openid_scope);
  return scopes;
}

// What "/.default" asks for: everything that was consented already or, the first time, what the registration lists. An
// app may always ask for itself.
Judged<std::vector<std::string>> default_scopes(const entra::AppRegistration& client, const Resource& resource,
                                                const ScopeQuestion& question) {
  auto consented = resource.is_graph ? without_openid(question.consented) : question.consented;
  if (!consented.empty()) return consented;
  auto listed = listed_scopes(client, *resource.app);
  if (!listed.empty()) return listed;
  auto authorized = pre_authorized_scopes(*resource.app, client.client_id);
  if (!authorized.empty()) return authorized;
  if (resource.app->client_id == client.client_id) {
    for (const entra::Scope& scope : resource.app->scopes)
      if (scope.enabled) listed.push_back(scope.value);
    return listed;
  }
  // The registration lists the API, but nothing that the API exposes to people.
  const auto is_listed = [&](const entra::RequiredPermission& each) {
    return each.resource == resource.app->client_id;
  };
  if (std::ranges::any_of(client.required_permissions, is_listed)) return refuse<65005>();
  if (client.required_permissions.empty()) return refuse<650056>({resource.app->display_name, client.client_id.value});
  return refuse<650057>(
      {client.client_id.value, client.display_name, resource.requested_name, resource.audience(), listed_apis(client)});
}

// What the request asks of one resource, and what was consented of it.
Judged<ScopeQuestion> ask_of(const Resource& resource, const std::vector<entra::Consent>& consents,
                             const entra::AppRegistration& client) {
  ScopeQuestion question{resource.app.get(), resource.asked, {}, {}};
  if (!resource.principal.id.empty()) question.consented = entra::consented_scopes(consents, resource.principal.id);
  if (resource.is_default) {
    SALLYPORT_JUDGE(question.asked, default_scopes(client, resource, question));
  }
  return question;
}

}  // namespace

Judged<ConsentStanding> find_consent_standing(entra::ConsentStore& consents, const TenantId& tenant,
                                              const entra::ObjectId& person, const ClientInTenant& client,
                                              std::span<const Resource> resources) {
  std::vector<entra::Consent> all;
  if (client.principal) {
    SALLYPORT_JUDGE(all, consents.consents_for(client.principal->id, person));
    all = counting_consents(std::move(all), client.assignment_required());
  }
  ConsentStanding standing;
  standing.questions.push_back({&entra::graph_registration(),
                                resources.front().openid,
                                {},
                                entra::consented_scopes(all, entra::graph_principal(tenant, {}).id)});
  for (const Resource& resource : resources) {
    SALLYPORT_JUDGE(auto question, ask_of(resource, all, client.app));
    if (!resource.is_graph) {
      standing.questions.push_back(std::move(question));
      continue;
    }
    ScopeQuestion& graph = standing.questions.front();
    add_new(graph.asked, question.asked);
    if (question.asked.empty() && !resource.is_default) graph.implied = {std::string(kImplied)};
  }
  standing.needs = needed_consent(client.app, standing.questions, client.assignment_required());
  return standing;
}

std::vector<std::string> granted_scopes(const ConsentStanding& standing, const entra::AppRegistration& client,
                                        const Resource& resource) {
  const ScopeQuestion& question = standing.questions.back();
  std::vector<std::string> scopes;
  if (resource.is_graph) scopes = resource.openid;
  std::erase(scopes, "offline_access");
  if (resource.is_default) {
    add_new(scopes, resource.is_graph ? without_openid(question.consented) : question.consented);
    add_new(scopes, pre_authorized_scopes(*resource.app, client.client_id));
    return scopes;
  }
  add_new(scopes, resource.asked);
  for (const std::string& value : question.implied)
    if (std::ranges::find(question.consented, value) != question.consented.end()) scopes.push_back(value);
  return scopes;
}

}  // namespace sallyport::directory
