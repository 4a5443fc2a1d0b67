#include "entra/bearer_check.h"

#include "base/text.h"
#include "oidc/rs/bearer.h"

namespace sallyport::entra {
namespace {

using oidc::TokenKind;

Failure refused_bearer(std::string_view reason, std::string_view rule) {
  return failure(Kind::rejected, reason, rule);
}

// Entra ID puts a nonce into the header of a token for Microsoft Graph and signs another text, so only Graph can verify
// the token (docs/entra.md, Tokens and claims). It has a reason of its own because clients often send it by mistake.
Result<void> check_not_for_graph(const jose::JwsHeader& header) {
  if (header.has_nonce) return refused_bearer("token_for_graph", "docs/entra.md, Tokens and claims");
  return {};
}

bool is_access_token_type(std::string_view typ) {
  return ascii_iequals(typ, "at+jwt") || ascii_iequals(typ, "application/at+jwt");  // RFC 9068 4
}

// "logout+jwt", "JOSE" and the like are other kinds of token (RFC 8725 3.11).
Result<void> check_type(const jose::JwsHeader& header) {
  if (header.typ.empty() || ascii_iequals(header.typ, "JWT") || is_access_token_type(header.typ)) return {};
  return refused_bearer("token_type", "RFC 8725 3.11");
}

Result<void> check_kind(TokenKind kind, const jose::Claims& claims, const BearerExpectation& expect) {
  if (kind == TokenKind::access_token_user) return {};
  if (kind == TokenKind::access_token_app && !expect.accept_app_tokens)
    return refused_bearer("token_kind_not_accepted", "RFC 8725 3.12");
  if (kind == TokenKind::access_token_app) return {};
  if (!expect.accept_id_tokens) return refused_bearer("token_kind_not_accepted", "RFC 8725 3.12");
  if (is_access_token_type(claims.header.typ)) return refused_bearer("token_kind", "RFC 9068 4");
  // Stricter: an ID token must have one audience, because several do not tell which client requested it (OIDC Core
  // 3.1.3.7).
  SALLYPORT_TRY(const auto audiences, claims.texts("aud"));
  if (audiences.size() != 1) return refused_bearer("token_audience", "OIDC Core 3.1.3.7 (3)");
  return {};
}

// At Entra ID oid and tid identify a person. At another provider people may be able to set these claims themselves, so
// there only sub identifies a person (OIDC Core 5.7).
Result<oidc::SubjectClaims> read_person(jose::Claims claims, TokenKind kind, const IssuerPolicy& policy) {
  auto subject = read_subject(std::move(claims), kind);
  if (!subject || policy.require_tenant) return subject;
  if (subject->sub.empty()) return refused_bearer("token_no_subject", "OIDC Core 2");
  subject->subject.value = subject->sub;
  subject->tenant.value.clear();
  return subject;
}

// Parses the token, verifies its signature, and parses the claims.
Result<jose::Claims> vouch(std::string_view token, const jose::JwkSet& keys, const jose::Algorithms& algorithms) {
  SALLYPORT_TRY(auto jws, jose::CompactJws::parse(token));
  SALLYPORT_CHECK(check_not_for_graph(jws.header));
  SALLYPORT_CHECK(check_type(jws.header));
  SALLYPORT_TRY(auto verified, jose::verify(std::move(jws), keys, algorithms));
  return jose::Claims::parse(std::move(verified));
}

}  // namespace

Result<oidc::SubjectClaims> check_bearer(std::string_view token, const jose::JwkSet& keys,
                                         const BearerExpectation& expect, UnixTime now) {
  SALLYPORT_TRY(auto claims, vouch(token, keys, expect.algorithms));
  SALLYPORT_CHECK(jose::check_lifetime(claims, expect.skew, now));
  SALLYPORT_CHECK(check_issuer(claims, claims.key_issuer, expect.issuer));
  SALLYPORT_CHECK(oidc::rs::check_audience(claims, expect.audiences));
  SALLYPORT_TRY(const auto kind, kind_of(claims));
  SALLYPORT_CHECK(check_kind(kind, claims, expect));
  return read_person(std::move(claims), kind, expect.issuer);
}

Result<oidc::SubjectClaims> check_sign_in(std::string_view id_token, const jose::JwkSet& keys,
                                          const SignInExpectation& expect, UnixTime now) {
  SALLYPORT_TRY(auto claims, vouch(id_token, keys, expect.algorithms));
  SALLYPORT_CHECK(check_issuer(claims, claims.key_issuer, expect.issuer));
  SALLYPORT_CHECK(oidc::rp::check_id_token(claims, claims.header, expect.id_token, now));
  SALLYPORT_TRY(const auto kind, kind_of(claims));
  if (kind != TokenKind::id_token) return refused_bearer("token_kind", "RFC 8725 3.12");
  return read_person(std::move(claims), kind, expect.issuer);
}

Result<oidc::SubjectClaims> read_kept_claims(jose::Claims claims, const IssuerPolicy& policy) {
  SALLYPORT_CHECK(check_issuer(claims, {}, policy));
  return read_person(std::move(claims), TokenKind::id_token, policy);
}

}  // namespace sallyport::entra
