#include "oidc/rs/bearer.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "jose/test_claims.h"

namespace sallyport::oidc::rs {
namespace {

http::Request with_authorization(std::vector<std::string_view> values) {
  http::Request request;
  request.method = "GET";
  request.target = "/";
  for (const auto value : values) request.headers.push_back({"Authorization", value});
  return request;
}

Result<std::optional<std::string_view>> token_of(std::string_view value) {
  return bearer_token(with_authorization({value}));
}

jose::Claims claims_with_aud(json::Value aud) {
  return jose::claims_of({{"aud", std::move(aud)}});
}

const std::vector<std::string> kOurs{"6e74172b-be56-4843-9ff4-e66a39bb12e3",
                                     "api://6e74172b-be56-4843-9ff4-e66a39bb12e3"};

TEST(BearerToken, IsWhatFollowsTheScheme) {
  const auto token = token_of("Bearer eyJ.a-b_c~d+e/f.g==");
  ASSERT_TRUE(token && *token);
  EXPECT_EQ(**token, "eyJ.a-b_c~d+e/f.g==");
}

TEST(BearerToken, SchemeIsReadInAnyCaseAndHeaderNameToo) {
  for (const auto* value : {"bearer abc", "BEARER abc", "Bearer   abc"}) {
    const auto token = token_of(value);
    ASSERT_TRUE(token && *token) << value;
    EXPECT_EQ(**token, "abc");
  }
}

TEST(BearerToken, IsAViewIntoTheRequest) {  // no copy on the check path
  const std::string value = "Bearer abc";
  const auto token = token_of(value);
  ASSERT_TRUE(token && *token);
  EXPECT_EQ((*token)->data(), value.data() + 7);
}

TEST(BearerToken, NoHeaderIsAbsent) {
  const auto token = bearer_token(with_authorization({}));
  ASSERT_TRUE(token);
  EXPECT_FALSE(*token);
}

TEST(BearerToken, TwoHeadersAreMalformed) {  // choosing one of them would be a guess
  EXPECT_EQ(reason_of(bearer_token(with_authorization({"Bearer a", "Bearer a"}))), "bearer_malformed");
  EXPECT_EQ(reason_of(bearer_token(with_authorization({"Basic a", "Bearer a"}))), "bearer_malformed");
}

TEST(BearerToken, OtherTextIsMalformed) {
  for (const auto* value : {"Bearer", "Bearer ", "Bearer =", "Bearer a b", "Bearer a,b", "Bearer a=b", "Bearer \ta",
                            "Bearer a ", "Bearer \"a\"", "Bearer a\xc3\xa9", "Bearer a%20"})
    EXPECT_EQ(reason_of(token_of(value)), "bearer_malformed") << value;
}

TEST(BearerToken, EachCharacterIsLookedAt) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/";  // RFC 6750 2.1
  for (unsigned c = 0; c < 256; ++c) {
    const char byte = static_cast<char>(c);
    const bool allowed = kAllowed.find(byte) != std::string_view::npos;
    for (const std::size_t at : {0u, 1u, 6u, 7u, 8u, 63u, 64u, 68u}) {
      std::string token(70, 'a');
      token[at] = byte;
      EXPECT_EQ(check_b64token(token).has_value(), allowed) << c << " at " << at;
    }
  }
}

TEST(BearerToken, OtherSchemesAreNotOurs) {
  for (const auto* value : {"", "Basic YTpi", "Bearerabc", "Bearer\tabc", "Negotiate abc", "DPoP abc"}) {
    const auto token = token_of(value);
    ASSERT_FALSE(token) << value;
    EXPECT_EQ(token.error().kind, Kind::unauthenticated) << value;
    EXPECT_EQ(token.error().reason, "bearer_scheme") << value;
  }
}

TEST(TokenAudience, OneOfOursIsEnough) {
  EXPECT_TRUE(check_audience(claims_with_aud(kOurs[0]), kOurs));
  EXPECT_TRUE(check_audience(claims_with_aud(kOurs[1]), kOurs));
  EXPECT_TRUE(check_audience(claims_with_aud(json::Array{"other", kOurs[0]}), kOurs));
}

TEST(TokenAudience, EveryOtherIsRejected) {
  RecordProperty("covers", "JWT-12");
  const std::string id = kOurs[0];
  for (const auto& aud :
       std::vector<json::Value>{"other", "", json::Array{}, json::Array{""}, id + ",other", id.substr(1), id + "0",
                                "API://" + id, "api://" + id + "/", "6E74172B-BE56-4843-9FF4-E66A39BB12E3"})
    EXPECT_EQ(reason_of(check_audience(claims_with_aud(aud), kOurs)), "token_audience") << json::print(aud);
  EXPECT_EQ(reason_of(check_audience(jose::Claims{}, kOurs)), "token_audience");
}

TEST(TokenAudience, WrongTypeIsMalformed) {
  RecordProperty("covers", "JWT-12");
  for (const auto& aud : std::vector<json::Value>{
           7, nullptr, true, json::Object{}, json::Array{json::Value(json::Array{kOurs[0]})}, json::Array{kOurs[0], 7}})
    EXPECT_EQ(reason_of(check_audience(claims_with_aud(aud), kOurs)), "jwt_claim_type") << json::print(aud);
}

TEST(TokenAudience, EmptyListAcceptsNothing) {
  EXPECT_EQ(reason_of(check_audience(claims_with_aud(kOurs[0]), {})), "token_audience");
  EXPECT_EQ(reason_of(check_audience(claims_with_aud(""), {""})), "token_audience");  // an empty configuration value
}

TEST(Challenge, NamesNoErrorWhereNoCredentialsCame) {  // RFC 6750 3.1
  EXPECT_EQ(challenge("sallyport", "", "ignored"), "Bearer realm=\"sallyport\"");
}

TEST(Challenge, CarriesErrorAndDescription) {
  EXPECT_EQ(challenge("r", "invalid_token", "jwt_expired"),
            "Bearer realm=\"r\", error=\"invalid_token\", error_description=\"jwt_expired\"");
  EXPECT_EQ(challenge("r", "insufficient_scope", ""), "Bearer realm=\"r\", error=\"insufficient_scope\"");
}

TEST(Challenge, NothingLeavesTheQuotes) {
  EXPECT_EQ(challenge("a\"b", "x\\", "c\r\nSet-Cookie: d\"e\xc3\xa9"),
            "Bearer realm=\"ab\", error=\"x\", error_description=\"cSet-Cookie: de\"");
}

}  // namespace
}  // namespace sallyport::oidc::rs
