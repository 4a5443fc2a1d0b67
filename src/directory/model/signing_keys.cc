#include "directory/model/signing_keys.h"

#include <algorithm>

#include "base/encoding.h"
#include "crypto/certificate.h"
#include "crypto/seeded_key.h"
#include "directory/call/limits.h"

namespace sallyport::directory {
namespace {

Result<crypto::PrivateKey> make_private_key(Random& random) {
  if (random.is_predictable()) return crypto::make_seeded_rsa(limits::kSigningKeyBits, random);
  return crypto::PrivateKey::generate_rsa(limits::kSigningKeyBits);
}

Result<oidc::op::StoredKey> make_key(UnixTime now, Random& random) {
  SALLYPORT_TRY(const auto key, make_private_key(random));
  SALLYPORT_TRY(const auto certificate, crypto::make_self_signed({"Sallyport directory signing key",
                                                                  {},
                                                                  {},
                                                                  now - Seconds(60),
                                                                  now + limits::kSigningCertificate,
                                                                  random.bytes(16)},
                                                                 key));
  // As at Entra, kid is the certificate's SHA-1 thumbprint, the same as x5t.
  return oidc::op::StoredKey{base64url_encode(certificate.sha1_thumbprint()), key.to_pem(), certificate.der, now};
}

}  // namespace

Result<oidc::op::KeySet> next_keys(const oidc::op::KeySet& now_stored, UnixTime now, Random& random) {
  oidc::op::KeySet next;
  next.generation = now_stored.generation + 1;
  next.pairwise_secret = now_stored.pairwise_secret.empty() ? Secret(random.bytes(32)) : now_stored.pairwise_secret;
  const auto signing = std::ranges::find(now_stored.keys, now_stored.signing_kid, &oidc::op::StoredKey::kid);
  if (signing != now_stored.keys.end()) next.keys.assign(signing, now_stored.keys.end());
  while (next.keys.size() < (now_stored.keys.empty() ? 2U : 3U)) {
    SALLYPORT_TRY(auto key, make_key(now, random));
    next.keys.push_back(std::move(key));
  }
  next.signing_kid = next.keys[next.keys.size() - 2].kid;
  return next;
}

Result<void> rotate_keys(oidc::op::KeyStore& keys, UnixTime now, Random& random) {
  SALLYPORT_TRY(const auto stored, keys.load());
  SALLYPORT_TRY(const auto next, next_keys(stored, now, random));
  return keys.replace(next);
}

Result<void> ensure_keys(oidc::op::KeyStore& keys, UnixTime now, Random& random) {
  SALLYPORT_TRY(const auto stored, keys.load());
  if (stored.generation > 0) return {};
  auto made = rotate_keys(keys, now, random);
  if (!made && made.error().kind == Kind::conflict) return {};  // another process made them first
  return made;
}

}  // namespace sallyport::directory
