// Groups over SCIM: teams whose members a client keeps.
#include "gateway/api/scim/scim_groups.h"

#include <gtest/gtest.h>

#include "gateway/api/scim/scim_world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::ScimWorld;
using testing::Told;

class ScimGroups : public ::testing::Test {
 protected:
  Told patch(const std::string& id, const std::string& operations) {
    return world_.scim("PATCH", "/Groups/" + id, ScimWorld::patch_body(operations));
  }
  static std::string add_member(const std::string& id) {
    return R"({"op":"Add","path":"members","value":[{"value":")" + id + R"("}]})";
  }
  std::string teams_of(const std::string& name) { return world_.user(name).names("teams"); }
  std::size_t members(const std::string& id) { return world_.scim("GET", "/Groups/" + id).list("members").size(); }

  ScimWorld world_;
};

TEST_F(ScimGroups, ANewOneIsATeamWithItsMembers) {
  const std::string bob = world_.add("bob");
  const Told made = world_.scim("POST", "/Groups",
                                R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Shop",)"
                                R"("externalId":"g1","members":[{"value":")" +
                                    bob + R"("}]})");
  ASSERT_EQ(made.status, 201) << made.text("detail");
  EXPECT_EQ(made.list("members").size(), 1u);
  EXPECT_EQ(teams_of("bob"), "Shop");
  const Told team = world_.get("/api/v1/teams/" + made.text("id"));
  EXPECT_EQ(team.text("name"), "Shop");
  EXPECT_EQ(team.text("teamType"), "Group");
}

TEST_F(ScimGroups, AreShownByTheirMembersToo) {
  const std::string bob = world_.add("bob");
  const std::string shop = world_.add_group("Shop");
  const std::string by_hand = world_.make_team("Desk");
  ASSERT_EQ(patch(shop, add_member(bob)).status, 204);
  ASSERT_EQ(world_.patch("/api/v1/users/" + bob, testing::replace("/teams", R"([{"id":")" + by_hand + R"("}])")).status,
            400)
      << "the membership of the client cannot be taken away by hand";
  const auto shown = [&](const std::string& query) {
    return world_.scim("GET", "/Users/" + bob + query).list("groups");
  };
  const json::Array groups = shown("");
  ASSERT_EQ(groups.size(), 1u);
  const json::Object& group = *groups.front().as_object();
  EXPECT_EQ(*group.find("value"), json::Value(shop));
  EXPECT_EQ(*group.find("display"), json::Value("Shop"));
  EXPECT_EQ(*group.find("type"), json::Value("direct"));
  EXPECT_TRUE(shown("?excludedAttributes=groups").empty());
  EXPECT_TRUE(shown("?attributes=userName").empty());
  EXPECT_EQ(shown("?attributes=groups.display").size(), 1u);
  const json::Array listed = world_.scim("GET", "/Users").list("Resources");
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_NE(listed.front().as_object()->find("groups"), nullptr);
  for (const std::string& filter :
       {"groups.value eq \"" + shop + "\"", std::string("groups pr"), "not (groups[value eq \"" + shop + "\"])"})
    EXPECT_EQ(world_.find("Users", filter).text("scimType"), "invalidFilter") << filter;
}

// A filter whose answer would need all members must be refused, and not answered as if nobody were in the group.
TEST_F(ScimGroups, AFilterOnMembersThatNamesNobodyIsRefused) {
  world_.add_group("Shop");
  for (const std::string filter :
       {"members pr", "not (members pr)", "members[value eq \"x\"]", "members.value ne \"x\""})
    EXPECT_EQ(world_.find("Groups", filter).text("scimType"), "invalidFilter") << filter;
}

TEST(MemberRoom, IsTakenUntilItIsFull) {
  MemberRoom room(3);
  EXPECT_TRUE(room.take(2));
  const auto full = room.take(2);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().reason, "scim_too_many");
  EXPECT_TRUE(room.take(1)) << "what did not fit took nothing";
  EXPECT_FALSE(room.take(1));
  EXPECT_TRUE(room.take(0));
}

