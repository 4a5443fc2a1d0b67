// Digests fetched once for the process: fetching one by name costs more than hashing a token.
#pragma once

#include "crypto/openssl_native.h"

namespace sallyport::crypto {

const EVP_MD* sha256_method();
const EVP_MD* sha384_method();
const EVP_MD* sha512_method();

// Writes EVP_MD_get_size(method) bytes. Uses a context of the thread: no allocation after the first call.
void digest_into(const EVP_MD* method, std::string_view bytes, unsigned char* out);

}  // namespace sallyport::crypto
