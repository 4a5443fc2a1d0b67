// Public and private keys: parsed from JWK members, PEM and DER, or generated. OpenSSL stays inside key.cc.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace sallyport::crypto {

enum class KeyType { rsa, p256, p384, p521, ed25519, ed448 };

// RSA as unsigned big-endian integers without leading zeros. Source: RFC 7518 6.3.1.
struct RsaComponents {
  std::string n;
  std::string e;
};

// EC coordinates in the curve's full width (RFC 7518 6.2.1); OKP has x alone (RFC 8037 2).
struct EcComponents {
  std::string x;
  std::string y;
};

// Immutable, cheap to copy (shared), safe to use from every thread.
class PublicKey {
 public:
  // Errors: malformed/"key_encoding"; rejected/"rsa_modulus_size" (2048..16384 bits), "rsa_exponent" (odd, from 3,
  // at most 64 bits), "rsa_modulus_even", "rsa_weak_roca". Source: RFC 7518 3.3, RFC 8725 3.5.
  static Result<PublicKey> from_rsa(const RsaComponents& components);

  // Errors: malformed/"key_encoding" (wrong length, point not on the curve).
  static Result<PublicKey> from_ec(KeyType curve, const EcComponents& components);

  // Shape: 32 bytes for ed25519, 57 for ed448. Errors: malformed/"key_encoding".
  static Result<PublicKey> from_okp(KeyType type, std::string_view x);

  // SubjectPublicKeyInfo, PEM or DER. Errors: as above; rejected/"key_type".
  static Result<PublicKey> from_pem(std::string_view pem);
  static Result<PublicKey> from_der(std::string_view der);

  KeyType type() const;
  int bits() const;
  Result<RsaComponents> rsa() const;  // internal/"key_type" where it is not RSA
  Result<EcComponents> ec() const;    // EC: x and y; OKP: x
  std::string to_der() const;         // SubjectPublicKeyInfo

  struct Native;  // OpenSSL's; for crypto/ and net/ alone
  const Native& native() const { return *native_; }

 private:
  friend class PrivateKey;
  explicit PublicKey(std::shared_ptr<const Native> native) : native_(std::move(native)) {}
  std::shared_ptr<const Native> native_;
};

class PrivateKey {
 public:
  // Takes about 0.1 s for 2048 bits, 0.5 s for 3072. Shape: bits 2048, 3072 or 4096.
  static PrivateKey generate_rsa(int bits);
  static PrivateKey generate_ec(KeyType curve);  // p256, p384, p521, ed25519, ed448

  // PKCS#8 (or the older PKCS#1 and SEC1) without a passphrase. Errors: malformed/"key_encoding", rejected/"key_type"
  // and the refusals of PublicKey.
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
