#include "crypto/key.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/reason_of.h"
#include "crypto/roca.h"

namespace sallyport::crypto {
namespace {

// RFC 7517 A.1: the RSA key.
constexpr std::string_view kModulus =
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj"
    "hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQ"
    "vRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK"
    "nqDKgw";

// Wycheproof, json_web_key_test.json, test 7: a key from a broken smart card.
constexpr std::string_view kRocaModulus =
    "AanFpofbj7KjD4Lf-N2hVMKR7yewSyXhhbirIMTGpfYEhZ_lnt5UoK98DnKIgArXGTu3MaW_HhFw16HGaTDUHqPrId7fe4r11CqRw09yBFuW79V8"
    "sYIwHdzCaWflUI6auImYbVfoN9_nD5n8N8SY9DwXw7mwZM9wREPXoDPgOoIWl6q_MPsp7n0zs3Z5ZaiQWOOzl1S9OhwAfSiiOwz6efnXEaxuTEtP"
    "d7BjSx7NaFka8Dx9U7YqXy2RFj1O9PjyaDGuRh7YXsX3iMUSP_wSyHQg_c_qHRtKUsNSGCT7OZg0hzm2KphtjnayKJvC64vAbROBR4Ubg6Bxg9IQ"
    "VZ-QYyE";

// RFC 7517 A.1: the EC key, P-256.
constexpr std::string_view kX = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
constexpr std::string_view kY = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";

const std::string kF4 = std::string("\x01\x00\x01", 3);

std::string bytes(std::string_view base64url) {
  return *base64url_decode(base64url);
}

TEST(RsaKey, KeyOfTheRfcIsAccepted) {
  const auto key = PublicKey::from_rsa({bytes(kModulus), kF4});
  ASSERT_TRUE(key);
  EXPECT_EQ(key->type(), KeyType::rsa);
  EXPECT_EQ(key->bits(), 2048);
  EXPECT_EQ(key->rsa()->n, bytes(kModulus));
  EXPECT_EQ(key->rsa()->e, kF4);
  EXPECT_EQ(reason_of(key->ec()), "key_type");
}

TEST(RsaKey, ModulusMayHave2048To16384Bits) {
  RecordProperty("covers", "JWT-19");
  const auto modulus = [](std::size_t bits) {
    std::string n(bits / 8, '\x55');
    n.front() = '\xff';
    return n;
  };
  EXPECT_EQ(reason_of(PublicKey::from_rsa({modulus(1024), kF4})), "rsa_modulus_size");
  std::string short_by_one = modulus(2048);
  short_by_one.front() = '\x7f';
  EXPECT_EQ(reason_of(PublicKey::from_rsa({short_by_one, kF4})), "rsa_modulus_size");
  EXPECT_EQ(reason_of(PublicKey::from_rsa({modulus(2048), kF4})), "none");
  EXPECT_EQ(reason_of(PublicKey::from_rsa({modulus(16384), kF4})), "none");
  EXPECT_EQ(reason_of(PublicKey::from_rsa({modulus(16392), kF4})), "rsa_modulus_size");
}

TEST(RsaKey, EvenModulusIsRefused) {
  RecordProperty("covers", "JWT-19");
  std::string n = bytes(kModulus);
  n.back() = static_cast<char>(n.back() ^ 1);
  EXPECT_EQ(reason_of(PublicKey::from_rsa({n, kF4})), "rsa_modulus_even");
}

TEST(RsaKey, ExponentIsOddFrom3AndFitsIn64Bits) {
  RecordProperty("covers", "JWT-19");
  const auto verdict = [](std::string e) { return reason_of(PublicKey::from_rsa({bytes(kModulus), std::move(e)})); };
  EXPECT_EQ(verdict("\x01"), "rsa_exponent");  // every message would be its own signature
  EXPECT_EQ(verdict("\x02"), "rsa_exponent");
  EXPECT_EQ(verdict("\x03"), "none");
  EXPECT_EQ(verdict(std::string("\x01\x00\x00", 3)), "rsa_exponent");
  EXPECT_EQ(verdict(std::string(8, '\xff')), "none");
  EXPECT_EQ(verdict('\x01' + std::string(8, '\xff')), "rsa_exponent");  // verifying would cost as much as signing
}

TEST(RsaKey, NumbersAreMinimal) {
  RecordProperty("covers", "JWT-19");
  EXPECT_EQ(reason_of(PublicKey::from_rsa({'\0' + bytes(kModulus), kF4})), "key_encoding");
  EXPECT_EQ(reason_of(PublicKey::from_rsa({bytes(kModulus), '\0' + kF4})), "key_encoding");
  EXPECT_EQ(reason_of(PublicKey::from_rsa({"", kF4})), "key_encoding");
  EXPECT_EQ(reason_of(PublicKey::from_rsa({bytes(kModulus), ""})), "key_encoding");
}

TEST(RsaKey, KeyOfTheBrokenGeneratorIsRefused) {
  RecordProperty("covers", "JWT-21");
  EXPECT_EQ(reason_of(PublicKey::from_rsa({bytes(kRocaModulus), kF4})), "rsa_weak_roca");
}

TEST(Roca, TestsMembershipInTheSubgroup) {
  RecordProperty("covers", "JWT-21");
  static_assert(is_power_of_65537(1, 11) && is_power_of_65537(10, 11));  // 65537 is -1 modulo 11
  static_assert(!is_power_of_65537(0, 11) && !is_power_of_65537(2, 11));
  EXPECT_FALSE(has_roca_fingerprint([](unsigned) { return 2u; }));
  EXPECT_TRUE(has_roca_fingerprint([](unsigned prime) { return 65537 % prime; }));
}

TEST(EcKey, KeyOfTheRfcIsAccepted) {
  const auto key = PublicKey::from_ec(KeyType::p256, {bytes(kX), bytes(kY)});
  ASSERT_TRUE(key);
  EXPECT_EQ(key->type(), KeyType::p256);
  EXPECT_EQ(key->ec()->x, bytes(kX));
  EXPECT_EQ(key->ec()->y, bytes(kY));
  EXPECT_EQ(reason_of(key->rsa()), "key_type");
}

TEST(EcKey, PointOffTheCurveIsMalformed) {  // prevents invalid-curve attacks
  RecordProperty("covers", "JWT-22");
  std::string y = bytes(kY);
  y.back() = static_cast<char>(y.back() ^ 1);
  EXPECT_EQ(reason_of(PublicKey::from_ec(KeyType::p256, {bytes(kX), y})), "key_encoding");
  EXPECT_EQ(reason_of(PublicKey::from_ec(KeyType::p256, {std::string(32, '\0'), std::string(32, '\0')})),
            "key_encoding");
  EXPECT_EQ(reason_of(PublicKey::from_ec(KeyType::p256, {std::string(32, '\xff'), bytes(kY)})), "key_encoding");
}

TEST(EcKey, CoordinatesHaveTheFullWidthOfTheCurve) {
  EXPECT_EQ(reason_of(PublicKey::from_ec(KeyType::p256, {bytes(kX).substr(1), bytes(kY)})), "key_encoding");
  EXPECT_EQ(reason_of(PublicKey::from_ec(KeyType::p256, {'\0' + bytes(kX), bytes(kY)})), "key_encoding");
  EXPECT_EQ(reason_of(PublicKey::from_ec(KeyType::p256, {bytes(kX), ""})), "key_encoding");
  EXPECT_EQ(reason_of(PublicKey::from_ec(KeyType::p384, {bytes(kX), bytes(kY)})), "key_encoding");
  EXPECT_EQ(reason_of(PublicKey::from_ec(KeyType::ed25519, {bytes(kX), bytes(kY)})), "key_encoding");
}

TEST(OkpKey, HasTheLengthOfItsType) {
  EXPECT_TRUE(PublicKey::from_okp(KeyType::ed25519, std::string(32, '\x01')));
  EXPECT_TRUE(PublicKey::from_okp(KeyType::ed448, std::string(57, '\x01')));
  EXPECT_EQ(reason_of(PublicKey::from_okp(KeyType::ed25519, std::string(31, '\x01'))), "key_encoding");
  EXPECT_EQ(reason_of(PublicKey::from_okp(KeyType::ed25519, std::string(57, '\x01'))), "key_encoding");
  EXPECT_EQ(reason_of(PublicKey::from_okp(KeyType::p256, std::string(32, '\x01'))), "key_encoding");
}

TEST(PrivateKey, EveryTypeComesBackFromPemAndDer) {
  std::vector<PrivateKey> keys{PrivateKey::generate_rsa(2048)};
  for (const KeyType type : {KeyType::p256, KeyType::p384, KeyType::p521, KeyType::ed25519, KeyType::ed448})
    keys.push_back(PrivateKey::generate_ec(type));
  for (const PrivateKey& key : keys) {
    const auto pem = PrivateKey::from_pem(key.to_pem());
    const auto der = PrivateKey::from_der(key.to_der());
    ASSERT_TRUE(pem && der);
    EXPECT_EQ(pem->type(), key.type());
    EXPECT_EQ(pem->public_key().to_der(), key.public_key().to_der());
    EXPECT_EQ(der->public_key().to_der(), key.public_key().to_der());
    EXPECT_EQ(PublicKey::from_der(key.public_key().to_der())->type(), key.type());
  }
}

TEST(PrivateKey, ATurnedBitAnywhereInTheNumbersOfAnRsaKeyIsFound) {
  RecordProperty("covers", "F-29");
  const std::string whole(PrivateKey::generate_rsa(2048).to_der().reveal());
  for (std::size_t at = 40; at < whole.size(); at += 37) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    EXPECT_FALSE(PrivateKey::from_der(Secret(bytes))) << at;
  }
  EXPECT_TRUE(PrivateKey::from_der(Secret(whole)));
}

TEST(PrivateKey, WhatIsNoKeyIsMalformed) {
  EXPECT_EQ(reason_of(PrivateKey::from_pem(Secret(""))), "key_encoding");
  EXPECT_EQ(reason_of(PrivateKey::from_pem(Secret("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))),
            "key_encoding");
  const Secret der = PrivateKey::generate_ec(KeyType::p256).to_der();
  EXPECT_EQ(reason_of(PrivateKey::from_der(Secret(std::string(der.reveal()) + 'x'))), "key_encoding");
  EXPECT_EQ(reason_of(PrivateKey::from_der(Secret(der.reveal().substr(1)))), "key_encoding");
}

TEST(PublicKeyDer, TrailingBytesAreMalformed) {
  const std::string der = PrivateKey::generate_ec(KeyType::p256).public_key().to_der();
  EXPECT_TRUE(PublicKey::from_der(der));
  EXPECT_EQ(reason_of(PublicKey::from_der(der + '\0')), "key_encoding");
  EXPECT_EQ(reason_of(PublicKey::from_der("")), "key_encoding");
}

TEST(PublicKeyDer, OtherCurvesAreNotOurs) {  // X25519 (RFC 8410 4, key of RFC 7748 6.1) cannot sign
  const auto x25519 =
      hex_decode("302a300506032b656e0321008520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  EXPECT_EQ(reason_of(PublicKey::from_der(*x25519)), "key_type");
}

}  // namespace
}  // namespace sallyport::crypto
