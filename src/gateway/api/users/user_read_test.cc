#include "gateway/api/users/user_read.h"

#include <gtest/gtest.h>

#include "gateway/api/users/people_world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::flag;
using testing::PeopleWorld;
using testing::replace;
using testing::Told;

std::string names_of(const Told& page) {
  return page.names("data");
}

std::string cursor(const Told& page, std::string_view name) {
  const json::Value* const paging = page.body.find("paging");
  const json::Value* const value = paging && paging->as_object() ? paging->as_object()->find(name) : nullptr;
  return value && value->as_string() ? *value->as_string() : std::string();
}

std::int64_t total(const Told& page) {
  const json::Value* const value = page.body.find("paging")->as_object()->find("total");
  return value && value->as_integer() ? *value->as_integer() : -1;
}

TEST(ReadUsers, AUserHasOpenMetadatasShape) {
  PeopleWorld world;
  const std::string id = world.arrive("bob");
  const Told told = world.get("/api/v1/users/" + id);
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.text("id"), id);
  EXPECT_EQ(told.text("name"), "bob");
  EXPECT_EQ(told.text("fullyQualifiedName"), "bob");
  EXPECT_EQ(told.text("email"), "bob@contoso.example");
  EXPECT_EQ(told.text("updatedBy"), "bob");
  EXPECT_EQ(told.text("href"), "https://app.example/api/v1/users/" + id);
  EXPECT_EQ(*told.body.find("version"), json::Value(0.1));
  EXPECT_FALSE(flag(told, "isAdmin"));
  EXPECT_FALSE(flag(told, "isBot"));
  EXPECT_FALSE(flag(told, "deleted"));
  EXPECT_EQ(told.tag, "\"" + id + "/1\"");
  EXPECT_EQ(told.body.find("roles"), nullptr) << "nobody asked";
  EXPECT_EQ(world.get("/api/v1/users/name/bob").body, told.body);
}

TEST(ReadUsers, FieldsAddMembersAndAnUnknownOneIsRefused) {
  PeopleWorld world;
  world.arrive("bob");
  const std::string team = world.make_team("shop");
  world.give("bob", "DataSteward");
  EXPECT_EQ(world.patch("/api/v1/users/name/bob", replace("/teams", R"([{"id":")" + team + R"("}])")).status, 200);
  const Told told = world.get("/api/v1/users/name/bob?fields=roles,teams,inheritedRoles,profile,owns");
  EXPECT_EQ(told.names("roles"), "DataSteward");
  EXPECT_EQ(told.names("teams"), "shop");
  EXPECT_EQ(told.names("inheritedRoles"), "DataConsumer") << "from the organization above the team";
  EXPECT_TRUE(told.body.find("profile")->as_object()->empty());
  EXPECT_TRUE(told.list("owns").empty());
  EXPECT_EQ(world.get("/api/v1/users/name/bob?fields=password").status, 400);
}

TEST(ReadUsers, WhoIsNotThereIs404) {
  PeopleWorld world;
  const Told told = world.get("/api/v1/users/name/nobody");
  EXPECT_EQ(told.status, 404);
  EXPECT_EQ(told.text("message"), "user instance for nobody not found");
  EXPECT_EQ(*told.body.find("code"), json::Value(404));
  EXPECT_EQ(world.get("/api/v1/users/9188040d-0000-4c5b-b112-36a304b66dad").status, 404);
}

TEST(ReadUsers, TheListGoesByNamePageByPageInBothDirections) {
  PeopleWorld world;
  for (const char* name : {"zoe", "bob", "mia", "eva"}) world.arrive(name);  // and Ann, who asks
  const Told first = world.get("/api/v1/users?isBot=false&limit=2");
  EXPECT_EQ(names_of(first), "ann,bob");
  EXPECT_EQ(total(first), 5);
  EXPECT_EQ(cursor(first, "before"), "");
  const Told second = world.get("/api/v1/users?isBot=false&limit=2&after=" + cursor(first, "after"));
  EXPECT_EQ(names_of(second), "eva,mia");
  const Told third = world.get("/api/v1/users?isBot=false&limit=2&after=" + cursor(second, "after"));
  EXPECT_EQ(names_of(third), "zoe");
  EXPECT_EQ(cursor(third, "after"), "");
  EXPECT_EQ(names_of(world.get("/api/v1/users?isBot=false&limit=2&before=" + cursor(third, "before"))), "eva,mia");
  EXPECT_EQ(names_of(world.get("/api/v1/users?isBot=false&limit=0")), "");
}

TEST(ReadUsers, AForgedCursorAndAWrongFilterAreRefused) {
  PeopleWorld world;
  const Told first = world.get("/api/v1/users?limit=0");
  EXPECT_EQ(first.status, 200);
  for (const char* query :
       {"after=bm9uc2Vuc2U", "limit=1001", "limit=-1", "include=some", "isAdmin=perhaps", "isBot=1", "limit=1&limit=2"})
    EXPECT_EQ(world.get(std::string("/api/v1/users?") + query).status, 400) << query;
}

