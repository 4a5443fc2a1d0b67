#include "gateway/standing/renewal.h"

#include <algorithm>

#include "base/encoding.h"
#include "entra/bearer_check.h"
#include "gateway/call/expectations.h"
#include "gateway/call/lifetimes.h"
#include "gateway/call/traced_client.h"
#include "gateway/standing/admission.h"
#include "gateway/standing/end_sessions.h"
#include "gateway/standing/local_standing.h"
#include "gateway/standing/overage.h"
#include "gateway/standing/provider_tokens.h"
#include "gateway/standing/standing.h"
#include "oidc/rp/token_request.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kRefreshPurpose = "refresh_token";

// Refusals that mean "this person is no longer signed in there", as opposed to "something does not work".
// Source: RFC 6749 5.2.
bool is_final(const oidc::OAuthError& refusal) {
  return refusal.error == "invalid_grant" || refusal.error == "interaction_required" ||
         refusal.error == "login_required" || refusal.error == "consent_required";
}

// Whether a clock is wrong, ours or the provider's. That is an outage, and says nothing about the person (F-07).
bool is_about_time(const Error& error) {
  return error.reason == "jwt_expired" || error.reason == "jwt_not_yet_valid" || error.reason == "jwt_issued_in_future";
}

// The renewed token must be about the same person: RP-20; OpenID Connect Core 12.2.
Result<void> check_same_person(const session::Session& session, const oidc::SubjectClaims& claims) {
  if (claims.issuer == session.issuer && claims.tenant == session.tenant && claims.subject == session.subject)
    return {};
  return failure(Kind::forbidden, "renewal_other_person", "OpenID Connect Core 12.2");
}

// Requires: needs_renewal() has said so. The refresh token was given to us by one provider for one client, and no other
// provider may see it. `span` is that of the renewal, or absent.
Result<session::Session> ask_provider(const StandingParts& parts, const session::Session& session,
                                      const std::optional<OpenSpan>& span) {
  const UnixTime now = parts.clock.now();
  const Settings& settings = *parts.settings;
  SALLYPORT_TRY(std::shared_ptr<const oidc::rp::ProviderSnapshot> snapshot, parts.provider->ensure());
  const auto opened = parts.sealer.open(session.sealed_refresh_token.reveal(), kRefreshPurpose, now);
  if (!opened) return failure(Kind::forbidden, "renewal_sealed");
  SALLYPORT_TRY(const auto request, oidc::rp::build_refresh(snapshot->metadata, settings.provider.client,
                                                            Secret(*opened), now, parts.random));
  TracedClient client(parts.http, [&] {
    return span ? parts.tracing.begin_within(*span, kProviderSpan, Span::Kind::client, parts.clock, parts.random)
                : std::nullopt;
  });
  SALLYPORT_TRY(const auto response, client.send(request));
  oidc::OAuthError refusal;
  auto tokens = oidc::rp::read_token_response(response, refusal);
  if (!tokens && is_final(refusal))
    return failure(Kind::forbidden, "renewal_refused", "RFC 6749 5.2",
                   refusal.error + " AADSTS" + std::to_string(refusal.aadsts));
  if (!tokens) return Failure(Error{Kind::unavailable, tokens.error().reason, {}, refusal.error});
  // Stricter: OpenID Connect Core 12.2 lets a provider leave the ID token out. Without it we learn nothing new about
  // the person, so we require it.
  if (!tokens->id_token) return failure(Kind::unavailable, "renewal_without_id_token");
  const auto checked = check_id_token_with_refresh(parts, *tokens->id_token, std::nullopt, snapshot);
  // A wrong signature or claim is no outage: the provider no longer vouches for the session.
  if (!checked && checked.error().kind != Kind::unavailable && !is_about_time(checked.error()))
    return failure(Kind::forbidden, checked.error().reason, checked.error().rule);
  if (!checked) return Failure(Error{Kind::unavailable, checked.error().reason, checked.error().rule, {}});
  SALLYPORT_CHECK(check_same_person(session, *checked));
  SALLYPORT_TRY(const auto claims, complete_groups(parts, snapshot->metadata, *checked, Freshness::now));
  SALLYPORT_CHECK(tell_tokens(parts, claims, session.person));  // also if the rules refuse the person now
  auto admission = decide_admission(claims, settings);
  if (!admission) return failure(Kind::forbidden, admission.error().reason, admission.error().rule);
  SALLYPORT_CHECK(admit(parts, *admission, Visit::sign_in, now));
  session::Session renewed = session;
  renewed.claims = print_kept_claims(claims);
  note_authentication(claims, renewed);
  take_over(*std::move(admission), renewed);
  if (tokens->refresh_token)  // a provider that does not rotate it sends none, and the old one stays good (RFC 6749 6)
    renewed.sealed_refresh_token =
        Secret(parts.sealer.seal(tokens->refresh_token->reveal(), kRefreshPurpose, session.expires));
  renewed.renew_after = renew_after(settings, true, claims.expires, now);
  return renewed;
}

