#include "crypto/certificate.h"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <utility>

#include "base/encoding.h"
#include "base/reason_of.h"
#include "crypto/openssl_native.h"

namespace sallyport::crypto {
namespace {

constexpr UnixTime kNow{1'790'000'000};

CertificateRequest request_for(std::vector<std::string> dns, std::vector<std::string> ip) {
  return {"Test", std::move(dns), std::move(ip), kNow - Seconds(3600), kNow + Seconds(86'400)};
}

OwnedCertificate native(const Certificate& certificate) {
  const unsigned char* at = bytes_of(std::string_view(certificate.der));
  return OwnedCertificate(d2i_X509(nullptr, &at, static_cast<long>(certificate.der.size())));
}

// The verdict of an OpenSSL client that trusts the authority: X509_V_OK or the first error.
int verdict(const Certificate& leaf, const Certificate& authority) {
  const OwnedCertificate leaf_x509 = native(leaf);
  const OwnedCertificate authority_x509 = native(authority);
  const Owned<X509_STORE, X509_STORE_free> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), authority_x509.get());
  const Owned<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), leaf_x509.get(), nullptr);
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context.get()), kNow.seconds);
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

class Chain : public ::testing::Test {
 protected:
  Certificate authority_for(const CertificateRequest& request) { return *make_authority(request, authority_key_); }
  Certificate leaf_for(const CertificateRequest& request, const Certificate& authority) {
    return *make_leaf(request, leaf_key_.public_key(), authority, authority_key_);
  }

  const PrivateKey authority_key_ = PrivateKey::generate_ec(KeyType::p256);
  const PrivateKey leaf_key_ = PrivateKey::generate_ec(KeyType::p256);
};

TEST_F(Chain, LeafForAPermittedNameIsTrusted) {
  const auto authority = authority_for(request_for({"localhost"}, {"127.0.0.1", "::1"}));
  const auto leaf = leaf_for(request_for({"localhost", "login.localhost"}, {"127.0.0.1", "::1"}), authority);
  EXPECT_EQ(verdict(leaf, authority), X509_V_OK);
  EXPECT_EQ(X509_check_host(native(leaf).get(), "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_host(native(leaf).get(), "example.com", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(native(leaf).get(), "::1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(native(leaf).get(), "127.0.0.2", 0), 0);
}

TEST_F(Chain, AuthorityOpensNoOtherSite) {  // a stolen key must not open login.microsoftonline.com
  const auto authority = authority_for(request_for({"localhost"}, {"127.0.0.1"}));
  EXPECT_EQ(verdict(leaf_for(request_for({"login.microsoftonline.com"}, {}), authority), authority),
            X509_V_ERR_PERMITTED_VIOLATION);
}

// BoringSSL refuses each certificate with an address if its authority has a constraint on addresses.
TEST_F(Chain, AuthorityForAddressesHasNoConstraintOnAddresses) {
  const auto authority = native(authority_for(request_for({"localhost"}, {"127.0.0.1", "::1"})));
  const Owned<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free> constraints(
      static_cast<NAME_CONSTRAINTS*>(X509_get_ext_d2i(authority.get(), NID_name_constraints, nullptr, nullptr)));
  ASSERT_NE(constraints, nullptr);
  EXPECT_EQ(constraints->excludedSubtrees, nullptr);
  ASSERT_EQ(sk_GENERAL_SUBTREE_num(constraints->permittedSubtrees), 1);
  EXPECT_EQ(sk_GENERAL_SUBTREE_value(constraints->permittedSubtrees, 0)->base->type, GEN_DNS);
}

TEST_F(Chain, AuthorityWithoutAddressesOpensNoAddress) {  // otherwise all would be permitted (RFC 5280 4.2.1.10)
  const auto authority = authority_for(request_for({"localhost"}, {}));
  EXPECT_EQ(verdict(leaf_for(request_for({}, {"10.0.0.1"}), authority), authority), X509_V_ERR_EXCLUDED_VIOLATION);
  EXPECT_EQ(verdict(leaf_for(request_for({}, {"::1"}), authority), authority), X509_V_ERR_EXCLUDED_VIOLATION);
}

TEST_F(Chain, LongNameIsCutBetweenCharacters) {
  for (const auto& [name, expected] : {
           std::pair{std::string(70, 'a'), std::string(64, 'a')},
           std::pair{std::string(63, 'a') + "\xc3\xa9", std::string(63, 'a')},          // two bytes, one fits
           std::pair{std::string(61, 'a') + "\xf0\x9f\x98\x80", std::string(61, 'a')},  // four bytes, three fit
           std::pair{std::string(62, 'a') + "\xc3\xa9", std::string(62, 'a') + "\xc3\xa9"},
       }) {
    auto request = request_for({"localhost"}, {});
    request.common_name = name;
    const auto made = make_self_signed(request, leaf_key_);
    ASSERT_EQ(reason_of(made), "none") << name;
    const OwnedCertificate certificate = native(*made);
    X509_NAME* const subject = X509_get_subject_name(certificate.get());
    const auto* const entry = X509_NAME_get_entry(subject, X509_NAME_get_index_by_NID(subject, NID_commonName, -1));
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)), expected);
    OPENSSL_free(text);
  }
}

