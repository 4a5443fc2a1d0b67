// RSA keys that a rehearsal makes again from the same random bytes.
#pragma once

#include "base/random.h"
#include "crypto/key.h"

namespace sallyport::crypto {

// Makes an RSA key of the bytes of `random` alone: the same bytes make the same key. Such a key is as secret as they
// are, so use it only with a Random that is_predictable(), and PrivateKey::generate_rsa otherwise. Takes about 0.3 s
// for 2048 bits. Errors: internal/"seeded_key"; those of PrivateKey::from_der. Source: RFC 8017 3.
Result<PrivateKey> make_seeded_rsa(int bits, Random& random);

}  // namespace sallyport::crypto
