#include "crypto/signature.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "base/encoding.h"
#include "base/reason_of.h"

namespace sallyport::crypto {
namespace {

using enum SignatureAlgorithm;

struct Pair {
  SignatureAlgorithm algorithm;
  PrivateKey key;
};

const std::vector<Pair>& pairs() {
  static const std::vector<Pair> all = [] {
    const PrivateKey rsa = PrivateKey::generate_rsa(2048);
    return std::vector<Pair>{{rs256, rsa},
                             {rs384, rsa},
                             {rs512, rsa},
                             {ps256, rsa},
                             {ps384, rsa},
                             {ps512, rsa},
                             {es256, PrivateKey::generate_ec(KeyType::p256)},
                             {es384, PrivateKey::generate_ec(KeyType::p384)},
                             {es512, PrivateKey::generate_ec(KeyType::p521)},
                             {eddsa, PrivateKey::generate_ec(KeyType::ed25519)},
                             {eddsa, PrivateKey::generate_ec(KeyType::ed448)}};
  }();
  return all;
}

TEST(SignatureAlgorithm, NamesAreExact) {
  RecordProperty("covers", "JWT-01");
  EXPECT_EQ(parse_signature_algorithm("RS256"), rs256);
  EXPECT_EQ(parse_signature_algorithm("EdDSA"), eddsa);
  for (const auto name :
       {"", "none", "None", "HS256", "rs256", "RS256 ", " RS256", "RS25", "RS2567", "ES256K", "EDDSA"})
    EXPECT_EQ(parse_signature_algorithm(name), std::nullopt) << name;
}

TEST(SignatureAlgorithm, EveryNameComesBack) {
  for (const Pair& pair : pairs()) EXPECT_EQ(parse_signature_algorithm(name_of(pair.algorithm)), pair.algorithm);
}

// RFC 8032 7.1, test 1.
TEST(Verify, Ed25519OfTheRfc) {
  const auto key = PublicKey::from_okp(KeyType::ed25519,
                                       *hex_decode("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
  const auto signature = hex_decode(
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
      "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  EXPECT_EQ(reason_of(verify(*key, eddsa, "", *signature)), "none");
  EXPECT_EQ(reason_of(verify(*key, eddsa, "x", *signature)), "signature");
}

TEST(Verify, AcceptsWhatTheKeySignedAndNothingElse) {
  for (const Pair& pair : pairs()) {
    const auto signature = *sign(pair.key, pair.algorithm, "message");
    const PublicKey key = pair.key.public_key();
    EXPECT_EQ(reason_of(verify(key, pair.algorithm, "message", signature)), "none") << name_of(pair.algorithm);
    EXPECT_EQ(reason_of(verify(key, pair.algorithm, "messagE", signature)), "signature");
    EXPECT_EQ(reason_of(verify(key, pair.algorithm, "", signature)), "signature");
    EXPECT_EQ(reason_of(verify(key, pair.algorithm, "message", "")), "signature");
    EXPECT_EQ(reason_of(verify(key, pair.algorithm, "message", signature.substr(1))), "signature");
    EXPECT_EQ(reason_of(verify(key, pair.algorithm, "message", signature + '\0')), "signature");
    EXPECT_EQ(reason_of(verify(key, pair.algorithm, "message", '\0' + signature)), "signature");
    std::string flipped = signature;
    flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
    EXPECT_EQ(reason_of(verify(key, pair.algorithm, "message", flipped)), "signature");
    // After a refusal the prepared context still works for the next token.
    EXPECT_EQ(reason_of(verify(key, pair.algorithm, "message", signature)), "none") << name_of(pair.algorithm);
  }
}

// A PSS signature is random, so one of 256 begins with a zero byte. Without that byte it is the same number.
TEST(Verify, AnRsaSignatureWithoutItsLeadingZeroIsRefused) {
  for (const Pair& pair : pairs()) {
    if (!fits(pair.algorithm, KeyType::rsa)) continue;
    std::string message = "message";
    std::string signature;
    do {
      message += '.';
      signature = *sign(pair.key, pair.algorithm, message);
    } while (signature.front() != '\0');
    const PublicKey key = pair.key.public_key();
    EXPECT_EQ(reason_of(verify(key, pair.algorithm, message, signature)), "none") << name_of(pair.algorithm);
    EXPECT_EQ(reason_of(verify(key, pair.algorithm, message, signature.substr(1))), "signature")
        << name_of(pair.algorithm);
  }
}

TEST(Verify, OneAlgorithmsSignatureIsNoOthers) {
  RecordProperty("covers", "JWT-20");
  for (const Pair& signer : pairs())
    for (const Pair& reader : pairs()) {
      if (&signer == &reader) continue;
      const auto signature = *sign(signer.key, signer.algorithm, "message");
      EXPECT_EQ(reason_of(verify(reader.key.public_key(), reader.algorithm, "message", signature)), "signature")
          << name_of(signer.algorithm) << " as " << name_of(reader.algorithm);
    }
}

TEST(Verify, AlgorithmMustFitTheKey) {
  RecordProperty("covers", "JWT-03");
  for (const Pair& signer : pairs())
    for (const Pair& reader : pairs()) {
      const bool expected = fits(reader.algorithm, signer.key.type());
      const auto signature = sign(signer.key, reader.algorithm, "message");
      EXPECT_EQ(signature.has_value(), expected);
      if (!expected) {
        EXPECT_EQ(signature.error().reason, "signature_key_type");
        EXPECT_EQ(reason_of(verify(signer.key.public_key(), reader.algorithm, "message", "x")), "signature_key_type");
      }
    }
}

TEST(Verify, EcdsaNumbersAreNeverZeroAndNeverTheOrder) {  // CVE-2022-21449, "psychic signatures"
  RecordProperty("covers", "JWT-18");
  const PrivateKey key = PrivateKey::generate_ec(KeyType::p256);
  const auto order = *hex_decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  const std::string zero(32, '\0');
  const std::string good = *sign(key, es256, "message");
  for (const auto& r : {zero, order, good.substr(0, 32)})
    for (const auto& s : {zero, order, std::string(32, '\xff')})
      EXPECT_EQ(reason_of(verify(key.public_key(), es256, "message", r + s)), "signature");
}

TEST(Verify, EcdsaInDerIsRefused) {  // OpenSSL writes DER, JOSE does not (RFC 7518 3.4)
  RecordProperty("covers", "JWT-18");
  const PrivateKey key = PrivateKey::generate_ec(KeyType::p256);
  std::string raw;
  do raw = *sign(key, es256, "message");
  while ((raw[0] & 0x80) != 0 || (raw[32] & 0x80) != 0 || raw[0] == 0 || raw[32] == 0);
  const std::string der = "\x30\x44\x02\x20" + raw.substr(0, 32) + "\x02\x20" + raw.substr(32);
  EXPECT_EQ(reason_of(verify(key.public_key(), es256, "message", raw)), "none");
  EXPECT_EQ(reason_of(verify(key.public_key(), es256, "message", der)), "signature");
}

TEST(Sign, EcdsaHasTheFullWidthHoweverSmallTheNumbers) {
  const PrivateKey key = PrivateKey::generate_ec(KeyType::p521);
  for (int i = 0; i < 40; ++i) {  // half of all P-521 numbers have a leading zero byte
    const auto signature = *sign(key, es512, std::to_string(i));
    ASSERT_EQ(signature.size(), 132u);
    EXPECT_EQ(reason_of(verify(key.public_key(), es512, std::to_string(i), signature)), "none");
  }
}

TEST(PreparedContexts, MoreKeysThanPlacesAreStillToldApart) {
  std::vector<PrivateKey> keys;
  std::vector<std::string> signatures;
  for (int i = 0; i < 40; ++i) {
    keys.push_back(PrivateKey::generate_ec(KeyType::p256));
    signatures.push_back(*sign(keys.back(), es256, "message"));
  }
  for (std::size_t i = 0; i < keys.size(); ++i)
    for (std::size_t j = 0; j < keys.size(); ++j)
      EXPECT_EQ(verify(keys[i].public_key(), es256, "message", signatures[j]).has_value(), i == j);
}

TEST(PreparedContexts, KeyInThePlaceOfOneThatIsGoneIsNotTakenForIt) {
  for (int i = 0; i < 64; ++i) {  // a new key often gets the memory of the old one
    const PrivateKey key = PrivateKey::generate_ec(KeyType::p256);
    const PublicKey other = PrivateKey::generate_ec(KeyType::p256).public_key();
    const auto signature = *sign(key, es256, "message");
    EXPECT_EQ(reason_of(verify(key.public_key(), es256, "message", signature)), "none");
    EXPECT_EQ(reason_of(verify(other, es256, "message", signature)), "signature");
  }
}

TEST(PreparedContexts, ThreadsShareAKey) {
  const PrivateKey key = PrivateKey::generate_rsa(2048);
  const auto signature = *sign(key, rs256, "message");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&key, &signature] {
      for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(reason_of(verify(key.public_key(), rs256, "message", signature)), "none");
        EXPECT_EQ(reason_of(verify(key.public_key(), rs256, "other", signature)), "signature");
      }
    });
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace sallyport::crypto
