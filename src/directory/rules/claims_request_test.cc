#include "directory/rules/claims_request.h"

#include <gtest/gtest.h>

namespace sallyport::directory {
namespace {

TEST(ClaimsRequest, OfMsalAsksForNothingThatTheDirectoryActsOn) {
  const auto request =
      parse_claims_request(R"({"id_token":{"signin_state":{"essential":false},"login_hint":{"essential":false}}})");
  ASSERT_TRUE(request);
  EXPECT_FALSE(request->handles_challenges);
  EXPECT_TRUE(request->contexts.empty());
  EXPECT_TRUE(parse_claims_request(""));
}

TEST(ClaimsRequest, TellsTheCapabilityInEitherForm) {
  EXPECT_TRUE(parse_claims_request(R"({"access_token":{"xms_cc":{"values":["cp0","cp1"]}}})")->handles_challenges);
  EXPECT_TRUE(parse_claims_request(R"({"access_token":{"xms_cc":{"value":"cp1"}}})")->handles_challenges);
  EXPECT_TRUE(parse_claims_request(R"({"access_token":{"xms_cc":{"values":["CP1"]}}})")->handles_challenges);
  for (const char* other : {R"({"access_token":{"xms_cc":{"values":["cp2"]}}})", R"({"access_token":{"xms_cc":"cp1"}})",
                            R"({"id_token":{"xms_cc":{"values":["cp1"]}}})", R"({"access_token":["cp1"]})"})
    EXPECT_FALSE(parse_claims_request(other)->handles_challenges) << other;
}

TEST(ClaimsRequest, NamesContextsFrom1To99AndIgnoresOthers) {
  const auto request =
      parse_claims_request(R"({"access_token":{"acrs":{"essential":true,"values":["c1","c25","c99"],"value":"c2"}}})");
  EXPECT_EQ(request->contexts, (std::vector<std::string>{"c2", "c1", "c25", "c99"}));
  for (const char* wrong : {"c", "c0", "c100", "C1", "c1x", "1", "possessionorinherence"}) {
    const std::string text = std::string(R"({"access_token":{"acrs":{"value":")") + wrong + R"("}}})";
    EXPECT_TRUE(parse_claims_request(text)->contexts.empty()) << wrong;
  }
}

TEST(ClaimsRequest, ThatIsNoObjectIsRefused) {
  for (const char* wrong : {"{", "[]", "null", "\"x\"", "{}x"}) {
    const auto request = parse_claims_request(wrong);
    ASSERT_FALSE(request) << wrong;
    EXPECT_EQ(request.error().code(), 9002313) << wrong;
  }
}

}  // namespace
}  // namespace sallyport::directory
