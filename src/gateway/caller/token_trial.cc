#include "gateway/caller/token_trial.h"

#include "gateway/caller/bearer.h"
#include "gateway/caller/known_bot.h"
#include "gateway/caller/offer.h"
#include "gateway/caller/stored_token.h"
#include "gateway/standing/admission.h"
#include "gateway/standing/local_standing.h"
#include "gateway/standing/overage.h"
#include "gateway/standing/principal.h"
#include "gateway/standing/renewal.h"
#include "gateway/standing/standing.h"
#include "oidc/rs/bearer.h"

namespace sallyport::gateway {
namespace {

Result<CallerPtr> try_stored_token(const CallerParts& parts, std::string_view token) {
  const UnixTime now = parts.clock.now();
  SALLYPORT_TRY(const auto claims, check_stored_token(*parts.settings, parts.own_keys, token, now));
  return find_token_caller(parts, claims, token, now);
}

// The session as it is, also if it is due for renewal.
Result<CallerPtr> try_own_token(const CallerParts& parts, std::string_view token) {
  const UnixTime now = parts.clock.now();
  SALLYPORT_TRY(const auto own, check_own_token(*parts.settings, parts.own_keys, token, now));
  SALLYPORT_TRY(const auto session, parts.sessions.find(own.session, now));
  if (!session) return failure(Kind::rejected, "own_token_session");
  if (session->issuer.value == kLocalIssuer) {
    SALLYPORT_CHECK(check_second_factor(*parts.settings, *session, true));
    return caller_of(*session, oidc::GroupsState::complete, {{}, true});
  }
  SALLYPORT_TRY(const auto person, parts.people.find_by_id(session->person));
  if (!person || person->disabled) return failure(Kind::forbidden, "person_disabled", {}, session->username);
  SALLYPORT_TRY(auto standing, decide_about(parts, *session, *person));
  Admission& admission = standing.admission;
  if (standing.provisional) admission.admin_principal = false;  // only once it is certain that the tenant is ours
  identity::Rights rights = rights_of(admission, given_roles(person->memberships));
  SALLYPORT_CHECK(check_second_factor(*parts.settings, *session, rights.admin));
  session::Session seen = *session;
  const oidc::GroupsState groups_state = admission.groups_state;
  take_over(std::move(admission), seen);
  return caller_of(seen, groups_state, std::move(rights));
}

// Whom admit() would find, or create.
Result<KnownPerson> find_without_trace(const CallerParts& parts, const Admission& admission) {
  if (admission.program) return find_bot(parts, admission, parts.clock.now());
  SALLYPORT_TRY(const auto known, parts.people.find(admission.key));
  if (!known) {
    SALLYPORT_CHECK(check_provisioning(*parts.settings, admission));
    return KnownPerson{};
  }
  if (known->disabled) return failure(Kind::forbidden, "person_disabled", {}, known->labels.username);
  return KnownPerson{given_roles(known->memberships), known->id, {}};
}

Result<CallerPtr> try_provider_token(const CallerParts& parts, std::string_view token) {
  if (!parts.provider) return failure(Kind::rejected, "token_issuer");
  const auto snapshot = parts.provider->snapshot();
  if (!snapshot) return failure(Kind::unavailable, "provider_unknown");
  SALLYPORT_TRY(auto claims, check_provider_token(parts, *snapshot, token, parts.clock.now()));
  if (needs_overage(claims, *parts.settings)) return failure(Kind::unavailable, "groups_overage");
  const UnixTime expires = claims.expires;
  SALLYPORT_TRY(auto admission, decide_admission(std::move(claims), *parts.settings));
  SALLYPORT_TRY(auto person, find_without_trace(parts, admission));
  identity::Rights rights = rights_of(admission, person.given);
  return caller_of(std::move(admission), std::move(person.id), std::move(rights), expires);
}

Result<CallerPtr> try_any(const CallerParts& parts, std::string_view token) {
  SALLYPORT_CHECK(oidc::rs::check_b64token(token));
  if (is_stored_form(token)) return try_stored_token(parts, token);
  if (parts.own_keys.signed_here(token)) return try_own_token(parts, token);
  return try_provider_token(parts, token);
}

}  // namespace

Who try_token(const CallerParts& parts, std::string_view token) {
  auto caller = try_any(parts, token);
  if (!caller) return refused(std::move(caller).error());
  auto principal = find_principal(parts.policies, parts.team_members, **caller);
  return known(with_principal(**caller, principal ? *std::move(principal) : nullptr), Credential::bearer);
}

}  // namespace sallyport::gateway
