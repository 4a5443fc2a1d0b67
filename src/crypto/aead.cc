#include "crypto/aead.h"

#include <limits>

#include "crypto/openssl_native.h"

namespace sallyport::crypto {
namespace {

constexpr std::size_t kKey = 32;
constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;

using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

const EVP_CIPHER* aes_256_gcm() {
  static const EVP_CIPHER* const method = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  must(method != nullptr);
  return method;
}

int length_of(std::string_view bytes) {
  must(bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
  return static_cast<int>(bytes.size());
}

Failure not_ours() {
  return failure(Kind::rejected, "aead_open", "NIST SP 800-38D 7.2");
}

}  // namespace

Result<AeadKey> AeadKey::from_bytes(Secret bytes) {
  if (bytes.reveal().size() != kKey) return failure(Kind::malformed, "aead_key");
  return AeadKey(std::move(bytes));
}

std::string AeadKey::seal(std::string_view plaintext, std::string_view purpose, Random& random) const {
  const std::string nonce = random.bytes(kNonce);
  must(nonce.size() == kNonce);
  std::string sealed = nonce;
  sealed.resize(kNonce + plaintext.size() + kTag);
  unsigned char* const ciphertext = bytes_of(sealed) + kNonce;
  const CipherContext context(EVP_CIPHER_CTX_new());
  int written = 0;
  must(context != nullptr &&
       EVP_EncryptInit_ex2(context.get(), aes_256_gcm(), bytes_of(bytes_.reveal()), bytes_of(nonce), nullptr) == 1 &&
       EVP_EncryptUpdate(context.get(), nullptr, &written, bytes_of(purpose), length_of(purpose)) == 1 &&
       EVP_EncryptUpdate(context.get(), ciphertext, &written, bytes_of(plaintext), length_of(plaintext)) == 1 &&
       EVP_EncryptFinal_ex(context.get(), ciphertext + plaintext.size(), &written) == 1 &&
       EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTag, ciphertext + plaintext.size()) == 1);
  return sealed;
}

Result<std::string> AeadKey::open(std::string_view sealed, std::string_view purpose) const {
  if (sealed.size() < kNonce + kTag) return not_ours();
  const std::string_view nonce = sealed.substr(0, kNonce);
  const std::string_view ciphertext = sealed.substr(kNonce, sealed.size() - kNonce - kTag);
  std::string tag(sealed.substr(sealed.size() - kTag));
  std::string plaintext(ciphertext.size(), '\0');
  const CleanErrors clean;
  const CipherContext context(EVP_CIPHER_CTX_new());
  int written = 0;
  must(context != nullptr &&
       EVP_DecryptInit_ex2(context.get(), aes_256_gcm(), bytes_of(bytes_.reveal()), bytes_of(nonce), nullptr) == 1 &&
       EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTag, tag.data()) == 1 &&
       EVP_DecryptUpdate(context.get(), nullptr, &written, bytes_of(purpose), length_of(purpose)) == 1 &&
       EVP_DecryptUpdate(context.get(), bytes_of(plaintext), &written, bytes_of(ciphertext), length_of(ciphertext)) ==
           1);
  if (EVP_DecryptFinal_ex(context.get(), bytes_of(plaintext) + plaintext.size(), &written) != 1) {
    OPENSSL_cleanse(plaintext.data(), plaintext.size());  // the tag does not authenticate this text
    return not_ours();
  }
  return plaintext;
}

}  // namespace sallyport::crypto
