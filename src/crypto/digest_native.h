// OpenSSL's digest methods. The process fetches each of them once, because fetching one by name costs more than hashing
// a token.
#pragma once

#include "crypto/openssl_native.h"

namespace sallyport::crypto {

const EVP_MD* sha256_method();
const EVP_MD* sha384_method();
const EVP_MD* sha512_method();

// Hashes `bytes` and writes EVP_MD_get_size(method) bytes to `out`. Each thread has its own context and allocates it in
// its first call.
void digest_into(const EVP_MD* method, std::string_view bytes, unsigned char* out);

}  // namespace sallyport::crypto
