// Making tokens of our own. Source: RFC 7515 5.1.
#pragma once

#include <string>

#include "base/json.h"
#include "crypto/signature.h"

namespace sallyport::jose {

struct SigningKey {
  crypto::PrivateKey key;
  crypto::SignatureAlgorithm algorithm;  // rs256, ps256, es256, eddsa
  std::string kid;
};

// `header` holds what comes beside alg and kid: typ, x5t. Errors: internal/"sign".
Result<std::string> sign_compact(const SigningKey& key, const json::Object& header, const json::Object& claims);

}  // namespace sallyport::jose
