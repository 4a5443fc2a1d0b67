// Whether the parts of an RSA private key belong together. For .cc files of crypto/ alone.
#pragma once

#include "crypto/openssl_native.h"

namespace sallyport::crypto {

// True for keys of other types. Finds bytes that were turned over in a file, in microseconds; whether p and q are
// prime, which takes OpenSSL's own check a third of a second, is not asked. Source: RFC 8017 3.2.
bool parts_fit(const EVP_PKEY& key);

}  // namespace sallyport::crypto