Result<void> end_session(const StandingParts& parts, const session::Session& session, std::string_view reason) {
  SALLYPORT_CHECK(end_sessions(parts.sessions, parts.revocations, {.digest = session.digest}, parts.clock.now()));
  parts.metrics.count("sessions_ended", reason);
  parts.log.write(Level::audit, "session_ended", {{"user", session.username}, {"reason", std::string(reason)}});
  return {};
}

// Whether it is time to renew. Also true if the date is later than any that we would set now, because then the clock
// has been set back since.
bool is_due(const Settings& settings, const session::Session& session, UnixTime now) {
  const UnixTime latest = now + std::max(settings.sessions.renew_every, kSoonestRenewal);
  return now >= session.renew_after || session.renew_after > latest;
}

// A session that the rules in force refuse is never renewed.
bool needs_renewal(const StandingParts& parts, const session::Session& session, UnixTime now) {
  const auto again = decide_again(parts, session);
  if (!again) return lacks_facts(again.error());
  return is_due(*parts.settings, session, now);
}

CurrentSession current(session::Session session, UnixTime until, UnixTime now) {
  const UnixTime good_until = std::min({until, session.expires, now + kSessionLookedAt});
  return {std::move(session), {}, oidc::GroupsState::complete, good_until};
}

// The provider could not be asked, or another worker or process is asking it. The session stays good, but not for ever.
Result<std::optional<CurrentSession>> go_on(const StandingParts& parts, session::Session session, UnixTime now) {
  if (now >= session.renew_after + parts.settings->sessions.renew_every)
    return failure(Kind::unavailable, "renewal_overdue", {}, "the provider has not answered for too long");
  return std::optional(current(std::move(session), now + kRenewalRetry, now));
}

Result<std::optional<CurrentSession>> renew(const StandingParts& parts, session::Session session, UnixTime now) {
  // A slow provider must not hold every worker. Without a free place, the session goes on as it is, and a later request
  // renews it (F-27).
  const Places::Place place(parts.renewals);
  if (!place) return go_on(parts, std::move(session), now);
  SALLYPORT_TRY(const auto lease, parts.sessions.lease_renewal(session.digest, now));
  if (!lease) return go_on(parts, std::move(session), now);
  // Another worker or process may have renewed the session after we read it and before we got the lease. So we read it
  // again, because the old refresh token must not be used twice.
  SALLYPORT_TRY(auto newest, parts.sessions.find(session.digest, now));
  if (!newest) return std::optional<CurrentSession>();
  session = *std::move(newest);
  if (!needs_renewal(parts, session, now)) {
    const auto given_back = parts.sessions.renew(*lease, session);
    if (!given_back && given_back.error().reason != "lease_lost") return Failure(given_back.error());
    const UnixTime until = session.renew_after;
    return std::optional(current(std::move(session), until, now));
  }
  auto span = parts.tracing.begin("renewal", Span::Kind::internal, nullptr, parts.clock, parts.random);
  auto renewed = ask_provider(parts, session, span);
  if (span) {
    if (!renewed) span->note("sallyport.reason", std::string(renewed.error().reason));
    span->finish(!renewed && renewed.error().kind == Kind::unavailable);
  }
  if (!renewed && renewed.error().kind == Kind::forbidden) {
    SALLYPORT_CHECK(end_session(parts, session, renewed.error().reason));
    return std::optional<CurrentSession>();
  }
  if (!renewed) {
    parts.metrics.count("renewals_failed", renewed.error().reason);
    parts.log.write(Level::warning, "renewal_failed",
                    {{"reason", std::string(renewed.error().reason)}, {"detail", renewed.error().detail}});
    return go_on(parts, std::move(session), now);  // the lease lapses by itself, and then the next try comes
  }
  const auto written = parts.sessions.renew(*lease, *renewed);
  // The session ended in the meantime, or the lease lapsed before the provider answered. The store tells which.
  if (!written && written.error().reason == "lease_lost") {
    SALLYPORT_TRY(auto again, parts.sessions.find(session.digest, now));
    if (!again) return std::optional<CurrentSession>();
    return go_on(parts, *std::move(again), now);
  }
  if (!written) return Failure(written.error());
  parts.revocations.publish(session.digest, Revocations::Change::renewed);  // so that all loops read the new roles
  parts.metrics.count("renewals");
  const UnixTime until = renewed->renew_after;
  return std::optional(current(*std::move(renewed), until, now));
}

