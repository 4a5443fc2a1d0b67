// Tokens that others made: the examples of the RFCs, and one per algorithm from npm jose.
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "jose/test_keys.h"

namespace sallyport::jose {
namespace {

struct Case {
  std::string name;
  json::Object jwk;
  crypto::SignatureAlgorithm algorithm;
  std::string token;
  std::string payload;
};

std::vector<Case> cases_of(const std::string& file) {
  std::vector<Case> out;
  const json::Object data = test_data(file);
  for (const json::Value& value : *data.find("cases")->as_array()) {
    const json::Object& members = *value.as_object();
    const std::string algorithm = text_at(members, "alg");
    out.push_back({members.contains("source") ? text_at(members, "source") : algorithm,
                   *members.find("jwk")->as_object(), *crypto::parse_signature_algorithm(algorithm),
                   text_at(members, "token"), text_at(members, "payload")});
  }
  return out;
}

class ForeignTokens : public ::testing::TestWithParam<std::string> {};

TEST_P(ForeignTokens, AreVerifiedAndReadAsTheyWereWritten) {
  const auto cases = cases_of(GetParam());
  ASSERT_GE(cases.size(), 7u);
  for (const Case& c : cases) {
    const auto jws = CompactJws::parse(c.token);
    ASSERT_TRUE(jws) << c.name;
    const auto verified = verify(*jws, set_of({c.jwk}), {c.algorithm});
    ASSERT_TRUE(verified) << c.name << ' ' << verified.error().reason;
    EXPECT_EQ(verified->payload(), c.payload) << c.name;
  }
}

TEST_P(ForeignTokens, AreRefusedWithAnyBitOfTheSignatureFlipped) {
  for (const Case& c : cases_of(GetParam())) {
    const auto jws = CompactJws::parse(c.token);
    ASSERT_TRUE(jws) << c.name;
    const JwkSet keys = set_of({c.jwk});
    for (std::size_t bit = 0; bit < jws->signature.size() * 8; bit += 7) {
      CompactJws altered = *jws;
      altered.signature[bit / 8] = static_cast<char>(altered.signature[bit / 8] ^ (1 << (bit % 8)));
      EXPECT_EQ(reason_of(verify(altered, keys, {c.algorithm})), "jws_signature") << c.name << " bit " << bit;
    }
  }
}

TEST_P(ForeignTokens, AreRefusedWithAnotherPayload) {
  for (const Case& c : cases_of(GetParam())) {
    const std::size_t first = c.token.find('.');
    const std::string other =
        c.token.substr(0, first + 1) + base64url_encode("{}") + c.token.substr(c.token.rfind('.'));
    EXPECT_EQ(reason_of(verify(*CompactJws::parse(other), set_of({c.jwk}), {c.algorithm})), "jws_signature") << c.name;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ForeignTokens, ::testing::Values("rfc_tokens.json", "npm_jose_tokens.json"));

TEST(Thumbprint, IsTheOneOfTheRfc) {  // RFC 7638 3.1, with the RSA key of RFC 7517 A.1
  const json::Object jwk{{"kty", "RSA"},
                         {"n",
                          "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_"
                          "BJECPebWKRXjBZCiFV4n3oknj"
                          "hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_"
                          "FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQ"
                          "vRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_"
                          "xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK"
                          "nqDKgw"},
                         {"e", "AQAB"},
                         {"alg", "RS256"},
                         {"kid", "2011-04-29"}};
  EXPECT_EQ(thumbprint(parse_jwk(jwk)->key), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

TEST(Thumbprint, IsTheOneOfAnotherLibraryForEveryKindOfKey) {
  const json::Object data = test_data("npm_jose_tokens.json");
  for (const json::Value& value : *data.find("cases")->as_array()) {
    const json::Object& members = *value.as_object();
    EXPECT_EQ(thumbprint(parse_jwk(*members.find("jwk")->as_object())->key), text_at(members, "thumbprint"))
        << text_at(members, "alg");
  }
}

}  // namespace
}  // namespace sallyport::jose
