#include "jose/jws.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "jose/test_keys.h"

namespace sallyport::jose {
namespace {

using enum crypto::SignatureAlgorithm;

const std::string kPayload = base64url_encode(R"({"sub":"alice"})");

// Makes a token with this header and a bad signature, for tests that only parse it.
std::string token_with(std::string_view header) {
  return base64url_encode(header) + '.' + kPayload + ".AAAA";
}

// Makes a token with this header and a good signature.
std::string signed_with(const SigningKey& key, std::string_view header) {
  const std::string input = base64url_encode(header) + '.' + kPayload;
  return input + '.' + base64url_encode(*crypto::sign(key.key, key.algorithm, input));
}

std::string_view parsed(std::string_view token) {
  return reason_of(CompactJws::parse(token));
}

std::string_view verified(std::string_view token, const JwkSet& keys, const Algorithms& allowed) {
  const auto jws = CompactJws::parse(token);
  return jws ? reason_of(verify(*jws, keys, allowed)) : jws.error().reason;
}

json::Object with_member(json::Object members, std::string_view name, json::Value value) {
  members.set(name, std::move(value));
  return members;
}

TEST(CompactJws, HeaderIsRead) {
  const auto token = token_with(R"({"alg":"RS256","kid":"k","typ":"at+jwt","cty":"c","nonce":"n"})");
  const auto jws = CompactJws::parse(token);
  ASSERT_TRUE(jws);
  EXPECT_EQ(jws->header.algorithm, rs256);
  EXPECT_EQ(jws->header.kid, "k");
  EXPECT_EQ(jws->header.typ, "at+jwt");
  EXPECT_EQ(jws->header.cty, "c");
  EXPECT_TRUE(jws->header.has_nonce);
  EXPECT_EQ(jws->payload, kPayload);
  EXPECT_EQ(jws->signature, std::string(3, '\0'));
  const auto plain = token_with(R"({"alg":"RS256"})");
  EXPECT_FALSE(CompactJws::parse(plain)->header.has_nonce);
}

TEST(CompactJws, HeaderIsThatOfThisTokenWhateverCameBefore) {  // the parser caches the last valid header
  const auto plain = token_with(R"({"alg":"RS256","kid":"k"})");
  const auto other = token_with(R"({"alg":"ES256","kid":"l","typ":"JWT"})");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(CompactJws::parse(plain)->header.kid, "k");
    EXPECT_NE(parsed(plain.substr(1)), "none");
    EXPECT_EQ(parsed(plain.substr(plain.find('.'))), "jws_header") << "none at all";
    EXPECT_EQ(CompactJws::parse(plain)->header.algorithm, rs256);
    EXPECT_EQ(CompactJws::parse(other)->header.algorithm, es256);
    EXPECT_EQ(CompactJws::parse(other)->header.typ, "JWT");
  }
}

TEST(CompactJws, HasExactlyThreeParts) {
  RecordProperty("covers", "JWT-16");
  const std::string token = token_with(R"({"alg":"RS256"})");
  EXPECT_EQ(parsed(""), "jws_parts");
  EXPECT_EQ(parsed("a"), "jws_parts");
  EXPECT_EQ(parsed("a.b"), "jws_parts");
  EXPECT_EQ(parsed('.' + token), "jws_parts");
  EXPECT_EQ(parsed(token + ".a"), "jws_parts");
  EXPECT_EQ(parsed(token + "...."), "jws_parts");
}

TEST(CompactJws, FivePartsAreEncrypted) {
  RecordProperty("covers", "JWT-16");
  EXPECT_EQ(parsed("a.b.c.d.e"), "jws_encrypted");
  EXPECT_EQ(parsed("...."), "jws_encrypted");
}

TEST(CompactJws, JsonSerializationIsRefused) {
  RecordProperty("covers", "JWT-16");
  EXPECT_NE(parsed(R"({"payload":"a","protected":"b","signature":"c"})"), "none");
  EXPECT_NE(parsed(R"({"payload":"a.b.c"})"), "none");
}

TEST(CompactJws, MayHave64Kilobytes) {
  RecordProperty("covers", "JWT-09");
  const std::string start = base64url_encode(R"({"alg":"RS256"})") + '.';
  const auto token_of = [&start](std::size_t size) {
    return start + std::string(size - start.size() - 5, 'A') + ".AAAA";
  };
  EXPECT_EQ(parsed(token_of(kMaxToken)), "none");
  EXPECT_EQ(parsed(token_of(kMaxToken + 1)), "jws_size");
}

TEST(CompactJws, HeaderMayHave8Kilobytes) {
  const auto header_of = [](std::size_t size) {
    const std::string start = R"({"alg":"RS256","x":")";
    return start + std::string(size - start.size() - 2, 'x') + "\"}";
  };
  EXPECT_EQ(parsed(token_with(header_of(kMaxHeader))), "none");
  EXPECT_EQ(parsed(token_with(header_of(kMaxHeader + 1))), "jws_header");
  EXPECT_EQ(parsed(token_with(header_of(kMaxHeader + 10))), "jws_size");
}

