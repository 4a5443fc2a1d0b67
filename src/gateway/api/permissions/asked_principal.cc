#include "gateway/api/permissions/asked_principal.h"

#include <algorithm>

#include "gateway/api/authorize.h"
#include "gateway/api/shape/api_error.h"

namespace sallyport::gateway {
namespace {

Result<void> may_ask_about_others(const Call& call, const ApiParts& parts, AskFor whom) {
  const Caller& caller = *call.who.caller;
  if (caller.admin) return {};
  if (whom == AskFor::administrators_and_bots && caller.program)
    return authorize(call, parts, "Impersonate", {.resource = "user"});
  return failure(Kind::forbidden, "operation_denied", "docs/policies.md, Asking the policies",
                 "Principal: CatalogPrincipal{name='" + std::string(local_part(caller.username)) + "'} is not admin");
}

identity::Rights stored_rights(const identity::Person& person) {
  identity::Rights rights;
  for (const identity::Membership& membership : person.memberships) rights.roles.push_back(membership.role);
  std::ranges::sort(rights.roles);
  rights.roles.erase(std::ranges::unique(rights.roles).begin(), rights.roles.end());
  rights.admin = std::ranges::find(rights.roles, identity::kAdminRole) != rights.roles.end();
  return rights;
}

}  // namespace

Result<AskedPrincipal> find_asked(const Call& call, const ApiParts& parts, const std::optional<std::string>& person,
                                  AskFor whom) {
  const Caller& caller = *call.who.caller;
  if (!person || (!caller.person.value.empty() && *person == caller.person.value)) {
    SALLYPORT_TRY(auto own, principal_of(call, parts));
    return AskedPrincipal{std::move(own), std::string(local_part(caller.username))};
  }
  SALLYPORT_CHECK(may_ask_about_others(call, parts, whom));
  SALLYPORT_TRY(const auto found, parts.people.find_by_id(PersonId(*person)));
  if (!found) return not_found("user", *person);
  SALLYPORT_TRY(auto other, find_principal(parts.policies, parts.team_members, found->id, stored_rights(*found),
                                           identity::PrincipalKind::person));
  return AskedPrincipal{std::move(other), std::string(local_part(found->labels.username))};
}

}  // namespace sallyport::gateway
