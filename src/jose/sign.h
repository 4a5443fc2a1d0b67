// Signs the tokens that Sallyport itself issues. Every thread may use it. Source: RFC 7515 5.1.
#pragma once

#include <string>

#include "base/json.h"
#include "crypto/signature.h"

namespace sallyport::jose {

struct SigningKey {
  crypto::PrivateKey key;
  crypto::SignatureAlgorithm algorithm;  // must fit the key: rs256, ps256, es256, eddsa
  std::string kid;                       // empty: the token gets no kid
};

// Returns the token in the compact form. `header` holds further header members, such as typ and x5t; alg and kid always
// come from the key. `first` holds members that come before all others, so that tokens whose headers differ begin with
// the same bytes; alg, kid and the names in `header` must not be among them.
// Errors: internal/"sign", internal/"signature_key_type".
Result<std::string> sign_compact(const SigningKey& key, const json::Object& header, const json::Object& claims,
                                 const json::Object& first = {});

}  // namespace sallyport::jose
