#include "webauthn/ceremony.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "webauthn/test_authenticator.h"

namespace sallyport::webauthn {
namespace {

constexpr std::string_view kChallenge = "0123456789abcdef0123456789abcdef";
constexpr Expected kExpected{kChallenge, "https://gateway.example", "gateway.example"};

std::string client_data(std::string_view type, std::string_view more = R"(,"crossOrigin":false)",
                        std::string_view origin = kExpected.origin, std::string_view challenge = kChallenge) {
  return R"({"type":")" + std::string(type) + R"(","challenge":")" + base64url_encode(challenge) + R"(","origin":")" +
         std::string(origin) + '"' + std::string(more) + '}';
}

std::string attestation(std::string_view data, std::string_view format = "none", std::string_view statement = "\xa0") {
  return cbor_head(5, 3) + cbor_text("fmt") + cbor_text(format) + cbor_text("attStmt") + std::string(statement) +
         cbor_text("authData") + cbor_bytes(data);
}

struct Passkey {
  crypto::PrivateKey key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
  TestAuthenticatorData data;
  std::string client = client_data("webauthn.get");

  std::string raw_signature() const {
    const auto message = data.print() + std::string(crypto::view(crypto::sha256(client)));
    return *crypto::sign(key, crypto::SignatureAlgorithm::es256, message);
  }
  Credential stored() const { return {"credential", cose_es256(key.public_key()), 6, false, false}; }
  Result<Credential> assert_with(std::string_view signature, const Credential& credential) const {
    const auto text = data.print();
    return check_assertion({client, text, signature}, credential, kExpected);
  }
  Result<Credential> assert_it() const { return assert_with(der_signature(raw_signature()), stored()); }
};

struct NewPasskey {
  crypto::PrivateKey key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
  TestAuthenticatorData data{.cose_key = cose_es256(key.public_key()), .extensions = {}};
  std::string client = client_data("webauthn.create");

