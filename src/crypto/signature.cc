#include "crypto/signature.h"

#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

#include <array>
#include <vector>

#include "crypto/digest_native.h"
#include "crypto/key_native.h"

namespace sallyport::crypto {
namespace {

enum class Scheme { pkcs1, pss, ecdsa, eddsa };

struct AlgorithmRow {
  SignatureAlgorithm algorithm;
  std::string_view name;
  Scheme scheme;
  const EVP_MD* (*digest)();  // null for EdDSA, which hashes by itself
  KeyType type;               // for EdDSA: ed25519 or ed448
  std::size_t width;          // ECDSA: bytes of R and of S
};
using enum SignatureAlgorithm;
constexpr std::array kAlgorithms{
    AlgorithmRow{rs256, "RS256", Scheme::pkcs1, sha256_method, KeyType::rsa, 0},
    AlgorithmRow{rs384, "RS384", Scheme::pkcs1, sha384_method, KeyType::rsa, 0},
    AlgorithmRow{rs512, "RS512", Scheme::pkcs1, sha512_method, KeyType::rsa, 0},
    AlgorithmRow{ps256, "PS256", Scheme::pss, sha256_method, KeyType::rsa, 0},
    AlgorithmRow{ps384, "PS384", Scheme::pss, sha384_method, KeyType::rsa, 0},
    AlgorithmRow{ps512, "PS512", Scheme::pss, sha512_method, KeyType::rsa, 0},
    AlgorithmRow{es256, "ES256", Scheme::ecdsa, sha256_method, KeyType::p256, 32},
    AlgorithmRow{es384, "ES384", Scheme::ecdsa, sha384_method, KeyType::p384, 48},
    AlgorithmRow{es512, "ES512", Scheme::ecdsa, sha512_method, KeyType::p521, 66},
    AlgorithmRow{eddsa, "EdDSA", Scheme::eddsa, nullptr, KeyType::ed25519, 0},
};

const AlgorithmRow& row_of(SignatureAlgorithm algorithm) {
  return kAlgorithms[static_cast<std::size_t>(algorithm)];
}

Failure no_good() {
  return failure(Kind::rejected, "signature", "RFC 7515 5.2");
}

enum class Use { verify, sign };

// Sets up a context for one key and algorithm. Null if OpenSSL refuses. This takes more than a fifth of the time of an
// RSA verification.
OwnedKeyContext prepare(EVP_PKEY& key, const AlgorithmRow& row, Use use) {
  OwnedKeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, &key, nullptr));
  if (!context) return nullptr;
  const int started = use == Use::verify ? EVP_PKEY_verify_init(context.get()) : EVP_PKEY_sign_init(context.get());
  if (started != 1) return nullptr;
  const EVP_MD* const digest = row.digest();
  if (row.scheme == Scheme::pkcs1 && EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1)
    return nullptr;
  if (row.scheme == Scheme::pss && EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) != 1)
    return nullptr;
  if (EVP_PKEY_CTX_set_signature_md(context.get(), digest) != 1) return nullptr;
  // RFC 7518 3.5: the salt is exactly as long as the digest, and MGF1 uses the same digest.
  if (row.scheme == Scheme::pss && (EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), digest) != 1 ||
                                    EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), EVP_MD_get_size(digest)) != 1))
    return nullptr;
  return context;
}

// The prepared contexts of one thread. A new one replaces the least recently used one. A context holds its key's
// OpenSSL object, and key ids are never reused, so a new key never gets the context of a destroyed one.
class PreparedContexts {
 public:
  EVP_PKEY_CTX* find_or_prepare(std::uint64_t id, EVP_PKEY& key, const AlgorithmRow& row, Use use) {
    ++now_;
    Entry* oldest = &entries_.front();
    for (Entry& entry : entries_) {
      if (entry.context && entry.id == id && entry.row == &row && entry.use == use) {
        entry.used = now_;
        return entry.context.get();
      }
      if (entry.used < oldest->used) oldest = &entry;
    }
    *oldest = Entry{prepare(key, row, use), id, &row, use, now_};
    return oldest->context.get();
  }

 private:
  struct Entry {
    OwnedKeyContext context;
    std::uint64_t id = 0;
    const AlgorithmRow* row = nullptr;
    Use use = Use::verify;
    std::uint64_t used = 0;
  };
  std::array<Entry, 16> entries_;
  std::uint64_t now_ = 0;
};

EVP_PKEY_CTX* prepared(std::uint64_t id, EVP_PKEY& key, const AlgorithmRow& row, Use use) {
  thread_local PreparedContexts contexts;
  return contexts.find_or_prepare(id, key, row, use);
}

struct Digest {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
  std::size_t size;
};

Digest digest_of(const AlgorithmRow& row, std::string_view message) {
  Digest digest;
  digest_into(row.digest(), message, digest.bytes.data());
  digest.size = static_cast<std::size_t>(EVP_MD_get_size(row.digest()));
  return digest;
}

void append_der_integer(std::string& der, std::string_view number) {
  const bool sign_bit = (static_cast<unsigned char>(number.front()) & 0x80) != 0;
  der.push_back('\x02');
  der.push_back(static_cast<char>(number.size() + (sign_bit ? 1 : 0)));
  if (sign_bit) der.push_back('\0');
  der += number;
}

