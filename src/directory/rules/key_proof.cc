#include "directory/rules/key_proof.h"

#include "crypto/certificate.h"
#include "directory/call/limits.h"
#include "directory/rules/resource.h"
#include "jose/jwt.h"

namespace sallyport::directory {
namespace {

constexpr Seconds kLongest{600};

Result<jose::VerifiedJws> verify_with_one_of(const entra::AppRegistration& app, const jose::CompactJws& proof,
                                             UnixTime now) {
  using crypto::SignatureAlgorithm;
  for (const entra::KeyCredential& credential : app.certificates) {
    const crypto::Certificate certificate{credential.certificate_der};
    if (certificate.not_after() <= now) continue;
    auto key = certificate.public_key();
    if (!key) continue;
    jose::JwkSet keys;
    keys.keys.push_back({*std::move(key), proof.header.kid, std::nullopt, ""});
    auto verified = jose::verify(proof, keys, {SignatureAlgorithm::rs256, SignatureAlgorithm::ps256});
    if (verified) return verified;
  }
  return failure(Kind::rejected, "proof_signature");
}

// Stricter: the times are both required, and the whole span counts. Microsoft asks for "nbf + 10 minutes".
Result<void> check_span(const jose::Claims& claims, UnixTime now) {
  SALLYPORT_TRY(const auto begins, claims.time("nbf"));
  SALLYPORT_TRY(const auto ends, claims.time("exp"));
  const bool short_enough = begins && ends && *ends <= *begins + kLongest;
  if (!short_enough || !jose::check_lifetime(claims, limits::kAssertionSkew, now))
    return failure(Kind::rejected, "proof_lifetime");
  return {};
}

}  // namespace

Result<void> check_key_proof(std::string_view proof, const entra::AppRegistration& app, UnixTime now) {
  SALLYPORT_TRY(const auto jws, jose::CompactJws::parse(proof));
  SALLYPORT_TRY(auto verified, verify_with_one_of(app, jws, now));
  SALLYPORT_TRY(const auto claims, jose::Claims::parse(std::move(verified)));
  SALLYPORT_TRY(const auto issuer, claims.required_text("iss"));
  SALLYPORT_TRY(const auto audiences, claims.texts("aud"));
  if (issuer != app.id.value || audiences.size() != 1 || audiences.front() != kOldGraphAppId)
    return failure(Kind::rejected, "proof_claims");
  return check_span(claims, now);
}

}  // namespace sallyport::directory
