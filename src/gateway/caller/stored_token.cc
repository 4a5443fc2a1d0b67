#include "gateway/caller/stored_token.h"

#include <algorithm>
#include <array>

#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "gateway/caller/bearer.h"
#include "gateway/standing/admission.h"
#include "gateway/standing/local_standing.h"
#include "jose/jwt.h"

namespace sallyport::gateway {
namespace {

using identity::TokenKind;
using identity::TokenRecord;

constexpr std::string_view kTokenAudience = "sallyport:tokens";

struct TokenTypeRow {
  TokenKind kind;
  std::string_view claim;  // OpenMetadata's `tokenType`
};
constexpr std::array kTokenTypes{TokenTypeRow{TokenKind::bot, "BOT"},
                                 TokenTypeRow{TokenKind::personal, "PERSONAL_ACCESS"}};

std::string_view type_of(TokenKind kind) {
  return std::ranges::find(kTokenTypes, kind, &TokenTypeRow::kind)->claim;
}

Result<TokenKind> kind_of(std::string_view type) {
  const auto row = std::ranges::find(kTokenTypes, type, &TokenTypeRow::claim);
  if (row == kTokenTypes.end()) return failure(Kind::rejected, "stored_token_kind", "RFC 8725 3.12");
  return row->kind;
}

std::string hash_of(std::string_view token) {
  return std::string(crypto::view(crypto::sha256(token)));
}

// A session with what decide_again() reads.
session::Session as_session(const TokenRecord& record) {
  session::Session session;
  session.person = PersonId(record.owner.id);
  session.provider = record.facts.provider;
  session.issuer = record.facts.issuer;
  session.tenant = record.facts.tenant;
  session.subject = record.facts.subject;
  session.claims = record.facts.claims;
  session.groups = record.facts.groups;
  return session;
}

Result<identity::Person> find_owner(const CallerParts& parts, const TokenRecord& record) {
  SALLYPORT_TRY(auto person, parts.people.find_by_id(PersonId(record.owner.id)));
  if (!person) return failure(Kind::rejected, "stored_token_owner");
  if (person->disabled) return failure(Kind::forbidden, "person_disabled", {}, person->labels.username);
  return *std::move(person);
}

Result<CallerPtr> caller_of_person(const CallerParts& parts, const TokenRecord& record,
                                   const identity::Person& person) {
  SALLYPORT_TRY(auto standing, decide_about(parts, as_session(record), person));
  Admission& admission = standing.admission;
  if (standing.provisional) admission.admin_principal = false;  // only once it is certain that the tenant is ours
  identity::Rights rights = rights_of(admission, given_roles(person.memberships));
  return caller_of(std::move(admission), person.id, std::move(rights), record.expires, &record);
}

// No provider says anything about a bot, so its roles are those that were given by hand. It is never an administrator.
CallerPtr caller_of_bot(const TokenRecord& record, const identity::Person& bot) {
  Admission admission;
  admission.labels = bot.labels;
  admission.program = true;
  identity::Rights rights{given_roles(bot.memberships), false};
  std::erase(rights.roles, identity::kAdminRole);
  return caller_of(std::move(admission), bot.id, std::move(rights), record.expires, &record);
}

Result<CallerPtr> caller_of_owner(const CallerParts& parts, const TokenRecord& record, UnixTime now) {
  SALLYPORT_CHECK(check_token_is_good(record, now));
  SALLYPORT_TRY(const auto owner, find_owner(parts, record));
  switch (record.owner.kind) {
    case TokenKind::personal:
      return caller_of_person(parts, record, owner);
    case TokenKind::bot:
      return caller_of_bot(record, owner);
  }
  return failure(Kind::rejected, "stored_token_owner");
}

}  // namespace

Result<StoredTokenClaims> check_stored_token(const Settings& settings, const OwnKeys& own_keys, std::string_view token,
                                             UnixTime now) {
  SALLYPORT_TRY(const auto jws, jose::CompactJws::parse(token));
  const jose::Algorithms algorithms{own_keys.signing_key().algorithm};
  const jose::JwkSet* const key = own_keys.find_key(token, now, TokenForm::stored);
  if (!key) return failure(Kind::rejected, "stored_token_key");
  SALLYPORT_TRY(const auto verified, jose::verify(jws, *key, algorithms));
  SALLYPORT_TRY(const auto claims, jose::Claims::parse(verified));
  SALLYPORT_TRY(const auto issuer, claims.required_text("iss"));
  if (issuer != settings.own_tokens.issuer) return failure(Kind::rejected, "stored_token_issuer", "RFC 7519 4.1.1");
  SALLYPORT_TRY(const auto audiences, claims.texts("aud"));
  if (audiences != std::vector<std::string_view>{kTokenAudience})
    return failure(Kind::rejected, "stored_token_audience", "RFC 7519 4.1.3");
  SALLYPORT_TRY(const auto expires, claims.time("exp"));
  if (expires) SALLYPORT_CHECK(jose::check_lifetime(claims, Seconds(0), now));
  StoredTokenClaims out;
  SALLYPORT_TRY(const auto type, claims.required_text("tokenType"));
  SALLYPORT_TRY(out.kind, kind_of(type));
  SALLYPORT_TRY(out.id.value, claims.required_text("jti"));
  return out;
}

Result<MintedToken> mint_stored_token(const OwnTokenParts& parts, WantedToken wanted) {
  const UnixTime now = parts.clock.now();
  TokenRecord record;
  record.id = identity::TokenId(random_uuid(parts.random));
  record.owner = std::move(wanted.owner);
  record.name = std::move(wanted.name);
  record.created = now;
  record.created_by = std::move(wanted.created_by);
  record.expires = expiry_of(wanted.lifetime, now);
  record.scope = std::move(wanted.scope);
  record.facts = std::move(wanted.facts);
  json::Object claims{{"iss", parts.settings->own_tokens.issuer},
                      {"sub", wanted.labels.username},
                      {"aud", kTokenAudience},
                      {"email", wanted.labels.email},
                      {"preferred_username", wanted.labels.username},
                      {"name", wanted.labels.display_name},
                      {"isBot", record.owner.kind == TokenKind::bot},
                      {"tokenType", type_of(record.owner.kind)},
                      {"iat", now.seconds},
                      {"jti", record.id.value}};
  if (record.expires < identity::kTokenNeverExpires) claims.set("exp", record.expires.seconds);
  SALLYPORT_TRY(auto token, parts.own_keys.sign(claims, TokenForm::stored));
  record.hash = hash_of(token);
  return MintedToken{Secret(std::move(token)), std::move(record)};
}

Result<CallerPtr> find_token_caller(const CallerParts& parts, const StoredTokenClaims& claims, std::string_view token,
                                    UnixTime now) {
  SALLYPORT_TRY(const auto record, parts.tokens.find(claims.id));
  // The hash shows that it is the token that was issued. So a stolen signing key alone makes no token.
  if (!record || !crypto::constant_time_equal(record->hash, hash_of(token)) || record->owner.kind != claims.kind)
    return failure(Kind::rejected, "stored_token_unknown");
  return caller_of_owner(parts, *record, now);
}

Result<CallerPtr> find_token_caller_again(const CallerParts& parts, const Caller& caller, UnixTime now) {
  SALLYPORT_TRY(const auto record, parts.tokens.find(*caller.token));
  if (!record) return failure(Kind::rejected, "stored_token_unknown");
  return caller_of_owner(parts, *record, now);
}

}  // namespace sallyport::gateway
