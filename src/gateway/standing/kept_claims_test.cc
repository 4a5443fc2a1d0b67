// The claims that are stored with a session, so that new rules can judge it without asking the provider.
#include <gtest/gtest.h>

#include "gateway/standing/standing.h"
#include "gateway/standing/standing_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::kGroup;
using testing::reload;
using testing::signed_in;
using testing::stored;
using testing::World;

TEST(Standing, KeepsNothingOfOneSignInAndNoGroupTwice) {
  const auto world = signed_in([](json::Object& claims) { claims.set("groups", json::Array{kGroup}); });
  const std::string claims = stored(*world).claims;
  for (const std::string_view absent : {"nonce", "groups", "_claim_names"})
    EXPECT_EQ(claims.find("\"" + std::string(absent) + "\""), std::string::npos) << absent;
  EXPECT_NE(claims.find("\"oid\""), std::string::npos);
}

oidc::SubjectClaims kept_claims_of(std::string text) {
  oidc::SubjectClaims claims;
  claims.members = json::Document::parse(std::move(text)).value();
  return claims;
}

TEST(KeptClaims, AreNeverLongerThanWasRead) {
  std::string numbers = "1.5";
  while (numbers.size() + 30 < json::Document::kMaxBytes) numbers += ",1.5";
  const std::string kept = print_kept_claims(kept_claims_of("{\"odd\":[" + numbers + "],\"sub\":\"a\"}"));
  EXPECT_EQ(kept, R"({"odd":0,"sub":"a"})");
  EXPECT_EQ(print_kept_claims(kept_claims_of(R"({"a":{},"b":[],"c":[1],"d":["x"],"e":null,"f":1e2,"g":7,"h":true})")),
            R"({"a":0,"b":[],"c":0,"d":["x"],"e":0,"f":0,"g":7,"h":true})");
}

TEST(KeptClaims, AreEnoughForEveryPrincipalClaim) {
  World world([](Settings& settings) { settings.authorizer.jwt_principal_claims = {"login_hint"}; });
  world.provider.edit = [](json::Object& claims) {
    claims.set("login_hint", "ann.hint@contoso.example");
    claims.set("sid", "ann-sid");
  };
  world.sign_in();
  const auto user = [&world] { return world.get("/check").header("X-Auth-Request-User"); };
  EXPECT_EQ(user(), "ann.hint");
  reload(world, [](Settings& settings) { settings.roles.app_roles_as_is = false; });
  EXPECT_EQ(user(), "ann.hint");
  reload(world, [](Settings& settings) { settings.authorizer.jwt_principal_claims = {"sid"}; });
  EXPECT_EQ(user(), "ann-sid") << "nobody read it at the sign-in";
}

TEST(KeptClaims, TellWhetherGroupsAreMissing) {
  oidc::SubjectClaims claims = kept_claims_of(R"({"sub":"a","_claim_names":{"groups":"src1"},"groups":["g"]})");
  EXPECT_EQ(print_kept_claims(claims), R"({"sub":"a"})");
  claims.groups_state = oidc::GroupsState::overage;
  EXPECT_EQ(print_kept_claims(claims), R"({"sub":"a","hasgroups":true})");
}

// A guest has an idp claim. Whatever it holds, an address that another tenant vouches for satisfies no domain rule.
TEST(KeptClaims, AGuestStaysAGuest) {
  const auto world = signed_in([](json::Object& claims) { claims.set("idp", json::Object{{"is", "odd"}}); });
  reload(*world, [](Settings& settings) { settings.authorizer.enforce_principal_domain = true; });
  EXPECT_EQ(world->get("/check").status, 401);
}

// The cookie of a session whose claims were not stored, as an earlier version wrote it.
Headers session_without_claims(World& world) {
  session::Session old = stored(world);
  const SessionId id = session::make_session_id(world.random);
  old.digest = session::digest_of(id);
  old.claims.clear();
  EXPECT_TRUE(world.sessions->create(old));
  return {{"Cookie", "__Host-sallyport=" + id.value}};
}

TEST(Standing, ASessionThatKeptNoClaimsIsRenewedWhenItIsUsed) {
  const auto world = signed_in();
  const Headers cookie = session_without_claims(*world);
  EXPECT_EQ(world->send("GET", "/check", cookie).header("X-Auth-Request-Roles"), "Reader");
  EXPECT_EQ(world->provider.token_requests, 2);
}

TEST(Standing, ASessionThatKeptNoClaimsIsAskedForAgainSoonWhileTheProviderIsDown) {
  const auto world = signed_in();
  const Headers cookie = session_without_claims(*world);
  world->provider.down = true;
  EXPECT_EQ(world->send("GET", "/check", cookie).status, 204);
  world->provider.down = false;
  world->clock.advance(Seconds(31));
  EXPECT_EQ(world->send("GET", "/check", cookie).header("X-Auth-Request-Roles"), "Reader");
}

TEST(Standing, ASessionThatKeptNoClaimsAndThatNobodyCanRenewEnds) {
  World world;
  world.provider.refresh_tokens = false;
  world.sign_in();
  const Headers cookie = session_without_claims(world);
  EXPECT_EQ(world.send("GET", "/check", cookie).status, 401);
  EXPECT_TRUE(world.log.mentions("session_without_claims"));
  EXPECT_EQ(world.get("/check").status, 204) << "who signs in anew is in";
}

TEST(KeptAuthentication, TellsHowAndWhenThePersonProvedWhoTheyAre) {
  const auto world = signed_in([](json::Object& claims) {
    claims.set("acr", "possessionorinherence");
    claims.set("amr", json::Array{"pwd", "mfa"});
    claims.set("auth_time", 1'700'000'000);
  });
  const session::Session session = stored(*world);
  EXPECT_EQ(session.acr, "possessionorinherence");
  EXPECT_EQ(session.amr, (std::vector<std::string>{"pwd", "mfa"}));
  EXPECT_EQ(session.authenticated, UnixTime{1'700'000'000});
}

// A value that was cut could equal another one, and a cut in the middle of a character would not be UTF-8.
TEST(KeptAuthentication, DropsWhatIsTooLongOrOfAnotherType) {
  const auto world = signed_in([](json::Object& claims) {
    claims.set("acr", "1" + std::string(64, 'x'));
    json::Array amr{"pwd", std::string(65, 'x'), 7, json::Array{"mfa"}};
    for (int i = 0; i < 40; ++i) amr.push_back("m" + std::to_string(i));
    claims.set("amr", std::move(amr));
  });
  const session::Session session = stored(*world);
  EXPECT_EQ(session.acr, "");
  ASSERT_EQ(session.amr.size(), 16U);
  EXPECT_EQ(session.amr[0], "pwd");
  EXPECT_EQ(session.amr[1], "m0");
}

}  // namespace
}  // namespace sallyport::gateway
