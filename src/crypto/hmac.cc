#include "crypto/hmac.h"

#include <array>

#include "crypto/openssl_native.h"

namespace sallyport::crypto {
namespace {

EVP_MAC* hmac_method() {
  static EVP_MAC* const method = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  must(method != nullptr);
  return method;
}

std::string hmac(std::string digest, std::size_t length, const Secret& key, std::string_view message) {
  const Owned<EVP_MAC_CTX, EVP_MAC_CTX_free> context(EVP_MAC_CTX_new(hmac_method()));
  const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                              OSSL_PARAM_construct_end()};
  const std::string_view secret = key.reveal();
  std::string out(length, '\0');
  std::size_t size = 0;
  must(context != nullptr && EVP_MAC_init(context.get(), bytes_of(secret), secret.size(), parameters.data()) == 1 &&
       EVP_MAC_update(context.get(), bytes_of(message), message.size()) == 1 &&
       EVP_MAC_final(context.get(), bytes_of(out), &size, out.size()) == 1 && size == out.size());
  return out;
}

}  // namespace

std::string hmac_sha256(const Secret& key, std::string_view message) {
  return hmac("SHA2-256", 32, key, message);
}

std::string hmac_sha1(const Secret& key, std::string_view message) {
  return hmac("SHA1", 20, key, message);
}

bool constant_time_equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace sallyport::crypto
