#define OPENSSL_SUPPRESS_DEPRECATED  // SHA256_*
#include "crypto/digest.h"

#include <openssl/sha.h>

#include "base/encoding.h"
#include "crypto/digest_native.h"

namespace sallyport::crypto {
namespace {

const EVP_MD* fetch(const char* name) {
  const EVP_MD* method = EVP_MD_fetch(nullptr, name, nullptr);
  must(method != nullptr);
  return method;
}

std::string digest(const EVP_MD* method, std::string_view bytes) {
  std::string out(static_cast<std::size_t>(EVP_MD_get_size(method)), '\0');
  digest_into(method, bytes, bytes_of(out));
  return out;
}

}  // namespace

const EVP_MD* sha256_method() {
  static const EVP_MD* const method = fetch("SHA2-256");
  return method;
}

const EVP_MD* sha384_method() {
  static const EVP_MD* const method = fetch("SHA2-384");
  return method;
}

const EVP_MD* sha512_method() {
  static const EVP_MD* const method = fetch("SHA2-512");
  return method;
}

void digest_into(const EVP_MD* method, std::string_view bytes, unsigned char* out) {
  thread_local const OwnedDigestContext context(EVP_MD_CTX_new());
  must(context != nullptr && EVP_DigestInit_ex2(context.get(), method, nullptr) == 1 &&
       EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
       EVP_DigestFinal_ex(context.get(), out, nullptr) == 1);
}

// This function runs for each request with a session. OpenSSL 3.0's EVP functions allocate, clear and free their state
// for every digest, and that takes as long as hashing a session id. The SHA256_* functions below EVP do not. They are
// deprecated, but they are there to stay.
Sha256 sha256(std::string_view bytes) {
  Sha256 out;
  SHA256_CTX context;
  must(SHA256_Init(&context) == 1 && SHA256_Update(&context, bytes.data(), bytes.size()) == 1 &&
       SHA256_Final(out.data(), &context) == 1);
  return out;
}

std::string sha384(std::string_view bytes) {
  return digest(sha384_method(), bytes);
}
std::string sha512(std::string_view bytes) {
  return digest(sha512_method(), bytes);
}

std::string sha1(std::string_view bytes) {
  static const EVP_MD* const method = fetch("SHA1");
  return digest(method, bytes);
}

std::string token_name(std::string_view token) {
  return hex_encode(view(sha256(token)).substr(0, 4));
}

}  // namespace sallyport::crypto
