#include "gateway/authenticator.h"

#include <algorithm>
#include <cstring>

#include "gateway/overage.h"
#include "gateway/renewal.h"
#include "gateway/standing.h"
#include "http/cookie.h"
#include "oidc/rs/bearer.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kMaxTokens = 100'000;
constexpr std::size_t kMaxPeople = 100'000;
constexpr Seconds kLookAgain{60};  // a disabled person is out within this time, also with a token that still lives
constexpr Seconds kReportSeen{60};

Who refused(Error error) {
  return {nullptr, std::move(error), false, {}};
}
// What verifies is base64url and dots. Only of what does not is it asked whether it is a token at all. Source: RFC
// 6750 2.1.
Who refused_token(std::string_view token, Error error) {
  const auto good = oidc::rs::check_b64token(token);
  if (!good) return refused(good.error());
  return refused(std::move(error));
}
Who known(CallerPtr caller, Credential credential) {
  return {std::move(caller), std::nullopt, false, credential};
}

// Also where it was last seen by a clock that stood in the future.
bool is_news(UnixTime last_seen, UnixTime now) {
  return std::chrono::abs(now - last_seen) >= kReportSeen;
}

session::SessionDigest session_digest(const crypto::Sha256& digest) {
  return {std::string(crypto::view(digest))};
}

crypto::Sha256 array_of(const session::SessionDigest& digest) {
  crypto::Sha256 out{};
  std::memcpy(out.data(), digest.value.data(), std::min(out.size(), digest.value.size()));
  return out;
}

// What the request offers as proof.
struct Offer {
  std::optional<std::string_view> token;
  std::optional<std::string_view> session_id;
  bool cookie_came = false;
};

Result<Offer> read_offer(const http::Request& request, const Site& site) {
  const auto token = oidc::rs::bearer_credentials(request);
  // Another scheme (Basic) is the application's own affair; everything else that is wrong with a token is refused.
  if (!token && token.error().reason != "bearer_scheme") return Failure(token.error());
  if (token && *token) return Offer{*token, std::nullopt, false};
  const auto cookie = http::cookie(request, site.session_cookie);
  Offer offer;
  offer.cookie_came = cookie.has_value();
  if (cookie && session::may_be_session_id(*cookie)) offer.session_id = cookie;
  return offer;
}

template <class Found>
void leave(Inbox* inbox, Found found, std::uint64_t epoch) {
  if (inbox) inbox->add({std::move(found), epoch});
}

Who session_by_store(Services& services, const session::SessionDigest& digest, Credential credential, Inbox* inbox) {
  const std::uint64_t epoch = services.shared.revocations.epoch();
  auto current = find_session(services, digest);
  if (!current) return refused(std::move(current).error());
  if (!*current) return {nullptr, std::nullopt, true, credential};
  const auto& [session, good_until] = **current;
  CallerPtr caller = caller_of(session);
  const UnixTime now = services.clock.now();
  const bool report = is_news(session.last_seen, now);
  if (report) services.shared.touched.add(digest);
  leave(inbox, Inbox::Session{array_of(digest), {caller, good_until, report ? now : session.last_seen}}, epoch);
  return known(std::move(caller), credential);
}

Who own_token_by_store(Services& services, std::string_view token, Inbox* inbox) {
  const auto own = check_own_token(services, token, services.clock.now());
  if (!own) return refused(own.error());
  Who who = session_by_store(services, own->session, Credential::own_token, inbox);
  if (who.dead_cookie) return refused({Kind::rejected, "own_token_session", {}, {}});
  return who;
}

Result<oidc::SubjectClaims> check_with_refresh(Services& services, std::string_view token,
                                               std::shared_ptr<const oidc::rp::ProviderSnapshot>& snapshot) {
  const UnixTime now = services.clock.now();
  auto claims = check_provider_token(services, *snapshot, token, now);
  if (claims || claims.error().reason != "jws_unknown_kid") return claims;
  SALLYPORT_TRY(const auto jws, jose::CompactJws::parse(token));
  SALLYPORT_TRY(snapshot, services.provider->refresh_for_kid(jws.header.kid));
  return check_provider_token(services, *snapshot, token, now);
}

