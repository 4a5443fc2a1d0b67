#include "gateway/caller/authenticator.h"

#include <algorithm>
#include <utility>

#include "gateway/call/lifetimes.h"
#include "gateway/caller/offer.h"
#include "gateway/caller/stored_token.h"
#include "gateway/standing/overage.h"
#include "gateway/standing/principal.h"
#include "gateway/standing/standing.h"
#include "oidc/rs/bearer.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kMaxTokens = 100'000;
constexpr std::size_t kMaxPeople = 100'000;

// Checks the token's syntax only after verification fails, because a token that verifies is base64url and dots.
// Source: RFC 6750 2.1.
Who refused_token(std::string_view token, Error error) {
  const auto good = oidc::rs::check_b64token(token);
  if (!good) return refused(good.error());
  return refused(std::move(error));
}

// Whether the provider may have published a key since the snapshot. If it cannot have, the loop refuses the token
// itself. Otherwise tokens with made-up kids could keep all those workers busy that may wait for the provider, and
// nobody could sign in meanwhile.
bool may_learn_kid(const oidc::rp::Provider& provider, const oidc::rp::ProviderSnapshot& snapshot) {
  return provider.may_learn_kid() || provider.generation() != snapshot.generation;
}

}  // namespace

Authenticator::Authenticator(const CallerParts& parts, LoopCounters& counters)
    : parts_(&parts),
      counters_(counters),
      tokens_(kMaxTokens),
      people_(kMaxPeople),
      epoch_(parts.revocations.epoch()),
      policies_(parts.policies.get()) {}

// Cached people stay, because the cache holds only what the store says about them. Cached tokens go. Cached sessions go
// if the change affects their limits, their roles or the tokens that we mint for them. Workers that began under the old
// configuration put what they find into the old inbox, where it is lost.
void Authenticator::change(const CallerParts& before, const CallerParts& now) {
  catch_up();
  const Settings& old = *before.settings;
  const Settings& next = *now.settings;
  const bool same_tokens = old.own_tokens == next.own_tokens && before.own_keys.kid() == now.own_keys.kid();
  const bool same_principals = old.asks_policies() == next.asks_policies();
  if (old.sessions != next.sessions || !same_tokens || !same_principals || changes_standing(old, next))
    sessions_.clear();
  tokens_.clear();
  inbox_ = std::make_shared<Inbox>();
  parts_ = &now;
}

Authenticator::Found Authenticator::find_now(const http::Request& request, BearerOwner bearer) {
  catch_up();
  const auto offer = read_offer(*parts_, request, bearer);
  if (!offer) return refused(offer.error());
  const UnixTime now = look_at_clock();
  if (offer->token) return by_token(*offer->token, now);
  if (!offer->session_id) return Who{nullptr, std::nullopt, offer->cookie_came, {}};
  return by_session(crypto::sha256(*offer->session_id), Credential::session, now);
}

Authenticator::Found Authenticator::by_token(std::string_view token, UnixTime now) {
  const crypto::Fingerprint fingerprint = crypto::fingerprint(token);
  if (KnownToken* const found = tokens_.find(fingerprint)) {
    const bool same_keys =
        found->kind != Credential::bearer || (parts_->provider && found->generation == parts_->provider->generation());
    if (now < found->good_until && same_keys) return by_known_token(*found, now);
    tokens_.erase(fingerprint);
  }
  if (is_stored_form(token)) return by_stored_token(token, now);
  if (!parts_->own_keys.signed_here(token)) return by_provider_token(token, fingerprint, now);
  LoopCounters::add(counters_.cache_misses[static_cast<std::size_t>(Credential::own_token)]);
  const auto own = check_own_token(*parts_->settings, parts_->own_keys, token, now);
  if (!own) return refused_token(token, own.error());
  tokens_.put(fingerprint, KnownToken{Credential::own_token, nullptr, own->session, own->expires});
  return by_session(session::array_of(own->session), Credential::own_token, now);
}

Authenticator::Found Authenticator::by_known_token(KnownToken& found, UnixTime now) {
  LoopCounters::add(counters_.cache_hits[static_cast<std::size_t>(found.kind)]);
  if (found.kind == Credential::own_token)
    return by_session(session::array_of(*found.session), Credential::own_token, now);
  if (!judge_again(found.caller)) return tl::unexpected(Asks::store);
  if (found.kind == Credential::stored_token && is_news(found.last_used, now)) {
    found.last_used = now;
    parts_->used_tokens.add(*found.caller->token);
  }
  return known(found.caller, found.kind);
}

// The loop checks the signature, so that made-up tokens keep no worker busy.
Authenticator::Found Authenticator::by_stored_token(std::string_view token, UnixTime now) {
  LoopCounters::add(counters_.cache_misses[static_cast<std::size_t>(Credential::stored_token)]);
  const auto claims = check_stored_token(*parts_->settings, parts_->own_keys, token, now);
  if (!claims) return refused_token(token, claims.error());
  return tl::unexpected(Asks::store);
}

