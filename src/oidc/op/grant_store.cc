#include "oidc/op/grant_store.h"

#include "base/encoding.h"
#include "crypto/digest.h"

namespace sallyport::oidc::op {

TokenDigest digest_of(std::string_view token) {
  return TokenDigest(base64url_encode(crypto::view(crypto::sha256(token))));
}

}  // namespace sallyport::oidc::op
