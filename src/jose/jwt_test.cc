#include "jose/jwt.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "jose/test_keys.h"

namespace sallyport::jose {
namespace {

VerifiedJws signed_payload(std::string_view payload) {
  const std::string input = base64url_encode(R"({"alg":"ES256"})") + '.' + base64url_encode(payload);
  const std::string token =
      input + '.' + base64url_encode(*crypto::sign(es256_key().key, es256_key().algorithm, input));
  return *verify(*CompactJws::parse(token), set_of({published(es256_key())}), {es256_key().algorithm});
}

std::string_view reason_of_claims(std::string_view payload) {
  return reason_of(Claims::parse(signed_payload(payload)));
}

Claims claims_of(std::string_view payload) {
  return *Claims::parse(signed_payload(payload));
}

TEST(Claims, AreAnObjectWithoutDuplicates) {
  RecordProperty("covers", "JWT-08");
  EXPECT_EQ(reason_of_claims("{}"), "none");
  for (const auto payload : {"[]", "\"text\"", "1", "null"})
    EXPECT_EQ(reason_of_claims(payload), "jwt_claims") << payload;
  EXPECT_EQ(reason_of_claims(""), "json_syntax");
  EXPECT_EQ(reason_of_claims("{} "), "none");
  EXPECT_EQ(reason_of_claims("{}{}"), "json_syntax");
  EXPECT_EQ(reason_of_claims(R"({"aud":"a","aud":"b"})"), "json_duplicate_member");
  EXPECT_EQ(reason_of_claims("{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}"), "json_depth");
}

TEST(ClaimText, IsTextOrAbsent) {
  const Claims claims = claims_of(R"({"sub":"alice","empty":"","number":1,"null":null,"array":["a"]})");
  EXPECT_EQ(*claims.text("sub"), "alice");
  EXPECT_EQ(*claims.text("empty"), "");
  EXPECT_EQ(*claims.text("absent"), std::nullopt);
  for (const auto name : {"number", "null", "array"}) EXPECT_EQ(reason_of(claims.text(name)), "jwt_claim_type") << name;
}

TEST(ClaimText, RequiredIsThereAndNotEmpty) {
  const Claims claims = claims_of(R"({"sub":"alice","empty":"","number":1})");
  EXPECT_EQ(*claims.required_text("sub"), "alice");
  EXPECT_EQ(reason_of(claims.required_text("empty")), "jwt_claim_missing");
  EXPECT_EQ(reason_of(claims.required_text("absent")), "jwt_claim_missing");
  EXPECT_EQ(reason_of(claims.required_text("number")), "jwt_claim_type");
}

TEST(ClaimTexts, AreAnArrayOrOneText) {
  RecordProperty("covers", "JWT-27");
  const Claims claims = claims_of(R"({"one":"a","two":["a","b"],"none":[],"mixed":["a",1],"deep":[["a"]],"number":1})");
  using Texts = std::vector<std::string_view>;
  EXPECT_EQ(*claims.texts("one"), Texts{"a"});
  EXPECT_EQ(*claims.texts("two"), (Texts{"a", "b"}));
  EXPECT_EQ(*claims.texts("none"), Texts{});
  EXPECT_EQ(*claims.texts("absent"), Texts{});
  for (const auto name : {"mixed", "deep", "number"})
    EXPECT_EQ(reason_of(claims.texts(name)), "jwt_claim_type") << name;
}

TEST(ClaimTime, IsAWholeNumberFrom0To2To53) {
  RecordProperty("covers", "JWT-10");
  const auto time = [](std::string_view value) {
    return claims_of("{\"exp\":" + std::string(value) + "}").time("exp");
  };
  EXPECT_EQ(**time("0"), UnixTime{0});
  EXPECT_EQ(**time("9007199254740992"), UnixTime{9007199254740992});
  EXPECT_EQ(**time("1.9"), UnixTime{1});  // a fraction is cut off
  EXPECT_EQ(**time("1.3e9"), UnixTime{1300000000});
  for (const auto value : {"9007199254740993", "9223372036854775808", "18446744073709551616", "1e300", "-1", "-0.5",
                           "\"1\"", "null", "[1]", "true"})  // JWT-10
    EXPECT_EQ(reason_of(time(value)), "jwt_time") << value;
  EXPECT_EQ(*claims_of("{}").time("exp"), std::nullopt);
}

constexpr UnixTime kNow{1'000'000};
constexpr Seconds kSkew{60};

std::string_view lifetime(std::string_view payload) {
  return reason_of(check_lifetime(claims_of(payload), kSkew, kNow));
}

TEST(JwtLifetime, ExpMustBeThere) {
  RecordProperty("covers", "JWT-10");
  EXPECT_EQ(lifetime("{}"), "jwt_exp_missing");
}

TEST(JwtLifetime, ExpIsLaterThanNowLessSkew) {
  RecordProperty("covers", "JWT-11");
  EXPECT_EQ(lifetime(R"({"exp":1000000})"), "none");
  EXPECT_EQ(lifetime(R"({"exp":999941})"), "none");
  EXPECT_EQ(lifetime(R"({"exp":999940})"), "jwt_expired");
  EXPECT_EQ(lifetime(R"({"exp":0})"), "jwt_expired");
}

TEST(JwtLifetime, NbfAndIatAreNotLaterThanNowPlusSkew) {
  RecordProperty("covers", "JWT-11");
  EXPECT_EQ(lifetime(R"({"exp":2000000,"nbf":1000060})"), "none");
  EXPECT_EQ(lifetime(R"({"exp":2000000,"nbf":1000061})"), "jwt_not_yet_valid");
  EXPECT_EQ(lifetime(R"({"exp":2000000,"iat":1000060})"), "none");
  EXPECT_EQ(lifetime(R"({"exp":2000000,"iat":1000061})"), "jwt_issued_in_future");
}

TEST(JwtLifetime, TimesOfAnotherTypeAreMalformedEvenWhereTheOthersAreGood) {
  EXPECT_EQ(lifetime(R"({"exp":"2000000"})"), "jwt_time");
  EXPECT_EQ(lifetime(R"({"exp":2000000,"nbf":null})"), "jwt_time");
  EXPECT_EQ(lifetime(R"({"exp":2000000,"iat":-1})"), "jwt_time");
}

TEST(UnverifiedClaims, AreReadWithoutASignature) {
  const std::string header = base64url_encode(R"({"alg":"RS256"})");
  const std::string token = header + '.' + base64url_encode(R"({"iss":"i"})") + ".AA";
  const auto claims = UnverifiedClaims::parse(*CompactJws::parse(token));
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->members.find("iss")->as_string(), "i");
  const std::string bad = header + ".*.AA";
  EXPECT_EQ(reason_of(UnverifiedClaims::parse(*CompactJws::parse(bad))), "base64url");
}

}  // namespace
}  // namespace sallyport::jose
