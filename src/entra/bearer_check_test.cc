#include "entra/bearer_check.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/reason_of.h"
#include "jose/sign.h"

namespace sallyport::entra {
namespace {

constexpr UnixTime kNow{1'795'431'600};
const std::string kApiTenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const std::string kIssuer = "https://login.microsoftonline.com/" + kApiTenant + "/v2.0";
const std::string kClient = "6e74172b-be56-4843-9ff4-e66a39bb12e3";
const std::string kOid = "690222be-ff1a-4d56-abd1-7e4f7d38e474";

// The issuer's key, and an attacker's key with the same kid.
struct Keys {
  jose::SigningKey ours{crypto::PrivateKey::generate_rsa(2048), crypto::SignatureAlgorithm::rs256, "k1"};
  jose::SigningKey theirs{crypto::PrivateKey::generate_rsa(2048), crypto::SignatureAlgorithm::rs256, "k1"};
  jose::JwkSet set;

  Keys() {
    set.keys.push_back(
        {ours.key.public_key(), "k1", std::nullopt, "https://login.microsoftonline.com/{tenantid}/v2.0"});
  }
};

const Keys& keys() {
  static const Keys made;
  return made;
}

std::string sign(const json::Object& claims, const json::Object& header = {{"typ", "JWT"}},
                 const jose::SigningKey& by = keys().ours) {
  return *jose::sign_compact(by, header, claims);
}

json::Object common() {
  return {{"iss", kIssuer},
          {"tid", kApiTenant},
          {"oid", kOid},
          {"sub", "pairwise"},
          {"aud", kClient},
          {"ver", "2.0"},
          {"iat", kNow.seconds - 5},
          {"nbf", kNow.seconds - 5},
          {"exp", kNow.seconds + 3600},
          {"roles", json::Array{"Reader"}}};
}

json::Object with(json::Object claims, std::string_view name, json::Value value) {
  claims.set(name, std::move(value));
  return claims;
}

json::Object user_token() {
  return with(with(common(), "scp", "access"), "azp", "another client");
}
json::Object id_token() {
  return with(common(), "nonce", "n");
}
json::Object app_token() {
  return with(with(common(), "sub", kOid), "azpacr", "1");
}

BearerExpectation bearer() {
  BearerExpectation expect;
  expect.issuer.issuer = kIssuer;
  expect.audiences = {kClient, "api://" + kClient};
  return expect;
}

BearerExpectation bearer_of_everything() {
  auto expect = bearer();
  expect.accept_id_tokens = true;
  expect.accept_app_tokens = true;
  return expect;
}

SignInExpectation sign_in() {
  SignInExpectation expect;
  expect.issuer.issuer = kIssuer;
  expect.id_token.client_id = ClientId(kClient);
  expect.id_token.nonce = "n";
  return expect;
}

std::string_view as_bearer(const std::string& token, const BearerExpectation& expect = bearer()) {
  return reason_of(check_bearer(token, keys().set, expect, kNow));
}

std::string_view as_sign_in(const std::string& token, const SignInExpectation& expect = sign_in()) {
  return reason_of(check_sign_in(token, keys().set, expect, kNow));
}

// ---- bearer

TEST(Bearer, AccessTokenOfAUserGivesTheFacts) {
  const auto subject = check_bearer(sign(user_token()), keys().set, bearer(), kNow);
  ASSERT_TRUE(subject) << subject.error().reason;
  EXPECT_EQ(subject->kind, oidc::TokenKind::access_token_user);
  EXPECT_EQ(subject->subject.value, kOid);
  EXPECT_EQ(subject->tenant.value, kApiTenant);
  EXPECT_EQ(subject->roles, std::vector<std::string>{"Reader"});
  EXPECT_EQ(subject->expires, kNow + Seconds{3600});
}

TEST(Bearer, AtAnotherProviderSubAloneNamesThePerson) {  // people may set their own oid there
  auto expect = bearer();
  expect.issuer.require_tenant = false;
  jose::JwkSet set = keys().set;
  set.keys.front().issuer.clear();
  const auto subject = check_bearer(sign(user_token()), set, expect, kNow);
  ASSERT_TRUE(subject) << subject.error().reason;
  EXPECT_EQ(subject->subject.value, "pairwise");
  EXPECT_EQ(subject->tenant.value, "");
  EXPECT_EQ(reason_of(check_bearer(sign(with(user_token(), "sub", "")), set, expect, kNow)), "token_no_subject");
}

TEST(Bearer, IdTokenIsAcceptedOnlyWhereConfigured) {  // JWT-24
  EXPECT_EQ(as_bearer(sign(id_token())), "token_kind_not_accepted");
  EXPECT_EQ(as_bearer(sign(id_token()), bearer_of_everything()), "none");
}

TEST(Bearer, AppTokenIsAcceptedOnlyWhereConfigured) {  // JWT-24
  EXPECT_EQ(as_bearer(sign(app_token())), "token_kind_not_accepted");
  EXPECT_EQ(as_bearer(sign(app_token()), bearer_of_everything()), "none");
}

TEST(Bearer, IdTokenIsForOneAudience) {  // JWT-12
  const auto token = with(id_token(), "aud", json::Array{kClient, "other"});
  EXPECT_EQ(as_bearer(sign(token), bearer_of_everything()), "token_audience");
}

TEST(Bearer, IdTokenUnderTheTypeOfAnAccessTokenIsRejected) {  // JWT-24
  EXPECT_EQ(as_bearer(sign(id_token(), {{"typ", "at+jwt"}}), bearer_of_everything()), "token_kind");
}

TEST(Bearer, TypeIsAbsentJwtOrAccessToken) {  // JWT-24
  for (const auto* typ : {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"})
    EXPECT_EQ(as_bearer(sign(user_token(), {{"typ", typ}})), "none") << typ;
  EXPECT_EQ(as_bearer(sign(user_token(), {})), "none");
  for (const auto* typ : {"logout+jwt", "secevent+jwt", "dpop+jwt", "JOSE", "at+jwt "})
    EXPECT_EQ(as_bearer(sign(user_token(), {{"typ", typ}})), "token_type") << typ;
}

TEST(Bearer, TokenForGraphIsNamed) {  // before the signature check, which only Graph can do
  RecordProperty("covers", "JWT-25");
  const auto token = sign(user_token(), {{"typ", "JWT"}, {"nonce", "x"}}, keys().theirs);
  EXPECT_EQ(as_bearer(token), "token_for_graph");
}

TEST(Bearer, UnknownKidComesThroughUnchanged) {
  auto rotated = keys().ours;
  rotated.kid = "k2";
  const auto result = check_bearer(sign(user_token(), {}, rotated), keys().set, bearer(), kNow);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::rejected);
  EXPECT_EQ(result.error().reason, "jws_unknown_kid");
}

TEST(Bearer, SignatureStandsBeforeTheClaims) {
  const auto forged = sign(with(user_token(), "exp", 1), {}, keys().theirs);
  EXPECT_EQ(as_bearer(forged), "jws_signature");
  EXPECT_EQ(as_sign_in(forged), "jws_signature");
}

TEST(Bearer, SignatureOfAnotherTokenIsRejected) {  // JWT-28
  const auto first = sign(user_token());
  const auto second = sign(with(user_token(), "roles", json::Array{"Admin"}));
  EXPECT_EQ(as_bearer(second.substr(0, second.rfind('.')) + first.substr(first.rfind('.'))), "jws_signature");
}

TEST(Bearer, AlgorithmMustBeAllowed) {  // JWT-01, JWT-03
  auto expect = bearer();
  expect.algorithms = {crypto::SignatureAlgorithm::es256};
  EXPECT_EQ(as_bearer(sign(user_token()), expect), "jws_algorithm_not_allowed");
  const auto none = base64url_encode(R"({"alg":"none"})") + "." + base64url_encode(json::print(user_token())) + ".";
  EXPECT_FALSE(check_bearer(none, keys().set, bearer(), kNow));
}

TEST(Bearer, FormIsReadStrictly) {
  for (const auto* token : {"", "x", "a.b", "a.b.c.d", "a.b.c.d.e", "..", "{}"})
    EXPECT_FALSE(check_bearer(token, keys().set, bearer(), kNow)) << token;
}

TEST(Bearer, EachRuleOfTheChainHolds) {
  EXPECT_EQ(as_bearer(sign(with(user_token(), "exp", kNow.seconds - 60))), "jwt_expired");
  EXPECT_EQ(as_bearer(sign(with(user_token(), "nbf", kNow.seconds + 61))), "jwt_not_yet_valid");
  EXPECT_EQ(as_bearer(sign(with(user_token(), "iss", "https://evil.example"))), "token_issuer");
  EXPECT_EQ(as_bearer(sign(with(user_token(), "tid", "x"))), "token_tenant");
  EXPECT_EQ(as_bearer(sign(with(user_token(), "ver", "1.0"))), "token_version");
  EXPECT_EQ(as_bearer(sign(with(user_token(), "aud", "00000003-0000-0000-c000-000000000000"))), "token_audience");
  EXPECT_EQ(as_bearer(sign(with(user_token(), "idtyp", "app"))), "token_kind");
  EXPECT_EQ(as_bearer(sign(with(user_token(), "oid", json::Array{kOid}))), "jwt_claim_type");
}

TEST(Bearer, KeyOfAnotherTenantIsRejected) {
  RecordProperty("covers", "JWT-14");
  auto set = keys().set;
  set.keys[0].issuer = "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0";
  EXPECT_EQ(reason_of(check_bearer(sign(user_token()), set, bearer(), kNow)), "token_key_issuer");
  EXPECT_EQ(reason_of(check_sign_in(sign(id_token()), set, sign_in(), kNow)), "token_key_issuer");
}

TEST(Bearer, EmptyExpectationAcceptsNothing) {
  EXPECT_NE(as_bearer(sign(user_token()), BearerExpectation{}), "none");
  auto expect = bearer();
  expect.audiences.clear();
  EXPECT_EQ(as_bearer(sign(user_token()), expect), "token_audience");
}

// ---- sign-in

TEST(SignIn, IdTokenGivesTheFacts) {
  const auto subject = check_sign_in(sign(id_token()), keys().set, sign_in(), kNow);
  ASSERT_TRUE(subject) << subject.error().reason;
  EXPECT_EQ(subject->kind, oidc::TokenKind::id_token);
  EXPECT_EQ(subject->subject.value, kOid);
}

TEST(SignIn, AccessTokensAreRejected) {
  RecordProperty("covers", "JWT-24, RP-08");
  EXPECT_EQ(as_sign_in(sign(with(with(id_token(), "scp", "x"), "azp", kClient))), "token_kind");
  EXPECT_EQ(as_sign_in(sign(with(app_token(), "nonce", "n"))), "token_kind");
  EXPECT_EQ(as_sign_in(sign(user_token())), "id_token_azp");
  EXPECT_EQ(as_sign_in(sign(id_token(), {{"typ", "at+jwt"}})), "id_token_type");
  EXPECT_EQ(as_sign_in(sign(id_token(), {{"typ", "logout+jwt"}})), "token_type");
}

TEST(SignIn, EachRuleOfTheChainHolds) {
  EXPECT_EQ(as_sign_in(sign(with(id_token(), "nonce", "another tab"))), "id_token_nonce");
  EXPECT_EQ(as_sign_in(sign(with(id_token(), "aud", "another client"))), "id_token_audience");
  EXPECT_EQ(as_sign_in(sign(with(id_token(), "aud", json::Array{kClient, "other"}))), "id_token_audience");
  EXPECT_EQ(as_sign_in(sign(with(id_token(), "iss", kIssuer + "/"))), "token_issuer");
  EXPECT_EQ(as_sign_in(sign(with(id_token(), "exp", kNow.seconds - 60))), "jwt_expired");
  EXPECT_EQ(as_sign_in(sign(with(id_token(), "hasgroups", "yes"))), "jwt_claim_type");
}

TEST(SignIn, UnknownKidComesThroughUnchanged) {
  auto rotated = keys().ours;
  rotated.kid = "k2";
  EXPECT_EQ(as_sign_in(sign(id_token(), {}, rotated)), "jws_unknown_kid");
}

}  // namespace
}  // namespace sallyport::entra
