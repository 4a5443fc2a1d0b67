#include <algorithm>

#include "base/text.h"
#include "directory/transfer/reading.h"

namespace sallyport::directory {

Result<void> read_assignment(Reading& reading, graph::Fields& fields) {
  entra::AppRoleAssignment assignment;
  SALLYPORT_TRY(assignment.id, read_id(fields, "id"));
  SALLYPORT_TRY(assignment.principal, read_known(reading, fields, "principalId"));
  SALLYPORT_TRY(assignment.resource,
                read_known(reading, fields, "resourceId", entra::PrincipalKind::service_principal));
  SALLYPORT_TRY(assignment.role_id, read_id(fields, "appRoleId"));
  assignment.created = reading.now;
  SALLYPORT_CHECK(read_created(fields, assignment.created));
  SALLYPORT_TRY(const auto stored, reading.store.assignments_at(assignment.resource, assignment.principal));
  for (const entra::AppRoleAssignment& other : stored)
    if (other.principal == assignment.principal && other.role_id == assignment.role_id) return {};
  reading.plan.lines.push_back("add assignment of " + assignment.principal.value + " at " + assignment.resource.value);
  reading.plan.added.assignments.push_back(std::move(assignment));
  return {};
}

Result<void> read_grant(Reading& reading, graph::Fields& fields) {
  entra::Consent consent;
  std::string type;
  std::string principal;
  std::string scope;
  SALLYPORT_TRY(consent.id, read_id(fields, "id"));
  SALLYPORT_TRY(consent.client, read_known(reading, fields, "clientId", entra::PrincipalKind::service_principal));
  SALLYPORT_TRY(consent.resource, read_known(reading, fields, "resourceId", entra::PrincipalKind::service_principal));
  SALLYPORT_CHECK(fields.text("consentType", type));
  SALLYPORT_CHECK(fields.text("principalId", principal));
  if (type != (principal.empty() ? "AllPrincipals" : "Principal"))
    return fields.wrong("consentType", "It must be Principal with a principalId, or AllPrincipals without one.");
  if (!principal.empty()) {
    SALLYPORT_TRY(consent.principal, read_known(reading, fields, "principalId", entra::PrincipalKind::user));
  }
  SALLYPORT_CHECK(fields.text("scope", scope, 4096));
  for (const std::string_view word : split_words(scope)) consent.scopes.emplace_back(word);
  if (consent.scopes.empty()) return fields.wrong("scope", "It must name scopes, separated by spaces.");
  consent.created = reading.now;
  SALLYPORT_TRY(const auto page, reading.store.consents(
                                     reading.plan.tenant.id,
                                     {consent.client, consent.principal.value_or(entra::ObjectId()), consent.resource},
                                     {.limit = entra::kLargestPage}));
  for (const entra::Consent& other : page.rows) {
    const auto has = [&](const std::string& each) {
      return std::ranges::find(other.scopes, each) != other.scopes.end();
    };
    if (other.principal == consent.principal && std::ranges::all_of(consent.scopes, has)) return {};
  }
  reading.plan.lines.push_back("add consent of " + consent.client.value + " to " + scope);
  reading.plan.added.consents.push_back(std::move(consent));
  return {};
}

}  // namespace sallyport::directory
