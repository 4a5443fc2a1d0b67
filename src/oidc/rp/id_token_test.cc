#include "oidc/rp/id_token.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/reason_of.h"
#include "jose/test_claims.h"

namespace sallyport::oidc::rp {
namespace {

constexpr UnixTime kIdTokenTime{1'795'431'600};
constexpr auto kClient = "6e74172b-be56-4843-9ff4-e66a39bb12e3";

IdTokenExpectation expectation() {
  IdTokenExpectation expect;
  expect.client_id = ClientId(kClient);
  expect.nonce = "n-0S6_WzA2Mj";
  return expect;
}

json::Object plain() {
  return json::Object{{"aud", kClient},
                      {"sub", "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ"},
                      {"iat", kIdTokenTime.seconds - 10},
                      {"nbf", kIdTokenTime.seconds - 10},
                      {"exp", kIdTokenTime.seconds + 3600},
                      {"nonce", "n-0S6_WzA2Mj"}};
}

jose::JwsHeader header(crypto::SignatureAlgorithm algorithm = crypto::SignatureAlgorithm::rs256) {
  jose::JwsHeader made;
  made.algorithm = algorithm;
  made.typ = "JWT";
  return made;
}

std::string_view check(const json::Object& claims, const IdTokenExpectation& expect = expectation(),
                       const jose::JwsHeader& with = header()) {
  const auto result = check_id_token(jose::claims_of(claims), with, expect, kIdTokenTime);
  return reason_of(result);
}

std::string_view check_with(std::string_view name, json::Value value,
                            const IdTokenExpectation& expect = expectation()) {
  auto claims = plain();
  claims.set(name, std::move(value));
  return check(claims, expect);
}

std::string_view check_without(std::string_view name, const IdTokenExpectation& expect = expectation()) {
  json::Object claims;
  for (const auto& member : plain())
    if (member.name != name) claims.set(member.name, member.value);
  return check(claims, expect);
}

TEST(IdToken, PlainOneIsAccepted) {
  EXPECT_EQ(check(plain()), "none");
}

TEST(IdTokenAudience, IsUsAlone) {
  RecordProperty("covers", "JWT-12, RP-08");
  EXPECT_EQ(check_with("aud", json::Array{kClient}), "none");
  const std::string ours = kClient;
  for (const auto& aud : std::vector<json::Value>{"other", "", json::Array{}, json::Array{kClient, "other"},
                                                  json::Array{"other", kClient}, json::Array{kClient, kClient},
                                                  ours + ",other", ours.substr(1), ours + "0", "api://" + ours})
    EXPECT_EQ(check_with("aud", aud), "id_token_audience") << json::print(aud);
  EXPECT_EQ(check_without("aud"), "id_token_audience");
}

TEST(IdTokenAudience, WrongTypeIsMalformed) {
  EXPECT_EQ(check_with("aud", 7), "jwt_claim_type");
  EXPECT_EQ(check_with("aud", json::Array{json::Value(json::Array{kClient})}), "jwt_claim_type");
}

TEST(IdTokenAudience, UnconfiguredClientAcceptsNothing) {
  auto expect = expectation();
  expect.client_id = ClientId("");
  EXPECT_EQ(check_with("aud", "", expect), "id_token_audience");
}

TEST(IdTokenAuthorizedParty, IsUsWhereItIsThere) {
  RecordProperty("covers", "JWT-12");
  EXPECT_EQ(check_with("azp", kClient), "none");
  EXPECT_EQ(check_with("azp", "other"), "id_token_azp");
  EXPECT_EQ(check_with("azp", ""), "id_token_azp");
  EXPECT_EQ(check_with("azp", json::Array{kClient}), "jwt_claim_type");
}

TEST(IdTokenLifetime, EndsAtExpPlusSkew) {
  RecordProperty("covers", "JWT-11");
  EXPECT_EQ(check_with("exp", kIdTokenTime.seconds - 59), "none");
  EXPECT_EQ(check_with("exp", kIdTokenTime.seconds - 60), "jwt_expired");
  EXPECT_EQ(check_with("exp", kIdTokenTime.seconds - 61), "jwt_expired");
}

TEST(IdTokenLifetime, BeginsAtNbfAndIatMinusSkew) {
  RecordProperty("covers", "JWT-11");
  EXPECT_EQ(check_with("nbf", kIdTokenTime.seconds + 60), "none");
  EXPECT_EQ(check_with("nbf", kIdTokenTime.seconds + 61), "jwt_not_yet_valid");
  EXPECT_EQ(check_with("iat", kIdTokenTime.seconds + 60), "none");
  EXPECT_EQ(check_with("iat", kIdTokenTime.seconds + 61), "jwt_issued_in_future");
}

TEST(IdTokenLifetime, ExpAndIatMustBeThere) {
  EXPECT_EQ(check_without("exp"), "jwt_exp_missing");
  EXPECT_EQ(check_without("iat"), "jwt_claim_missing");
  EXPECT_EQ(check_without("nbf"), "none");
}

TEST(IdTokenLifetime, OddTimesAreMalformed) {  // JWT-10
  for (const auto* name : {"exp", "nbf", "iat"})
    for (const auto& value :
         std::vector<json::Value>{"1795431600", 1e300, -1, std::int64_t{9'007'199'254'740'993},
                                  std::numeric_limits<std::int64_t>::max(), nullptr, true, json::Array{}})
      EXPECT_EQ(check_with(name, value), "jwt_time") << name << " " << json::print(value);
}

TEST(IdTokenNonce, IsTheOneOfThisSignIn) {
  RecordProperty("covers", "RP-03");
  EXPECT_EQ(check_without("nonce"), "id_token_nonce");
  for (const auto* nonce : {"", "n-0S6_WzA2M", "n-0S6_WzA2MjX", "N-0S6_WzA2Mj", "nonce of a parallel tab"})
    EXPECT_EQ(check_with("nonce", nonce), "id_token_nonce") << nonce;
  EXPECT_EQ(check_with("nonce", json::Array{"n-0S6_WzA2Mj"}), "jwt_claim_type");
}

TEST(IdTokenNonce, EmptyExpectationAcceptsNothing) {
  auto expect = expectation();
  expect.nonce = "";
  EXPECT_EQ(check_with("nonce", "", expect), "id_token_nonce");
}

TEST(IdTokenNonce, MayBeMissingOnlyWhereNoneIsExpected) {  // a refresh
  auto expect = expectation();
  expect.nonce = std::nullopt;
  EXPECT_EQ(check_without("nonce", expect), "none");
}

TEST(IdTokenAuthTime, IsDemandedAndJudgedWithMaxAge) {
  auto expect = expectation();
  expect.max_age = Seconds{300};
  EXPECT_EQ(check(plain(), expect), "id_token_auth_time");  // absent
  EXPECT_EQ(check_with("auth_time", kIdTokenTime.seconds - 360, expect), "none");
  EXPECT_EQ(check_with("auth_time", kIdTokenTime.seconds - 361, expect), "id_token_auth_time");
  EXPECT_EQ(check_with("auth_time", kIdTokenTime.seconds + 61, expect), "id_token_auth_time");  // from the future
  EXPECT_EQ(check_with("auth_time", "1", expect), "jwt_time");
}

TEST(IdTokenAuthTime, CountsFromTheRequestWhereItIsKnown) {  // max_age=0 and a person who is slow to consent
  auto expect = expectation();
  expect.max_age = Seconds{0};
  expect.asked = kIdTokenTime - Seconds{500};
  EXPECT_EQ(check_with("auth_time", kIdTokenTime.seconds - 400, expect), "none");
  EXPECT_EQ(check_with("auth_time", kIdTokenTime.seconds - 560, expect), "none");
  EXPECT_EQ(check_with("auth_time", kIdTokenTime.seconds - 561, expect), "id_token_auth_time");  // an older session
}

TEST(IdTokenAuthTime, OldOneIsFineWithoutMaxAge) {
  EXPECT_EQ(check_with("auth_time", 1), "none");
}

// OpenID Connect Core, Appendix A.4: the code and its c_hash under RS256.
TEST(IdTokenCodeHash, IsTheOneOfTheSpecification) {
  RecordProperty("covers", "RP-08");
  auto expect = expectation();
  expect.code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
  EXPECT_EQ(check_with("c_hash", "LDktKdoQak3Pk0cnXxCltA", expect), "none");
}

TEST(IdTokenCodeHash, IsDemandedWhereACodeCameBeside) {
  RecordProperty("covers", "RP-08");
  auto expect = expectation();
  expect.code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
  EXPECT_EQ(check(plain(), expect), "id_token_c_hash");
  for (const auto* c_hash : {"", "LDktKdoQak3Pk0cnXxClt", "LDktKdoQak3Pk0cnXxCltA=", "77QmUPtjPfzWtF2AnpK9RQ"})
    EXPECT_EQ(check_with("c_hash", c_hash, expect), "id_token_c_hash") << c_hash;
  EXPECT_EQ(check_with("c_hash", 7, expect), "jwt_claim_type");
}

TEST(IdTokenCodeHash, FollowsTheAlgorithmOfTheSignature) {
  auto expect = expectation();
  expect.code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
  auto claims = plain();
  claims.set("c_hash", "LDktKdoQak3Pk0cnXxCltA");  // of SHA-256
  for (const auto algorithm : {crypto::SignatureAlgorithm::rs384, crypto::SignatureAlgorithm::es512})
    EXPECT_EQ(check(claims, expect, header(algorithm)), "id_token_c_hash");
}

TEST(IdTokenSubject, IsATextOf1To255Characters) {
  EXPECT_EQ(check_with("sub", std::string(255, 's')), "none");
  EXPECT_EQ(check_with("sub", std::string(256, 's')), "id_token_subject");
  EXPECT_EQ(check_with("sub", ""), "jwt_claim_missing");
  EXPECT_EQ(check_without("sub"), "jwt_claim_missing");
  EXPECT_EQ(check_with("sub", 7), "jwt_claim_type");
}

TEST(IdTokenType, IsJwtWhereItIsThere) {  // JWT-24
  for (const auto* typ : {"", "JWT", "jwt"}) {
    auto with = header();
    with.typ = typ;
    EXPECT_EQ(check(plain(), expectation(), with), "none") << typ;
  }
  for (const auto* typ : {"at+jwt", "application/at+jwt", "logout+jwt", "JWT ", "JOSE"}) {
    auto with = header();
    with.typ = typ;
    EXPECT_EQ(check(plain(), expectation(), with), "id_token_type") << typ;
  }
}

}  // namespace
}  // namespace sallyport::oidc::rp
