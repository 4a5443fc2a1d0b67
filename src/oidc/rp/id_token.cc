#include "oidc/rp/id_token.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"

namespace sallyport::oidc::rp {
namespace {

constexpr std::size_t kMaxSubject = 255;  // OIDC Core 2

Failure refused_id_token(std::string_view reason, std::string_view rule) {
  return failure(Kind::rejected, reason, rule);
}

// Stricter: OIDC Core allows additional audiences that the client trusts. We trust none.
Result<void> check_audience(const jose::Claims& claims, const ClientId& client_id) {
  SALLYPORT_TRY(const auto audiences, claims.texts("aud"));
  if (client_id.empty() || audiences.size() != 1 || audiences.front() != client_id.value)
    return refused_id_token("id_token_audience", "OIDC Core 3.1.3.7 (3)");
  return {};
}

Result<void> check_authorized_party(const jose::Claims& claims, const ClientId& client_id) {
  SALLYPORT_TRY(const auto azp, claims.text("azp"));
  if (azp && *azp != client_id.value) return refused_id_token("id_token_azp", "OIDC Core 3.1.3.7 (5)");
  return {};
}

Result<void> check_issued_at(const jose::Claims& claims) {
  SALLYPORT_TRY(const auto iat, claims.time("iat"));
  if (!iat) return failure(Kind::rejected, "jwt_claim_missing", "OIDC Core 2", "iat");
  return {};
}

Result<void> check_nonce(const jose::Claims& claims, const std::optional<std::string>& expected) {
  if (!expected) return {};
  SALLYPORT_TRY(const auto nonce, claims.text("nonce"));
  if (expected->empty() || !nonce || !crypto::constant_time_equal(*nonce, *expected))
    return refused_id_token("id_token_nonce", "OIDC Core 3.1.3.7 (11)");
  return {};
}

Result<void> check_auth_time(const jose::Claims& claims, const IdTokenExpectation& expect, UnixTime now) {
  SALLYPORT_TRY(const auto auth_time, claims.time("auth_time"));
  if (!expect.max_age) return {};
  // max_age counts back from the request, not from now, so that a slow sign-in is not refused as too old.
  const auto oldest = expect.asked.value_or(now) - *expect.max_age - expect.skew;
  const bool fresh = auth_time && *auth_time >= oldest && *auth_time <= now + expect.skew;
  if (!fresh) return refused_id_token("id_token_auth_time", "OIDC Core 3.1.3.7 (13)");
  return {};
}

// Hashes the text as the signature algorithm does. EdDSA uses SHA-512.
std::string hash_for(crypto::SignatureAlgorithm algorithm, std::string_view text) {
  using enum crypto::SignatureAlgorithm;
  switch (algorithm) {
    case rs256:
    case ps256:
    case es256: {
      const auto digest = crypto::sha256(text);
      return std::string(crypto::view(digest));
    }
    case rs384:
    case ps384:
    case es384:
      return crypto::sha384(text);
    case rs512:
    case ps512:
    case es512:
    case eddsa:
      return crypto::sha512(text);
  }
  return {};  // not reached; check_code_hash rejects an empty hash
}

Result<void> check_code_hash(const jose::Claims& claims, const jose::JwsHeader& header,
                             const std::optional<std::string>& code) {
  if (!code) return {};
  SALLYPORT_TRY(const auto c_hash, claims.text("c_hash"));
  const auto digest = hash_for(header.algorithm, *code);
  const auto left_half = base64url_encode(std::string_view(digest).substr(0, digest.size() / 2));
  if (left_half.empty() || !c_hash || !crypto::constant_time_equal(*c_hash, left_half))
    return refused_id_token("id_token_c_hash", "OIDC Core 3.3.2.10");
  return {};
}

Result<void> check_subject(const jose::Claims& claims) {
  SALLYPORT_TRY(const auto sub, claims.required_text("sub"));
  if (sub.size() > kMaxSubject) return refused_id_token("id_token_subject", "OIDC Core 2");
  return {};
}

// "at+jwt", "logout+jwt" and the like are other kinds of token (RFC 8725 3.11).
Result<void> check_type(const jose::JwsHeader& header) {
  if (!header.typ.empty() && !ascii_iequals(header.typ, "JWT"))
    return refused_id_token("id_token_type", "RFC 8725 3.11");
  return {};
}

}  // namespace

Result<void> check_id_token(const jose::Claims& claims, const jose::JwsHeader& header, const IdTokenExpectation& expect,
                            UnixTime now) {
  SALLYPORT_CHECK(check_audience(claims, expect.client_id));
  SALLYPORT_CHECK(check_authorized_party(claims, expect.client_id));
  SALLYPORT_CHECK(jose::check_lifetime(claims, expect.skew, now));  // OIDC Core 3.1.3.7 (9)
  SALLYPORT_CHECK(check_issued_at(claims));
  SALLYPORT_CHECK(check_nonce(claims, expect.nonce));
  SALLYPORT_CHECK(check_auth_time(claims, expect, now));
  SALLYPORT_CHECK(check_code_hash(claims, header, expect.code));
  SALLYPORT_CHECK(check_subject(claims));
  return check_type(header);
}

}  // namespace sallyport::oidc::rp
