#include "gateway/caller/find_caller.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/call/lifetimes.h"
#include "gateway/caller/known_bot.h"
#include "gateway/caller/offer.h"
#include "gateway/caller/stored_token.h"
#include "gateway/standing/overage.h"
#include "gateway/standing/principal.h"
#include "gateway/standing/renewal.h"
#include "gateway/standing/standing.h"
#include "oidc/rs/bearer.h"

namespace sallyport::gateway {
namespace {

struct PreparedCaller {
  CallerPtr caller;
  bool may_be_cached = true;
};

// The caller with a principal, if a route asks the policies. If it cannot be prepared now, what needs the policies is
// refused, and the next request tries again.
PreparedCaller prepare_for_policies(const CallerParts& parts, CallerPtr caller) {
  if (!parts.settings->asks_policies()) return {std::move(caller)};
  auto principal = find_principal(parts.policies, parts.team_members, *caller);
  if (principal) return {with_principal(*caller, *std::move(principal))};
  parts.metrics.count("principals_unknown", principal.error().reason);
  return {with_principal(*caller, nullptr), false};
}

template <class Found>
void leave(Inbox* inbox, Found found, std::uint64_t epoch) {
  if (inbox) inbox->add({std::move(found), epoch});
}

Who session_by_store(const CallerParts& parts, const session::SessionDigest& digest, Credential credential,
                     Inbox* inbox) {
  const std::uint64_t epoch = parts.revocations.epoch();
  auto current = find_session(parts, digest);
  // The rules in force refuse the session. For the request that is as if there were none, but the cookie must stay.
  if (!current && current.error().kind == Kind::unauthenticated) return {nullptr, std::nullopt, false, credential};
  if (!current) return refused(std::move(current).error());
  if (!*current) return {nullptr, std::nullopt, true, credential};
  const auto& [session, rights, groups_state, good_until] = **current;
  parts.seen.add(array_of(digest));
  auto [caller, may_be_cached] = prepare_for_policies(parts, caller_of(session, groups_state, rights));
  const UnixTime now = parts.clock.now();
  const bool report = is_news(session.last_seen, now);
  if (report) parts.touched.add(digest);
  if (may_be_cached)
    leave(inbox, Inbox::Session{array_of(digest), {caller, good_until, report ? now : session.last_seen}}, epoch);
  return known(std::move(caller), credential);
}

Who own_token_by_store(const CallerParts& parts, std::string_view token, Inbox* inbox) {
  const auto own = check_own_token(*parts.settings, parts.own_keys, token, parts.clock.now());
  if (!own) return refused(own.error());
  Who who = session_by_store(parts, own->session, Credential::own_token, inbox);
  if (!who.caller && !who.refusal) return refused({Kind::rejected, "own_token_session", {}, {}});
  return who;
}

Result<oidc::SubjectClaims> check_with_refresh(const CallerParts& parts, std::string_view token,
                                               std::shared_ptr<const oidc::rp::ProviderSnapshot>& snapshot) {
  const UnixTime now = parts.clock.now();
  auto claims = check_provider_token(parts, *snapshot, token, now);
  if (claims || claims.error().reason != "jws_unknown_kid") return claims;
  SALLYPORT_TRY(const auto jws, jose::CompactJws::parse(token));
  SALLYPORT_TRY(snapshot, parts.provider->refresh_for_kid(jws.header.kid));
  return check_provider_token(parts, *snapshot, token, now);
}

Result<KnownPerson> find_owner_of_token(const CallerParts& parts, const Admission& admission, UnixTime now) {
  if (admission.program) return find_bot(parts, admission, now);
  SALLYPORT_TRY(const auto admitted, admit(parts, admission, Visit::token, now));
  return KnownPerson{given_roles(admitted.memberships), admitted.id, now + kPersonLookedAt};
}

Result<CallerPtr> provider_token_by_worker(const CallerParts& parts, std::string_view token, Inbox* inbox) {
  if (!parts.provider) return failure(Kind::rejected, "token_issuer");
  const UnixTime now = parts.clock.now();
  const std::uint64_t epoch = parts.revocations.epoch();
  SALLYPORT_TRY(std::shared_ptr<const oidc::rp::ProviderSnapshot> snapshot, parts.provider->ensure());
  SALLYPORT_TRY(auto claims, check_with_refresh(parts, token, snapshot));
  SALLYPORT_TRY(claims, complete_groups(parts, snapshot->metadata, std::move(claims), Freshness::minutes));
  const UnixTime expires = claims.expires;
  SALLYPORT_TRY(auto admission, decide_admission(std::move(claims), *parts.settings));
  SALLYPORT_TRY(auto person, find_owner_of_token(parts, admission, now));
  leave(inbox, Inbox::Person{person_fingerprint(admission.key), person}, epoch);
  identity::Rights rights = rights_of(admission, person.given);
  const auto [caller, may_be_cached] =
      prepare_for_policies(parts, caller_of(std::move(admission), std::move(person.id), std::move(rights), expires));
  if (!may_be_cached) return caller;
  KnownToken known{Credential::bearer, caller, std::nullopt, std::min(expires, now + kPersonLookedAt),
                   snapshot->generation};
  leave(inbox, Inbox::Token{crypto::fingerprint(token), std::move(known)}, epoch);
  return caller;
}

Result<CallerPtr> stored_token_by_worker(const CallerParts& parts, std::string_view token, Inbox* inbox) {
  const UnixTime now = parts.clock.now();
  const std::uint64_t epoch = parts.revocations.epoch();
  SALLYPORT_TRY(const auto claims, check_stored_token(*parts.settings, parts.own_keys, token, now));
  SALLYPORT_TRY(auto found, find_token_caller(parts, claims, token, now));
  parts.used_tokens.add(claims.id);
  const auto [caller, may_be_cached] = prepare_for_policies(parts, std::move(found));
  if (!may_be_cached) return caller;
  KnownToken known{.kind = Credential::stored_token,
                   .caller = caller,
                   .session = std::nullopt,
                   .good_until = std::min(caller->expires, now + kPersonLookedAt),
                   .last_used = now};
  leave(inbox, Inbox::Token{crypto::fingerprint(token), std::move(known)}, epoch);
  return caller;
}

Who stored_token_by_store(const CallerParts& parts, std::string_view token, Inbox* inbox) {
  auto caller = stored_token_by_worker(parts, token, inbox);
  return caller ? known(*std::move(caller), Credential::stored_token) : refused(std::move(caller).error());
}

Result<std::optional<FoundAgain>> find_token_again(const CallerParts& parts, const Caller& caller) {
  const UnixTime now = parts.clock.now();
  auto again = find_token_caller_again(parts, caller, now);
  if (again)
    return std::optional(FoundAgain{prepare_for_policies(parts, *std::move(again)).caller, now + kPersonLookedAt});
  if (again.error().kind == Kind::unavailable) return Failure(again.error());
  return std::optional<FoundAgain>();
}

}  // namespace

Who find_caller(const CallerParts& parts, const http::Request& request, Inbox* inbox, BearerOwner bearer) {
  const auto offer = read_offer(parts, request, bearer);
  if (!offer) return refused(offer.error());
  if (offer->token)
    if (const auto good = oidc::rs::check_b64token(*offer->token); !good) return refused(good.error());
  if (offer->token && is_stored_form(*offer->token)) return stored_token_by_store(parts, *offer->token, inbox);
  if (offer->token && parts.own_keys.signed_here(*offer->token)) return own_token_by_store(parts, *offer->token, inbox);
  if (offer->token) {
    auto caller = provider_token_by_worker(parts, *offer->token, inbox);
    return caller ? known(*std::move(caller), Credential::bearer) : refused(std::move(caller).error());
  }
  if (!offer->session_id) return {nullptr, std::nullopt, offer->cookie_came, {}};
  return session_by_store(parts, session::digest_of(crypto::sha256(*offer->session_id)), Credential::session, inbox);
}

bool is_unknown_session(const CallerParts& parts, const http::Request& request, BearerOwner bearer) {
  const auto offer = read_offer(parts, request, bearer);
  return offer && offer->session_id && !parts.seen.has(crypto::sha256(*offer->session_id));
}

bool is_refused_credential(const Who& who) {
  if (!who.refusal) return who.dead_cookie;
  const Kind kind = who.refusal->kind;  // we know the owner of a forbidden one, and nothing of the others
  return kind != Kind::forbidden && kind != Kind::unavailable && kind != Kind::internal;
}

Result<std::optional<FoundAgain>> find_again(const CallerParts& parts, const CallerPtr& caller) {
  if (caller->session) {
    SALLYPORT_TRY(auto current, find_session(parts, session::digest_of(*caller->session)));
    if (!current) return std::optional<FoundAgain>();
    return std::optional(FoundAgain{
        prepare_for_policies(parts, caller_of(current->session, current->groups_state, current->rights)).caller,
        current->good_until});
  }
  if (caller->token) return find_token_again(parts, *caller);
  if (!caller->person.empty()) {
    SALLYPORT_TRY(const auto person, parts.people.find_by_id(caller->person));
    if (!person || person->disabled) return std::optional<FoundAgain>();
  }
  return std::optional(FoundAgain{prepare_for_policies(parts, caller).caller, parts.clock.now() + kPersonLookedAt});
}

}  // namespace sallyport::gateway
