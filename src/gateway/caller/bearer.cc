#include "gateway/caller/bearer.h"

#include <algorithm>

#include "entra/bearer_check.h"
#include "gateway/call/expectations.h"
#include "jose/jwt.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kApiAudience = "sallyport:api";

json::Object own_claims(const OwnTokenParts& parts, const Caller& caller, std::string_view audience, UnixTime expires) {
  json::Array roles(caller.roles.begin(), caller.roles.end());
  return {{"iss", parts.settings->own_tokens.issuer},
          {"sub", caller.username},
          {"aud", audience},
          {"email", caller.email},
          {"preferred_username", caller.username},
          {"name", caller.display_name},
          {"isBot", false},
          {"isAdmin", caller.admin},
          {"tokenType", "OM_USER"},
          {"roles", std::move(roles)},
          {"iat", parts.clock.now().seconds},
          {"exp", expires.seconds},
          {"jti", random_uuid(parts.random)}};
}

// A token never outlives the credential that its caller came with.
UnixTime expiry_of(const OwnTokenParts& parts, const Caller& caller) {
  return std::min(parts.clock.now() + parts.settings->own_tokens.identity_lifetime, caller.expires);
}

}  // namespace

Result<OwnTokenClaims> check_own_token(const Settings& settings, const OwnKeys& own_keys, std::string_view token,
                                       UnixTime now) {
  SALLYPORT_TRY(const auto jws, jose::CompactJws::parse(token));
  const jose::Algorithms algorithms{own_keys.signing_key().algorithm};
  const jose::JwkSet* const key = own_keys.find_key(token, now);
  if (!key) return failure(Kind::rejected, "own_token_key");  // the key was replaced, and its last tokens have expired
  SALLYPORT_TRY(const auto verified, jose::verify(jws, *key, algorithms));
  SALLYPORT_TRY(const auto claims, jose::Claims::parse(verified));
  SALLYPORT_CHECK(jose::check_lifetime(claims, Seconds(0), now));
  SALLYPORT_TRY(const auto issuer, claims.required_text("iss"));
  if (issuer != settings.own_tokens.issuer) return failure(Kind::rejected, "own_token_issuer", "RFC 7519 4.1.1");
  SALLYPORT_TRY(const auto audiences, claims.texts("aud"));
  if (audiences != std::vector<std::string_view>{kApiAudience})
    return failure(Kind::rejected, "own_token_audience", "RFC 7519 4.1.3");
  SALLYPORT_TRY(const auto sid, claims.required_text("sid"));
  const auto digest = base64url_decode(sid);
  if (!digest || digest->size() != 32) return failure(Kind::rejected, "own_token_session");
  SALLYPORT_TRY(const auto expires, claims.time("exp"));
  return OwnTokenClaims{{*digest}, *expires};
}

Result<oidc::SubjectClaims> check_provider_token(const Essentials& essentials,
                                                 const oidc::rp::ProviderSnapshot& snapshot, std::string_view token,
                                                 UnixTime now) {
  if (!essentials.settings->provider.metadata.expect.resolve_tenant)
    return entra::check_bearer(token, snapshot.keys, essentials.prepared.bearer, now);
  entra::BearerExpectation expect = essentials.prepared.bearer;
  expect.issuer.issuer = issuer_of(*essentials.settings, snapshot.metadata);
  return entra::check_bearer(token, snapshot.keys, expect, now);
}

crypto::Fingerprint person_fingerprint(const identity::IdentityKey& key) {
  std::string text;
  text.reserve(key.provider.size() + key.issuer.value.size() + key.tenant.value.size() + key.subject.value.size() + 16);
  // The lengths keep two keys apart whose parts would give the same text when joined.
  for (const std::string* part : {&key.provider, &key.issuer.value, &key.tenant.value})
    text.append(std::to_string(part->size())).append(":").append(*part).append(":");
  text.append(key.subject.value);
  return crypto::fingerprint(text);
}

CallerPtr caller_of(Admission admission, PersonId person, identity::Rights rights, UnixTime expires,
                    const identity::TokenRecord* token) {
  auto caller = std::make_shared<Caller>();
  caller->person = std::move(person);
  caller->username = std::move(admission.labels.username);
  caller->display_name = std::move(admission.labels.display_name);
  caller->email = std::move(admission.labels.email);
  if (token && !token->scope.is_whole()) {
    caller->narrowed = std::make_shared<const Narrowed>(rights, token->scope);
    rights = narrowed(std::move(rights), token->scope);
  }
  caller->roles = std::move(rights.roles);
  caller->admin = rights.admin;
  caller->program = admission.program;
  caller->expires = expires;
  if (token) caller->token = token->id;
  return finish(std::move(caller), {admission.labels.preferred_username, admission.groups, admission.groups_state});
}

bool claims_to_be_ours(const CallerParts& parts, std::string_view token) {
  if (is_stored_form(token) || parts.own_keys.signed_here(token)) return true;
  const auto jws = jose::CompactJws::parse(token);
  if (!jws) return false;
  const auto claims = jose::UnverifiedClaims::parse(*jws);
  const auto member = claims ? claims->members.find("iss") : std::nullopt;
  const auto issuer = member ? member->as_string() : std::nullopt;
  if (!issuer) return false;
  const ProviderSettings& provider = parts.settings->provider;
  if (*issuer == parts.settings->own_tokens.issuer || *issuer == provider.metadata.expect.issuer) return true;
  if (!provider.traits.has_tenants) return false;
  // Entra's issuers differ by tenant, and those of v1 tokens are on another host (docs/entra.md, Tokens and claims).
  const bool v1 = provider.authority.cloud && issuer->starts_with(provider.authority.cloud->sts_issuer);
  return v1 || issuer->starts_with(provider.authority.origin + "/");
}

Result<OwnToken> mint_upstream_token(const OwnTokenParts& parts, const Caller& caller, std::string audience) {
  if (audience == kApiAudience) return failure(Kind::internal, "own_token_audience", "RFC 7519 4.1.3");
  const UnixTime expires = expiry_of(parts, caller);
  SALLYPORT_TRY(auto token, parts.own_keys.sign(own_claims(parts, caller, audience, expires)));
  return OwnToken{std::move(token), expires, std::move(audience)};
}

Result<OwnToken> mint_api_token(const OwnTokenParts& parts, const Caller& caller) {
  const UnixTime expires = expiry_of(parts, caller);
  json::Object claims = own_claims(parts, caller, kApiAudience, expires);
  if (caller.session) claims.set("sid", base64url_encode(crypto::view(*caller.session)));
  SALLYPORT_TRY(auto token, parts.own_keys.sign(claims));
  return OwnToken{std::move(token), expires, std::string(kApiAudience)};
}

}  // namespace sallyport::gateway
