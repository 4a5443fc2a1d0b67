#include "crypto/fingerprint.h"

#include <limits>
#include <string>

#include "crypto/openssl_native.h"
#include "crypto/system_random.h"

namespace sallyport::crypto {
namespace {

constexpr std::size_t kFingerprintKey = 32;
// A fixed nonce is safe here: the tag is encrypted under the second key, so nobody sees it.
constexpr std::array<unsigned char, 12> kZeroNonce{};

using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

struct Keys {
  std::string hash = SystemRandom().bytes(kFingerprintKey);
  std::string hide = SystemRandom().bytes(kFingerprintKey);
};

const Keys& keys() {
  static const Keys drawn;
  return drawn;
}

CipherContext make_context(const char* name, const std::string& key) {
  const Owned<EVP_CIPHER, EVP_CIPHER_free> method(EVP_CIPHER_fetch(nullptr, name, nullptr));
  CipherContext context(EVP_CIPHER_CTX_new());
  must(method != nullptr && context != nullptr &&
       EVP_EncryptInit_ex2(context.get(), method.get(), bytes_of(key), nullptr, nullptr) == 1);
  return context;
}

}  // namespace

Fingerprint fingerprint(std::string_view text) {
  thread_local const CipherContext hash = make_context("AES-256-GCM", keys().hash);
  thread_local const CipherContext hide = make_context("AES-256-ECB", keys().hide);
  must(text.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
  Fingerprint tag{};
  Fingerprint out{};
  int written = 0;
  must(EVP_EncryptInit_ex2(hash.get(), nullptr, nullptr, kZeroNonce.data(), nullptr) == 1 &&
       (text.empty() ||
        EVP_EncryptUpdate(hash.get(), nullptr, &written, bytes_of(text), static_cast<int>(text.size())) == 1) &&
       EVP_EncryptFinal_ex(hash.get(), tag.data(), &written) == 1 &&
       EVP_CIPHER_CTX_ctrl(hash.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag.size()), tag.data()) == 1 &&
       EVP_EncryptUpdate(hide.get(), out.data(), &written, tag.data(), static_cast<int>(tag.size())) == 1);
  return out;
}

}  // namespace sallyport::crypto
