#include "gateway/caller/authenticator.h"

#include <algorithm>
#include <cstring>

#include "gateway/call/lifetimes.h"
#include "gateway/caller/stored_token.h"
#include "gateway/standing/overage.h"
#include "gateway/standing/principal.h"
#include "gateway/standing/renewal.h"
#include "gateway/standing/standing.h"
#include "http/cookie.h"
#include "oidc/rs/bearer.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kMaxTokens = 100'000;
constexpr std::size_t kMaxPeople = 100'000;

Who refused(Error error) {
  return {nullptr, std::move(error), false, {}};
}
// Checks the token's syntax only after verification fails, because a token that verifies is base64url and dots.
// Source: RFC 6750 2.1.
Who refused_token(std::string_view token, Error error) {
  const auto good = oidc::rs::check_b64token(token);
  if (!good) return refused(good.error());
  return refused(std::move(error));
}
Who known(CallerPtr caller, Credential credential) {
  return {std::move(caller), std::nullopt, false, credential};
}

// Whether the time when a session or a token was last used has to be written again. The difference is absolute, because
// a clock that was ahead may have left a time in the future.
bool is_news(UnixTime last_seen, UnixTime now) {
  return std::chrono::abs(now - last_seen) >= kSeenReportedEvery;
}

// The credentials in the request.
struct Offer {
  std::optional<std::string_view> token;
  std::optional<std::string_view> session_id;
  bool cookie_came = false;
};

// The bearer token that we have to check; absent: the cookie decides. Credentials of another scheme (Basic) are for the
// application, and so is a token that the route leaves to it. Anything else that is wrong with the token is an error.
Result<std::optional<std::string_view>> read_token(const CallerParts& parts, const http::Request& request,
                                                   BearerOwner bearer) {
  if (bearer == BearerOwner::application) return std::optional<std::string_view>();
  auto token = oidc::rs::bearer_credentials(request);
  if (!token && token.error().reason == "bearer_scheme") return std::optional<std::string_view>();
  if (!token || !*token || bearer == BearerOwner::ours) return token;
  return claims_to_be_ours(parts, **token) ? token : std::optional<std::string_view>();
}

Result<Offer> read_offer(const CallerParts& parts, const http::Request& request, BearerOwner bearer) {
  SALLYPORT_TRY(const auto token, read_token(parts, request, bearer));
  if (token) return Offer{token, std::nullopt, false};
  const Site& site = parts.prepared.site;
  const auto cookie = http::cookie(request, site.session_cookie);
  Offer offer;
  offer.cookie_came = cookie.has_value();
  if (cookie && session::may_be_session_id(*cookie)) offer.session_id = cookie;
  return offer;
}

// Whether the provider may have published a key since the snapshot. If it cannot have, the loop refuses the token
// itself. Otherwise tokens with made-up kids could keep all those workers busy that may wait for the provider, and
// nobody could sign in meanwhile.
bool may_learn_kid(const oidc::rp::Provider& provider, const oidc::rp::ProviderSnapshot& snapshot) {
  return provider.may_learn_kid() || provider.generation() != snapshot.generation;
}

struct PreparedCaller {
  CallerPtr caller;
  bool may_be_cached = true;
};

// The caller with a principal, if a route asks the policies. If it cannot be prepared now, what needs the policies is
// refused, and the next request tries again.
PreparedCaller prepare_for_policies(const CallerParts& parts, CallerPtr caller) {
  if (!parts.settings->asks_policies() || caller->narrowed) return {std::move(caller)};
  auto principal = find_principal(parts.policies, parts.team_members, caller->person, {caller->roles, caller->admin},
                                  principal_kind(*caller));
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

// The bot that administrators made for a program of our own tenant. It is named after the object id of the program's
// service principal, as OpenMetadata names it (`<object id>@<domain>`). Empty if there is none. With several tenants no
// program is a bot, because the name does not tell the tenant. Errors: forbidden/"person_disabled".
Result<KnownPerson> find_bot(const CallerParts& parts, const Admission& admission, UnixTime now) {
  KnownPerson known{{}, {}, now + kPersonLookedAt};
  const ProviderSettings& provider = parts.settings->provider;
  const bool is_ours = provider.traits.has_tenants && provider.allowed_tenants == std::vector{admission.key.tenant};
  if (!is_ours) return known;
  SALLYPORT_TRY(const auto named, parts.people_by_hand.find_by_name(admission.key.subject.value));
  const auto bot = std::ranges::find(named, identity::PersonKind::bot, &identity::PersonEntry::kind);
  if (bot == named.end()) return known;
  if (bot->person.disabled) return failure(Kind::forbidden, "person_disabled", {}, bot->person.labels.username);
  known.given = given_roles(bot->person.memberships);
  std::erase(known.given, identity::kAdminRole);  // a bot is never an administrator by hand
  known.id = bot->person.id;
  return known;
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

void Inbox::add(Item item) {
  const std::lock_guard lock(mutex_);
  if (items_.size() >= kMost) return;
  items_.push_back(std::move(item));
  has_mail_.store(true, std::memory_order_release);
}

std::vector<Inbox::Item> Inbox::take() {
  const std::lock_guard lock(mutex_);
  has_mail_.store(false, std::memory_order_release);
  return std::exchange(items_, {});
}

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

Authenticator::Authenticator(const CallerParts& parts, LoopCounters& counters)
    : parts_(&parts),
      counters_(counters),
      tokens_(kMaxTokens),
      people_(kMaxPeople),
      epoch_(parts.revocations.epoch()) {}

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
  if (is_news(found->last_seen, now)) {
    found->last_seen = now;
    parts_->touched.add(session::digest_of(digest));
  }
  return known(found->caller, credential);
}

void Authenticator::catch_up() {
  // Takes the mail first. If a worker read a session before it ended, the code below then erases the session.
  if (inbox_->has_mail())
    for (Inbox::Item& item : inbox_->take()) take_in(item);
  const std::uint64_t newest = parts_->revocations.epoch();
  if (newest == epoch_) return;
  const auto news = parts_->revocations.since(epoch_);
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