TEST(ReadUsers, FiltersFindTheirOwn) {
  PeopleWorld world;
  for (const char* name : {"bob", "eva", "mia"}) world.arrive(name);
  const std::string team = world.make_team("shop");
  world.give("bob", "DataSteward");
  EXPECT_EQ(world.patch("/api/v1/users/name/eva", replace("/teams", R"([{"id":")" + team + R"("}])")).status, 200);
  EXPECT_EQ(world.patch("/api/v1/users/name/mia", replace("/isAdmin", "true")).status, 200);
  EXPECT_EQ(names_of(world.get("/api/v1/users?role=DataSteward")), "bob");
  EXPECT_EQ(names_of(world.get("/api/v1/users?team=shop")), "eva");
  EXPECT_EQ(names_of(world.get("/api/v1/users?team=nowhere")), "");
  EXPECT_EQ(names_of(world.get("/api/v1/users?isAdmin=true")), "mia");
  EXPECT_EQ(names_of(world.get("/api/v1/users?namePrefix=m")), "mia");
  EXPECT_EQ(world.remove("/api/v1/users/name/eva").status, 200);
  EXPECT_EQ(names_of(world.get("/api/v1/users?include=deleted")), "eva");
  EXPECT_EQ(names_of(world.get("/api/v1/users?isBot=false")), "ann,bob,mia");
}

TEST(ReadUsers, WhoHasNoRightToViewSeesThemselvesAlone) {
  PeopleWorld world;
  const std::string bob = world.arrive("bob");
  const std::string eva = world.arrive("eva");
  EXPECT_EQ(world.ask("bob", "GET", "/api/v1/users/" + eva).status, 200) << "a consumer may view everything";
  ASSERT_EQ(
      world
          .post("/api/v1/policies", R"({"name":"hidden","rules":[{"name":"no","effect":"deny","operations":["All"],)"
                                    R"("resources":["user"]}]})")
          .status,
      201);
  ASSERT_EQ(world
                .patch("/api/v1/teams/name/Organization",
                       R"([{"op":"add","path":"/policies/-","value":{"name":"hidden","type":"policy"}}])")
                .status,
            200);
  EXPECT_EQ(world.ask("bob", "GET", "/api/v1/users/" + eva).status, 403);
  EXPECT_EQ(world.ask("bob", "GET", "/api/v1/users/name/nobody").status, 403) << "not 404: it would tell who exists";
  EXPECT_EQ(world.ask("bob", "GET", "/api/v1/users").status, 403);
  EXPECT_EQ(world.ask("bob", "GET", "/api/v1/users/" + bob + "?fields=roles").status, 200) << "themselves";
  EXPECT_EQ(world.world.send("GET", "/api/v1/users").status, 401) << "nobody";
}

TEST(ReadUsers, LoggedInUserTellsWhatTheCallerIsNow) {
  PeopleWorld world;
  const Told admin = world.get("/api/v1/users/loggedInUser?fields=teams,profile");
  EXPECT_TRUE(flag(admin, "isAdmin")) << "by the configuration";
  EXPECT_EQ(admin.text("name"), "ann");
  EXPECT_TRUE(admin.list("teams").empty());
  const std::string token = world.token("bob", {"Reader"});
  const Told bob = world.as(token, "GET", "/api/v1/users/loggedInUser");
  EXPECT_EQ(bob.names("roles"), "Reader") << "of the provider, at this moment";
  EXPECT_FALSE(flag(bob, "isAdmin"));
}

TEST(ReadUsers, TheCallersGroupsAreAListOfTheirOwn) {
  PeopleWorld world;
  world.arrive("bob");
  const std::string team = world.make_team("shop");
  EXPECT_EQ(world.patch("/api/v1/users/name/bob", replace("/teams", R"([{"id":")" + team + R"("}])")).status, 200);
  const auto reply = world.world.send("GET", "/api/v1/users/loggedInUser/groupTeams",
                                      {{"Authorization", "Bearer " + world.token_of("bob")}});
  EXPECT_EQ(reply.status, 200);
  const auto groups = json::parse(reply.body);
  ASSERT_TRUE(groups && groups->as_array());
  ASSERT_EQ(groups->as_array()->size(), 1u);
  EXPECT_EQ(*groups->as_array()->front().as_object()->find("id"), json::Value(team));
}

TEST(ReadUsers, OldVersionsAreKept) {
  PeopleWorld world;
  const std::string id = world.arrive("bob");
  EXPECT_EQ(world.patch("/api/v1/users/" + id, replace("/description", R"("first")")).status, 200);
  EXPECT_EQ(world.patch("/api/v1/users/" + id, replace("/description", R"("second")")).status, 200);
  const Told all = world.get("/api/v1/users/" + id + "/versions");
  EXPECT_EQ(all.text("entityType"), "user");
  EXPECT_EQ(all.list("versions").size(), 3u);
  EXPECT_EQ(world.get("/api/v1/users/" + id + "/versions/0.2").text("description"), "first");
  EXPECT_EQ(world.get("/api/v1/users/" + id + "/versions/0.3").text("description"), "second");
  EXPECT_EQ(world.get("/api/v1/users/" + id + "/versions/0.4").status, 404);
  EXPECT_EQ(world.get("/api/v1/users/" + id + "/versions/x").status, 404);
}

}  // namespace
}  // namespace sallyport::gateway
