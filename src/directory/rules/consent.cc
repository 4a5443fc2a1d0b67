#include "directory/rules/consent.h"

#include <algorithm>

namespace sallyport::directory {
namespace {

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

void add_scope(ConsentNeeds& needs, const ScopeQuestion& question, std::string_view value, bool assignment_required) {
  const entra::Scope* scope = entra::find_scope(*question.api, value);
  if (scope == nullptr) return;
  needs.missing.push_back({question.api, scope});
  needs.administrator = needs.administrator || scope->admins_only || assignment_required;
}

}  // namespace

std::vector<entra::Consent> counting_consents(std::vector<entra::Consent> consents, bool assignment_required) {
  if (assignment_required)
    std::erase_if(consents, [](const entra::Consent& each) { return each.principal.has_value(); });
  return consents;
}

ConsentNeeds needed_consent(const entra::AppRegistration& client, std::span<const ScopeQuestion> questions,
                            bool assignment_required) {
  ConsentNeeds needs;
  for (const ScopeQuestion& question : questions) {
    const auto authorized = pre_authorized_scopes(*question.api, client.client_id);
    for (const std::string& value : question.asked)
      if (!contains(question.consented, value) && !contains(authorized, value))
        add_scope(needs, question, value, assignment_required);
  }
  if (needs.missing.empty()) return needs;
  for (const ScopeQuestion& question : questions)
    for (const std::string& value : question.implied)
      if (!contains(question.consented, value)) add_scope(needs, question, value, assignment_required);
  return needs;
}

ConsentNeeds all_asked(std::span<const ScopeQuestion> questions, bool assignment_required) {
  ConsentNeeds needs;
  for (const ScopeQuestion& question : questions) {
    for (const std::string& value : question.asked) add_scope(needs, question, value, assignment_required);
    for (const std::string& value : question.implied) add_scope(needs, question, value, assignment_required);
  }
  return needs;
}

std::vector<std::string> listed_scopes(const entra::AppRegistration& client, const entra::AppRegistration& api) {
  std::vector<std::string> values;
  for (const entra::RequiredPermission& each : client.required_permissions) {
    if (each.resource != api.client_id || each.kind != entra::PermissionKind::scope) continue;
    if (const auto* scope = entra::find_scope_by_id(api, each.id); scope != nullptr && scope->enabled)
      values.push_back(scope->value);
  }
  return values;
}

std::vector<std::string> pre_authorized_scopes(const entra::AppRegistration& api, const ClientId& client) {
  std::vector<std::string> values;
  for (const entra::PreAuthorizedClient& each : api.pre_authorized) {
    if (each.client != client) continue;
    for (const std::string& id : each.scope_ids)
      if (const auto* scope = entra::find_scope_by_id(api, id); scope != nullptr && scope->enabled)
        values.push_back(scope->value);
  }
  return values;
}

}  // namespace sallyport::directory
