#include "gateway/bearer.h"

#include <algorithm>

#include "entra/bearer_check.h"
#include "gateway/expectations.h"
#include "jose/jwt.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kUpstreamAudience = "sallyport:upstream";
constexpr std::string_view kApiAudience = "sallyport:api";

std::string_view audience_of(OwnTokenUse use) {
  return use == OwnTokenUse::upstream ? kUpstreamAudience : kApiAudience;
}

}  // namespace

Result<OwnTokenClaims> check_own_token(const Services& services, std::string_view token, UnixTime now) {
  SALLYPORT_TRY(const auto jws, jose::CompactJws::parse(token));
  const jose::Algorithms algorithms{services.own_keys.signing_key().algorithm};
  const jose::JwkSet* const key = services.own_keys.find_key(token, now);
  if (!key) return failure(Kind::rejected, "own_token_key");  // replaced, and its last tokens have expired
  SALLYPORT_TRY(const auto verified, jose::verify(jws, *key, algorithms));
  SALLYPORT_TRY(const auto claims, jose::Claims::parse(verified));
  SALLYPORT_CHECK(jose::check_lifetime(claims, Seconds(0), now));
  SALLYPORT_TRY(const auto issuer, claims.required_text("iss"));
  if (issuer != services.settings->own_tokens.issuer)
    return failure(Kind::rejected, "own_token_issuer", "RFC 7519 4.1.1");
  SALLYPORT_TRY(const auto audiences, claims.texts("aud"));
  if (audiences != std::vector<std::string_view>{audience_of(OwnTokenUse::api)})
    return failure(Kind::rejected, "own_token_audience", "RFC 7519 4.1.3");
  SALLYPORT_TRY(const auto sid, claims.required_text("sid"));
  const auto digest = base64url_decode(sid);
  if (!digest || digest->size() != 32) return failure(Kind::rejected, "own_token_session");
  SALLYPORT_TRY(const auto expires, claims.time("exp"));
  return OwnTokenClaims{{*digest}, *expires};
}

Result<oidc::SubjectClaims> check_provider_token(const Services& services, const oidc::rp::ProviderSnapshot& snapshot,
                                                 std::string_view token, UnixTime now) {
  if (!services.provider) return failure(Kind::rejected, "token_issuer");
  if (!services.settings->provider.metadata.expect.resolve_tenant)
    return entra::check_bearer(token, snapshot.keys, services.prepared.bearer, now);
  entra::BearerExpectation expect = services.prepared.bearer;
  expect.issuer.issuer = issuer_of(*services.settings, snapshot.metadata);
  return entra::check_bearer(token, snapshot.keys, expect, now);
}

crypto::Fingerprint person_fingerprint(const identity::IdentityKey& key) {
  std::string text;
  text.reserve(key.issuer.value.size() + key.tenant.value.size() + key.subject.value.size() + 16);
  // The lengths keep two keys apart whose parts run together to the same text.
  for (const std::string* part : {&key.issuer.value, &key.tenant.value})
    text.append(std::to_string(part->size())).append(":").append(*part).append(":");
  text.append(key.subject.value);
  return crypto::fingerprint(text);
}

CallerPtr caller_of(Admission admission, const identity::Person* person, UnixTime expires) {
  auto caller = std::make_shared<Caller>();
  if (person) caller->person = person->id;
  caller->username = std::move(admission.labels.username);
  caller->display_name = std::move(admission.labels.display_name);
  caller->email = std::move(admission.labels.email);
  caller->preferred_username = std::move(admission.labels.preferred_username);
  caller->roles = std::move(admission.roles);
  caller->groups = std::move(admission.groups);
  caller->admin = admission.admin_by_role || (person && person->admin);
  caller->program = admission.program;
  caller->expires = expires;
  return finish(std::move(caller));
}

Result<OwnToken> mint_own_token(const Services& services, const Caller& caller, OwnTokenUse use) {
  const Settings& settings = *services.settings;
  const UnixTime now = services.clock.now();
  // Never longer than what it was made from.
  const UnixTime expires = std::min(now + settings.own_tokens.identity_lifetime, caller.expires);
  json::Array roles(caller.roles.begin(), caller.roles.end());
  json::Object claims{{"iss", settings.own_tokens.issuer},
                      {"sub", caller.username},
                      {"aud", audience_of(use)},
                      {"email", caller.email},
                      {"preferred_username", caller.username},
                      {"name", caller.display_name},
                      {"isBot", false},
                      {"isAdmin", caller.admin},
                      {"tokenType", "OM_USER"},
                      {"roles", std::move(roles)},
                      {"iat", now.seconds},
                      {"exp", expires.seconds},
                      {"jti", random_uuid(services.random)}};
  if (use == OwnTokenUse::api && caller.session) claims.set("sid", base64url_encode(caller.session->value));
  SALLYPORT_TRY(auto token, services.own_keys.sign(claims));
  return OwnToken{std::move(token), expires};
}

}  // namespace sallyport::gateway
