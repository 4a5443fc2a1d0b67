#include "directory/authorize/admin_consent.h"

#include "directory/authorize/browser.h"
#include "directory/authorize/credentials.h"
#include "directory/authorize/flow.h"
#include "directory/authorize/parameters.h"
#include "directory/authorize/policies.h"
#include "directory/authorize/proofs.h"
#include "directory/authorize/sign_in_pages.h"
#include "directory/model/access.h"
#include "directory/model/lookup.h"
#include "directory/rules/password_check.h"
#include "directory/rules/resource.h"

namespace sallyport::directory {
namespace {

using oidc::op::AuthorizationRequest;

// The APIs whose scopes the request names; none if it asks for everything that the registration lists.
Judged<std::vector<Resource>> named_resources(const Flow& flow) {
  if (flow.request.scopes.empty()) return std::vector<Resource>();
  SALLYPORT_JUDGE(auto resources,
                  find_resources(flow.exchange, flow.services.directory, flow.request.scopes, flow.client.app));
  if (resources.front().is_default) return std::vector<Resource>();
  return resources;
}

std::string shown_name(const entra::Scope& scope) {
  return scope.admin_consent_name.empty() ? scope.value : scope.admin_consent_name;
}

void list_scopes(std::vector<std::string>& names, const entra::AppRegistration& api,
                 const std::vector<std::string>& values) {
  for (const std::string& value : values)
    if (const auto* scope = entra::find_scope(api, value)) names.push_back(shown_name(*scope));
}

Judged<std::vector<std::string>> listed_permissions(const Flow& flow) {
  std::vector<std::string> names;
  list_scopes(names, entra::graph_registration(), sign_in_scopes());
  for (const entra::RequiredPermission& each : flow.client.app.required_permissions) {
    SALLYPORT_JUDGE(const auto api, find_registration(flow.services.directory, each.resource));
    if (!api) continue;
    const auto* scope = each.kind == entra::PermissionKind::scope ? entra::find_scope_by_id(*api, each.id) : nullptr;
    const auto* role = each.kind == entra::PermissionKind::role ? entra::find_role_by_id(*api, each.id) : nullptr;
    if (scope != nullptr && scope->value != "User.Read") names.push_back(shown_name(*scope));
    if (role != nullptr) names.push_back(role->display_name);
  }
  return names;
}

Judged<http::Response> show_permissions(const Flow& flow) {
  SALLYPORT_JUDGE(const auto named, named_resources(flow));
  std::vector<std::string> names;
  if (named.empty()) {
    SALLYPORT_JUDGE(names, listed_permissions(flow));
  } else {
    list_scopes(names, entra::graph_registration(), named.front().openid);
  }
  for (const Resource& resource : named) list_scopes(names, *resource.app, resource.asked);
  return consent_answer(flow, std::move(names), OrganizationConsent::required);
}

Judged<void> grant_named(const Flow& flow, const Resource& resource, const TenantId& tenant) {
  entra::DirectoryStore& directory = flow.services.directory;
  const Exchange& exchange = flow.exchange;
  SALLYPORT_JUDGE(const auto client,
                  ensure_principal(directory, flow.client.app, tenant, exchange.now, exchange.random));
  SALLYPORT_JUDGE(const auto api,
                  find_resource_principal(exchange, directory, tenant, resource, ClientId(), Stage::sign_in));
  const entra::ObjectId graph = entra::graph_principal(tenant, {}).id;
  SALLYPORT_DEMAND(
      consent(directory, {client.id, graph, std::nullopt, resource.openid}, exchange.now, exchange.random));
  SALLYPORT_DEMAND(
      consent(directory, {client.id, api->id, std::nullopt, resource.asked}, exchange.now, exchange.random));
  return {};
}

Judged<void> grant(const Flow& flow) {
  const Exchange& exchange = flow.exchange;
  const entra::User& administrator = flow.signed_in->user;
  SALLYPORT_JUDGE(const auto named, named_resources(flow));
  for (const Resource& resource : named) SALLYPORT_DEMAND(grant_named(flow, resource, administrator.tenant));
  if (named.empty())
    SALLYPORT_DEMAND(grant_admin_consent(flow.services.directory, flow.client.app, administrator.tenant, exchange.now,
                                         exchange.random));
  exchange.log.write(Level::audit, "directory_consent",
                     {{"subject", administrator.id.value},
                      {"client", flow.client.app.client_id.value},
                      {"for", "everybody"},
                      {"trace_id", exchange.trace_id}});
  return {};
}

http::Response granted(const Flow& flow) {
  http::Form fields;
  fields.add("tenant", flow.signed_in->user.tenant.value);
  fields.add("admin_consent", "True");
  if (!flow.request.scopes.empty()) fields.add("scope", scope_words(flow.request.scopes));
  return send_to_client(flow, std::move(fields));
}

http::Response denied(const Flow& flow) {
  http::Form fields;
  fields.add("error", "permission_denied");
  fields.add("error_description", "The admin canceled the request");
  return send_to_client(flow, std::move(fields));
}

http::Response refuse_with_session(const Flow& flow, const Refused& refused) {
  return with_cookies(flow, page_refusal(flow.exchange, refused));
}

// Somebody is signed in. Only an administrator of the tenant goes on.
http::Response ask_administrator(const Flow& flow) {
  const entra::User& person = flow.signed_in->user;
  if (const auto home = check_home(flow.exchange, flow.client.app, person); !home)
    return refuse_with_session(flow, home.error());
  if (!entra::may_consent_for_everybody(person.directory_role))
    return refuse_with_session(flow, {&entra::refusal<90094>(), {}, {}, {}});
  const auto policy = next_policy_step(flow, {ClientId(std::string(entra::kGraphClientId))});
  if (!policy) return refuse_with_session(flow, policy.error());
  if (*policy != PolicyStep::none) return show_policy_step(flow, *policy);
  const bool accepts = flow.form && flow.form->act == "consent" && flow.form->account == person.id.value;
  if (!accepts) {
    auto page = show_permissions(flow);
    return page ? *std::move(page) : refuse_with_session(flow, page.error());
  }
  const auto done = grant(flow);
  return done ? granted(flow) : refuse_with_session(flow, done.error());
}

// The account that the form names or, if only one is signed in, that one. Null if it is not clear who goes on.
const SignedIn* find_account(const Flow& flow) {
  if (flow.form && !flow.form->account.empty()) {
    for (const SignedIn& account : flow.accounts)
      if (account.user.id.value == flow.form->account) return &account;
    return nullptr;
  }
  return flow.accounts.size() == 1 ? &flow.accounts.front() : nullptr;
}

http::Response ask_who(const Flow& flow) {
  const bool wants_password = flow.form && flow.form->act == "other";
  if (flow.accounts.size() < 2 || wants_password) return show_sign_in(flow);
  auto page = show_accounts(flow);
  return page ? *std::move(page) : page_refusal(flow.exchange, page.error());
}

http::Response take_step(Flow& flow) {
  const std::string act = flow.form ? flow.form->act : "";
  if (act == "cancel" || act == "decline") return denied(flow);
  if (act == "sign_in") {
    auto user = check_password(flow);
    if (!user) return show_refused_sign_in(flow, user.error());
    if (const auto begun = begin_session(flow, *std::move(user)); !begun)
      return page_refusal(flow.exchange, begun.error());
  } else if (const SignedIn* account = find_account(flow); account != nullptr && act != "other") {
    flow.signed_in = *account;
  }
  if (is_proof(flow) && (flow.signed_in || act == "new_password"))
    if (auto page = take_proof(flow)) return *std::move(page);
  return flow.signed_in ? ask_administrator(flow) : ask_who(flow);
}

}  // namespace

http::Response admin_consent(const AuthorizeServices& services, const Exchange& exchange) {
  const auto parameters = read_parameters(exchange);
  if (!parameters)
    return page_refusal(exchange, {&entra::refusal<9002313>(), {}, {}, std::string(parameters.error().reason)});
  auto request = AuthorizationRequest::parse(parameters->form);
  if (!request)
    return page_refusal(exchange, {&entra::refusal<9002313>(), {}, {}, std::string(request.error().reason)});
  auto client = check_client(exchange, {services.directory, services.directory}, *request);
  if (!client) return page_refusal(exchange, client.error());
  const std::string action = exchange.path + "?" + parameters->form.print();
  Flow flow{services, exchange, *std::move(request), action, *std::move(client), {}, {}, {}, {}};
  auto accounts = signed_in_accounts(services, exchange);
  if (!accounts) return page_refusal(exchange, accounts.error());
  flow.accounts = *std::move(accounts);
  if (parameters->posted) {
    if (!is_our_form(exchange, flow.action, flow_token_of(*parameters->posted))) return show_sign_in(flow);
    flow.form = read_form_action(*parameters->posted);
  }
  return take_step(flow);
}

}  // namespace sallyport::directory
