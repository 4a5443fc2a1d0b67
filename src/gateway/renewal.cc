#include "gateway/renewal.h"

#include <algorithm>

#include "entra/bearer_check.h"
#include "gateway/admission.h"
#include "gateway/expectations.h"
#include "gateway/overage.h"
#include "gateway/provider_tokens.h"
#include "gateway/standing.h"
#include "oidc/rp/token_request.h"

namespace sallyport::gateway {
namespace {

constexpr Seconds kSoonest{60};     // a renewal, after the one before
constexpr Seconds kTryAgain{30};    // as long as a lease lasts
constexpr Seconds kLookAgain{300};  // what another process did to a session or a person is seen within this time
constexpr std::string_view kRefreshPurpose = "refresh_token";

// Refusals that mean "this person is no longer signed in there", as opposed to "something does not work".
// Source: RFC 6749 5.2.
bool is_final(const oidc::OAuthError& refusal) {
  return refusal.error == "invalid_grant" || refusal.error == "interaction_required" ||
         refusal.error == "login_required" || refusal.error == "consent_required";
}

// A clock is wrong, ours or the provider's: that is an outage, and no word about the person (F-07).
bool is_about_time(const Error& error) {
  return error.reason == "jwt_expired" || error.reason == "jwt_not_yet_valid" || error.reason == "jwt_issued_in_future";
}

// The renewed token must speak of the same person: RP-20; OpenID Connect Core 12.2.
Result<void> check_same_person(const session::Session& session, const oidc::SubjectClaims& claims) {
  if (claims.issuer == session.issuer && claims.tenant == session.tenant && claims.subject == session.subject)
    return {};
  return failure(Kind::forbidden, "renewal_other_person", "OpenID Connect Core 12.2");
}

// A refresh token is for the provider and the client that it was given to: nobody else gets to see it.
Result<void> check_ours(const Services& services, const session::Session& session) {
  const auto again = decide_again(services, session);
  if (again || lacks_facts(again.error())) return {};
  return failure(Kind::forbidden, again.error().reason, again.error().rule);
}

Result<session::Session> ask_provider(Services& services, const session::Session& session) {
  const UnixTime now = services.clock.now();
  const Settings& settings = *services.settings;
  SALLYPORT_CHECK(check_ours(services, session));
  SALLYPORT_TRY(std::shared_ptr<const oidc::rp::ProviderSnapshot> snapshot, services.provider->ensure());
  const auto opened = services.sealer.open(session.sealed_refresh_token.reveal(), kRefreshPurpose, now);
  if (!opened) return failure(Kind::forbidden, "renewal_sealed");
  SALLYPORT_TRY(const auto request, oidc::rp::build_refresh(snapshot->metadata, settings.provider.client,
                                                            Secret(*opened), now, services.random));
  SALLYPORT_TRY(const auto response, services.http.send(request));
  oidc::OAuthError refusal;
  auto tokens = oidc::rp::read_token_response(response, refusal);
  if (!tokens && is_final(refusal))
    return failure(Kind::forbidden, "renewal_refused", "RFC 6749 5.2",
                   refusal.error + " AADSTS" + std::to_string(refusal.aadsts));
  if (!tokens) return Failure(Error{Kind::unavailable, tokens.error().reason, {}, refusal.error});
  // Stricter: OpenID Connect Core 12.2 lets a provider leave the ID token out; without it nothing is known anew.
  if (!tokens->id_token) return failure(Kind::unavailable, "renewal_without_id_token");
  const auto checked = check_id_token_with_refresh(services, *tokens->id_token, std::nullopt, snapshot);
  // A signature or a claim that is wrong is no outage: nobody vouches for the session any longer.
  if (!checked && checked.error().kind != Kind::unavailable && !is_about_time(checked.error()))
    return failure(Kind::forbidden, checked.error().reason, checked.error().rule);
  if (!checked) return Failure(Error{Kind::unavailable, checked.error().reason, checked.error().rule, {}});
  SALLYPORT_CHECK(check_same_person(session, *checked));
  SALLYPORT_TRY(const auto claims, complete_groups(services, snapshot->metadata, *checked, Freshness::now));
  auto admission = decide_admission(claims, settings);
  if (!admission) return failure(Kind::forbidden, admission.error().reason, admission.error().rule);
  SALLYPORT_TRY(const auto person, admit(services, *admission, Visit::sign_in, now));
  session::Session renewed = session;
  renewed.claims = print_kept_claims(claims);
  take_over(*std::move(admission), person, renewed);
  if (tokens->refresh_token)  // a provider that does not rotate sends none: the old one stays good (RFC 6749 6)
    renewed.sealed_refresh_token =
        Secret(services.sealer.seal(tokens->refresh_token->reveal(), kRefreshPurpose, session.expires));
  renewed.renew_after = renew_after(settings, true, claims.expires, now);
  return renewed;
}

Result<void> end_session(Services& services, const session::Session& session, std::string_view reason) {
  SALLYPORT_TRY(const auto ended,
                services.sessions.end({session.digest, std::nullopt, std::nullopt}, services.clock.now()));
  services.shared.revocations.publish(ended);
  services.metrics.count("sessions_ended", reason);
  services.log.write(Level::audit, "session_ended", {{"user", session.username}, {"reason", std::string(reason)}});
  return {};
}

// Also where the date is later than any that we would have set: the clock has been put back since.
bool is_due(const Settings& settings, const session::Session& session, UnixTime now) {
  const UnixTime latest = now + std::max(settings.sessions.renew_every, kSoonest);
  return now >= session.renew_after || session.renew_after > latest;
}

bool needs_renewal(const Services& services, const session::Session& session, UnixTime now) {
  if (is_due(*services.settings, session, now)) return true;
  const auto again = decide_again(services, session);
  return !again && lacks_facts(again.error());
}

CurrentSession current(session::Session session, UnixTime until, UnixTime now) {
  const UnixTime good_until = std::min({until, session.expires, now + kLookAgain});
  return {std::move(session), good_until};
}

// The provider could not be asked, or somebody else is asking it: good for now, but not for ever.
Result<std::optional<CurrentSession>> go_on(const Services& services, session::Session session, UnixTime now) {
  if (now >= session.renew_after + services.settings->sessions.renew_every)
    return failure(Kind::unavailable, "renewal_overdue", {}, "the provider has not answered for too long");
  return std::optional(current(std::move(session), now + kTryAgain, now));
}

Result<std::optional<CurrentSession>> renew(Services& services, session::Session session, UnixTime now) {
  // A slow provider must not hold every worker: the session goes on as it is, and is renewed at a later request (F-27).
  const Places::Place place(services.shared.renewals);
  if (!place) return go_on(services, std::move(session), now);
  SALLYPORT_TRY(const auto lease, services.sessions.lease_renewal(session.digest, now));
  if (!lease) return go_on(services, std::move(session), now);
  // Somebody may have renewed it between our reading and the lease: the old refresh token must not be used again.
  SALLYPORT_TRY(auto newest, services.sessions.find(session.digest, now));
  if (!newest) return std::optional<CurrentSession>();
  session = *std::move(newest);
  if (!needs_renewal(services, session, now)) {
    const auto given_back = services.sessions.renew(*lease, session);
    if (!given_back && given_back.error().reason != "lease_lost") return Failure(given_back.error());
    const UnixTime until = session.renew_after;
    return std::optional(current(std::move(session), until, now));
  }
  auto renewed = ask_provider(services, session);
  if (!renewed && renewed.error().kind == Kind::forbidden) {
    SALLYPORT_CHECK(end_session(services, session, renewed.error().reason));
    return std::optional<CurrentSession>();
  }
  if (!renewed) {
    services.metrics.count("renewals_failed", renewed.error().reason);
    services.log.write(Level::warning, "renewal_failed",
                       {{"reason", std::string(renewed.error().reason)}, {"detail", renewed.error().detail}});
    return go_on(services, std::move(session), now);  // the lease lapses by itself: the next try comes then
  }
  const auto written = services.sessions.renew(*lease, *renewed);
  // Ended meanwhile, or the answer came after the lease had lapsed: the store knows which.
  if (!written && written.error().reason == "lease_lost") {
    SALLYPORT_TRY(auto again, services.sessions.find(session.digest, now));
    if (!again) return std::optional<CurrentSession>();
    return go_on(services, *std::move(again), now);
  }
  if (!written) return Failure(written.error());
  services.shared.revocations.publish({session.digest});  // other loops read the new roles
  services.metrics.count("renewals");
  const UnixTime until = renewed->renew_after;
  return std::optional(current(*std::move(renewed), until, now));
}

bool is_renewable(const Services& services, const session::Session& session) {
  return services.provider && !session.sealed_refresh_token.empty();
}

// The session by the rules in force. Absent: they do not let the person in, and it has ended.
Result<std::optional<CurrentSession>> judge(Services& services, CurrentSession found, identity::Person person,
                                            UnixTime now) {
  auto again = decide_again(services, found.session);
  const bool asked = !again && lacks_facts(again.error()) && is_renewable(services, found.session);
  if (asked && again.error().reason == "groups_overage")
    return failure(Kind::unavailable, "groups_overage", {},
                   "the provider has not answered since the rules ask for groups");
  if (asked) return std::optional(std::move(found));  // it goes on for a moment, as when its renewal is due
  if (!again) {
    SALLYPORT_CHECK(end_session(services, found.session, again.error().reason));
    return std::optional<CurrentSession>();
  }
  auto& [admission, provisional] = *again;
  if (admission.admin_principal && !person.admin && !provisional) {  // who is made one stays one
    SALLYPORT_TRY(person, admit(services, admission, Visit::token, now));
  }
  take_over(std::move(admission), person, found.session);
  if (provisional) found.good_until = std::min(found.good_until, now + kTryAgain);
  return std::optional(std::move(found));
}

}  // namespace

UnixTime renew_after(const Settings& settings, bool has_refresh_token, UnixTime id_token_expires, UnixTime now) {
  if (!has_refresh_token) return kNeverRenewed;
  return std::max(now + kSoonest, std::min(now + settings.sessions.renew_every, id_token_expires));
}

Result<std::optional<CurrentSession>> find_session(Services& services, const session::SessionDigest& digest) {
  const UnixTime now = services.clock.now();
  SALLYPORT_TRY(auto session, services.sessions.find(digest, now));
  if (!session) return std::optional<CurrentSession>();
  const UnixTime until = session->renew_after;
  if (session->issuer.value == kLocalIssuer)  // nobody's person, and no rule's
    return std::optional(current(*std::move(session), until, now));
  SALLYPORT_TRY(auto person, services.people.find_by_id(session->person));
  if (!person || person->disabled) {
    SALLYPORT_CHECK(end_session(services, *session, "person_disabled"));
    return std::optional<CurrentSession>();
  }
  const bool due = is_renewable(services, *session) && needs_renewal(services, *session, now);
  if (!due) return judge(services, current(*std::move(session), until, now), *std::move(person), now);
  SALLYPORT_TRY(auto found, renew(services, *std::move(session), now));
  if (!found) return found;
  return judge(services, *std::move(found), *std::move(person), now);
}

}  // namespace sallyport::gateway