Authenticator::Found Authenticator::by_provider_token(std::string_view token, const crypto::Fingerprint& fingerprint,
                                                      UnixTime now) {
  LoopCounters::add(counters_.cache_misses[static_cast<std::size_t>(Credential::bearer)]);
  if (!parts_->provider) return refused_token(token, {Kind::rejected, "token_issuer", {}, {}});
  const auto snapshot = parts_->provider->snapshot();
  if (!snapshot) return tl::unexpected(Asks::provider);
  auto claims = check_provider_token(*parts_, *snapshot, token, now);
  if (!claims && claims.error().reason == "jws_unknown_kid" && may_learn_kid(*parts_->provider, *snapshot))
    return tl::unexpected(Asks::provider);
  if (!claims) return refused_token(token, claims.error());
  if (needs_overage(*claims, *parts_->settings)) return tl::unexpected(Asks::provider);
  if (parts_->settings->asks_policies()) return tl::unexpected(Asks::store);  // for the person's teams
  const UnixTime expires = claims->expires;
  auto admission = decide_admission(*std::move(claims), *parts_->settings);
  if (!admission) return refused(admission.error());
  const KnownPerson* const seen = people_.find(person_fingerprint(admission->key));
  if (!seen || seen->good_until <= now) return tl::unexpected(Asks::store);
  KnownPerson person = *seen;
  identity::Rights rights = rights_of(*admission, person.given);
  CallerPtr caller = caller_of(*std::move(admission), std::move(person.id), std::move(rights), expires);
  tokens_.put(fingerprint, KnownToken{Credential::bearer, caller, std::nullopt,
                                      std::min(expires, now + kPersonLookedAt), snapshot->generation});
  return known(std::move(caller), Credential::bearer);
}

Authenticator::Found Authenticator::by_session(const crypto::Sha256& digest, Credential credential, UnixTime now) {
  KnownSession* const found = sessions_.find(digest);
  if (!found || now >= found->good_until || now >= found->last_seen + parts_->settings->sessions.limits.idle) {
    LoopCounters::add(counters_.cache_misses[static_cast<std::size_t>(Credential::session)]);
    return tl::unexpected(Asks::store);
  }
  LoopCounters::add(counters_.cache_hits[static_cast<std::size_t>(Credential::session)]);
  if (!judge_again(found->caller)) return tl::unexpected(Asks::store);
  if (is_news(found->last_seen, now)) {
    found->last_seen = now;
    parts_->touched.add(session::digest_of(digest));
  }
  return known(found->caller, credential);
}

// Sees to it that the caller is judged by the policies in force. False: a worker has to find out whether it can be.
bool Authenticator::judge_again(CallerPtr& caller) {
  const bool judged = !caller->principal || (policies_ && caller->principal->snapshot == policies_->snapshot);
  if (judged) return true;
  CallerPtr again = judged_by(policies_, caller);
  if (!again) return false;
  caller = std::move(again);
  return true;
}

void Authenticator::catch_up() {
  // Takes the mail first. If a worker read a session before it ended, the code below then erases the session.
  if (inbox_->has_mail())
    for (Inbox::Item& item : inbox_->take()) take_in(item);
  const std::uint64_t newest = parts_->revocations.epoch();
  if (newest == epoch_) return;
  const auto news = parts_->revocations.since(epoch_);
  if (!news || news->policies) policies_ = parts_->policies.get();
  if (!news) {
    forget_all();
  } else {
    for (const session::SessionDigest& digest : news->sessions) sessions_.erase(session::array_of(digest));
    if (news->people) {
      tokens_.clear();
      people_.clear();
    }
  }
  epoch_ = newest;
}

void Authenticator::forget_all() {
  sessions_.clear();
  tokens_.clear();
  people_.clear();
}

// Empties the caches if the clock was set back. The end of each entry was computed from the later time, so the caches
// would keep it for too long (F-07).
UnixTime Authenticator::look_at_clock() {
  const UnixTime now = parts_->clock.now();
  if (now + session::kClockLeeway < last_asked_) forget_all();
  last_asked_ = now;
  return now;
}

void Authenticator::take_in(Inbox::Item& item) {
  if (parts_->revocations.people_since(item.epoch)) return;
  if (auto* const session = std::get_if<Inbox::Session>(&item.found)) {
    if (!parts_->revocations.changed_since(item.epoch, session::digest_of(session->digest)))
      sessions_.put(session->digest, std::move(session->known));
  } else if (auto* const token = std::get_if<Inbox::Token>(&item.found)) {
    tokens_.put(token->fingerprint, std::move(token->known));
  } else {
    const auto& person = std::get<Inbox::Person>(item.found);
    people_.put(person.fingerprint, person.known);
  }
}

}  // namespace sallyport::gateway
