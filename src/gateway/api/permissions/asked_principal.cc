#include "gateway/api/permissions/asked_principal.h"

#include <algorithm>
#include <array>

#include "gateway/api/authorize.h"
#include "gateway/api/permissions/permission_bodies.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/json_fields.h"

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

// A bot is never an administrator, and a program gets nothing from teams.
identity::Rights stored_rights(const identity::PersonEntry& entry, const identity::Administrators& administrators) {
  identity::Rights rights;
  for (const identity::Membership& membership : entry.person.memberships) rights.roles.push_back(membership.role);
  std::ranges::sort(rights.roles);
  rights.roles.erase(std::ranges::unique(rights.roles).begin(), rights.roles.end());
  if (entry.kind == identity::PersonKind::bot) std::erase(rights.roles, identity::kAdminRole);
  rights.admin = has_right_of_admin(entry, administrators);
  return rights;
}

Result<identity::PersonEntry> find_entry(const ApiParts& parts, const PrincipalName& asked) {
  if (asked.name.empty()) {
    SALLYPORT_TRY(auto found, parts.people_by_hand.find(PersonId(asked.id)));
    if (!found) return not_found("user", asked.id);
    return *std::move(found);
  }
  SALLYPORT_TRY(auto named, parts.people_by_hand.find_by_name(asked.name));
  if (named.empty()) return not_found("user", asked.name);
  if (named.size() > 1) return failure(Kind::conflict, "name_ambiguous", {}, "Several have this name. Use the id.");
  return std::move(named.front());
}

bool is_own(const Caller& caller, const std::optional<PrincipalName>& asked) {
  return !asked || (!caller.person.value.empty() && asked->id == caller.person.value);
}

}  // namespace

Result<std::optional<PrincipalName>> principal_in_body(const json::Object& body) {
  const json::Value* const value = body.find("principal");
  if (!value || value->is_null()) return std::optional<PrincipalName>();
  if (!value->as_object()) return failure(Kind::malformed, "field_type", {}, "principal must be an object");
  SALLYPORT_CHECK(check_fields(*value->as_object(), kPrincipalShape));
  SALLYPORT_TRY(const auto id, text_field(*value->as_object(), "id"));
  SALLYPORT_TRY(const auto name, text_field(*value->as_object(), "name"));
  PrincipalName asked{id.value_or(""), name.value_or("")};
  if (asked.id.empty() == asked.name.empty())
    return failure(Kind::malformed, "field_type", {}, "principal must have either an id or a name");
  return std::optional(std::move(asked));
}

Result<AskedPrincipal> find_asked(const Call& call, const ApiParts& parts, const std::optional<PrincipalName>& asked,
                                  AskFor whom) {
  const Caller& caller = *call.who.caller;
  if (is_own(caller, asked)) {
    SALLYPORT_TRY(auto own, principal_of(call, parts));
    return AskedPrincipal{std::move(own), std::string(local_part(caller.username))};
  }
  SALLYPORT_CHECK(may_ask_about_others(call, parts, whom));
  SALLYPORT_TRY(const auto entry, find_entry(parts, *asked));
  if (entry.person.disabled)
    return failure(Kind::conflict, "principal_disabled", {},
                   "The person or bot is disabled or deleted, so that nothing is allowed");
  const auto kind =
      entry.kind == identity::PersonKind::bot ? identity::PrincipalKind::bot : identity::PrincipalKind::person;
  SALLYPORT_TRY(const auto administrators, administrators_in_force(call, parts));
  SALLYPORT_TRY(auto other, find_principal(parts.policies, parts.team_members, entry.person.id,
                                           stored_rights(entry, administrators), kind));
  return AskedPrincipal{std::move(other), std::string(local_part(entry.person.labels.username))};
}

}  // namespace sallyport::gateway
