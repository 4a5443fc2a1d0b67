// What people complained about at OpenMetadata, in what concerns people. Each test has the number of the complaint in
// its name; docs/openmetadata.md lists them.
#include <gtest/gtest.h>

#include "gateway/api/users/people_world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::flag;
using testing::PeopleWorld;
using testing::replace;
using testing::Told;

// The token of an account with other claims than the fixture's.
std::string token_with(PeopleWorld& world, std::string_view subject, const std::map<std::string, std::string>& claims) {
  json::Object all = world.world.provider.id_token_claims();
  all.set("oid", "88888888-0000-0000-0000-" + std::string(12 - subject.size(), '0') + std::string(subject));
  for (const auto& [name, value] : claims) all.set(name, value);
  return world.world.provider.sign(all);
}

// 21532: two people with the same local part at two domains were one, or the second got 409.
TEST(PeopleComplaint, 21532_TheSameLocalPartAtAnotherDomainIsSomebodyElse) {
  PeopleWorld world;
  const std::string here = world.arrive("bob");
  const auto there = world.as(
      token_with(world, "b0b", {{"email", "bob@fabrikam.example"}, {"preferred_username", "bob@fabrikam.example"}}),
      "GET", "/api/v1/users/loggedInUser");
  EXPECT_EQ(there.status, 200);
  EXPECT_NE(there.text("id"), here);
  EXPECT_EQ(there.text("name"), "bob@fabrikam.example");
  EXPECT_EQ(world.get("/api/v1/users/name/bob").text("id"), here);
  EXPECT_EQ(world.get("/api/v1/users/name/bob%40fabrikam.example").text("id"), there.text("id"));
}

// 22413, 5564: what an administrator had given was gone after the next sign-in.
TEST(PeopleComplaint, 22413_ASignInTakesNothingThatAnAdministratorGave) {
  PeopleWorld world;
  const std::string id = world.arrive("bob");
  const std::string team = world.make_team("shop");
  world.give("bob", "DataSteward");
  ASSERT_EQ(world.patch("/api/v1/users/" + id, replace("/teams", R"([{"id":")" + team + R"("}])")).status, 200);
  ASSERT_EQ(world.patch("/api/v1/users/" + id, replace("/displayName", R"("Boss")")).status, 200);
  for (const json::Array& roles : {json::Array{"Reader"}, json::Array{}})
    EXPECT_EQ(world.as(world.token("bob", roles), "GET", "/api/v1/users/loggedInUser").text("id"), id);
  const Told after = world.user("bob");
  EXPECT_EQ(after.names("roles"), "DataSteward");
  EXPECT_EQ(after.names("teams"), "shop");
  EXPECT_EQ(after.text("displayName"), "Boss");
}

// 5564: a PUT that a page sends with what it had loaded took roles and teams away.
TEST(PeopleComplaint, 5564_APutWithoutRolesAndTeamsLeavesThem) {
  PeopleWorld world;
  world.arrive("bob");
  world.give("bob", "DataSteward");
  ASSERT_EQ(world.patch("/api/v1/users/name/bob", replace("/isAdmin", "true")).status, 200);
  const Told put = world.put("/api/v1/users", R"({"name":"bob","email":"bob@contoso.example","isAdmin":false,)"
                                              R"("isBot":false,"roles":null,"teams":null,"description":"x"})");
  EXPECT_EQ(put.status, 200) << put.text("message");
  EXPECT_EQ(put.names("roles"), "DataSteward");
  EXPECT_TRUE(flag(put, "isAdmin"));
}

// 19306: an administrator could make users who could never sign in.
TEST(PeopleComplaint, 19306_NobodyIsMadeWhoCouldNotSignIn) {
  PeopleWorld world;
  reload(world.world, [](Settings& settings) { settings.authorizer.enforce_principal_domain = true; });
  const Told refused = world.post("/api/v1/users", R"({"name":"eve","email":"eve@fabrikam.example"})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.text("message").find("fabrikam.example"), std::string::npos);
  EXPECT_EQ(world.post("/api/v1/users", R"({"name":"eve","email":"eve@contoso.example"})").status, 201);
}

// 29189: an address was made of the name and the principal domain, and could be somebody else's.
TEST(PeopleComplaint, 29189_AnAddressIsNeverMadeOfAName) {
  PeopleWorld world;
  const std::string token = token_with(world, "5", {{"email", ""}, {"preferred_username", "root"}});
  const Told told = world.as(token, "GET", "/api/v1/users/loggedInUser");
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.text("email"), told.text("id") + "@no-address.example");
}

// 15835: people who were added by hand could not sign in, because name and address did not fit.
TEST(PeopleComplaint, 15835_WhoWasAddedByAddressIsLinkedOnceAndThenByTheAccount) {
  PeopleWorld world;
  const std::string made = world.post("/api/v1/users", R"({"name":"bob","email":"bob@contoso.example"})").text("id");
  EXPECT_EQ(world.arrive("bob"), made);
  EXPECT_NE(
      world
          .as(token_with(world, "6", {{"email", "bob@contoso.example"}, {"preferred_username", "bob@contoso.example"}}),
              "GET", "/api/v1/users/loggedInUser")
          .text("id"),
      made)
      << "another account that has the address later is somebody else";
}

// 25498: the name that the provider tells was not shown.
TEST(PeopleComplaint, 25498_TheProvidersNameIsShown) {
  PeopleWorld world;
  const Told told = world.as(token_with(world, "7", {{"name", "Greta Green"}, {"email", "greta@contoso.example"}}),
                             "GET", "/api/v1/users/loggedInUser");
  EXPECT_EQ(told.text("displayName"), "Greta Green");
}

// 16076, 16433: an answer that somebody does not exist was kept by caches, and the sign-in went in a circle.
TEST(PeopleComplaint, 16076_16433_NoAnswerAboutPeopleIsKept) {
  PeopleWorld world;
  for (const char* path : {"/api/v1/users/name/nobody", "/api/v1/users/loggedInUser", "/api/v1/users"})
    EXPECT_EQ(
        world.world.send("GET", path, {{"Authorization", "Bearer " + world.token_of("bob")}}).header("Cache-Control"),
        "no-store")
        << path;
}

}  // namespace
}  // namespace sallyport::gateway
