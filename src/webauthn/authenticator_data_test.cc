#include "webauthn/authenticator_data.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "webauthn/test_authenticator.h"

namespace sallyport::webauthn {
namespace {

std::string es256_key() {
  static const auto key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
  return cose_es256(key.public_key());
}

TestAuthenticatorData with_credential() {
  TestAuthenticatorData data;
  data.cose_key = es256_key();
  return data;
}

std::string replaced(std::string text, std::size_t at, std::string_view digits) {
  const auto bytes = *hex_decode(digits);
  return text.replace(at, bytes.size(), bytes);
}

TEST(CoseKey, EachAlgorithmIsRead) {
  const auto ed = crypto::PrivateKey::generate_ec(crypto::KeyType::ed25519).public_key();
  const auto rsa = crypto::PrivateKey::generate_rsa(2048).public_key();
  EXPECT_EQ(parse_cose_key(es256_key())->algorithm, crypto::SignatureAlgorithm::es256);
  const auto eddsa = parse_cose_key(cose_eddsa(ed));
  ASSERT_TRUE(eddsa);
  EXPECT_EQ(eddsa->algorithm, crypto::SignatureAlgorithm::eddsa);
  EXPECT_EQ(eddsa->key.to_der(), ed.to_der());
  const auto rs256 = parse_cose_key(cose_rs256(rsa));
  ASSERT_TRUE(rs256);
  EXPECT_EQ(rs256->algorithm, crypto::SignatureAlgorithm::rs256);
  EXPECT_EQ(rs256->key.to_der(), rsa.to_der());
}

TEST(CoseKey, AnotherAlgorithmIsRefused) {
  EXPECT_EQ(reason_of(parse_cose_key(replaced(es256_key(), 4, "27"))), "cose_key");        // EdDSA with an EC2 key
  EXPECT_EQ(reason_of(parse_cose_key(replaced(es256_key(), 4, "25"))), "cose_algorithm");  // -6
}

TEST(CoseKey, AnotherCurveIsRefused) {
  EXPECT_EQ(reason_of(parse_cose_key(replaced(es256_key(), 6, "02"))), "cose_key");
}

TEST(CoseKey, AnotherKeyTypeIsRefused) {
  EXPECT_EQ(reason_of(parse_cose_key(replaced(es256_key(), 2, "03"))), "cose_key");
}

TEST(CoseKey, MembersInAnotherOrderAreRefused) {
  const auto key = es256_key();  // a head, then label and value of kty and of alg
  EXPECT_EQ(reason_of(parse_cose_key(key.substr(0, 1) + key.substr(3, 2) + key.substr(1, 2) + key.substr(5))),
            "cose_key");
}

TEST(CoseKey, AForeignOrMissingMemberIsRefused) {
  EXPECT_EQ(reason_of(parse_cose_key(replaced(es256_key(), 0, "a6") + *hex_decode("2300"))), "cose_key");
  EXPECT_EQ(reason_of(parse_cose_key(replaced(es256_key(), 0, "a4"))), "cose_key");
}

TEST(CoseKey, BytesAfterTheEndAreRefused) {
  EXPECT_EQ(reason_of(parse_cose_key(es256_key() + "x")), "cose_key");
}

TEST(CoseKey, EveryCutIsRefused) {
  const auto key = es256_key();
  for (std::size_t size = 0; size < key.size(); ++size) EXPECT_FALSE(parse_cose_key(key.substr(0, size))) << size;
}

TEST(CoseKey, APointThatIsNotOnTheCurveIsRefused) {
  auto key = es256_key();
  key.back() = static_cast<char>(key.back() ^ 1);
  EXPECT_EQ(reason_of(parse_cose_key(key)), "key_encoding");
}

TEST(CoseKey, AnRsaKeyWithALeadingZeroIsRefused) {
  const auto parts = *crypto::PrivateKey::generate_rsa(2048).public_key().rsa();
  const auto start = *hex_decode("a401030339010020");
  const auto key = start + cbor_bytes(std::string(1, '\0') + parts.n) + *hex_decode("21") + cbor_bytes(parts.e);
  EXPECT_EQ(reason_of(parse_cose_key(key)), "cose_key");
}

TEST(AuthenticatorData, ACredentialIsRead) {
  const auto data = parse_authenticator_data(with_credential().print());
  ASSERT_TRUE(data);
  EXPECT_TRUE(data->user_present && data->user_verified && !data->backup_eligible && !data->backed_up);
  EXPECT_EQ(data->counter, 7U);
  ASSERT_TRUE(data->credential);
  EXPECT_EQ(data->credential->id, "credential");
  EXPECT_EQ(data->credential->cose_key, es256_key());
}

TEST(AuthenticatorData, ExtensionsArePassedOver) {
  auto data = with_credential();
  data.extensions = *hex_decode("a1616101");
  EXPECT_EQ(reason_of(parse_authenticator_data(data.print())), "none");
}

TEST(AuthenticatorData, ExtensionsThatAreNoMapAreRefused) {
  auto data = with_credential();
  data.extensions = *hex_decode("01");
  EXPECT_EQ(reason_of(parse_authenticator_data(data.print())), "cbor");
}

TEST(AuthenticatorData, BytesAfterTheEndAreRefused) {
  EXPECT_EQ(reason_of(parse_authenticator_data(TestAuthenticatorData().print() + "x")), "authenticator_data");
  EXPECT_EQ(reason_of(parse_authenticator_data(with_credential().print() + "x")), "authenticator_data");
}

TEST(AuthenticatorData, EveryCutIsRefused) {
  const auto text = with_credential().print();
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(parse_authenticator_data(text.substr(0, size))) << size;
  }
}

TEST(AuthenticatorData, BackedUpWithoutEligibilityIsRefused) {
  TestAuthenticatorData data;
  data.flags = 0x15;
  EXPECT_EQ(reason_of(parse_authenticator_data(data.print())), "authenticator_data");
  data.flags = 0x1d;
  const auto both = parse_authenticator_data(data.print());
  ASSERT_TRUE(both);
  EXPECT_TRUE(both->backup_eligible && both->backed_up);
}

TEST(AuthenticatorData, ACredentialIdHas1To1023Bytes) {
  auto data = with_credential();
  data.id = std::string(kMaxCredentialId, 'i');
  EXPECT_EQ(reason_of(parse_authenticator_data(data.print())), "none");
  data.id += 'i';
  EXPECT_EQ(reason_of(parse_authenticator_data(data.print())), "authenticator_data");
  data.id.clear();
  EXPECT_EQ(reason_of(parse_authenticator_data(data.print())), "authenticator_data");
}

}  // namespace
}  // namespace sallyport::webauthn
