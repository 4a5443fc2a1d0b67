#include "gateway/api/accounts/second_factors.h"

#include <utility>

#include "base/text.h"
#include "gateway/accounts/second_factor.h"
#include "gateway/api/accounts/answers.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/standing/end_sessions.h"

namespace sallyport::gateway {
namespace {

Result<identity::PersonEntry> find_named_person(const Call& call, const ApiParts& parts) {
  const PersonId id{ascii_lower(call.parameters["id"])};
  SALLYPORT_TRY(auto person, parts.people_by_hand.find(id));
  if (!person || person->by_hand.deleted) return not_found("user", id.value);
  return *std::move(person);
}

Result<json::Object> shown_factor(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(check_accounts_on(call));
  const Caller& caller = *call.who.caller;
  const bool own = caller.person.value == ascii_lower(call.parameters["id"]);
  if (!caller.admin && !own) return failure(Kind::forbidden, "admin_needed");
  SALLYPORT_TRY(const auto person, find_named_person(call, parts));
  SALLYPORT_TRY(const auto factor, parts.accounts.accounts.find_factor(person.person.id));
  if (!factor) return json::Object{{"setUp", false}};
  return json::Object{{"setUp", true},
                      {"since", factor->enrolled.seconds * 1000},
                      {"recoveryCodes", static_cast<std::int64_t>(factor->recovery_hashes.size())}};
}

Failure no_factor() {
  return failure(Kind::rejected, "entity_unknown", {}, "There is no second factor.");
}

Result<void> reset_factor(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(check_accounts_on(call));
  if (!call.who.caller->admin) return failure(Kind::forbidden, "admin_needed");
  SALLYPORT_CHECK(check_signed_in_oneself(call));
  SALLYPORT_TRY(const auto person, find_named_person(call, parts));
  const PersonId& id = person.person.id;
  if (id == call.who.caller->person)
    return failure(Kind::rejected, "own_second_factor", {}, "Remove your own second factor at its page, with a code.");
  SALLYPORT_TRY(const auto factor, parts.accounts.accounts.find_factor(id));
  if (!factor) return no_factor();
  const FactorOwner owner{id, person.person.labels.username};
  // Before and after: while sessions cannot be ended nothing changes, so that the administrator can try again; and the
  // sessions that were opened meanwhile end, too.
  const session::EndOf theirs{.person = id};
  SALLYPORT_CHECK(end_sessions(parts.sessions, parts.revocations, theirs, parts.clock.now()));
  const auto removed = remove_factor(call, parts.accounts.factors(), owner, "second_factor_reset");
  if (!removed && removed.error().reason == "factor_missing") return no_factor();
  if (!removed) return Failure(removed.error());
  SALLYPORT_CHECK(end_sessions(parts.sessions, parts.revocations, theirs, parts.clock.now()));
  return {};
}

}  // namespace

http::Outcome show_second_factor(const Call& call, const ApiParts& parts) {
  const auto shown = shown_factor(call, parts);
  if (!shown) return api_error_answer(call, shown.error());
  return json_answer(call, 200, *shown);
}

http::Outcome reset_second_factor(const Call& call, const ApiParts& parts) {
  const auto reset = reset_factor(call, parts);
  if (!reset) return api_error_answer(call, reset.error());
  return json_answer(call, 200, {{"setUp", false}});
}

}  // namespace sallyport::gateway
