#include "gateway/api/authorize.h"

#include "gateway/standing/administrators.h"
#include "identity/policy/decision.h"
#include "identity/policy/explanation.h"

namespace sallyport::gateway {
namespace {

// The endpoint asked a question that has no meaning, which is our own mistake.
Failure meaningless(const Error& error) {
  return failure(Kind::internal, "authorize", {}, std::string(error.reason) + ": " + error.detail);
}

}  // namespace

Result<PrincipalPtr> principal_of(const Call& call, const ApiParts& parts) {
  const Caller& caller = *call.who.caller;
  const PolicyViewPtr view = parts.policies.get();
  if (view && caller.principal && caller.principal->snapshot == view->snapshot) return caller.principal;
  return find_principal(parts.policies, parts.team_members, caller);
}

Result<void> authorize(const Call& call, const ApiParts& parts, std::string_view operation, const ObjectFacts& object) {
  if (!call.who.caller) return failure(Kind::unauthenticated, "sign_in_needed", "RFC 9110 15.5.2");
  if (call.who.caller->admin) return {};
  SALLYPORT_TRY(const PrincipalPtr principal, principal_of(call, parts));
  const identity::Snapshot& snapshot = *principal->snapshot;
  const auto asked = snapshot.operations({std::string(operation)});
  if (!asked) return meaningless(asked.error());
  const auto prepared = snapshot.prepare(object);
  if (!prepared) return meaningless(prepared.error());
  const identity::Decision decision = identity::decide(*principal, *asked, *prepared);
  if (decision.is_permit()) return {};
  return failure(Kind::forbidden, "operation_denied", "docs/policies.md, How a question is decided",
                 identity::refusal_text(snapshot, decision, local_part(call.who.caller->username)));
}

Result<identity::Administrators> administrators_in_force(const Call& call, const ApiParts& parts) {
  return find_administrators(call.settings(),
                             {parts.people, parts.people_by_hand, parts.accounts.accounts, parts.local_admin});
}

}  // namespace sallyport::gateway
