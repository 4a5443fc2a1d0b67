// What only teams have, over HTTP: the hierarchy and the people.
#include <gtest/gtest.h>

#include "gateway/api/entities/api_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::ApiWorld;
using testing::replace;
using testing::Told;

// Organization > North (BusinessUnit) > Sales (Division) > Shop, Desk (Groups).
class Teams : public ::testing::Test {
 protected:
  void SetUp() override {
    make("North", "BusinessUnit", "Organization");
    make("Sales", "Division", "North");
    make("Shop", "Group", "Sales");
    make("Desk", "Group", "Sales");
  }

  int make(const std::string& name, const std::string& type, const std::string& parent) {
    return api_
        .post("/api/v1/teams",
              R"({"name":")" + name + R"(","teamType":")" + type + R"(","parents":[")" + parent + "\"]}")
        .status;
  }

  std::string names(const std::string& query) { return api_.get("/api/v1/teams?" + query).names("data"); }

  testing::ApiWorld api_;
};

// The names of a tree: "North(Sales(Desk Shop))".
std::string tree(const json::Array& teams) {
  std::string out;
  for (const json::Value& team : teams) {
    const json::Object& one = *team.as_object();
    const std::string below = tree(*one.find("children")->as_array());
    out += (out.empty() ? "" : " ") + *one.find("name")->as_string() + (below.empty() ? "" : "(" + below + ")");
  }
  return out;
}

TEST_F(Teams, AreShownAsTrees) {
  EXPECT_EQ(tree(api_.get("/api/v1/teams/hierarchy").list("data")), "North(Sales(Desk Shop))");
}

TEST_F(Teams, OneThatStandsInSeveralPlacesIsShownOnce) {
  ASSERT_EQ(make("South", "BusinessUnit", "Organization"), 201);
  ASSERT_EQ(api_.patch("/api/v1/teams/name/Shop", replace("/parents/-", "\"South\"")).names("parents"), "Sales,South");
  EXPECT_EQ(tree(api_.get("/api/v1/teams/hierarchy").list("data")), "North(Sales(Desk Shop)) South");
}

TEST_F(Teams, ThatNobodyCanJoinAreLeftOutIfAsked) {
  for (const char* name : {"Desk", "Sales", "North"})
    ASSERT_EQ(api_.patch("/api/v1/teams/name/" + std::string(name), replace("/isJoinable", "false")).status, 200);
  EXPECT_EQ(tree(api_.get("/api/v1/teams/hierarchy?isJoinable=true").list("data")), "North(Sales(Shop))");
  EXPECT_EQ(names("isJoinable=false"), "Desk,North,Sales");
  EXPECT_EQ(names("isJoinable=true&parentTeam=Sales"), "Shop");
  EXPECT_EQ(api_.get("/api/v1/teams?isJoinable=maybe").status, 400);
}

TEST_F(Teams, AreListedByParent) {
  EXPECT_EQ(names("parentTeam=Sales"), "Desk,Shop");
  EXPECT_EQ(names("parentTeam=Organization"), "North");
  EXPECT_EQ(names("parentTeam=Nowhere"), "");
}

TEST_F(Teams, StandOnlyWhereTheirTypeMay) {
  EXPECT_EQ(make("A", "Division", "Shop"), 400) << "nothing stands under a group";
  EXPECT_EQ(make("B", "BusinessUnit", "Sales"), 400) << "a business unit is above a division";
  EXPECT_EQ(make("C", "Department", "Sales"), 201);
  EXPECT_EQ(api_.patch("/api/v1/teams/name/Sales", replace("/parents", R"(["North","Organization"])")).status, 400)
      << "a division has one parent";
  EXPECT_EQ(api_.patch("/api/v1/teams/name/North", replace("/teamType", "\"Group\"")).status, 400);
  EXPECT_EQ(api_.patch("/api/v1/teams/name/North", replace("/parents", R"(["Sales"])")).status, 400);
}

TEST_F(Teams, StandBelowTheOrganizationUnlessSaidOtherwise) {
  EXPECT_EQ(api_.post("/api/v1/teams", R"({"name":"Alone","teamType":"Group"})").names("parents"), "Organization");
  EXPECT_EQ(api_.patch("/api/v1/teams/name/Shop", R"([{"op":"remove","path":"/parents"}])").names("parents"),
            "Organization");
}

TEST_F(Teams, GoWithThoseBelowOnlyIfAsked) {
  EXPECT_EQ(api_.remove("/api/v1/teams/name/Sales").status, 400);
  const std::string sales = api_.path_of("teams", "Sales");
  EXPECT_EQ(api_.remove(sales + "?recursive=true").status, 200);
  EXPECT_EQ(names("include=deleted"), "Desk,Sales,Shop");
  const std::string body = R"({"id":")" + sales.substr(sales.rfind('/') + 1) + "\"}";
  EXPECT_EQ(api_.put("/api/v1/teams/restore", body).status, 200);
  EXPECT_EQ(names("limit=100"), "North,Organization,Sales") << "those below are restored one by one";
}

TEST_F(Teams, TellTheirPeople) {
  const identity::IdentityKey key{"azure", Issuer("https://login.example"), TenantId("t"), Subject("bob")};
  const auto bob = api_.world.identities->link_or_create({key, {"Bob", "", "", "bob"}, ""},
                                                         identity::CreateMissing::yes, api_.world.clock.now());
  ASSERT_TRUE(bob && *bob);
  const std::string shop = api_.path_of("teams", "Shop");
  const identity::EntityId id(shop.substr(shop.rfind('/') + 1));
  ASSERT_TRUE(api_.world.team_members->join((**bob).id, {id, identity::Origin::administrator}));
  const Told told = api_.get(shop + "?fields=users,userCount");
  EXPECT_EQ(told.names("users"), "bob");
  EXPECT_EQ(*told.body.find("userCount"), json::Value(1));
  EXPECT_EQ(*api_.get("/api/v1/teams/name/Desk?fields=userCount").body.find("userCount"), json::Value(0));
}

TEST(Roles, TellTheirPeople) {
  ApiWorld api;
  const identity::IdentityKey key{"azure", Issuer("https://login.example"), TenantId("t"), Subject("bob")};
  const auto bob = api.world.identities->link_or_create({key, {"Bob", "", "", "bob"}, ""}, identity::CreateMissing::yes,
                                                        api.world.clock.now());
  ASSERT_TRUE(bob && *bob);
  ASSERT_TRUE(api.world.identities->give_role((**bob).id, {"DataSteward", identity::Origin::administrator}));
  EXPECT_EQ(api.get("/api/v1/roles/name/DataSteward?fields=users").names("users"), "bob");
  EXPECT_EQ(api.get("/api/v1/roles/name/DataConsumer?fields=users").names("users"), "");
}

}  // namespace
}  // namespace sallyport::gateway
