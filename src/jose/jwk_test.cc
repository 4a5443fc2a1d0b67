#include "jose/jwk.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "jose/test_keys.h"

namespace sallyport::jose {
namespace {

json::Object rsa_jwk() {
  return published(rs256_key());
}
json::Object ec_jwk() {
  return published(es256_key());
}

json::Object with(json::Object members, std::string_view name, json::Value value) {
  members.set(name, std::move(value));
  return members;
}
json::Object without(const json::Object& members, std::string_view name) {
  json::Object out;
  for (const json::Member& member : members)
    if (member.name != name) out.set(member.name, member.value);
  return out;
}

TEST(Jwk, PlainKeysAreRead) {
  const auto rsa = parse_jwk(rsa_jwk());
  ASSERT_TRUE(rsa);
  EXPECT_EQ(rsa->kid, "rsa");
  EXPECT_EQ(rsa->algorithm, crypto::SignatureAlgorithm::rs256);
  EXPECT_EQ(rsa->issuer, "");
  EXPECT_EQ(rsa->key.to_der(), rs256_key().key.public_key().to_der());
  EXPECT_TRUE(parse_jwk(ec_jwk()));
  EXPECT_TRUE(parse_jwk(public_members(crypto::PrivateKey::generate_ec(crypto::KeyType::ed25519).public_key())));
}

TEST(Jwk, KidAlgUseAndKeyOpsMayBeAbsent) {
  const auto key = parse_jwk(public_members(rs256_key().key.public_key()));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->kid, "");
  EXPECT_EQ(key->algorithm, std::nullopt);
}

TEST(Jwk, UnknownMembersAreIgnored) {  // such as Entra's x5t, x5c, cloud_instance_name, and future ones
  EXPECT_TRUE(parse_jwk(with(with(rsa_jwk(), "x5t", "abc"), "x5c", json::Array{"MIIC"})));
}

TEST(Jwk, EntrasIssuerIsKept) {
  const auto issuer = "https://login.microsoftonline.com/{tenantid}/v2.0";
  EXPECT_EQ(parse_jwk(with(rsa_jwk(), "issuer", issuer))->issuer, issuer);
}

TEST(Jwk, MissingMembersAreMalformed) {
  RecordProperty("covers", "JWT-22");
  for (const auto name : {"kty", "n", "e"})
    EXPECT_EQ(reason_of(parse_jwk(without(rsa_jwk(), name))), "jwk_member") << name;
  for (const auto name : {"kty", "crv", "x", "y"})
    EXPECT_EQ(reason_of(parse_jwk(without(ec_jwk(), name))), "jwk_member") << name;
}

TEST(Jwk, MembersOfAnotherTypeAreMalformed) {
  for (const auto name : {"kty", "n", "e", "kid", "use", "alg", "issuer", "key_ops"})
    for (const json::Value& value : {json::Value(nullptr), json::Value(1), json::Value(json::Object{})})
      EXPECT_EQ(reason_of(parse_jwk(with(rsa_jwk(), name, value))), "jwk_member") << name;
  EXPECT_EQ(reason_of(parse_jwk(with(rsa_jwk(), "kid", std::string(1025, 'k')))), "jwk_member");
  EXPECT_EQ(reason_of(parse_jwk(with(rsa_jwk(), "n", ""))), "jwk_member");
}

TEST(Jwk, NumbersAreStrictBase64UrlWithoutLeadingZeros) {
  EXPECT_EQ(reason_of(parse_jwk(with(rsa_jwk(), "e", "AQAB="))), "base64url");
  EXPECT_EQ(reason_of(parse_jwk(with(rsa_jwk(), "e", "AAEAAQ"))), "key_encoding");  // a leading zero byte: 0x00010001
  EXPECT_EQ(reason_of(parse_jwk(with(rsa_jwk(), "e", "AQ"))), "rsa_exponent");
}

TEST(Jwk, PrivateMembersAreRefused) {  // a published private key is no longer private
  RecordProperty("covers", "JWT-22");
  for (const auto name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
    EXPECT_EQ(reason_of(parse_jwk(with(rsa_jwk(), name, "AQ"))), "jwk_private") << name;
  EXPECT_EQ(reason_of(parse_jwk(with(ec_jwk(), "d", "AQ"))), "jwk_private");
}

TEST(Jwk, SymmetricKeysAreRefused) {  // everybody can make HMACs with a published key
  RecordProperty("covers", "JWT-22");
  EXPECT_EQ(reason_of(parse_jwk({{"kty", "oct"}, {"k", "AQAB"}})), "jwk_symmetric");
}

TEST(Jwk, UnknownTypesAndCurvesAreRefused) {
  EXPECT_EQ(reason_of(parse_jwk(with(rsa_jwk(), "kty", "AKP"))), "jwk_kty");
  EXPECT_EQ(reason_of(parse_jwk(with(rsa_jwk(), "kty", "rsa"))), "jwk_kty");
  for (const auto crv : {"secp256k1", "P-224", "p-256", "Ed25519", "X25519"})
    EXPECT_EQ(reason_of(parse_jwk(with(ec_jwk(), "crv", crv))), "jwk_crv") << crv;
  EXPECT_EQ(reason_of(parse_jwk({{"kty", "OKP"}, {"crv", "X25519"}, {"x", std::string(43, 'A')}})), "jwk_crv");
  EXPECT_EQ(reason_of(parse_jwk({{"kty", "OKP"}, {"crv", "P-256"}, {"x", std::string(43, 'A')}})), "jwk_crv");
}

TEST(Jwk, AnotherCurveThanThePointsIsMalformed) {
  EXPECT_EQ(reason_of(parse_jwk(with(ec_jwk(), "crv", "P-384"))), "key_encoding");
}

TEST(Jwk, UseMustBeSig) {
  RecordProperty("covers", "JWT-22");
  EXPECT_EQ(reason_of(parse_jwk(with(rsa_jwk(), "use", "enc"))), "jwk_use");
  EXPECT_EQ(reason_of(parse_jwk(with(rsa_jwk(), "use", "SIG"))), "jwk_use");
}

TEST(Jwk, KeyOpsNameVerifyAlone) {
  RecordProperty("covers", "JWT-22");
  const auto verdict = [](json::Array operations) {
    return reason_of(parse_jwk(with(rsa_jwk(), "key_ops", std::move(operations))));
  };
  EXPECT_EQ(verdict({"verify"}), "none");
  EXPECT_EQ(verdict({"sign", "verify"}), "jwk_key_ops") << "a public key signs nothing";
  EXPECT_EQ(verdict({"verify", "encrypt"}), "jwk_key_ops");
  EXPECT_EQ(verdict({}), "jwk_key_ops");
  EXPECT_EQ(verdict({"encrypt"}), "jwk_key_ops");
  EXPECT_EQ(verdict({"verify", "verify"}), "jwk_member");  // RFC 7517 4.3: no value twice
  EXPECT_EQ(verdict({"verify", 1}), "jwk_member");
}

TEST(Jwk, AlgMustBeOursAndFitTheKey) {
  RecordProperty("covers", "JWT-22");
  for (const auto alg : {"RSA-OAEP", "HS256", "none", "ES256", "EdDSA", "rs256"})
    EXPECT_EQ(reason_of(parse_jwk(with(rsa_jwk(), "alg", alg))), "jwk_alg") << alg;
  for (const auto alg : {"ES384", "ES521", "ES256K", "RS256"})
    EXPECT_EQ(reason_of(parse_jwk(with(ec_jwk(), "alg", alg))), "jwk_alg") << alg;
}

TEST(JwkSet, KeysThatWeDoNotTakeAreSkippedAndNamed) {
  RecordProperty("covers", "JWT-22");
  const json::Array keys{with(rsa_jwk(), "kty", "AKP"), rsa_jwk(), 1, json::Object{{"kty", "oct"}, {"kid", "hmac"}},
                         with(ec_jwk(), "use", "enc"),  ec_jwk()};
  const auto set = parse_jwk_set(json::print(json::Object{{"keys", keys}}));
  ASSERT_TRUE(set);
  ASSERT_EQ(set->keys.size(), 2u);
  EXPECT_EQ(set->keys[0].kid, "rsa");
  EXPECT_EQ(set->keys[1].kid, "ec");
  ASSERT_EQ(set->skipped.size(), 4u);
  EXPECT_EQ(set->skipped[0].reason, "jwk_kty");
  EXPECT_EQ(set->skipped[1].reason, "jwk_member");
  EXPECT_EQ(set->skipped[2].kid, "hmac");
  EXPECT_EQ(set->skipped[2].reason, "jwk_symmetric");
  EXPECT_EQ(set->skipped[3].reason, "jwk_use");
}

TEST(JwkSet, MayBeEmpty) {
  const auto set = parse_jwk_set(R"({"keys":[]})");
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->keys.empty());
}

TEST(JwkSet, WhatIsNoSetIsMalformed) {
  EXPECT_EQ(reason_of(parse_jwk_set("{}")), "jwk_set");
  EXPECT_EQ(reason_of(parse_jwk_set(R"({"keys":{}})")), "jwk_set");
  EXPECT_EQ(reason_of(parse_jwk_set(json::print(rsa_jwk()))), "jwk_set");  // a single key
  EXPECT_EQ(reason_of(parse_jwk_set("[]")), "json_not_object");
  EXPECT_EQ(reason_of(parse_jwk_set("<html>")), "json_syntax");
  EXPECT_EQ(reason_of(parse_jwk_set(R"({"keys":[],"keys":[]})")), "json_duplicate_member");
}

TEST(JwkSet, KidThatNamesTwoKeysIsRefused) {
  RecordProperty("covers", "JWT-04");
  const json::Array unlike{rsa_jwk(), with(ec_jwk(), "kid", "rsa")};
  EXPECT_EQ(reason_of(parse_jwk_set(json::Object{{"keys", unlike}})), "jwk_set");
  const json::Array alike{rsa_jwk(), with(rsa_jwk(), "alg", "PS256")};  // the same key with two algorithms
  EXPECT_EQ(parse_jwk_set(json::Object{{"keys", alike}})->keys.size(), 2u);
  const json::Array nameless{without(rsa_jwk(), "kid"), without(ec_jwk(), "kid")};
  EXPECT_EQ(parse_jwk_set(json::Object{{"keys", nameless}})->keys.size(), 2u);
}

TEST(JwkSet, AHundredKeysAreReadAndTheRestIsCutOff) {
  RecordProperty("covers", "JWT-22");
  json::Array keys(100, json::Value(without(ec_jwk(), "kid")));
  EXPECT_EQ(parse_jwk_set(json::Object{{"keys", keys}})->skipped.size(), 0u);
  keys.emplace_back(rsa_jwk());
  const auto set = parse_jwk_set(json::Object{{"keys", keys}});
  EXPECT_EQ(set->keys.size(), 100u);
  ASSERT_EQ(set->skipped.size(), 1u);
  EXPECT_EQ(set->skipped[0].reason, "jwk_set_size");
}

TEST(PublicMembers, ComeBackAsTheSameKey) {
  using crypto::KeyType;
  for (const KeyType type : {KeyType::p256, KeyType::p384, KeyType::p521, KeyType::ed25519, KeyType::ed448}) {
    const auto key = crypto::PrivateKey::generate_ec(type).public_key();
    EXPECT_EQ(parse_jwk(public_members(key))->key.to_der(), key.to_der());
  }
  EXPECT_EQ(public_members(rs256_key().key.public_key()).size(), 3u);  // kty, n, e and nothing private
}

}  // namespace
}  // namespace sallyport::jose
