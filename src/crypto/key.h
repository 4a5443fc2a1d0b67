// Public and private keys, either generated or read from JWK members, PEM or DER. Every key must pass the rules of this
// header, whatever its source. No OpenSSL type appears in this header.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "base/secret.h"

namespace sallyport::crypto {

enum class KeyType { rsa, p256, p384, p521, ed25519, ed448 };

// An RSA key as unsigned big-endian integers without leading zeros. Source: RFC 7518 6.3.1.
struct RsaComponents {
  std::string n;
  std::string e;
};

// Coordinates in the full width of the curve (RFC 7518 6.2.1). Ed25519 and Ed448 keys have only x (RFC 8037 2).
struct EcComponents {
  std::string x;
  std::string y;
};

// A PublicKey is immutable, so every thread may use it. It is cheap to copy, because copies share OpenSSL's key.
class PublicKey {
 public:
  // Errors: malformed/"key_encoding"; rejected/"rsa_modulus_size" (not 2048..16384 bits), "rsa_exponent" (even, below
  // 3, or more than 64 bits), "rsa_modulus_even", "rsa_weak_roca". Source: RFC 7518 3.3, RFC 8725 3.5.
  static Result<PublicKey> from_rsa(const RsaComponents& components);

  // Errors: malformed/"key_encoding" (wrong length, point not on the curve).
  static Result<PublicKey> from_ec(KeyType curve, const EcComponents& components);

  // `x` has 32 bytes for ed25519 and 57 for ed448. Errors: malformed/"key_encoding".
  static Result<PublicKey> from_okp(KeyType type, std::string_view x);

  // Read a SubjectPublicKeyInfo. Errors: those of the functions above; rejected/"key_type" for a key of another type or
  // curve.
  static Result<PublicKey> from_pem(std::string_view pem);
  static Result<PublicKey> from_der(std::string_view der);

  KeyType type() const;
  int bits() const;                   // for RSA, the size of the modulus
  Result<RsaComponents> rsa() const;  // internal/"key_type" if this is not an RSA key
  Result<EcComponents> ec() const;    // EC: x and y; OKP: only x; internal/"key_type" if this is an RSA key
  std::string to_der() const;         // SubjectPublicKeyInfo

  struct Native;  // OpenSSL's key, which only crypto/ and net/ may use
  const Native& native() const { return *native_; }

 private:
  friend class PrivateKey;
  explicit PublicKey(std::shared_ptr<const Native> native) : native_(std::move(native)) {}
  std::shared_ptr<const Native> native_;
};

// A PrivateKey is immutable and cheap to copy, like a PublicKey. Every thread may use it.
class PrivateKey {
 public:
  // Takes about 0.1 s for 2048 bits and 0.5 s for 3072. `bits` must be 2048, 3072 or 4096.
  static PrivateKey generate_rsa(int bits);
  static PrivateKey generate_ec(KeyType curve);  // every type but rsa

  // Read PKCS#8 (or the older PKCS#1 and SEC1) without a passphrase. Errors: malformed/"key_encoding", also if the
  // parts of an RSA key do not belong together; rejected/"key_type"; the other errors of PublicKey.
  static Result<PrivateKey> from_pem(const Secret& pem);
  static Result<PrivateKey> from_der(const Secret& der);

  KeyType type() const;
  PublicKey public_key() const;
  Secret to_pem() const;  // PKCS#8
  Secret to_der() const;  // PKCS#8

  struct Native;
  const Native& native() const { return *native_; }

 private:
  explicit PrivateKey(std::shared_ptr<const Native> native) : native_(std::move(native)) {}
  std::shared_ptr<const Native> native_;
};

}  // namespace sallyport::crypto
