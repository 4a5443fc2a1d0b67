#include "oidc/op/client_proof.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "crypto/system_random.h"
#include "jose/sign.h"

namespace sallyport::oidc::op {
namespace {

constexpr UnixTime kNow{1'800'000'000};
constexpr std::string_view kType =
    "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

Result<ClientProof> read(std::string_view body, std::optional<std::string_view> authorization = std::nullopt) {
  return read_client_proof(*http::Form::parse(body), authorization);
}

TEST(ClientProof, IsReadFromTheBody) {
  const auto proof = read("client_id=c&client_secret=s%2B1");
  ASSERT_TRUE(proof);
  EXPECT_EQ(proof->client_id, "c");
  EXPECT_EQ(proof->secret->reveal(), "s+1");
}

TEST(ClientProof, IsReadFromBasicWithBothHalvesDecoded) {  // RFC 6749 2.3.1
  const auto proof = read("", "basic " + base64_encode("c%3A1:s%20+x"));
  ASSERT_TRUE(proof);
  EXPECT_EQ(proof->client_id, "c:1");
  EXPECT_EQ(proof->secret->reveal(), "s  x");
}

TEST(ClientProof, AnEmptySecretIsNone) {
  EXPECT_FALSE(read("client_id=c&client_secret=")->presented());
}

TEST(ClientProof, TwoMethodsAtOnceAreMalformed) {
  RecordProperty("covers", "AS-06");
  const std::string basic = "Basic " + base64_encode("c:s");
  EXPECT_EQ(reason_of(read("client_id=c&client_secret=s", basic)), "client_proof_twice");
  EXPECT_EQ(reason_of(read("client_id=other", basic)), "client_proof_twice");  // two client ids that differ
  EXPECT_EQ(reason_of(read("client_id=c&client_secret=s&client_assertion=a&" + std::string(kType))),
            "client_proof_twice");
}

TEST(ClientProof, OtherSchemesAndTypesAreMalformed) {
  EXPECT_EQ(reason_of(read("", "Bearer abc")), "client_proof_basic");
  EXPECT_EQ(reason_of(read("", "Basic " + base64_encode("no-colon"))), "client_proof_basic");
  EXPECT_EQ(reason_of(read("client_id=c&client_assertion=a")), "client_assertion_type");
}

class ClientAssertion : public ::testing::Test {
 protected:
  static crypto::PrivateKey key() {
    static const auto made = crypto::PrivateKey::generate_rsa(2048);
    return made;
  }
  static bool needs_url_alphabet(std::string_view bytes) {
    return base64_encode(bytes).find_first_of("+/") != std::string::npos;
  }
  // Base64 and base64url write both of its thumbprints in different ways. Nearly every second certificate is like that.
  static crypto::Certificate certificate() {
    static const auto made = [] {
      for (;;) {
        auto next = *crypto::make_self_signed({"client", {}, {}, kNow - Seconds(60), kNow + Seconds(86400)}, key());
        if (needs_url_alphabet(next.sha1_thumbprint()) && needs_url_alphabet(next.sha256_thumbprint())) return next;
      }
    }();
    return made;
  }
  static json::Object claims() {
    return {{"aud", "https://localhost/t/oauth2/v2.0/token"},
            {"iss", "c"},
            {"sub", "c"},
            {"jti", "1"},
            {"nbf", kNow.seconds},
            {"exp", kNow.seconds + 600}};
  }
  static Result<UsedAssertion> check(const json::Object& with, json::Object header,
                                     const AssertionExpectation& expect = expected()) {
    const auto token = jose::sign_compact({key(), crypto::SignatureAlgorithm::ps256, ""}, header, with);
    return check_client_assertion(*token, {certificate()}, expect, kNow);
  }
  static Result<UsedAssertion> check(const json::Object& with) {
    return check(with, {{"x5t#S256", base64url_encode(certificate().sha256_thumbprint())}});
  }
  static AssertionExpectation expected() { return {ClientId("c"), {"https://localhost/t/oauth2/v2.0/token"}}; }
};

TEST_F(ClientAssertion, OfARegisteredCertificateIsAccepted) {
  EXPECT_EQ(reason_of(check(claims())), "none");
  EXPECT_EQ(reason_of(check(claims(), {{"x5t", base64url_encode(certificate().sha1_thumbprint())}})), "none");
}

TEST_F(ClientAssertion, TheSameJtiGivesTheSameDigest) {
  RecordProperty("covers", "JWT-32");
  auto other = claims();
  EXPECT_EQ(check(claims())->digest, check(other)->digest);
  other.set("jti", "2");
  EXPECT_NE(check(claims())->digest, check(other)->digest);
}

TEST_F(ClientAssertion, MustNameACertificateOfTheClient) {
  EXPECT_EQ(reason_of(check(claims(), {})), "assertion_names_no_key");
  EXPECT_EQ(reason_of(check(claims(), {{"x5t", ""}})), "assertion_names_no_key");
  EXPECT_EQ(reason_of(check(claims(), {{"x5t#S256", "AAAA"}})), "assertion_thumbprint");
}

TEST_F(ClientAssertion, AThumbprintMayBePlainBase64) {  // MSAL for Go and Java
  RecordProperty("covers", "P2");
  EXPECT_EQ(reason_of(check(claims(), {{"x5t#S256", base64_encode(certificate().sha256_thumbprint())}})), "none");
  EXPECT_EQ(reason_of(check(claims(), {{"x5t", base64_encode(certificate().sha1_thumbprint())}})), "none");
}

TEST_F(ClientAssertion, AThumbprintMayBePadded) {  // MSAL for Python, Go and Java
  RecordProperty("covers", "P2");
  const std::string sha256 = base64url_encode(certificate().sha256_thumbprint());
  const std::string sha1 = base64url_encode(certificate().sha1_thumbprint());
  EXPECT_EQ(reason_of(check(claims(), {{"x5t#S256", sha256 + "="}})), "none");
  EXPECT_EQ(reason_of(check(claims(), {{"x5t", sha1 + "="}})), "none");
  for (const char* wrong : {"==", "===", "=A", " "})
    EXPECT_EQ(reason_of(check(claims(), {{"x5t#S256", sha256 + wrong}})), "assertion_thumbprint") << wrong;
}

TEST_F(ClientAssertion, EachClaimIsChecked) {
  const auto with = [](std::string_view name, json::Value value) {
    auto all = claims();
    all.set(name, std::move(value));
    return all;
  };
  EXPECT_EQ(reason_of(check(with("iss", "d"))), "assertion_claims");
  EXPECT_EQ(reason_of(check(with("sub", "d"))), "assertion_claims");
  EXPECT_EQ(reason_of(check(with("aud", "https://localhost/other"))), "assertion_audience");
  EXPECT_EQ(reason_of(check(with("exp", kNow.seconds - 301))), "jwt_expired");
  EXPECT_EQ(reason_of(check(with("exp", kNow.seconds + 86401))), "assertion_lifetime");
  EXPECT_EQ(reason_of(check(with("nbf", kNow.seconds + 301))), "jwt_not_yet_valid");
  EXPECT_EQ(reason_of(check(with("jti", ""))), "jwt_claim_missing");
}

TEST_F(ClientAssertion, OfAnExpiredCertificateIsRefused) {
  const auto reason_at = [](UnixTime now) {
    auto with = claims();
    with.set("nbf", now.seconds);
    with.set("exp", now.seconds + 600);
    const auto token = jose::sign_compact({key(), crypto::SignatureAlgorithm::ps256, ""},
                                          {{"x5t", base64url_encode(certificate().sha1_thumbprint())}}, with);
    return reason_of(check_client_assertion(*token, {certificate()}, expected(), now));
  };
  EXPECT_EQ(reason_at(kNow + Seconds(86399)), "none");
  EXPECT_EQ(reason_at(kNow + Seconds(86400)), "assertion_certificate");
}

TEST_F(ClientAssertion, OfAnotherKeyIsRefused) {
  const auto other = crypto::PrivateKey::generate_rsa(2048);
  const auto token = jose::sign_compact({other, crypto::SignatureAlgorithm::rs256, ""},
                                        {{"x5t", base64url_encode(certificate().sha1_thumbprint())}}, claims());
  EXPECT_EQ(reason_of(check_client_assertion(*token, {certificate()}, expected(), kNow)), "assertion_signature");
}

}  // namespace
}  // namespace sallyport::oidc::op