TEST_F(ScimGroups, ARequestNamesABoundedNumberOfMembers) {
  const std::string shop = world_.add_group("Shop");
  std::string many;
  for (int i = 0; i <= 10'000; ++i) many += (i == 0 ? "" : ",") + (R"({"value":")" + std::to_string(i)) + R"("})";
  EXPECT_EQ(world_.scim("POST", "/Groups", R"({"displayName":"Desk","members":[)" + many + "]}").status, 413);
  EXPECT_EQ(world_.get("/api/v1/teams/name/Desk").status, 404);
  EXPECT_EQ(patch(shop, R"({"op":"add","path":"members","value":[)" + many + "]}").status, 413);
}

TEST_F(ScimGroups, MembersJoinAndLeaveInBothWaysOfEntra) {
  const std::string bob = world_.add("bob");
  const std::string cid = world_.add("cid");
  const std::string shop = world_.add_group("Shop");
  EXPECT_EQ(patch(shop, add_member(bob) + "," + add_member(cid)).status, 204);
  EXPECT_EQ(members(shop), 2u);
  EXPECT_EQ(patch(shop, R"({"op":"Remove","path":"members","value":[{"value":")" + bob + R"("}]})").status, 204);
  EXPECT_EQ(teams_of("bob"), "");
  EXPECT_EQ(patch(shop, R"({"op":"remove","path":"members[value eq \")" + cid + R"(\"]"})").status, 204);
  EXPECT_EQ(members(shop), 0u);
}

TEST_F(ScimGroups, ARemovalThatDoesNotSayWhomIsRefused) {
  const std::string shop = world_.add_group("Shop");
  ASSERT_EQ(patch(shop, add_member(world_.add("bob"))).status, 204);
  const Told refused = patch(shop, R"({"op":"remove","path":"members"})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.text("scimType"), "noTarget");
  EXPECT_EQ(members(shop), 1u);
}

TEST_F(ScimGroups, EntraReadsLargeGroupsWithoutMembers) {
  const std::string shop = world_.add_group("Shop");
  ASSERT_EQ(patch(shop, add_member(world_.add("bob"))).status, 204);
  EXPECT_FALSE(world_.scim("GET", "/Groups/" + shop + "?excludedAttributes=members").body.contains("members"));
  const Told found = world_.find("Groups", R"(displayName eq "shop")", "&excludedAttributes=members");
  ASSERT_EQ(found.list("Resources").size(), 1u);
  EXPECT_FALSE(found.list("Resources").front().as_object()->contains("members"));
}

TEST_F(ScimGroups, EntraAsksWhetherSomebodyIsAMember) {
  const std::string bob = world_.add("bob");
  const std::string shop = world_.add_group("Shop");
  const std::string filter = R"(id eq ")" + shop + R"(" and members eq ")" + bob + "\"";
  EXPECT_EQ(ScimWorld::total(world_.find("Groups", filter)), 0);
  ASSERT_EQ(patch(shop, add_member(bob)).status, 204);
  EXPECT_EQ(ScimWorld::total(world_.find("Groups", filter)), 1);
  EXPECT_EQ(world_.find("Groups", R"(members co "a")").text("scimType"), "invalidFilter");
}

TEST_F(ScimGroups, OnlyUsersOfTheClientCanBeMembers) {
  const std::string shop = world_.add_group("Shop");
  const std::string ann = world_.arrive("ann");
  for (const std::string& id : {ann, shop, std::string("lost")}) {
    const Told refused = patch(shop, add_member(id));
    EXPECT_EQ(refused.status, 400) << id;
    EXPECT_EQ(refused.text("scimType"), "invalidValue") << id;
  }
  const Told whole = world_.scim("POST", "/Groups", R"({"displayName":"Desk","members":[{"value":"lost"}]})");
  EXPECT_EQ(whole.status, 400);
  EXPECT_EQ(world_.get("/api/v1/teams/name/Desk").status, 404) << "nothing is left behind";
}

using ScimComplaint = ScimGroups;

TEST_F(ScimComplaint, 25599_AMemberOfAGroupOfEntraHasTheRolesThatAdministratorsGaveToTheTeam) {
  const std::string bob = world_.add("bob");
  world_.arrive("bob");
  const std::string shop = world_.add_group("Shop");
  ASSERT_EQ(world_
                .patch("/api/v1/teams/" + shop,
                       testing::replace("/defaultRoles", R"([{"id":")" + world_.id_of_role("DataSteward") + R"("}])"))
                .status,
            200);
  EXPECT_EQ(world_.user("bob").names("inheritedRoles").find("DataSteward"), std::string::npos);
  ASSERT_EQ(patch(shop, add_member(bob)).status, 204);
  EXPECT_NE(world_.user("bob").names("inheritedRoles").find("DataSteward"), std::string::npos);
}

TEST_F(ScimGroups, ATeamThatIsThereIsNeverTakenOver) {
  world_.make_team("Shop");
  const Told refused = world_.scim("POST", "/Groups", R"({"displayName":"Shop"})");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.text("scimType"), "uniqueness");
  EXPECT_EQ(world_.scim("POST", "/Groups", R"({"displayName":"Organization"})").status, 409);
  EXPECT_EQ(ScimWorld::total(world_.scim("GET", "/Groups")), 0);
}

TEST_F(ScimGroups, ANewNameIsTheLabelOfTheTeam) {
  const std::string shop = world_.add_group("Shop");
  EXPECT_EQ(patch(shop, R"({"op":"Replace","path":"displayName","value":"Store"})").status, 204);
  EXPECT_EQ(world_.scim("GET", "/Groups/" + shop).text("displayName"), "Store");
  const Told team = world_.get("/api/v1/teams/" + shop);
  EXPECT_EQ(team.text("name"), "Shop") << "rules refer to it";
  EXPECT_EQ(team.text("displayName"), "Store");
}

TEST_F(ScimGroups, AReplacementKeepsTheMembersUnlessItSaysThem) {
  const std::string bob = world_.add("bob");
  const std::string shop = world_.add_group("Shop");
  ASSERT_EQ(patch(shop, add_member(bob)).status, 204);
  EXPECT_EQ(world_.scim("PUT", "/Groups/" + shop, R"({"displayName":"Shop"})").list("members").size(), 1u);
  EXPECT_EQ(world_.scim("PUT", "/Groups/" + shop, R"({"displayName":"Shop","members":[]})").list("members").size(), 0u);
}

TEST_F(ScimGroups, WhoIsInTheTeamByHandStays) {
  const std::string bob = world_.add("bob");
  const std::string shop = world_.add_group("Shop");
  world_.arrive("cid");
  const auto by_hand = R"([{"id":")" + shop + R"(","type":"team"}])";
  ASSERT_EQ(world_.patch("/api/v1/users/name/cid", testing::replace("/teams", by_hand)).status, 200);
  EXPECT_EQ(members(shop), 0u) << "the client does not see them";
  ASSERT_EQ(patch(shop, add_member(bob)).status, 204);
  EXPECT_EQ(world_.scim("DELETE", "/Groups/" + shop).status, 204);
  EXPECT_EQ(teams_of("bob"), "");
  EXPECT_EQ(teams_of("cid"), "Shop");
}

TEST_F(ScimGroups, OneThatNobodyNeedsTakesItsTeamAlong) {
  const std::string shop = world_.add_group("Shop");
  EXPECT_EQ(world_.scim("DELETE", "/Groups/" + shop).status, 204);
  EXPECT_EQ(world_.scim("GET", "/Groups/" + shop).status, 404);
  EXPECT_EQ(world_.get("/api/v1/teams/" + shop + "?include=all").status, 404);
  EXPECT_NE(world_.add_group("Shop"), shop);
}

}  // namespace
}  // namespace sallyport::gateway