Result<CallerPtr> provider_token_by_worker(Services& services, std::string_view token, Inbox* inbox) {
  if (!services.provider) return failure(Kind::rejected, "token_issuer");
  const UnixTime now = services.clock.now();
  const std::uint64_t epoch = services.shared.revocations.epoch();
  SALLYPORT_TRY(std::shared_ptr<const oidc::rp::ProviderSnapshot> snapshot, services.provider->ensure());
  SALLYPORT_TRY(auto claims, check_with_refresh(services, token, snapshot));
  SALLYPORT_TRY(claims, complete_groups(services, snapshot->metadata, std::move(claims), Freshness::minutes));
  const UnixTime expires = claims.expires;
  SALLYPORT_TRY(auto admission, decide_admission(std::move(claims), *services.settings));
  std::optional<identity::Person> person;
  if (!admission.program) {
    SALLYPORT_TRY(person, admit(services, admission, Visit::token, now));
    leave(inbox, Inbox::Person{person_fingerprint(admission.key), {person->admin, person->id, now + kLookAgain}},
          epoch);
  }
  CallerPtr caller = caller_of(std::move(admission), person ? &*person : nullptr, expires);
  KnownToken known{caller, std::nullopt, std::min(expires, now + kLookAgain), snapshot->generation};
  leave(inbox, Inbox::Token{crypto::fingerprint(token), std::move(known)}, epoch);
  return caller;
}

}  // namespace

void Inbox::add(Item item) {
  const std::lock_guard lock(mutex_);
  items_.push_back(std::move(item));
  has_mail_.store(true, std::memory_order_release);
}

std::vector<Inbox::Item> Inbox::take() {
  const std::lock_guard lock(mutex_);
  has_mail_.store(false, std::memory_order_release);
  return std::exchange(items_, {});
}

Who find_caller(Services& services, const http::Request& request, Inbox* inbox) {
  const auto offer = read_offer(request, services.prepared.site);
  if (!offer) return refused(offer.error());
  if (offer->token)
    if (const auto good = oidc::rs::check_b64token(*offer->token); !good) return refused(good.error());
  if (offer->token && services.own_keys.signed_here(*offer->token))
    return own_token_by_store(services, *offer->token, inbox);
  if (offer->token) {
    auto caller = provider_token_by_worker(services, *offer->token, inbox);
    return caller ? known(*std::move(caller), Credential::bearer) : refused(std::move(caller).error());
  }
  if (!offer->session_id) return {nullptr, std::nullopt, offer->cookie_came, {}};
  return session_by_store(services, session_digest(crypto::sha256(*offer->session_id)), Credential::session, inbox);
}

Result<std::optional<FoundAgain>> find_again(Services& services, const CallerPtr& caller) {
  if (caller->session) {
    SALLYPORT_TRY(auto current, find_session(services, *caller->session));
    if (!current) return std::optional<FoundAgain>();
    return std::optional(FoundAgain{caller_of(current->session), current->good_until});
  }
  if (!caller->program) {
    SALLYPORT_TRY(const auto person, services.people.find_by_id(caller->person));
    if (!person || person->disabled) return std::optional<FoundAgain>();
  }
  return std::optional(FoundAgain{caller, services.clock.now() + kLookAgain});
}

Authenticator::Authenticator(Services& services, LoopCounters& counters)
    : services_(&services),
      counters_(counters),
      tokens_(kMaxTokens),
      people_(kMaxPeople),
      epoch_(services.shared.revocations.epoch()) {}

// People stay: what is remembered of them is the store's. The limits and the standing of sessions are the
// configuration's, and so are the tokens of ours that hang on them. A worker that began before leaves what it finds
// where nobody looks.
void Authenticator::change(const Services& before, Services& now) {
  catch_up();
  const Settings& old = *before.settings;
  const Settings& next = *now.settings;
  const bool same_tokens = old.own_tokens == next.own_tokens && before.own_keys.kid() == now.own_keys.kid();
  if (old.sessions != next.sessions || !same_tokens || changes_standing(old, next)) sessions_.clear();
  tokens_.clear();
  inbox_ = std::make_shared<Inbox>();
  services_ = &now;
}

Authenticator::Found Authenticator::find_now(const http::Request& request) {
  catch_up();
  const auto offer = read_offer(request, services_->prepared.site);
  if (!offer) return refused(offer.error());
  const UnixTime now = look_at_clock();
  if (offer->token) return by_token(*offer->token, now);
  if (!offer->session_id) return Who{nullptr, std::nullopt, offer->cookie_came, {}};
  return by_session(crypto::sha256(*offer->session_id), Credential::session, now);
}