TEST_F(Chain, LeafOfAnotherKeyIsNotTrusted) {
  const auto authority = authority_for(request_for({"localhost"}, {}));
  const auto forged = *make_leaf(request_for({"localhost"}, {}), leaf_key_.public_key(), authority, leaf_key_);
  EXPECT_NE(verdict(forged, authority), X509_V_OK);
}

TEST_F(Chain, AddressThatIsNoneIsRefused) {
  EXPECT_EQ(reason_of(make_authority(request_for({}, {"localhost"}), authority_key_)), "certificate");
  const auto authority = authority_for(request_for({}, {"127.0.0.1"}));
  EXPECT_EQ(reason_of(make_leaf(request_for({}, {"127.0.0.1/8"}), leaf_key_.public_key(), authority, authority_key_)),
            "certificate");
}

TEST(SelfSigned, CarriesItsKeyTimeAndThumbprint) {
  for (const KeyType type : {KeyType::p256, KeyType::p384, KeyType::p521, KeyType::ed25519}) {
    const PrivateKey key = PrivateKey::generate_ec(type);
    const auto certificate = make_self_signed(request_for({}, {}), key);
    ASSERT_TRUE(certificate);
    EXPECT_EQ(certificate->public_key()->to_der(), key.public_key().to_der());
    EXPECT_EQ(certificate->not_after(), kNow + Seconds(86'400));
    EXPECT_EQ(certificate->sha256_thumbprint().size(), 32u);
    EXPECT_EQ(certificate->sha1_thumbprint().size(), 20u);
    EXPECT_EQ(X509_verify(native(*certificate).get(), X509_get0_pubkey(native(*certificate).get())), 1);
  }
}

TEST(SelfSigned, KeepsAYearPast2050) {  // from 2050 on, times have a different format (RFC 5280 4.1.2.5)
  CertificateRequest request = request_for({}, {});
  request.not_after = UnixTime{4'102'444'800};  // 2100-01-01
  EXPECT_EQ(make_self_signed(request, PrivateKey::generate_ec(KeyType::p256))->not_after(), request.not_after);
}

TEST(CertificatePem, ComesBackAsItWas) {
  const auto made = *make_self_signed(request_for({"a.example"}, {}), PrivateKey::generate_ec(KeyType::p256));
  const auto read = Certificate::from_pem("a comment before\n" + made.to_pem());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->der, made.der);
}

TEST(CertificatePem, WhatIsNoCertificateIsMalformed) {
  const PrivateKey key = PrivateKey::generate_ec(KeyType::p256);
  EXPECT_EQ(reason_of(Certificate::from_pem("")), "certificate");
  EXPECT_EQ(reason_of(Certificate::from_pem(key.to_pem().reveal())), "certificate");
  EXPECT_EQ(reason_of(Certificate::from_pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")),
            "certificate");
}

}  // namespace
}  // namespace sallyport::crypto