  Result<Credential> register_it() const { return check_registration({client, attestation(data.print())}, kExpected); }
};

TEST(PasskeyRegistration, GivesTheCredential) {
  NewPasskey made;
  made.data.flags = 0x1d;
  const auto credential = made.register_it();
  ASSERT_TRUE(credential) << credential.error().reason;
  EXPECT_EQ(credential->id, "credential");
  EXPECT_EQ(credential->cose_key, made.data.cose_key);
  EXPECT_EQ(credential->counter, 7U);
  EXPECT_TRUE(credential->backup_eligible && credential->backed_up);
}

TEST(PasskeyRegistration, AnotherAttestationCountsAsNone) {
  NewPasskey made;
  const auto object = attestation(made.data.print(), "packed", *hex_decode("a163616c6726"));
  EXPECT_EQ(reason_of(check_registration({made.client, object}, kExpected)), "none");
}

TEST(PasskeyRegistration, AnAssertionIsRefused) {
  NewPasskey made;
  made.client = client_data("webauthn.get");
  EXPECT_EQ(reason_of(made.register_it()), "passkey_type");
}

TEST(PasskeyRegistration, WithoutACredentialIsRefused) {
  NewPasskey made;
  made.data.cose_key.clear();
  EXPECT_EQ(reason_of(made.register_it()), "passkey_no_credential");
}

TEST(PasskeyRegistration, AnotherSiteIsRefused) {
  NewPasskey made;
  made.data.rp_id = "example";
  EXPECT_EQ(reason_of(made.register_it()), "passkey_rp_id");
}

TEST(PasskeyRegistration, WithoutUserVerificationIsRefused) {
  NewPasskey made;
  made.data.flags = 0x01;
  EXPECT_EQ(reason_of(made.register_it()), "passkey_user_verified");
}

TEST(PasskeyRegistration, AMalformedAttestationObjectIsRefused) {
  NewPasskey made;
  const auto data = made.data.print();
  const auto plain = attestation(data);
  const auto swapped = cbor_head(5, 3) + cbor_text("attStmt") + "\xa0" + cbor_text("fmt") + cbor_text("none") +
                       cbor_text("authData") + cbor_bytes(data);
  const auto two = cbor_head(5, 2) + cbor_text("fmt") + cbor_text("none") + cbor_text("authData") + cbor_bytes(data);
  for (const auto& object : {plain + "x", swapped, two, std::string(16385, 'x')}) {
    EXPECT_EQ(reason_of(check_registration({made.client, object}, kExpected)), "attestation_object");
  }
  EXPECT_EQ(reason_of(check_registration({made.client, ""}, kExpected)), "cbor");
}

TEST(PasskeyAssertion, IsAcceptedAndMovesTheCounter) {
  const auto next = Passkey().assert_it();
  ASSERT_TRUE(next) << next.error().reason;
  EXPECT_EQ(next->counter, 7U);
}

TEST(PasskeyAssertion, EachAlgorithmIsAccepted) {
  Passkey passkey;
  const auto message = passkey.data.print() + std::string(crypto::view(crypto::sha256(passkey.client)));
  const auto ed = crypto::PrivateKey::generate_ec(crypto::KeyType::ed25519);
  const auto rsa = crypto::PrivateKey::generate_rsa(2048);
  auto stored = passkey.stored();
  stored.cose_key = cose_eddsa(ed.public_key());
  const auto of_ed = *crypto::sign(ed, crypto::SignatureAlgorithm::eddsa, message);
  EXPECT_EQ(reason_of(passkey.assert_with(of_ed, stored)), "none");
  stored.cose_key = cose_rs256(rsa.public_key());
  const auto of_rsa = *crypto::sign(rsa, crypto::SignatureAlgorithm::rs256, message);
  EXPECT_EQ(reason_of(passkey.assert_with(of_rsa, stored)), "none");
}

TEST(PasskeyAssertion, ClientDataThatIsNoJsonIsRefused) {
  Passkey passkey;
  passkey.client = "{";
  EXPECT_EQ(reason_of(passkey.assert_it()), "client_data");
  passkey.client = client_data("webauthn.get", R"(,"more":")" + std::string(4096, 'x') + '"');
  EXPECT_EQ(reason_of(passkey.assert_it()), "client_data");
}

TEST(PasskeyAssertion, AnotherCeremonyIsRefused) {
  Passkey passkey;
  for (const auto* type : {"webauthn.create", "Webauthn.get", ""}) {
    passkey.client = client_data(type);
    EXPECT_EQ(reason_of(passkey.assert_it()), "passkey_type");
  }
}

TEST(PasskeyAssertion, AnotherChallengeIsRefused) {
  Passkey passkey;
  for (const auto challenge : {kChallenge.substr(1), std::string_view("")}) {
    passkey.client = client_data("webauthn.get", "", kExpected.origin, challenge);
    EXPECT_EQ(reason_of(passkey.assert_it()), "passkey_challenge");
  }
}

TEST(PasskeyAssertion, AnotherOriginIsRefused) {
  Passkey passkey;
  for (const auto* origin : {"http://gateway.example", "https://gateway.example/", "https://gateway.example:8443",
                             "https://a.gateway.example", "https://GATEWAY.example", "null", ""}) {
    passkey.client = client_data("webauthn.get", "", origin);
    EXPECT_EQ(reason_of(passkey.assert_it()), "passkey_origin") << origin;
  }
}

TEST(PasskeyAssertion, AFrameOfAnotherOriginIsRefused) {
  Passkey passkey;
  for (const auto* more :
       {R"(,"crossOrigin":true)", R"(,"crossOrigin":"false")", R"(,"topOrigin":"https://a.example")"}) {
    passkey.client = client_data("webauthn.get", more);
    EXPECT_EQ(reason_of(passkey.assert_it()), "passkey_cross_origin") << more;
  }
  passkey.client = client_data("webauthn.get", "");
  EXPECT_EQ(reason_of(passkey.assert_it()), "none");
}

TEST(PasskeyAssertion, AnotherSiteIsRefused) {
  Passkey passkey;
  passkey.data.rp_id = "other.example";
  EXPECT_EQ(reason_of(passkey.assert_it()), "passkey_rp_id");
}

TEST(PasskeyAssertion, WithoutTouchOrVerificationIsRefused) {
  Passkey passkey;
  passkey.data.flags = 0x04;
  EXPECT_EQ(reason_of(passkey.assert_it()), "passkey_user_present");
  passkey.data.flags = 0x01;
  EXPECT_EQ(reason_of(passkey.assert_it()), "passkey_user_verified");
}

TEST(PasskeyAssertion, TheSignatureOfAnotherKeyIsRefused) {
  const Passkey passkey;
  const Passkey stranger;
  EXPECT_EQ(reason_of(passkey.assert_with(der_signature(stranger.raw_signature()), passkey.stored())), "signature");
}

TEST(PasskeyAssertion, TheSignatureCoversClientDataAndAuthenticatorData) {
  Passkey passkey;
  const auto signature = der_signature(passkey.raw_signature());
  auto other = passkey;
  other.data.counter = 8;
  EXPECT_EQ(reason_of(other.assert_with(signature, passkey.stored())), "signature");
  other = passkey;
  other.client = client_data("webauthn.get", "");
  EXPECT_EQ(reason_of(other.assert_with(signature, passkey.stored())), "signature");
}

TEST(PasskeyAssertion, ASignatureInAnotherFormIsRefused) {
  const Passkey passkey;
  const auto raw = passkey.raw_signature();
  const auto der = der_signature(raw);
  const auto zero = std::string(1, '\0');
  const auto framed = [](const std::string& inside) {
    return std::string("\x30") + static_cast<char>(inside.size()) + inside;
  };
  const auto padded = framed(std::string("\x02\x22") + zero + zero + raw.substr(0, 32) + der_integer(raw.substr(32)));
  const auto inner = framed(der.substr(2) + "x");
  const auto negative = framed(std::string("\x02\x01\x80") + der_integer(raw.substr(32)));
  const auto one_zero_more = framed(std::string("\x02\x02") + zero + "\x01" + der_integer(raw.substr(32)));
  for (const auto& signature : {std::string(), raw, der + "x", padded, inner, negative, one_zero_more}) {
    EXPECT_EQ(reason_of(passkey.assert_with(signature, passkey.stored())), "passkey_signature");
  }
}

TEST(PasskeyAssertion, ACounterThatDoesNotGrowIsRefused) {
  Passkey passkey;
  auto stored = passkey.stored();
  const auto signature = der_signature(passkey.raw_signature());
  for (const std::uint32_t counter : {7U, 8U}) {
    stored.counter = counter;
    EXPECT_EQ(reason_of(passkey.assert_with(signature, stored)), "passkey_counter");
  }
  passkey.data.counter = 0;
  EXPECT_EQ(reason_of(passkey.assert_it()), "passkey_counter");
  stored.counter = 0;
  EXPECT_EQ(reason_of(passkey.assert_with(der_signature(passkey.raw_signature()), stored)), "none");
}

TEST(PasskeyAssertion, AChangedEligibilityForBackupIsRefused) {
  Passkey passkey;
  passkey.data.flags = 0x0d;
  EXPECT_EQ(reason_of(passkey.assert_it()), "passkey_backup");
}

}  // namespace
}  // namespace sallyport::webauthn