Authenticator::Found Authenticator::by_token(std::string_view token, UnixTime now) {
  const crypto::Fingerprint fingerprint = crypto::fingerprint(token);
  if (KnownToken* const found = tokens_.find(fingerprint)) {
    const bool own = found->session.has_value();
    const bool same_keys = own || (services_->provider && found->generation == services_->provider->generation());
    if (now < found->good_until && same_keys) {
      LoopCounters::add(
          counters_.cache_hits[static_cast<std::size_t>(own ? Credential::own_token : Credential::bearer)]);
      return own ? by_session(array_of(*found->session), Credential::own_token, now)
                 : Found(known(found->caller, Credential::bearer));
    }
    tokens_.erase(fingerprint);
  }
  if (!services_->own_keys.signed_here(token)) return by_provider_token(token, fingerprint, now);
  LoopCounters::add(counters_.cache_misses[static_cast<std::size_t>(Credential::own_token)]);
  const auto own = check_own_token(*services_, token, now);
  if (!own) return refused_token(token, own.error());
  tokens_.put(fingerprint, KnownToken{nullptr, own->session, own->expires, 0});
  return by_session(array_of(own->session), Credential::own_token, now);
}

Authenticator::Found Authenticator::by_provider_token(std::string_view token, const crypto::Fingerprint& fingerprint,
                                                      UnixTime now) {
  LoopCounters::add(counters_.cache_misses[static_cast<std::size_t>(Credential::bearer)]);
  if (!services_->provider) return refused_token(token, {Kind::rejected, "token_issuer", {}, {}});
  const auto snapshot = services_->provider->snapshot();
  if (!snapshot) return tl::unexpected(Asks::provider);
  auto claims = check_provider_token(*services_, *snapshot, token, now);
  if (!claims && claims.error().reason == "jws_unknown_kid") return tl::unexpected(Asks::provider);
  if (!claims) return refused_token(token, claims.error());
  if (needs_overage(*claims, *services_->settings)) return tl::unexpected(Asks::provider);
  const UnixTime expires = claims->expires;
  auto admission = decide_admission(*std::move(claims), *services_->settings);
  if (!admission) return refused(admission.error());
  std::optional<identity::Person> person;
  if (!admission->program) {
    const KnownPerson* const seen = people_.find(person_fingerprint(admission->key));
    if (!seen || seen->good_until <= now || (admission->admin_principal && !seen->admin))
      return tl::unexpected(Asks::store);
    person.emplace();
    person->id = seen->id;
    person->admin = seen->admin;
  }
  CallerPtr caller = caller_of(*std::move(admission), person ? &*person : nullptr, expires);
  tokens_.put(fingerprint, KnownToken{caller, std::nullopt, std::min(expires, now + kLookAgain), snapshot->generation});
  return known(std::move(caller), Credential::bearer);
}

Authenticator::Found Authenticator::by_session(const crypto::Sha256& digest, Credential credential, UnixTime now) {
  KnownSession* const found = sessions_.find(digest);
  if (!found || now >= found->good_until || now >= found->last_seen + services_->settings->sessions.limits.idle) {
    LoopCounters::add(counters_.cache_misses[static_cast<std::size_t>(Credential::session)]);
    return tl::unexpected(Asks::store);
  }
  LoopCounters::add(counters_.cache_hits[static_cast<std::size_t>(Credential::session)]);
  if (is_news(found->last_seen, now)) {
    found->last_seen = now;
    services_->shared.touched.add(session_digest(digest));
  }
  return known(found->caller, credential);
}

void Authenticator::catch_up() {
  // Mail first: what a worker read before a session ended is then dropped with the rest.
  if (inbox_->has_mail())
    for (Inbox::Item& item : inbox_->take()) take_in(item);
  const std::uint64_t newest = services_->shared.revocations.epoch();
  if (newest == epoch_) return;
  const auto ended = services_->shared.revocations.since(epoch_);
  if (!ended) {
    forget_all();
  } else {
    for (const session::SessionDigest& digest : *ended) sessions_.erase(array_of(digest));
  }
  epoch_ = newest;
}

void Authenticator::forget_all() {
  sessions_.clear();
  tokens_.clear();
  people_.clear();
}

// What was to be believed until some moment of a later time would be believed for too long (F-07).
UnixTime Authenticator::look_at_clock() {
  const UnixTime now = services_->clock.now();
  if (now + session::kClockLeeway < last_asked_) forget_all();
  last_asked_ = now;
  return now;
}

void Authenticator::take_in(Inbox::Item& item) {
  if (services_->shared.revocations.all_since(item.epoch)) return;
  if (auto* const session = std::get_if<Inbox::Session>(&item.found)) {
    if (!services_->shared.revocations.ended_since(item.epoch, session_digest(session->digest)))
      sessions_.put(session->digest, std::move(session->known));
  } else if (auto* const token = std::get_if<Inbox::Token>(&item.found)) {
    tokens_.put(token->fingerprint, std::move(token->known));
  } else {
    const auto& person = std::get<Inbox::Person>(item.found);
    people_.put(person.fingerprint, person.known);
  }
}

}  // namespace sallyport::gateway
