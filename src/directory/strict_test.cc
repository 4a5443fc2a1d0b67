// Tests of "Where real Entra differs": each rule switched off and switched on.
#include "directory/directory_test.h"

namespace sallyport::directory {
namespace {

using StrictOrNot = DirectoryTest;

TEST_F(StrictOrNot, EntraLetsEveryPageReadDiscoveryAndKeys) {
  RecordProperty("covers", "AS-13");
  for (const std::string suffix : {"/discovery/v2.0/keys", "/v2.0/.well-known/openid-configuration"}) {
    const auto response = send("GET", path(suffix), "", {{"Origin", "https://evil.example"}});
    EXPECT_EQ(*response.find("Access-Control-Allow-Origin"), "*") << suffix;
  }
}

TEST_F(StrictOrNot, StrictLetsPagesOfRegisteredApplicationsAlone) {
  RecordProperty("covers", "AS-13");
  settings.be_strict();
  for (const std::string suffix : {"/discovery/v2.0/keys", "/v2.0/.well-known/openid-configuration"}) {
    for (const char* const origin : {"https://evil.example", "null", "https://app.example", "http://spa.example"})
      EXPECT_EQ(send("GET", path(suffix), "", {{"Origin", origin}}).find("Access-Control-Allow-Origin"), nullptr)
          << suffix << " " << origin;
    const auto response = send("GET", path(suffix), "", from_spa());
    EXPECT_EQ(*response.find("Access-Control-Allow-Origin"), "https://spa.example");
    EXPECT_EQ(*response.find("Vary"), "Origin");
  }
}

TEST_F(StrictOrNot, ACodeLivesTenMinutesAndOneWhereStrict) {
  RecordProperty("covers", "AS-02");
  const std::string first = code_for(authorize_fields());
  clock.advance(Seconds(599));
  EXPECT_EQ(token(redemption(first)).status, 200);
  settings.be_strict();
  const std::string second = code_for(authorize_fields());
  clock.advance(Seconds(60));
  EXPECT_EQ(token(redemption(second)).status, 400);
}

TEST_F(StrictOrNot, AReusedCodeRevokesTheFamilyWhereStrict) {
  RecordProperty("covers", "AS-02");
  const Fields refresh{
      {"grant_type", "refresh_token"}, {"client_id", std::string(kWeb)}, {"client_secret", std::string(kSecret)}};
  for (const bool strict : {false, true}) {
    settings.rotate_refresh_tokens = strict;
    const std::string code = code_for(authorize_fields());
    const auto held = text_of(body_of(token(redemption(code))), "refresh_token");
    EXPECT_EQ(token(redemption(code)).status, 400);
    EXPECT_EQ(token(with(refresh, "refresh_token", held)).status, strict ? 400 : 200);
  }
}

}  // namespace
}  // namespace sallyport::directory