bool is_renewable(const StandingParts& parts, const session::Session& session) {
  // The refresh token of a local account is one of ours.
  return parts.provider && session.provider != identity::kLocal && !session.sealed_refresh_token.empty();
}

// The rules in force do not let the person in. The session stays in the store, because these rules may be a mistake in
// the configuration: the next reload may put back the ones under which the session is good.
Failure refuse(const StandingParts& parts, const session::Session& session, const Error& why, UnixTime now) {
  parts.metrics.count("sessions_refused", why.reason);
  const bool is_news = parts.refusals.should_write(why.reason, hex_encode(session.digest.value).substr(0, 8), now);
  parts.log.write(is_news ? Level::audit : Level::debug, "session_refused",
                  {{"user", session.username}, {"reason", std::string(why.reason)}});
  return failure(Kind::unauthenticated, why.reason, why.rule);
}

// Judges the session by the rules in force. Errors: those of find_session().
Result<std::optional<CurrentSession>> judge(const StandingParts& parts, CurrentSession found,
                                            const identity::Person& person, UnixTime now) {
  auto again = decide_about(parts, found.session, person);
  const bool asked = !again && lacks_facts(again.error()) && is_renewable(parts, found.session);
  if (asked && again.error().reason == "groups_overage")
    return failure(Kind::unavailable, "groups_overage", {},
                   "the provider has not answered since the rules ask for groups");
  if (asked) return std::optional(std::move(found));  // it goes on for a moment, without any role
  if (!again) return refuse(parts, found.session, again.error(), now);
  auto& [admission, provisional] = *again;
  if (provisional) admission.admin_principal = false;  // only once it is certain that the tenant is ours
  found.groups_state = admission.groups_state;
  found.rights = rights_of(admission, given_roles(person.memberships));
  if (const auto proven = check_second_factor(*parts.settings, found.session, found.rights.admin); !proven)
    return refuse(parts, found.session, proven.error(), now);
  take_over(std::move(admission), found.session);
  if (provisional) found.good_until = std::min(found.good_until, now + kRenewalRetry);
  return std::optional(std::move(found));
}

}  // namespace

UnixTime renew_after(const Settings& settings, bool has_refresh_token, UnixTime id_token_expires, UnixTime now) {
  if (!has_refresh_token) return kNeverRenewed;
  return std::max(now + kSoonestRenewal, std::min(now + settings.sessions.renew_every, id_token_expires));
}

Result<std::optional<CurrentSession>> find_session(const StandingParts& parts, const session::SessionDigest& digest) {
  const UnixTime now = parts.clock.now();
  SALLYPORT_TRY(auto session, parts.sessions.find(digest, now));
  if (!session) return std::optional<CurrentSession>();
  const UnixTime until = session->renew_after;
  if (session->issuer.value == kLocalIssuer) {  // the local administrator is in no store of people
    if (const auto proven = check_second_factor(*parts.settings, *session, true); !proven)
      return refuse(parts, *session, proven.error(), now);
    CurrentSession local = current(*std::move(session), until, now);
    local.rights.admin = true;
    return std::optional(std::move(local));
  }
  SALLYPORT_TRY(auto person, parts.people.find_by_id(session->person));
  if (!person || person->disabled) {
    SALLYPORT_CHECK(end_session(parts, *session, "person_disabled"));
    return std::optional<CurrentSession>();
  }
  const bool due = is_renewable(parts, *session) && needs_renewal(parts, *session, now);
  if (!due) return judge(parts, current(*std::move(session), until, now), *person, now);
  SALLYPORT_TRY(auto found, renew(parts, *std::move(session), now));
  if (!found) return found;
  return judge(parts, *std::move(found), *person, now);
}

}  // namespace sallyport::gateway
