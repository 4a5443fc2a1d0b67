// Checks that the parts of an RSA private key belong together. Only .cc files of crypto/ include this header.
#pragma once

#include "crypto/openssl_native.h"

namespace sallyport::crypto {

// Whether the parts belong together; true for keys of other types. It finds damaged bytes of a key file within
// microseconds. It does not test whether p and q are prime. OpenSSL's own check does, but takes a third of a second.
// Source: RFC 8017 3.2.
bool parts_fit(const EVP_PKEY& key);

}  // namespace sallyport::crypto
