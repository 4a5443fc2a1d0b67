#include "app/jwt/inspect.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "jose/test_keys.h"

namespace sallyport::app {
namespace {

std::string token_of(std::string_view header, std::string_view payload) {
  return base64url_encode(header) + '.' + base64url_encode(payload) + ".AAAA";
}

TEST(Inspect, ShowsHeaderClaimsAndReadableTimes) {
  const auto shown = inspect(token_of(R"({"alg":"RS256"})", R"({"iss":"i","iat":1300815780,"exp":1300819380.5})"));
  ASSERT_TRUE(shown);
  EXPECT_EQ(*shown->find("header"), json::Value(json::Object{{"alg", "RS256"}}));
  EXPECT_EQ(*shown->find("claims")->as_object()->find("iss"), json::Value("i"));
  EXPECT_EQ(*shown->find("times"),
            json::Value(json::Object{{"iat", "2011-03-22T17:43:00Z"}, {"exp", "2011-03-22T18:43:00Z"}}));
  EXPECT_FALSE(shown->contains("refused"));
}

TEST(Inspect, SaysThatNothingIsProvenAndNeverThatItIsValid) {
  const auto shown = inspect(*jose::sign_compact(jose::es256_key(), {}, {{"sub", "alice"}}));
  EXPECT_TRUE(shown->contains("unverified"));
  EXPECT_EQ(json::print(*shown).find("valid"), std::string::npos);
}

TEST(Inspect, TokensThatWouldBeRefusedAreShownWithTheReason) {
  const auto shown = inspect(token_of(R"({"alg":"none"})", "{}"));
  ASSERT_TRUE(shown);
  EXPECT_EQ(*shown->find("refused"), json::Value("jws_algorithm"));
}

TEST(Inspect, EncryptedTokensShowTheirHeader) {
  const auto shown = inspect(base64url_encode(R"({"alg":"RSA-OAEP","enc":"A256GCM"})") + ".a.b.c.d");
  ASSERT_TRUE(shown);
  EXPECT_FALSE(shown->contains("claims"));
  EXPECT_EQ(*shown->find("refused"), json::Value("jws_encrypted"));
}

TEST(Inspect, TimesThatAreNoneAreLeftOut) {
  const auto shown = inspect(token_of(R"({"alg":"RS256"})", R"({"exp":"soon","nbf":1e300,"iat":-1})"));
  ASSERT_TRUE(shown);
  EXPECT_FALSE(shown->contains("times"));
}

TEST(Inspect, WhatIsNoTokenIsRefused) {
  EXPECT_EQ(reason_of(inspect("")), "jws_parts");
  EXPECT_EQ(reason_of(inspect("a.b")), "jws_parts");
  EXPECT_EQ(reason_of(inspect("Bearer a.b.c")), "base64url");
  EXPECT_EQ(reason_of(inspect(token_of("[]", "{}"))), "json_not_object");
  EXPECT_EQ(reason_of(inspect(std::string(70'000, '.'))), "jws_size");
}

TEST(Indented, BreaksLinesOutsideOfTextAlone) {
  EXPECT_EQ(indented(R"({"a":[1,{"b":"x{,:\"}"}],"c":{},"d":[]})"),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x{,:\\\"}\"\n    }\n  ],\n  \"c\": {},\n  \"d\": []\n}");
}

}  // namespace
}  // namespace sallyport::app