std::string_view without_leading_zeros(std::string_view number) {
  const std::size_t first = number.find_first_not_of('\0');
  return first == number.npos ? std::string_view{} : number.substr(first);
}

// Converts R || S to the DER that OpenSSL expects. Absent if the length is wrong or a number is zero (CVE-2022-21449).
// OpenSSL itself refuses numbers that are not below the order (FIPS 186-4 6.4.2), and the test vectors check this.
std::optional<std::string> der_of_raw(std::string_view raw, std::size_t width) {
  if (raw.size() != 2 * width) return std::nullopt;  // RFC 7518 3.4 (3)
  const std::string_view r = without_leading_zeros(raw.substr(0, width));
  const std::string_view s = without_leading_zeros(raw.substr(width));
  if (r.empty() || s.empty()) return std::nullopt;
  std::string integers;
  append_der_integer(integers, r);
  append_der_integer(integers, s);
  std::string der = "\x30";
  if (integers.size() > 127) der.push_back('\x81');
  der.push_back(static_cast<char>(integers.size()));
  return der + integers;
}

Result<std::string> raw_of_der(std::string_view der, std::size_t width) {
  const unsigned char* at = bytes_of(der);
  const Owned<ECDSA_SIG, ECDSA_SIG_free> pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  std::string raw(2 * width, '\0');
  if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), bytes_of(raw), static_cast<int>(width)) < 0 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), bytes_of(raw) + width, static_cast<int>(width)) < 0)
    return failure(Kind::internal, "sign");
  return raw;
}

bool verify_eddsa(EVP_PKEY& key, std::string_view message, std::string_view signature) {
  const OwnedDigestContext context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, &key, nullptr) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) == 1;
}

Result<std::string> sign_eddsa(EVP_PKEY& key, std::string_view message) {
  const OwnedDigestContext context(EVP_MD_CTX_new());
  std::string signature(114, '\0');  // for Ed448; an Ed25519 signature has 64 bytes (RFC 8032 5.1.6, 5.2.6)
  std::size_t size = signature.size();
  if (!context || EVP_DigestSignInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, &key, nullptr) != 1 ||
      EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(message), message.size()) != 1)
    return failure(Kind::internal, "sign");
  signature.resize(size);
  return signature;
}

}  // namespace

std::optional<SignatureAlgorithm> parse_signature_algorithm(std::string_view name) {
  for (const AlgorithmRow& row : kAlgorithms)
    if (row.name == name) return row.algorithm;
  return std::nullopt;
}

std::string_view name_of(SignatureAlgorithm algorithm) {
  return row_of(algorithm).name;
}

bool fits(SignatureAlgorithm algorithm, KeyType type) {
  if (algorithm == eddsa) return type == KeyType::ed25519 || type == KeyType::ed448;  // RFC 8037 3.1
  return row_of(algorithm).type == type;
}

Result<void> verify(const PublicKey& key, SignatureAlgorithm algorithm, std::string_view message,
                    std::string_view signature) {
  if (!fits(algorithm, key.type())) return failure(Kind::rejected, "signature_key_type", "RFC 8725 3.1");
  const AlgorithmRow& row = row_of(algorithm);
  EVP_PKEY& pkey = *key.native().pkey;
  const CleanErrors clean;
  if (row.scheme == Scheme::eddsa) {
    if (!verify_eddsa(pkey, message, signature)) return no_good();
    return {};
  }
  std::string der;
  if (row.scheme == Scheme::ecdsa) {
    auto converted = der_of_raw(signature, row.width);
    if (!converted) return no_good();
    der = *std::move(converted);
    signature = der;
  }
  // RFC 8017 8.1.2 and 8.2.2, step 1. OpenSSL does not check this for PSS: it accepts a signature whose first byte is 0
  // without that byte too, and then one token has two spellings.
  if (row.type == KeyType::rsa && signature.size() != static_cast<std::size_t>(EVP_PKEY_get_size(&pkey)))
    return no_good();
  EVP_PKEY_CTX* const context = prepared(key.native().id, pkey, row, Use::verify);
  const Digest digest = digest_of(row, message);
  if (context == nullptr ||
      EVP_PKEY_verify(context, bytes_of(signature), signature.size(), digest.bytes.data(), digest.size) != 1)
    return no_good();
  return {};
}

Result<std::string> sign(const PrivateKey& key, SignatureAlgorithm algorithm, std::string_view message) {
  if (!fits(algorithm, key.type())) return failure(Kind::internal, "signature_key_type");
  const AlgorithmRow& row = row_of(algorithm);
  EVP_PKEY& pkey = *key.native().pkey;
  const CleanErrors clean;
  if (row.scheme == Scheme::eddsa) return sign_eddsa(pkey, message);
  EVP_PKEY_CTX* const context = prepared(key.native().id, pkey, row, Use::sign);
  const Digest digest = digest_of(row, message);
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(&pkey)), '\0');
  std::size_t size = signature.size();
  if (context == nullptr || EVP_PKEY_sign(context, bytes_of(signature), &size, digest.bytes.data(), digest.size) != 1)
    return failure(Kind::internal, "sign");
  signature.resize(size);
  if (row.scheme == Scheme::ecdsa) return raw_of_der(signature, row.width);
  return signature;
}

}  // namespace sallyport::crypto