TEST(CompactJws, HeaderIsAnObjectWithoutDuplicates) {
  RecordProperty("covers", "JWT-08");
  for (const auto header : {"", "[]", "\"RS256\"", "1", "null", "{\"alg\":\"RS256\"", "{\"alg\":\"RS256\"}x",
                            "{\"alg\":\"RS256\",\"alg\":\"RS256\"}", "{\"kid\":\"a\",\"alg\":\"RS256\",\"kid\":\"b\"}",
                            "\xef\xbb\xbf{\"alg\":\"RS256\"}", "{\"alg\":\"RS256\",}", "/**/{\"alg\":\"RS256\"}",
                            "{\"alg\":\"RS256\",\"x\":\"\xff\"}", "{\"alg\":\"RS256\",\"x\":NaN}"})
    EXPECT_EQ(parsed(token_with(header)), "jws_header") << header;
  const std::string deep = R"({"alg":"RS256","x":)" + std::string(1000, '[') + std::string(1000, ']') + '}';
  EXPECT_EQ(parsed(token_with(deep)), "jws_header");
}

TEST(CompactJws, AlgIsOneOfOursExactly) {
  RecordProperty("covers", "JWT-01, JWT-02");
  for (const auto alg : {"none", "None", "nOnE", "NONE", "", "HS256", "HS512", "RS256 ", "rs256", "ES256K", "RSA-OAEP"})
    EXPECT_EQ(parsed(token_with("{\"alg\":\"" + std::string(alg) + "\"}")), "jws_algorithm") << alg;
  for (const auto header : {"{}", R"({"alg":null})", R"({"alg":0})", R"({"alg":["RS256"]})", R"({"ALG":"RS256"})"})
    EXPECT_EQ(parsed(token_with(header)), "jws_header") << header;
}

TEST(CompactJws, CritAndB64AreRefusedWhateverTheySay) {
  RecordProperty("covers", "JWT-07");
  for (const auto crit : {"[]", "[\"exp\"]", "[\"b64\"]", "null", "1"})
    EXPECT_EQ(parsed(token_with("{\"alg\":\"RS256\",\"crit\":" + std::string(crit) + "}")), "jws_crit") << crit;
  for (const auto b64 : {"true", "false"})
    EXPECT_EQ(parsed(token_with("{\"alg\":\"RS256\",\"b64\":" + std::string(b64) + "}")), "jws_crit") << b64;
}

TEST(CompactJws, EncryptionInThreePartsIsRefused) {
  RecordProperty("covers", "JWT-17");
  EXPECT_EQ(parsed(token_with(R"({"alg":"RS256","zip":"DEF"})")), "jws_encrypted");
  EXPECT_EQ(parsed(token_with(R"({"alg":"RS256","enc":"A128GCM"})")), "jws_encrypted");
}

TEST(CompactJws, KidTypAndCtyAreText) {
  RecordProperty("covers", "JWT-04");
  for (const auto name : {"kid", "typ", "cty"})
    for (const auto value : {"1", "null", "[\"a\"]", "{}"})
      EXPECT_EQ(parsed(token_with("{\"alg\":\"RS256\",\"" + std::string(name) + "\":" + value + "}")), "jws_header");
  const auto with_kid = [](std::size_t size) {
    return token_with(R"({"alg":"RS256","kid":")" + std::string(size, 'k') + "\"}");
  };
  EXPECT_EQ(parsed(with_kid(kMaxKid)), "none");
  EXPECT_EQ(parsed(with_kid(0)), "jws_header") << "an empty kid is not an absent one";
  EXPECT_EQ(parsed(with_kid(kMaxKid + 1)), "jws_header");
}

TEST(CompactJws, SignatureIsThere) {
  EXPECT_EQ(parsed(base64url_encode(R"({"alg":"RS256"})") + '.' + kPayload + '.'), "jws_empty_signature");
}

TEST(Verify, AcceptsThePlainTokenAndOpensItsPayload) {
  const auto token = sign_compact(rs256_key(), {{"typ", "JWT"}}, {{"sub", "alice"}});
  const auto jws = CompactJws::parse(*token);
  const auto keys =
      set_of({with_member(published(rs256_key()), "issuer", "https://i.example"), published(es256_key())});
  const auto trusted = verify(*jws, keys, {rs256});
  ASSERT_TRUE(trusted);
  EXPECT_EQ(trusted->payload(), R"({"sub":"alice"})");
  EXPECT_EQ(trusted->header().typ, "JWT");
  EXPECT_EQ(trusted->key_issuer(), "https://i.example");
}

TEST(Verify, AlgorithmMustBeAllowedHere) {
  const auto token = signed_with(es256_key(), R"({"alg":"ES256","kid":"ec"})");
  EXPECT_EQ(verified(token, set_of({published(es256_key())}), {rs256}), "jws_algorithm_not_allowed");
  EXPECT_EQ(verified(token, set_of({published(es256_key())}), {}), "jws_algorithm_not_allowed");
  EXPECT_EQ(verified(token, set_of({published(es256_key())}), {rs256, es256}), "none");
}

