#include "oidc/common/token_response.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/reason_of.h"

namespace sallyport::oidc {
namespace {

Result<TokenResponse> parse(std::string_view body) {
  return parse_token_response("application/json", body);
}

TEST(TokenResponse, ReadsWhatEntraSends) {
  const auto response = parse_token_response(
      "application/json; charset=utf-8",
      R"({"token_type":"Bearer","scope":"openid profile","expires_in":4021,"ext_expires_in":4021,"access_token":"at",)"
      R"("refresh_token":"rt","id_token":"a.b.c","client_info":"e30"})");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->access_token.reveal(), "at");
  ASSERT_TRUE(response->refresh_token && response->id_token);
  EXPECT_EQ(response->refresh_token->reveal(), "rt");
  EXPECT_EQ(response->id_token->reveal(), "a.b.c");
  EXPECT_EQ(response->expires_in, Seconds{4021});
  EXPECT_EQ(response->scope, "openid profile");
}

TEST(TokenResponse, WhatIsOptionalMayBeAbsent) {
  const auto response = parse(R"({"token_type":"bearer","access_token":"at"})");
  ASSERT_TRUE(response);
  EXPECT_FALSE(response->id_token);
  EXPECT_FALSE(response->refresh_token);
  EXPECT_EQ(response->expires_in, Seconds{0});
}

TEST(TokenResponse, LifetimeMayBeADecimalText) {  // as Entra's v1.0 endpoint sends it
  EXPECT_EQ(parse(R"({"token_type":"Bearer","access_token":"a","expires_in":"3599"})")->expires_in, Seconds{3599});
}

TEST(TokenResponse, OtherContentTypesAreMalformed) {  // such as text/html
  RecordProperty("covers", "RP-10");
  for (const auto* type : {"", "text/html", "application/jsonx", "application/jwt", "text/html; application/json"})
    EXPECT_EQ(reason_of(parse_token_response(type, R"({"token_type":"Bearer","access_token":"a"})")),
              "token_response_type")
        << type;
}

TEST(TokenResponse, OtherTokenTypesAreMalformed) {  // such as mac
  RecordProperty("covers", "RP-10");
  for (const auto* body :
       {R"({"token_type":"mac","access_token":"a"})", R"({"access_token":"a"})",
        R"({"token_type":["Bearer"],"access_token":"a"})", R"({"token_type":"","access_token":"a"})"})
    EXPECT_EQ(reason_of(parse(body)), "token_type") << body;
}

TEST(TokenResponse, WrongMembersAreMalformed) {
  RecordProperty("covers", "RP-10");
  for (const auto* body :
       {R"({"token_type":"Bearer"})",                                                      // no access_token
        R"({"token_type":"Bearer","access_token":""})",                                    // empty
        R"({"token_type":"Bearer","access_token":7})",                                     // a number
        R"({"token_type":"Bearer","access_token":"a","id_token":null})",                   // null is not a text
        R"({"token_type":"Bearer","access_token":"a","id_token":""})",                     // empty
        R"({"token_type":"Bearer","access_token":"a","refresh_token":["r"]})",             // an array
        R"({"token_type":"Bearer","access_token":"a","expires_in":-1})",                   // negative
        R"({"token_type":"Bearer","access_token":"a","expires_in":1e300})",                // too large
        R"({"token_type":"Bearer","access_token":"a","expires_in":9223372036854775807})",  // overflow
        R"({"token_type":"Bearer","access_token":"a","expires_in":"soon"})",               // no number
        R"({"token_type":"Bearer","access_token":"a","scope":["openid"]})"})               // an array
    EXPECT_EQ(reason_of(parse(body)), "token_response") << body;
}

TEST(TokenResponse, JsonIsReadStrictly) {
  EXPECT_EQ(reason_of(parse(R"({"token_type":"Bearer","access_token":"a","access_token":"b"})")),
            "json_duplicate_member");
  EXPECT_EQ(reason_of(parse("")), "json_syntax");
  EXPECT_EQ(reason_of(parse("[]")), "json_not_object");
}

TEST(OAuthErrorBody, ReadsWhatEntraSends) {
  const auto error = parse_oauth_error(
      R"({"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.\r\nTrace ID: x",)"
      R"("error_codes":[7000215],"suberror":"bad_token"})");
  EXPECT_EQ(error.error, "invalid_client");
  EXPECT_EQ(error.description, "AADSTS7000215: Invalid client secret provided.  Trace ID: x");
  EXPECT_EQ(error.suberror, "bad_token");
  EXPECT_EQ(error.aadsts, 7000215);
}

TEST(OAuthErrorBody, NumberComesFromTheDescriptionWhereThereAreNoCodes) {
  EXPECT_EQ(parse_oauth_error(R"({"error":"invalid_grant","error_description":"AADSTS54005: used"})").aadsts, 54005);
  EXPECT_EQ(parse_oauth_error(R"({"error":"x","error_description":"AADSTS1: y","error_codes":["2"]})").aadsts, 1);
  EXPECT_EQ(parse_oauth_error(R"({"error":"x","error_codes":[-5]})").aadsts, 0);
  EXPECT_EQ(parse_oauth_error(R"({"error":"x","error_codes":[99999999999]})").aadsts, 0);
}

TEST(OAuthErrorBody, WhatCannotBeReadIsInvalidResponse) {
  for (const auto* body : {"", "<html>", "[]", "{}", R"({"error":7})", R"({"error":""})", R"({"error":"a\"b"})",
                           R"({"error":"a\nb"})", R"({"error":"é"})"})
    EXPECT_EQ(parse_oauth_error(body).error, "invalid_response") << body;
  EXPECT_EQ(clean_oauth_error(std::string(64, 'e'), "").error, std::string(64, 'e'));
  EXPECT_EQ(clean_oauth_error(std::string(65, 'e'), "").error, "invalid_response");
}

TEST(OAuthErrorBody, DescriptionIsOneReadableLineOfBoundedLength) {
  EXPECT_EQ(clean_oauth_error("e", "a\x1b[31m\tb\x7f").description, "a [31m b");
  EXPECT_EQ(clean_oauth_error("e", "a\xff").description, "a?");
  EXPECT_EQ(clean_oauth_error("e", std::string(5000, 'x')).description.size(), 2048U);
  const auto cut = clean_oauth_error("e", std::string(2047, 'x') + "\xc3\xa9").description;
  EXPECT_EQ(cut, std::string(2047, 'x'));  // not cut within a character
}

TEST(OAuthErrorBody, OddSuberrorIsLeftOut) {
  EXPECT_EQ(parse_oauth_error(R"({"error":"x","suberror":"a\\b"})").suberror, "");
}

TEST(FindAadsts, StandsAfterThePrefix) {
  EXPECT_EQ(find_aadsts("AADSTS7000215: Invalid client secret provided."), 7000215);
  EXPECT_EQ(find_aadsts("oops: AADSTS50011"), 50011);
}

TEST(FindAadsts, NoNumberIsZero) {
  for (const auto* text :
       {"", "AADSTS", "AADSTS:", "aadsts50011", "AADST50011", "50011", "AADSTS-1", "AADSTS9999999999"})
    EXPECT_EQ(find_aadsts(text), 0) << text;
}

TEST(FindAadsts, FirstWithANumberCounts) {
  EXPECT_EQ(find_aadsts("AADSTSAADSTS1 AADSTS2"), 1);
}

}  // namespace
}  // namespace sallyport::oidc
