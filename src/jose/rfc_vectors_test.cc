// Tests with tokens of other implementations: the examples of the RFCs, and one token per algorithm from npm jose.
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

struct Refused {
  std::string_view source;
  std::string_view token;
  std::string_view reason;
};

// Valid examples that this library must refuse. Those with an unsupported algorithm have the payload of RFC 7515 A.1.
constexpr Refused kRefused[] = {
    {"RFC 7515 A.1: HS256",
     "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
     "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
     "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
     "jws_algorithm"},
    {"RFC 7515 A.5: unsecured",
     "eyJhbGciOiJub25lIn0."
     "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.",
     "jws_algorithm"},
    {"RFC 7515 A.7: flattened JSON",
     R"({"payload":"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",)"
     R"("protected":"eyJhbGciOiJFUzI1NiJ9","header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},)"
     R"("signature":"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"})",
     "jws_parts"},
    {"RFC 7515 F: detached", "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9..dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
     "jws_algorithm"},
    {"RFC 7516 A.1: encrypted, its key cut short",
     "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGe."
     "48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6ji.XFBoMYUZodetZdvTiFvSkQ",
     "jws_encrypted"},
    {"RFC 7797 4.2: payload not encoded, detached",
     "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY",
     "jws_crit"},
};

TEST(RfcExamples, ThatWeDoNotTakeAreRefusedForTheirRule) {
  RecordProperty("covers", "JWT-16");
  for (const Refused& row : kRefused) EXPECT_EQ(reason_of(CompactJws::parse(row.token)), row.reason) << row.source;
}

TEST(RfcExamples, OfAnotherPartyVerifyWithTheirOwnKeyAlone) {
  const auto cases = cases_of("rfc_tokens.json");
  for (const Case& token : cases)
    for (const Case& key : cases) {
      const bool own = json::print(token.jwk) == json::print(key.jwk);
      if (own) continue;
      const auto jws = CompactJws::parse(token.token);
      EXPECT_FALSE(verify(*jws, set_of({key.jwk}), {token.algorithm})) << token.name << " by the key of " << key.name;
    }
}

TEST(Thumbprint, IsTheOneOfRfc8037) {  // the thumbprint in A.3, of the key in A.2
  const json::Object jwk{{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}};
  EXPECT_EQ(thumbprint(parse_jwk(jwk)->key), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

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