TEST(Verify, AlgorithmBelongsToTheKey) {
  RecordProperty("covers", "JWT-03");
  const SigningKey as_ps256{rs256_key().key, ps256, "rsa"};
  const auto token = signed_with(as_ps256, R"({"alg":"PS256","kid":"rsa"})");
  EXPECT_EQ(verified(token, set_of({published(as_ps256)}), {rs256, ps256}), "none");
  EXPECT_EQ(verified(token, set_of({published(rs256_key())}), {rs256, ps256}), "jws_key_algorithm");
  EXPECT_EQ(
      verified(signed_with(es256_key(), R"({"alg":"ES256","kid":"rsa"})"), set_of({published(rs256_key())}), {es256}),
      "jws_key_algorithm");
}

TEST(Verify, KidMustNameAKeyOfTheSet) {
  RecordProperty("covers", "JWT-04");
  const auto keys = set_of({published(rs256_key())});
  for (const auto kid : {"other", "RSA", "rsa ", "../../etc/passwd", "' OR 1=1--"})
    EXPECT_EQ(
        verified(signed_with(rs256_key(), "{\"alg\":\"RS256\",\"kid\":\"" + std::string(kid) + "\"}"), keys, {rs256}),
        "jws_unknown_kid")
        << kid;
}

TEST(Verify, KidOfAnotherKeyDoesNotVouch) {
  RecordProperty("covers", "JWT-04");
  const SigningKey other{crypto::PrivateKey::generate_rsa(2048), rs256, "other"};
  const auto keys = set_of({published(rs256_key()), published(other)});
  EXPECT_EQ(verified(signed_with(other, R"({"alg":"RS256","kid":"rsa"})"), keys, {rs256}), "jws_signature");
}

TEST(Verify, WithoutAKidEveryKeyThatFitsIsTried) {
  const SigningKey other{crypto::PrivateKey::generate_rsa(2048), rs256, "other"};
  const auto token = signed_with(rs256_key(), R"({"alg":"RS256"})");
  EXPECT_EQ(verified(token, set_of({published(rs256_key())}), {rs256}), "none");
  EXPECT_EQ(verified(token, set_of({published(es256_key()), published(other), published(rs256_key())}), {rs256}),
            "none");
  EXPECT_EQ(verified(token, set_of({published(other)}), {rs256}), "jws_signature");
  EXPECT_EQ(verified(token, set_of({published(es256_key())}), {rs256}), "jws_no_key");
  EXPECT_EQ(verified(token, JwkSet{}, {rs256}), "jws_no_key");
}

TEST(Verify, WithoutAKidAtMostEightKeysAreTried) {  // otherwise one token could cost a hundred verifications
  const auto token = signed_with(es256_key(), R"({"alg":"ES256"})");
  JwkSet keys;
  for (int i = 0; i < 7; ++i)
    keys.keys.push_back({crypto::PrivateKey::generate_ec(crypto::KeyType::p256).public_key(), "", {}, ""});
  JwkSet eighth = keys;
  eighth.keys.push_back({es256_key().key.public_key(), "", {}, ""});
  EXPECT_EQ(verified(token, eighth, {es256}), "none");
  keys.keys.push_back(keys.keys.front());
  keys.keys.push_back({es256_key().key.public_key(), "", {}, ""});
  EXPECT_EQ(verified(token, keys, {es256}), "jws_signature");
}

TEST(Verify, EmbeddedKeysAreIgnored) {  // CVE-2018-0114
  RecordProperty("covers", "JWT-06");
  const SigningKey attacker{crypto::PrivateKey::generate_rsa(2048), rs256, "rsa"};
  const std::string embedded = json::print(published(attacker));
  const auto keys = set_of({published(rs256_key())});
  const std::string header = R"({"alg":"RS256","kid":"rsa","jwk":)" + embedded +
                             R"(,"jku":"https://evil.example/keys","x5u":"https://evil.example","x5c":["MIIC"]})";
  EXPECT_EQ(verified(signed_with(attacker, header), keys, {rs256}), "jws_signature");
  EXPECT_EQ(verified(signed_with(rs256_key(), header), keys, {rs256}), "none");
}

TEST(Verify, PayloadIsOpenedOnlyAfterTheSignature) {
  const std::string input = base64url_encode(R"({"alg":"ES256","kid":"ec"})") + ".not*base64";
  EXPECT_EQ(verified(input + ".AAAA", set_of({published(es256_key())}), {es256}), "jws_signature");
  const auto signature = base64url_encode(*crypto::sign(es256_key().key, es256, input));
  EXPECT_EQ(verified(input + '.' + signature, set_of({published(es256_key())}), {es256}), "base64url");
}

}  // namespace
}  // namespace sallyport::jose
